"""What is untidy in a portal: checks over plain rows, and what to say about each."""

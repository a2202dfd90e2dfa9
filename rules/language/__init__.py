"""What a rulebook can say: its sections, the words of its conditions, and how both are read and written."""

"""What makes a rulebook wrong: names that are nobody's, ladders without a first step, circles."""

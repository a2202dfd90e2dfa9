"""A first rulebook, drafted from what a portal holds."""

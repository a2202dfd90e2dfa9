"""A rulebook as a page for people, the differences of two, and the reference of the language."""

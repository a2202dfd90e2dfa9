"""The steps of a decision: where an account stands, what it is handed over with, what rules cause."""

"""Where a contact's data came from, what the law allows with them, and how fresh they are."""

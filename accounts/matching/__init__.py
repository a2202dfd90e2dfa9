"""Who belongs to which account: all evidence weighed, one decision, the losers kept."""

"""Who people are to a buying center: roles, and who does not count."""

"""Cases: what is given of an account, what is expected, and what no case has tried yet."""

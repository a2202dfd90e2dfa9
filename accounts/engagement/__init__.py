"""What people did: signals, what each is worth, and how that fades."""

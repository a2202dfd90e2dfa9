"""What an account is, who belongs to it, and what is true of it at a moment; pure: knows no clock, no HubSpot, no SQL, no rules."""

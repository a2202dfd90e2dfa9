"""What an account is, who belongs to it, and what is true of it at a moment; pure: knows no clock, no HubSpot, no SQL, no rules."""

from accounts.naming import NameMatch as NameMatch
from accounts.naming import NameVerdict as NameVerdict
from accounts.naming import compare_names as compare_names

"""Whether two company names mean one company, and where to look for the names that might."""

from accounts.naming.compare import compare_names as compare_names
from accounts.naming.values import MATCH as MATCH
from accounts.naming.values import NameMatch as NameMatch
from accounts.naming.values import NameVerdict as NameVerdict

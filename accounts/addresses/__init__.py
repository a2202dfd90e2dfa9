"""How addresses are read: whose a domain is, and which addresses say nothing about an employer."""

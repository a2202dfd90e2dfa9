"""How a rulebook is declared, checked, decided, settled and explained; pure: is told facts and the moment, never asks for them."""

"""How a rulebook is declared, checked, decided, settled and explained; pure: is told facts and the moment, never asks for them."""

from rules.load import load as load
from rules.problems import Problem as Problem
from rules.problems import RulebookError as RulebookError

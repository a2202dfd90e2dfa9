"""How a rulebook is declared, checked, decided, settled and explained; pure: is told facts and the moment, never asks for them."""

from rules.advice.lint import Advice as Advice
from rules.advice.lint import look_over as look_over
from rules.decide import decide as decide
from rules.files.dumping import dump as dump
from rules.files.include import bundle as bundle
from rules.load import load as load
from rules.model import Rulebook as Rulebook
from rules.needs import fact_spec as fact_spec
from rules.needs import needs as needs
from rules.needs import spec_for as spec_for
from rules.own import OwnProperty as OwnProperty
from rules.own import own_properties as own_properties
from rules.problems import Problem as Problem
from rules.problems import RulebookError as RulebookError
from rules.settle import settle as settle

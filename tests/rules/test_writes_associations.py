"""`contact.associations` in `writes` is no property, and stands for one thing: filling in the company a contact lacks."""

import pytest

from accounts.values import Definition, Kind
from rules import RulebookError, load
from rules.portal.fits import PortalSchema, check_portal
from rules.problems import Problem
from tests.rules.tales import BOOK

ALLOWED = BOOK.replace("contact.abm_*: own", "contact.abm_*: own, contact.associations: fill_if_empty")


def problems(text: str) -> tuple[Problem, ...]:
    try:
        load(text, "book.yaml")
    except RulebookError as error:
        return error.problems
    return ()


def test_no_portal_is_asked_for_such_a_property() -> None:
    """Whatever properties the portal has: there is no complaint about one that is missing."""
    assert ALLOWED != BOOK
    schema = PortalSchema({(Kind.CONTACT, "email"): Definition(Kind.CONTACT, "email")})
    fit = check_portal(ALLOWED, "book.yaml", schema)
    assert [one for one in fit.problems if "associations" in one.message] == []


@pytest.mark.parametrize("mode", ["own", "forward_only"])
def test_it_is_only_ever_filled(mode: str) -> None:
    """Nothing else can be meant, for no association is changed."""
    (problem,) = problems(ALLOWED.replace("fill_if_empty", mode))
    assert (problem.code, "fill_if_empty" in problem.hint) == ("not-writable", True)


def test_no_rule_sets_it() -> None:
    """Matching alone knows the company."""
    rule = "rules: [{rule: r, for_each: {members: contacts}, when: {company.target: known}, then: [{set: {contact.associations: x}}]}]\n"
    (problem,) = problems(ALLOWED + rule)
    assert (problem.code, problem.message) == (
        "not-writable",
        "'contact.associations' cannot be set by a rule.",
    )

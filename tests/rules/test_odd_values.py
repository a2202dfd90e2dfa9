"""Whatever text stands in whatever property: facts are made, a decision is made, and both can be stored."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.making import facts_of
from accounts.needs import Need
from accounts.snapshot import Change, Record, Snapshot
from accounts.stored import dump, restore
from accounts.values import Definition, Definitions, Kind
from rules import Rulebook, fact_spec, load, needs
from rules.decide import decide
from rules.memory import Memory
from settings import EXAMPLE_RULEBOOK

AT = 1_772_452_800
TYPES = ("string", "number", "bool", "enumeration", "date", "datetime", "phone_number")
# As the mirror holds it: half characters and NUL are gone by then (connector.shapes.text).
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
MEANT = st.sampled_from(
    ["true", "FALSE", "1e400", "NaN", "-Infinity", "1,5", "12", "9999-12-31", "0001-01-01", ";", "a;b"]
)
MOMENTS = st.integers(-(10**15), 10**16).map(str) | st.sampled_from(
    ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"]
)
ODD = st.lists(TEXTS | MEANT | MOMENTS | st.just("x" * 65_536), min_size=4, max_size=12)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load(EXAMPLE_RULEBOOK.read_text("utf-8"), "book.yaml")


def odd_account(book: Rulebook, texts: list[str], luck: random.Random) -> tuple[Snapshot, Definitions]:
    """One company, one contact and one deal with any of the texts in every property the rulebook needs."""
    wanted = sorted(needs(book))
    definitions = {(need.kind, need.property): _defined(need, texts, luck) for need in wanted}
    company, contact, deal = (
        Record(
            kind, "1", {need.property: luck.choice([None, *texts]) for need in wanted if need.kind is kind}
        )
        for kind in (Kind.COMPANY, Kind.CONTACT, Kind.DEAL)
    )
    history = {
        (need.kind, "1", need.property): (Change(luck.choice(texts), luck.randrange(AT), "CRM_UI"),)
        for need in wanted
        if need.history
    }
    found = Snapshot("company:1", "Oak", company, contacts=(contact,), deals=(deal,), history=history)
    return found, definitions


def _defined(need: Need, texts: list[str], luck: random.Random) -> Definition:
    options = luck.choice([(), tuple(texts[:2]), ("true", "false")])
    return Definition(need.kind, need.property, luck.choice(TYPES), options=options, many=luck.random() < 0.3)


# Everything is drawn before the test begins, so that what it does cannot bear on what is drawn next; and a busy
# machine, on which one example exceeds a deadline that it keeps when it is tried again, is no finding.
@settings(deadline=None)
@given(ODD, st.integers(0, 2**32 - 1))
def test_no_value_keeps_an_account_from_being_decided(book: Rulebook, texts: list[str], seed: int) -> None:
    """Neither making facts nor deciding raises, engine and walk agree, the same again is the same, and JSON holds it."""
    found, definitions = odd_account(book, texts, random.Random(seed))
    facts = facts_of(found, definitions, fact_spec(book), AT)
    decision = decide(book, facts, Memory(rulebook=book.digest), AT)
    assert decision.disagreement is None
    assert decide(book, facts, Memory(rulebook=book.digest), AT) == decision
    assert restore(json.loads(json.dumps(dump(facts), allow_nan=False)), fact_spec(book)) == facts

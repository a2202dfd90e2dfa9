"""Definitions that change take effect by themselves: text is typed when it is read, and the clock looks at them."""

from typing import Any

import pytest

from accounts.unfit import Unfit
from accounts.values import Kind
from pipeline.doctor import examine
from sandbox import definitions
from scheduler import ask_for_definitions
from settings import EXAMPLE_RULEBOOK
from store import unfit
from tests.pipeline.house import House

HEALTH = "customer_health"
TEXT = EXAMPLE_RULEBOOK.read_text("utf-8")


def look(house: House) -> None:
    """What the clock does every quarter of an hour, and all that follows from it."""
    ask_for_definitions(house.database)
    house.settle()


def oak(house: House, **properties: str) -> str:
    """A target account, known to us; answers the id of its company."""
    who = {"name": "Oak", "domain": "oak.example", "hs_is_target_account": "true", **properties}
    id_ = house.portal.create("companies", who)
    house.settle()
    return id_


def told(house: House, name: str) -> Any:
    """What the newest decision was told of this property of the company."""
    newest: Any = house.rows("SELECT facts FROM decision ORDER BY id DESC LIMIT 1")[0]
    return newest.facts["facts"][f"company.{name}"]["is"]


def decisions(house: House) -> int:
    return len(house.rows("SELECT 1 FROM decision"))


def reads(house: House) -> int:
    """How often records were asked for."""
    return len(
        house.portal.calls(path_regex="/objects/[^/]+/(companies|contacts|deals)(/batch/read|/search)?$")
    )


def change(house: House, name: str, **body: Any) -> None:
    """The admin changes a definition; nothing tells us."""
    portal = house.portal
    portal.define("companies", {**(definitions.one(portal.db, "companies", name) or {"name": name}), **body})


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        pytest.param({"type": "string", "fieldType": "text", "options": []}, "green", id="free text"),
        pytest.param({"options": [{"label": "Rot", "value": "red"}]}, {"bad": "green", "reason": "not among the options"}, id="the option is gone"),
        pytest.param({"options": [{"label": "Grün", "value": "green", "hidden": True}]}, "green", id="the option is hidden"),
        pytest.param({"type": "number", "fieldType": "number"}, {"bad": "green", "reason": "not a number"}, id="a number"),
        pytest.param({"fieldType": "checkbox"}, {"options": ["green"]}, id="several values"),
    ],
)  # fmt: skip
def test_a_changed_definition_takes_effect_without_reading_records(
    small: House, body: dict[str, Any], seen: Any
) -> None:
    """The account is decided anew with the same text read otherwise; no record is asked for; and so back again."""
    oak(small, customer_health="green")
    before, calls, first = (
        definitions.one(small.portal.db, "companies", HEALTH),
        reads(small),
        decisions(small),
    )
    assert told(small, HEALTH) == "green"
    change(small, HEALTH, **body)
    look(small)
    assert (told(small, HEALTH), decisions(small)) == (seen, first + 1)
    assert before is not None
    small.portal.define("companies", before)
    assert_looked_at_again(small)
    assert (told(small, HEALTH), reads(small)) == ("green", calls)


def assert_looked_at_again(house: House) -> None:
    """A quarter of an hour later."""
    house.pass_time(house.now.replace(minute=house.now.minute + 15))
    look(house)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"label": "Wie geht es dem Kunden?"}, id="another label"),
        pytest.param({"modificationMetadata": {"readOnlyValue": True}}, id="read-only"),
    ],
)
def test_what_changes_no_value_concerns_nobody(small: House, body: dict[str, Any]) -> None:
    """It is kept, and no account is decided anew for it; neither for a property that no rule looks at."""
    oak(small, customer_health="green")
    before = decisions(small)
    change(small, HEALTH, **body)
    change(small, "favourite_colour", type="number")
    look(small)
    assert decisions(small) == before
    rows = small.rows(f"SELECT label, read_only FROM property_definition WHERE name = '{HEALTH}'")  # noqa: S608 - a constant
    assert rows[0].label == body.get("label", rows[0].label)
    assert rows[0].read_only == ("modificationMetadata" in body)
    assert small.rows("SELECT 1 FROM property_definition WHERE name = 'favourite_colour'")


def test_the_doctor_sees_that_our_property_was_shut(small: House) -> None:
    """Somebody made it read-only, or another type: nothing of ours can stand there, and he says what to do."""
    for body, says in (
        ({"modificationMetadata": {"readOnlyValue": True}}, "company.abm_why (read-only)"),
        ({"type": "number", "fieldType": "number"}, "company.abm_why (number instead of string)"),
    ):
        kept = definitions.one(small.portal.db, "companies", "abm_why")
        assert kept is not None
        change(small, "abm_why", **body)
        bad = [one for one in examine(small.tools, small.id) if not one.is_good]
        assert [one.name for one in bad] == ["our properties"]
        assert says in bad[0].says
        small.portal.define("companies", kept)


def test_an_archived_property_is_unknown_and_comes_back(small: House) -> None:
    """Not empty: nobody can say. When it is restored, the portal is read anew, for nobody told us what it held meanwhile."""
    oak(small, customer_health="green")
    kept = definitions.one(small.portal.db, "companies", HEALTH)
    definitions.remove(small.portal.db, "companies", HEALTH)
    look(small)
    reason = f"the portal has no property {HEALTH}"
    assert told(small, HEALTH) == {"missing": reason, "unreadable": True}
    assert kept is not None
    small.portal.define("companies", kept)
    assert_looked_at_again(small)
    assert told(small, HEALTH) == "green"


def test_a_property_that_appears_is_read(small: House) -> None:
    """A rulebook may look at what the portal has not got yet; when it has, all its values come without a new start."""
    small.activate(TEXT.replace(HEALTH, "satisfaction").replace("green", "high"))
    id_ = oak(small)
    assert told(small, "satisfaction") == {
        "missing": "the portal has no property satisfaction",
        "unreadable": True,
    }
    options = [{"label": "High", "value": "high"}]
    change(small, "satisfaction", type="enumeration", fieldType="select", options=options)
    small.portal.subscribe(small.hooks, [])
    small.portal.update("companies", id_, {"satisfaction": "high"})
    look(small)
    assert told(small, "satisfaction") == "high"


def test_values_that_nobody_can_read_are_shown(small: House) -> None:
    """In the account and by the doctor, who counts them and gives an example; mended, they are gone from both."""
    change(small, "contract_end", type="string", fieldType="text")
    id_ = oak(small, contract_end="next spring")
    change(small, "contract_end", type="date", fieldType="date")
    look(small)
    found = Unfit(Kind.COMPANY, id_, "contract_end", "next spring", "not a date")
    with small.database.begin() as tx:
        assert unfit.of_account(tx, small.id, f"company:{id_}") == [found]
    (check,) = [one for one in examine(small.tools, small.id) if one.name == "values"]
    assert not check.is_good
    assert (
        check.says
        == f"1 company has a value in contract_end that is not a date: “next spring” (company {id_})."
    )
    small.portal.update("companies", id_, {"contract_end": "2027-03-01"})
    small.settle()
    with small.database.begin() as tx:
        assert unfit.of_account(tx, small.id, f"company:{id_}") == []
    assert [one.is_good for one in examine(small.tools, small.id) if one.name == "values"] == [True]

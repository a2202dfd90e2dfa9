"""What happened to a property is known, each change once, however we came to hear of it."""

from datetime import timedelta
from typing import Any

from settings import EXAMPLE_RULEBOOK
from tests.pipeline.house import House

FORM = "recent_conversion_event_name"
TEXT = EXAMPLE_RULEBOOK.read_text("utf-8")
CLICK = "email_click: {when: contact.hs_email_last_click_date"
TITLE = f"promotion: {{when: contact.jobtitle, points: 5}}\n    {CLICK}"


def history(house: House, name: str = FORM) -> list[tuple[Any, ...]]:
    """Value and source of each change, oldest first."""
    rows = house.rows("SELECT property, value, source, source_id FROM property_history ORDER BY at, turn")
    return [(row.value, row.source, row.source_id) for row in rows if row.property == name]


def contact(house: House, **properties: str) -> str:
    id_ = house.portal.create("contacts", {"email": "ada@oak.example", **properties})
    house.settle()
    return id_


def send_forms(house: House, id_: str) -> None:
    """One form, and within the same millisecond another one; then the first again, an hour later."""
    house.portal.update("contacts", id_, {FORM: "Whitepaper"}, by="FORMS")
    house.portal.update("contacts", id_, {FORM: "Angebot"}, by="FORMS")
    house.pass_time(house.now + timedelta(hours=1))
    house.portal.update("contacts", id_, {FORM: "Whitepaper"}, by="IMPORT")


SENT = [
    ("Whitepaper", "FORMS", "formId:5f0c-angebot-und-download"),
    ("Angebot", "FORMS", "formId:5f0c-angebot-und-download"),
    ("Whitepaper", "IMPORT", "importId:31007"),
]


def test_webhooks_add_to_the_history(small: House) -> None:
    """Also where the value of the event is stale when it comes: all changes are kept, with their source."""
    send_forms(small, contact(small))
    small.settle()
    assert history(small) == SENT


def test_duplicate_and_late_webhooks_change_nothing(small: House) -> None:
    """Every event once more, a day later: the same changes, and nobody is decided for it."""
    send_forms(small, contact(small))
    small.settle()
    before = small.rows("SELECT * FROM property_history ORDER BY kind, id, property, at, turn")
    decided = small.rows("SELECT count(*) FROM decision")
    small.pass_time(small.now + timedelta(minutes=1))
    small.portal.redeliver_week()
    small.settle()
    assert small.rows("SELECT * FROM property_history ORDER BY kind, id, property, at, turn") == before
    assert small.rows("SELECT count(*) FROM decision") == decided


def test_polls_and_syncs_tell_the_same(small: House) -> None:
    """Without any webhook the history is what it is with them; whoever reads it again adds nothing."""
    id_ = contact(small)
    small.portal.subscribe(small.hooks, [])
    send_forms(small, id_)
    small.poll()
    assert history(small) == SENT
    small.poll()
    small.reconcile()
    assert history(small) == SENT


def test_a_rulebook_that_newly_needs_the_past_of_a_property_gets_it(small: House) -> None:
    """What happened before it came counts for it: the portal is read anew, with nobody's help."""
    id_ = contact(small, jobtitle="Einkäufer")
    small.pass_time(small.now + timedelta(hours=1))
    small.portal.update("contacts", id_, {"jobtitle": "Leiter Einkauf"})
    small.settle()
    assert history(small, "jobtitle") == []
    small.activate(TEXT.replace(CLICK, TITLE))
    small.settle()
    assert [value for value, *_ in history(small, "jobtitle")] == ["Einkäufer", "Leiter Einkauf"]
    facts = small.rows("SELECT facts FROM decision ORDER BY id DESC LIMIT 1")[0].facts
    assert len(facts["facts"]["signals.promotion"]["times"]) == 2


def test_a_rulebook_that_needs_nothing_new_costs_no_reading(small: House) -> None:
    """An edit of conditions alone asks HubSpot for no record."""
    contact(small)
    before = pages(small)
    small.activate(TEXT.replace("at_least: 60", "at_least: 61"))
    small.settle()
    assert pages(small) == before
    small.activate(TEXT.replace(CLICK, TITLE))
    small.settle()
    assert pages(small) == before + 3


def pages(house: House) -> int:
    """How many pages of records were asked for."""
    return len(house.portal.calls("GET", "/objects/[^/]+/(companies|contacts|deals)$"))


def test_a_deal_won_without_a_close_date_was_won_when_its_stage_says(small: House) -> None:
    """Whenever the account is looked at, the same moment: a win that moved along would never grow old."""
    oak = small.portal.create("companies", {"name": "Oak", "domain": "oak.example"})
    links = [("companies", oak, 341)]
    deal = {"dealname": "Presses", "dealstage": "contractsent", "pipeline": "default"}
    id_ = small.portal.create("deals", deal, associations=links)
    small.settle()
    small.wait_until(small.now + timedelta(days=1))
    won_at = small.now
    small.portal.update("deals", id_, {"dealstage": "closedwon", "closedate": "2031-01-01"})
    small.settle()
    small.pass_time(small.now + timedelta(days=3))
    small.portal.update("companies", oak, {"customer_health": "green"})
    small.settle()
    rows = small.rows(f"SELECT facts FROM decision WHERE account_id = 'company:{oak}' ORDER BY id")  # noqa: S608 - an id
    told = [row.facts["facts"]["deals.won"]["times"] for row in rows]
    assert told[0] == []
    assert len(told) > 2
    assert all(times == [int(won_at.timestamp())] for times in told[1:])


def test_text_that_no_database_takes_does_no_harm(small: House) -> None:
    """A NUL in a value and in its past: the character is left out, everything else is kept."""
    id_ = contact(small, jobtitle="C\0FO")
    small.portal.update("contacts", id_, {FORM: "White\0paper " + "x" * 65_000}, by="FORMS")
    small.settle()
    small.reconcile()
    (row,) = small.rows("SELECT properties FROM record WHERE kind = 'contact'")
    assert row.properties["jobtitle"] == "CFO"
    assert [value[:12] for value, *_ in history(small)] == ["Whitepaper x"]

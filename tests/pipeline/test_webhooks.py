"""Webhooks only say that something may have changed: their order and number do not matter, and none is lost."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.pipeline.house import House, Kept, Shelf

CHILD_TO_PARENT, CONTACT_TO_COMPANY, DEAL_TO_COMPANY = 14, 279, 341
SEEDS = range(4)


def busy_hour(house: House) -> None:
    """Much happens at once: companies join, people come, change sides and leave, deals open and close."""
    portal = house.portal
    oak = company(house, "Oak", "oak.example", hs_is_target_account="true", customer_health="green")
    elm = company(house, "Elm", "elm.example", hs_is_target_account="true")
    twig = company(house, "Twig", "twig.example")
    portal.associate("companies", twig, "companies", oak, CHILD_TO_PARENT)
    ada = contact(house, oak, "ada@oak.example", hs_buying_role="DECISION_MAKER")
    ben = contact(house, twig, "ben@twig.example", hs_buying_role="CHAMPION", need_confirmed="true")
    contact(house, None, "cleo@oak.example", hs_buying_role="BUDGET_HOLDER")
    dan = contact(house, elm, "dan@elm.example", hs_buying_role="CHAMPION")
    eve = contact(house, elm, "eve@elm.example")
    portal.archive("contacts", eve)
    portal.dissociate("contacts", dan, "companies", elm)
    portal.associate("contacts", dan, "companies", oak, CONTACT_TO_COMPANY)
    portal.update("contacts", ben, {"hs_buying_role": "CHAMPION;END_USER"})
    portal.update("contacts", ada, {"recent_conversion_event_name": "Angebot anfordern"}, by="FORMS")
    won = deal(house, elm, "Elm: first", "appointmentscheduled")
    portal.update("deals", won, {"dealstage": "closedwon", "closedate": "2026-09-07"})
    portal.update("companies", elm, {"customer_health": "red"}, by="AUTOMATION_PLATFORM")


def company(house: House, name: str, domain: str, **more: str) -> str:
    return house.portal.create("companies", {"name": name, "domain": domain, **more})


def contact(house: House, at: str | None, email: str, **more: str) -> str:
    links = [("companies", at, CONTACT_TO_COMPANY)] if at else []
    return house.portal.create("contacts", {"email": email, **more}, associations=links)


def deal(house: House, at: str, name: str, stage: str) -> str:
    links = [("companies", at, DEAL_TO_COMPANY)]
    return house.portal.create("deals", {"dealname": name, "dealstage": stage}, associations=links)


def queued(house: House) -> list[dict[str, Any]]:
    """Every event that waits to be delivered, which the test then delivers by itself."""
    rows = house.portal.db.rows("SELECT body FROM event ORDER BY seq")
    house.portal.db.run("DELETE FROM queue")
    sender = {"portalId": house.portal.portal_id, "appId": house.portal.app_id, "attemptNumber": 0}
    return [json.loads(body) | sender for (body,) in rows]


def told(house: House) -> dict[str, Any]:
    """What the program made of it all: what is true, what it remembers, what stands in the portal."""
    return true_of(house) | {"memories": house.memories(), "portal": house.portal_state()}


def true_of(house: House) -> dict[str, Any]:
    """Who belongs to whom, and the facts of each account."""
    return {
        "members": house.rows("SELECT contact_id, account_id, reason, evidence FROM membership ORDER BY 1"),
        "companies": house.rows("SELECT company_id, account_id FROM account_company ORDER BY 1"),
        "links": house.rows("SELECT from_kind, from_id, to_kind, to_id FROM association ORDER BY 1, 2, 3, 4"),
        "facts": house.rows(
            "SELECT DISTINCT ON (d.account_id) d.account_id, d.facts FROM decision d"
            " JOIN account a ON a.id = d.account_id AND NOT a.gone ORDER BY d.account_id, d.id DESC"
        ),
    }


@pytest.fixture(scope="module")
def in_order(shelf: Shelf, kept_small: Kept) -> Iterator[dict[str, Any]]:
    """What comes of the busy hour when its events arrive one by one, in their order, each once."""
    with shelf.copy(kept_small) as house:
        busy_hour(house)
        assert {house.post(json.dumps([event]).encode()) for event in queued(house)} == {200}
        house.settle()
        yield told(house)


@pytest.mark.parametrize("seed", SEEDS)
def test_order_and_number_do_not_matter(small: House, in_order: dict[str, Any], seed: int) -> None:
    """Shuffled, repeated, in batches of any size and absorbed in between: the end is the same."""
    chance = random.Random(seed)
    busy_hour(small)
    events = queued(small)
    events += [event | {"attemptNumber": 1} for event in chance.choices(events, k=len(events) // 2)]
    chance.shuffle(events)
    while events:
        size = chance.randint(1, 20)
        assert small.post(json.dumps(events[:size]).encode()) == 200
        events = events[size:]
        if chance.random() < 0.5:
            small.absorb()
    small.settle()
    assert told(small) == in_order
    assert small.differences() == []


def test_deciding_in_between_does_not_change_the_facts(small: House, in_order: dict[str, Any]) -> None:
    """An account that was decided on half of the news is decided anew on all of it; no fact depends on the way."""
    busy_hour(small)
    events = queued(small)[::-1]
    for start in range(0, len(events), 8):
        assert small.post(json.dumps(events[start : start + 8]).encode()) == 200
        small.settle()
    assert true_of(small) == {name: in_order[name] for name in ("members", "companies", "links", "facts")}
    assert small.differences() == []


STRANGE: dict[str, Any] = {
    "not an object": 7,
    "no subscriptionType": {"portalId": 6251500, "objectId": 5},
    "unknown subscriptionType": {"portalId": 6251500, "subscriptionType": "contact.sneezed", "objectId": 5},
    "of an object we do not keep": {
        "portalId": 6251500,
        "subscriptionType": "product.creation",
        "objectId": 5,
    },
    "no objectId": {"portalId": 6251500, "subscriptionType": "contact.creation"},
    "an id that is none": {"portalId": 6251500, "subscriptionType": "contact.creation", "objectId": "x"},
}


def test_strange_events_do_not_stand_in_the_way(small: House) -> None:
    """What cannot be read is acknowledged, counted and kept as it came; its neighbours are absorbed."""
    oak = company(small, "Oak", "oak.example", hs_is_target_account="true")
    body = json.dumps([*STRANGE.values(), *queued(small)], indent=1).encode()
    assert small.post(body) == 200
    small.settle()
    assert small.memory(f"company:{oak}").stage == "identified"
    kept = small.rows("SELECT body, outcome FROM delivery ORDER BY id LIMIT 1")
    assert [bytes(row.body) for row in kept] == [body]
    assert sorted(kept[0].outcome["unread"]) == sorted(STRANGE)
    assert small.count("events_unread") == len(STRANGE)


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"\xff\xfe", b'{"portalId": 6251500}', b"[" * 50_000])
def test_a_malformed_delivery_is_kept_and_counted(small: House, body: bytes) -> None:
    """HubSpot would only send it again; so it is acknowledged, kept as it came, and over."""
    assert small.post(body) == 200
    small.settle()
    rows = small.rows("SELECT body, absorbed_at FROM delivery")
    assert [(bytes(row.body), row.absorbed_at is None) for row in rows] == [(body, False)]
    assert (small.count("events_unread"), small.trouble()) == (1, None)


def test_events_of_objects_that_are_gone(small: House) -> None:
    """An object that nobody finds any more, because it is deleted or never was, does no harm."""
    ghosts = [
        {"portalId": small.id, "subscriptionType": f"{kind}.{what}", "objectId": 987654321}
        for kind in ("contact", "company", "deal")
        for what in ("propertyChange", "deletion", "privacyDeletion")
    ]
    assert small.post(json.dumps(ghosts).encode()) == 200
    small.settle()
    assert (small.trouble(), small.count("deliveries")) == (None, 1)
    assert small.rows("SELECT id FROM record WHERE NOT archived") == []

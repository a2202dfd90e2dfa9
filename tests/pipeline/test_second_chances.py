"""What was interrupted, set aside, merged or dissolved comes to a good end."""

import json

import pytest

from connector import HubSpotError
from pipeline.sync import Progress, full_sync
from sandbox import definitions
from tests.pipeline.house import House

PARENT_TO_CHILD = 13


def company(small: House, name: str, **more: str) -> str:
    properties = {"name": name, "domain": f"{name}.example", "hs_is_target_account": "true"} | more
    return small.portal.create("companies", properties)


def contact(small: House, name: str, **more: str) -> str:
    return small.portal.create("contacts", {"email": name, "lastname": name.partition("@")[0]} | more)


@pytest.fixture
def elm(small: House) -> str:
    """A target account that is ready for sales, and was handed over."""
    made = company(small, "elm")
    contact(small, "ada@elm.example", hs_buying_role="DECISION_MAKER", need_confirmed="true")
    contact(small, "ben@elm.example", hs_buying_role="CHAMPION")
    contact(small, "cem@elm.example", hs_buying_role="BUDGET_HOLDER")
    small.settle()
    assert small.held("companies", made)["abm_handover"] == "offered"
    return made


def test_what_was_set_aside_is_tried_again(small: House, elm: str) -> None:
    """A property that somebody deleted and made again is written after the next reading of the portal."""
    definitions.remove(small.portal.db, "companies", "abm_missing")
    contact(small, "dora@elm.example", hs_buying_role="END_USER")
    small.portal.update("companies", elm, {"hs_is_target_account": "false"})
    small.settle()
    small.portal.update("companies", elm, {"hs_is_target_account": "true"})
    small.wait_until(small.now.replace(day=small.now.day + 1))
    small.activate()
    small.reconcile()
    assert small.rows("SELECT property FROM wish WHERE state <> 'done'") == []
    assert small.differences() == []


def test_news_of_a_sync_that_broke_off_is_decided(small: House, elm: str) -> None:
    """The mirror has the page, so no later reading calls it news: it must be decided by what was read then."""
    small.portal.subscribe(small.hooks, [])
    small.portal.update("contacts", "1001", {"hs_buying_role": "END_USER"})
    small.portal.faults.answer_next("GET", "/objects/2026-03/deals", 503, times=1)
    with pytest.raises(HubSpotError):
        full_sync(small.tools, small.id, Progress())
    small.settle()
    assert small.held("companies", elm)["abm_stage"] == "expanded"


def test_an_account_rolled_up_into_another_ends_its_own_handover(small: House, elm: str) -> None:
    """One account is left with one open handover; the company below says no longer that it stands anywhere."""
    top = company(small, "holding")
    small.settle()
    small.portal.associate("companies", top, "companies", elm, PARENT_TO_CHILD)
    small.settle()
    small.reconcile()
    held = small.held("companies", elm)
    assert (held.get("abm_stage") or "", held["abm_handover"]) == ("", "closed")
    rows = small.rows("SELECT account_id, state FROM handover WHERE state IN ('offered', 'accepted')")
    assert [row.account_id for row in rows] == [f"company:{top}"]
    assert small.rows("SELECT id FROM account WHERE gone AND (due OR look_again_at IS NOT NULL)") == []
    assert small.differences() == []


def test_events_of_another_portal_are_counted_and_touch_nothing(small: House) -> None:
    """A delivery may name several portals; ours are absorbed, the others' counted, and nothing lies waiting."""
    made = company(small, "ash")
    small.settle()
    event = {"subscriptionType": "company.creation", "objectId": int(made), "eventId": 7, "subscriptionId": 1}
    body = [{**event, "portalId": 777, "occurredAt": 1}, {**event, "portalId": small.id, "occurredAt": 1}]
    assert small.post(json.dumps(body).encode()) == 200
    small.settle()
    (row,) = small.rows(
        "SELECT portal_id, absorbed_at IS NOT NULL AS done, outcome FROM delivery ORDER BY id DESC LIMIT 1"
    )
    assert (row.portal_id, row.done) == (small.id, True)
    assert row.outcome == {"events": 2, "new": 1, "duplicates": 0, "unread": ["of another portal"]}
    assert f"company:{made}" in small.memories()


def test_a_job_that_asked_nothing_does_not_end_the_trouble(small: House, elm: str) -> None:
    """Only whoever was answered by HubSpot can tell that it answers again."""
    small.portal.revoke_token()
    small.portal.update("companies", elm, {"name": "Elm & Sons"})
    small.settle()
    said = small.trouble()
    assert said is not None
    small.wait_until(small.now.replace(hour=small.now.hour + 1))
    assert small.trouble() == said
    small.portal.restore_token()
    small.wait_until(small.now.replace(hour=small.now.hour + 1))
    assert (small.trouble(), small.differences()) == (None, [])

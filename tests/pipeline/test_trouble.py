"""HubSpot fails in every way it knows: one clear sentence, nothing lost, and work goes on by itself afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from pipeline.doctor import examine
from scheduler import ask_for_reconcile
from tests.pipeline.house import House, hubspot

NOWHERE = "http://127.0.0.1:9"


def cut_off(house: House) -> None:
    """The network is down: nobody listens at HubSpot's address."""
    house.tools = replace(
        house.tools, portals={house.id: hubspot(house.portal.token, NOWHERE, house.database)}
    )


def wire_up(house: House) -> None:
    ask_with(house, patience=20.0)


def ask_with(house: House, patience: float) -> None:
    api = hubspot(house.portal.token, house.server.url, house.database, patience)
    house.tools = replace(house.tools, portals={house.id: api})


def lose_scope(scope: str) -> Callable[[House], None]:
    def lose(house: House) -> None:
        house.portal.missing_scopes.add(scope)

    return lose


def answer(method: str, path: str, status: int) -> Callable[[House], None]:
    def fault(house: House) -> None:
        house.portal.faults.answer_next(method, path, status, times=1000)

    return fault


def fall_silent(house: House) -> None:
    """Nobody answers, and we do not wait long."""
    ask_with(house, patience=0.5)
    house.portal.faults.silent("POST", "/batch/read", times=1000)


def let_go(house: House) -> None:
    house.portal.faults.stop()
    wire_up(house)


@dataclass(frozen=True)
class Cause:
    """What is wrong, what the program says of it, and how it is mended."""

    strike: Callable[[House], None]
    says: str
    mend: Callable[[House], None]
    patience: int = 60  # seconds after which we look again at the latest


CAUSES = {
    "unreachable": Cause(
        cut_off,
        "HubSpot cannot be reached. Check the network and FLIPFUNNEL_HUBSPOT_HOST. A running program tries again by itself; start a command once more.",
        wire_up,
    ),
    "wrong token": Cause(
        lambda house: house.portal.revoke_token(),
        "HubSpot does not accept the access token. "
        "Set a valid one in FLIPFUNNEL_HUBSPOT_TOKEN and check it with `flipfunnel doctor`.",
        lambda house: house.portal.restore_token(),
    ),
    "scope to read": Cause(
        lose_scope("crm.objects.contacts.read"),
        "The HubSpot access token lacks the scope crm.objects.contacts.read. "
        "Grant it in HubSpot where the token was made; work goes on by itself afterwards.",
        lambda house: house.portal.missing_scopes.clear(),
    ),
    "scope to write": Cause(
        lose_scope("crm.objects.companies.write"),
        "The HubSpot access token lacks the scope crm.objects.companies.write. "
        "Grant it in HubSpot where the token was made; work goes on by itself afterwards.",
        lambda house: house.portal.missing_scopes.clear(),
    ),
    "scope for tasks": Cause(
        lose_scope("crm.objects.contacts.write"),
        "The HubSpot access token lacks the scope crm.objects.contacts.write. "
        "Grant it in HubSpot where the token was made; work goes on by itself afterwards.",
        lambda house: house.portal.missing_scopes.clear(),
    ),
    "limit": Cause(
        answer("POST", "/batch/(read|update)", 429),
        "HubSpot's ten_secondly limit of calls is used up. Nothing to do: the call is made again later.",
        let_go,
    ),
    "trouble while reading": Cause(
        answer("POST", "/batch/read", 503),
        "HubSpot has trouble of its own (503). Nothing to do: the call is made again later.",
        let_go,
    ),
    "trouble while writing": Cause(
        answer("POST", "/batch/update", 502),
        "HubSpot has trouble of its own (502). Nothing to do: the call is made again later.",
        let_go,
    ),
    "silence": Cause(
        fall_silent,
        "HubSpot did not answer in time. Check the network and FLIPFUNNEL_HUBSPOT_HOST. A running program tries again by itself; start a command once more.",
        let_go,
    ),
}


def ready_to_buy(house: House) -> str:
    """A target account of four people appears, ready to be handed over; answers its company."""
    portal = house.portal
    oak = portal.create("companies", {"name": "Oak", "domain": "oak.example", "hs_is_target_account": "true"})
    for name, role in (("ada", "DECISION_MAKER"), ("ben", "BUDGET_HOLDER"), ("cleo", "CHAMPION")):
        portal.create(
            "contacts",
            {"email": f"{name}@oak.example", "hs_buying_role": role, "need_confirmed": "true"},
            associations=[("companies", oak, 279)],
        )
    return oak


def handed_over_once(house: House, oak: str) -> None:
    assert house.moves(f"company:{oak}")[-1][0] == "sales_ready"
    assert house.held("companies", oak)["abm_handover"] == "offered"
    assert [task.properties["hs_task_subject"] for task in house.portal.records("tasks")] == [
        "Übergabe an den Vertrieb: Oak"
    ]
    assert house.differences() == []


@pytest.mark.parametrize("name", CAUSES)
def test_trouble_is_named_and_overcome(small: House, name: str) -> None:
    """One sentence says what is wrong and what to do; nothing is lost, and once the cause is gone all of it is done."""
    cause = CAUSES[name]
    oak = ready_to_buy(small)
    cause.strike(small)
    small.settle()
    assert small.trouble() == cause.says
    assert small.portal.records("tasks") == []
    assert cause.says in {f"{one.says} {one.next_step}".strip() for one in examine(small.tools, small.id)}
    small.wait_until(small.now + timedelta(minutes=20))
    assert small.trouble() == cause.says
    cause.mend(small)
    small.wait_until(small.now + timedelta(seconds=cause.patience))
    assert small.trouble() is None
    handed_over_once(small, oak)


def test_a_night_with_trouble_is_made_up_for(small: House) -> None:
    """The nightly reconcile that met trouble is done once the cause is gone, not a night later."""
    oak = ready_to_buy(small)
    small.settle()
    small.portal.subscribe(small.hooks, [])
    small.portal.archive("companies", oak)
    small.portal.revoke_token()
    ask_for_reconcile(small.database)
    small.wait_until(small.now + timedelta(days=1))
    ask_for_reconcile(small.database)
    small.settle()
    assert small.trouble() is not None
    small.portal.restore_token()
    small.wait_until(small.now + timedelta(minutes=2))
    assert small.trouble() is None
    assert small.rows("SELECT id FROM account WHERE NOT gone AND company_id IS NOT NULL") == []


def test_a_missing_scope_is_not_tried_all_night(small: House) -> None:
    """A scope that only a person can grant does not have us read the whole portal every minute."""
    small.portal.missing_scopes.add("crm.objects.deals.read")
    small.wait_until(small.now + timedelta(days=1))
    ask_for_reconcile(small.database)
    small.settle()
    assert "crm.objects.deals.read" in (small.trouble() or "")
    calls = small.portal.api_calls()
    for _ in range(10):
        small.wait_until(small.now + timedelta(minutes=2))
    assert small.portal.api_calls() == calls

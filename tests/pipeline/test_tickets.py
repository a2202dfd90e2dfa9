"""Tickets are read where a rulebook looks at them: in every way that HubSpot tells of them, and nowhere else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from accounts.facts import AccountFacts
from accounts.making import facts_of
from accounts.matching.spec import MatchSpec
from accounts.metrics import NOT_A_FACT, Age, Facts, read
from accounts.needs import FactSpec, MeasureSpec, Need, Needs
from accounts.snapshot import Snapshot
from accounts.values import Kind, Moment
from connector import MissingScope, read_delivery
from pipeline import intake
from pipeline.decide import decide_due
from pipeline.doctor import examine
from pipeline.frame import read_frame
from pipeline.sync import Progress, full_sync
from settings import EXAMPLE_RULEBOOK
from store import due, snapshots
from tests.pipeline.house import House
from tests.pipeline.test_replay import assert_made_again, stored

TO_COMPANY, TO_CONTACT, CONTACT_TO_COMPANY, DEAL_TO_COMPANY = 339, 16, 279, 341
STATE = ("subject", "hs_pipeline", "hs_pipeline_stage", "closed_date")
NEEDS: Needs = frozenset(Need(Kind.TICKET, name) for name in (*STATE, "hs_ticket_priority"))
PAST: Needs = frozenset(
    {
        *(Need(Kind.TICKET, name) for name in STATE),
        Need(Kind.COMPANY, "industry", history=True),
        Need(Kind.DEAL, "amount", history=True),
        Need(Kind.TICKET, "hs_ticket_priority", history=True),
    }
)


@dataclass(frozen=True)
class Urgent:
    """What the rules would make of `where: {ticket.hs_ticket_priority: {is: URGENT}, ticket.state: {is: open}}`."""

    def verdicts(self, things: Sequence[Facts], at: Moment, _since: Moment | None) -> list[bool | None]:
        names = ("ticket.hs_ticket_priority", "ticket.state")
        return [
            [read(thing.get(name, NOT_A_FACT), at) for name in names] == ["URGENT", "open"]
            for thing in things
        ]

    def flips(self, _things: Sequence[Facts], *_: Moment | None) -> list[Moment]:
        return []


SPEC = FactSpec(
    ticket_properties=("hs_ticket_priority",),
    measures=(MeasureSpec("metrics.urgent", "tickets", "count", where=Urgent()),),
)


EXPANDED = "- expanded: {when: {contacts.count: {at_least: 3}, coverage.roles: {at_least: 2}}}"
URGENT = "{ticket.hs_ticket_priority: {is: URGENT}, ticket.state: {is: open}}"
BY_TICKETS = EXAMPLE_RULEBOOK.read_text("utf-8").replace(
    EXPANDED,
    f"- expanded: {{when: {{all: [{{tickets.open: {{at_least: 1}}}}, {{count: tickets, where: {URGENT}, at_least: 1}}]}}}}",
)
WITHOUT_TICKETS = EXAMPLE_RULEBOOK.read_text("utf-8").replace(
    EXPANDED, "- expanded: {when: {tickets.open: {is: 0}}}"
)


def sync(house: House, wanted: Needs = NEEDS) -> dict[str, int]:
    return full_sync(house.tools, house.id, Progress(), also=wanted)


def company(house: House, name: str) -> str:
    return house.portal.create("companies", {"name": name, "domain": f"{name.lower()}.example"})


def ticket(house: House, *links: tuple[str, str, int], stage: str = "1", priority: str = "URGENT") -> str:
    properties = {"subject": "Leaks", "hs_pipeline_stage": stage, "hs_ticket_priority": priority}
    return house.portal.create("tickets", properties, associations=list(links))


def snapshot(house: House, account: str) -> Snapshot:
    with house.database.begin() as tx:
        (found,) = snapshots.snapshots(tx, house.id, [account])
        return found


def facts(house: House, account: str, spec: FactSpec = SPEC) -> AccountFacts:
    with house.database.begin() as tx:
        definitions = snapshots.definitions(tx, house.id)
    return facts_of(snapshot(house, account), definitions, spec, house.tools.now())


def told(house: House, account: str) -> tuple[object, object]:
    made = facts(house, account)
    count, urgent = (read(made.facts[name], house.tools.now()) for name in ("tickets.open", "metrics.urgent"))
    return count, urgent


def hear(house: House, wanted: Needs = NEEDS) -> set[str]:
    """Take in what has been delivered, as absorbing does for a rulebook with these needs; answers whom it concerns."""
    bodies = [bytes(row.body) for row in house.rows("SELECT body FROM delivery WHERE absorbed_at IS NULL")]
    events = [event for body in bodies for event in read_delivery(body).events]
    touched = intake.merge({kind: {id_}} for event in events for kind, id_ in event.touched)
    taken = intake.read(house.tools.portals[house.id], wanted, touched, house.tools.now())
    with house.database.begin() as tx:
        tx.exec_driver_sql("UPDATE delivery SET absorbed_at = now()")
        return intake.keep(tx, house.id, taken, house.tools.now(tx), MatchSpec())


def listen(house: House, *, generic: bool) -> None:
    asked = [("creation", None), ("deletion", None), ("associationChange", None), ("merge", None)]
    changes = [("propertyChange", "hs_pipeline_stage"), ("propertyChange", "hs_ticket_priority")]
    everything = [(f"ticket.{what}", name) for what, name in (*asked, *changes)]
    house.portal.subscribe(house.hooks, everything, generic=generic)


def test_a_ticket_at_a_company_is_a_fact_of_its_account(small: House) -> None:
    """A full sync for a rulebook that looks at tickets counts and measures it."""
    oak = company(small, "Oak")
    ticket(small, ("companies", oak, TO_COMPANY))
    ticket(small, ("companies", oak, TO_COMPANY), priority="LOW")
    ticket(small, ("companies", oak, TO_COMPANY), stage="4")
    assert sync(small)["tickets"] == 3
    assert told(small, f"company:{oak}") == (2, 1)
    assert {one.name for one in facts(small, f"company:{oak}").tickets} == {"Leaks"}


def test_a_ticket_of_a_contact_alone_is_its_accounts(small: House) -> None:
    """As a deal is; and with a company it is the company's."""
    oak, elm = company(small, "Oak"), company(small, "Elm")
    ada = small.portal.create(
        "contacts", {"email": "ada@oak.example"}, associations=[("companies", oak, CONTACT_TO_COMPANY)]
    )
    ticket(small, ("contacts", ada, TO_CONTACT))
    ticket(small, ("contacts", ada, TO_CONTACT), ("companies", elm, TO_COMPANY))
    sync(small)
    assert (told(small, f"company:{oak}"), told(small, f"company:{elm}")) == ((1, 1), (1, 1))


@pytest.mark.parametrize("generic", [False, True], ids=["classic", "generic"])
def test_a_webhook_tells_of_a_ticket_that_comes_changes_closes_and_goes(
    small: House,
    generic: bool,  # noqa: FBT001 - a case of the test
) -> None:
    """Each concerns its account, and shows in its facts."""
    oak = company(small, "Oak")
    sync(small)
    listen(small, generic=generic)
    account = f"company:{oak}"

    def heard(step: Callable[[], object]) -> tuple[set[str], tuple[object, object]]:
        step()
        small.portal.deliver()
        touched = hear(small)
        return touched, told(small, account)

    made: list[str] = []
    assert heard(lambda: made.append(ticket(small, ("companies", oak, TO_COMPANY)))) == ({account}, (1, 1))
    (leak,) = made
    calm = {"hs_ticket_priority": "LOW"}
    assert heard(lambda: small.portal.update("tickets", leak, calm)) == ({account}, (1, 0))
    closed = {"hs_pipeline_stage": "4"}
    assert heard(lambda: small.portal.update("tickets", leak, closed)) == ({account}, (0, 0))
    again = {"hs_pipeline_stage": "2", "hs_ticket_priority": "URGENT"}
    assert heard(lambda: small.portal.update("tickets", leak, again)) == ({account}, (1, 1))
    assert heard(lambda: small.portal.archive("tickets", leak)) == ({account}, (0, 0))
    with small.database.begin() as tx:
        assert due.any_due(tx, small.id)


def test_a_ticket_that_changes_sides_concerns_both(small: House) -> None:
    """The account it leaves, and the one it comes to."""
    oak, elm = company(small, "Oak"), company(small, "Elm")
    leak = ticket(small, ("companies", oak, TO_COMPANY))
    sync(small)
    listen(small, generic=False)
    small.portal.dissociate("tickets", leak, "companies", oak)
    small.portal.associate("tickets", leak, "companies", elm, TO_COMPANY)
    small.portal.deliver()
    assert hear(small) == {f"company:{oak}", f"company:{elm}"}
    assert (told(small, f"company:{oak}"), told(small, f"company:{elm}")) == ((0, 0), (1, 1))


def test_a_sync_finds_what_is_gone(small: House) -> None:
    """Without any webhook: a deleted ticket counts for nothing."""
    oak = company(small, "Oak")
    gone = ticket(small, ("companies", oak, TO_COMPANY))
    sync(small)
    small.portal.archive("tickets", gone)
    sync(small)
    assert told(small, f"company:{oak}") == (0, 0)


def test_each_pipeline_says_which_of_its_stages_are_closed(small: House) -> None:
    """By what its stages say of their tickets, not by their names."""
    small.portal.add_pipeline(
        "tickets", "care", "Care", [("c1", "Closed to others", "OPEN", False), ("c2", "Open end", "CLOSED", True)]
    )  # fmt: skip
    oak = company(small, "Oak")
    for stage in ("c1", "c2", "c2"):
        ticket(small, ("companies", oak, TO_COMPANY), stage=stage)
    sync(small)
    assert told(small, f"company:{oak}") == (1, 1)


def test_what_changed_is_found_by_asking_for_it(small: House) -> None:
    """A poll asks HubSpot's search for tickets as for anything else."""
    oak = company(small, "Oak")
    leak = ticket(small, ("companies", oak, TO_COMPANY))
    sync(small)
    small.pass_time(small.now + timedelta(minutes=10))
    small.portal.update("tickets", leak, {"hs_pipeline_stage": "4"})
    api, since = small.tools.portals[small.id], small.now - timedelta(minutes=5)
    changed = [one.id for page in api.changed_since(Kind.TICKET, since, small.now) for one in page]
    assert changed == [leak]
    taken = intake.read(api, NEEDS, {Kind.TICKET: set(changed)}, small.tools.now())
    with small.database.begin() as tx:
        assert intake.keep(tx, small.id, taken, small.tools.now(tx), MatchSpec()) == {f"company:{oak}"}
    assert told(small, f"company:{oak}") == (0, 0)


def test_a_portal_that_shows_no_tickets_works_as_ever(small: House) -> None:
    """Where no rule looks at tickets nobody asks for them, whoever tells of them: the scope is not needed."""
    small.portal.missing_scopes.add("tickets")
    oak = company(small, "Oak")
    listen(small, generic=False)
    ticket(small, ("companies", oak, TO_COMPANY))
    small.settle()
    small.poll()
    small.reconcile()
    assert small.trouble() is None
    assert "read ticket" not in {one.name for one in examine(small.tools, small.id)}
    assert small.rows("SELECT DISTINCT kind FROM record") == [("company",)]
    assert small.rows("SELECT 1 FROM property_definition WHERE kind = 'ticket'") == []
    assert small.rows("SELECT 1 FROM pipeline_stage WHERE kind = 'ticket'") == []


@pytest.mark.parametrize("hears", [True, False], ids=["by webhooks", "by polls"])
def test_a_rulebook_moves_accounts_by_their_tickets(small: House, hears: bool) -> None:  # noqa: FBT001 - a case of the test
    """One that newly looks at tickets has the portal read anew; from then on each change of one counts."""
    oak = small.portal.create("companies", {"name": "Oak", "hs_is_target_account": "true"})
    leak = ticket(small, ("companies", oak, TO_COMPANY))
    small.settle()
    assert small.memory(f"company:{oak}").stage == "identified"
    small.activate(BY_TICKETS)
    small.settle()
    assert small.memory(f"company:{oak}").stage == "expanded"
    if hears:
        listen(small, generic=False)
    else:
        small.portal.subscribe(small.hooks, [])
    small.pass_time(small.now + timedelta(days=1))
    small.portal.update("tickets", leak, {"hs_pipeline_stage": "4"})
    if hears:
        small.settle()
    else:
        small.poll()
    assert small.memory(f"company:{oak}").stage == "identified"
    assert (small.trouble(), small.differences()) == (None, [])
    assert [one.is_good for one in examine(small.tools, small.id) if one.name == "read ticket"] == [True]


def test_before_tickets_were_read_nobody_counts_them(small: House) -> None:
    """A rulebook that wants an account to have none waits for the sync; then it knows, though no ticket has come."""
    oak = small.portal.create("companies", {"name": "Oak", "hs_is_target_account": "true"})
    small.settle()
    small.activate(WITHOUT_TICKETS)
    decide_due(small.tools, small.id)
    assert small.memory(f"company:{oak}").stage == "identified"
    assert stored(small)[-1]["facts"]["facts"]["tickets.open"]["is"]["unreadable"]
    small.settle()
    assert small.memory(f"company:{oak}").stage == "expanded"


def test_what_was_decided_by_tickets_can_be_decided_again(small: House) -> None:
    """What is counted over them is stored with them, and made anew from that."""
    small.activate(BY_TICKETS)
    small.reconcile()
    oak = small.portal.create("companies", {"name": "Oak", "hs_is_target_account": "true"})
    ticket(small, ("companies", oak, TO_COMPANY))
    small.reconcile()
    rows = [row for row in stored(small) if row["facts"]["tickets"]]
    assert {row["memory"]["stage"] for row in rows} == {"expanded"}
    assert_made_again(small.book, rows)


def test_a_rulebook_that_needs_tickets_needs_their_scope(small: House) -> None:
    """HubSpot's refusal names it."""
    small.portal.missing_scopes.add("tickets")
    with pytest.raises(MissingScope, match="tickets"):
        sync(small)


def test_definitions_and_pipelines_of_tickets_are_read_for_a_rulebook_to_come(small: House) -> None:
    """They stand ready before it decides."""
    read_frame(small.tools, small.id, also=NEEDS)
    with small.database.begin() as tx:
        assert (Kind.TICKET, "hs_ticket_priority") in snapshots.definitions(tx, small.id)
        assert {state.value for state in snapshots.stages_of_tickets(tx, small.id).values()} == {
            "open",
            "closed",
        }


def test_the_past_of_companies_deals_and_tickets_is_read_where_it_is_needed(small: House) -> None:
    """Since when each property says what it says, by a full sync and by a webhook."""
    oak = company(small, "Oak")
    links = [("companies", oak, DEAL_TO_COMPANY)]
    offer = small.portal.create(
        "deals", {"dealname": "Offer", "dealstage": "contractsent", "amount": "5"}, associations=links
    )
    leak = ticket(small, ("companies", oak, TO_COMPANY), priority="LOW")
    small.portal.update("companies", oak, {"industry": "Glass"})
    first = small.now
    small.pass_time(first + timedelta(days=3))
    small.portal.update("deals", offer, {"amount": "7"})
    sync(small, PAST)
    assert ages(small, oak) == [moment(first), moment(small.now), moment(first)]
    small.pass_time(small.now + timedelta(days=3))
    listen(small, generic=False)
    small.portal.update("tickets", leak, {"hs_ticket_priority": "URGENT"})
    small.portal.deliver()
    hear(small, PAST)
    assert ages(small, oak)[2] == moment(small.now)


def ages(house: House, oak: str) -> list[Moment | None]:
    spec = FactSpec(changed=("company.industry", "deal.amount", "ticket.hs_ticket_priority"))
    made = facts(house, f"company:{oak}", spec)
    found = [
        made.facts["changed.company.industry"],
        made.deals[0].facts["changed.deal.amount"],
        made.tickets[0].facts["changed.ticket.hs_ticket_priority"],
    ]
    assert all(isinstance(one, Age) for one in found)
    return [one.since for one in found if isinstance(one, Age)]


def moment(at: datetime) -> Moment:
    return int(at.timestamp())

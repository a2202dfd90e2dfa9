"""Meetings, calls, e-mails and lists: from HubSpot's API to the score, in every way that HubSpot tells of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from accounts.engagement.breakdown import breakdown, total
from accounts.engagement.needed import needed
from accounts.engagement.spec import EngagementSpec, Origin, SignalSpec
from accounts.facts import AccountFacts
from accounts.making import facts_of
from accounts.matching.spec import MatchSpec
from accounts.metrics import NOT_A_FACT, Const, Facts, read
from accounts.needs import FactSpec, Need, Needs
from accounts.values import Kind, Missing, Moment
from connector import MissingScope, read_delivery
from pipeline import intake
from pipeline.doctor import examine
from pipeline.sync import Progress, full_sync
from sandbox import lists
from sandbox.objects import TYPES
from settings import EXAMPLE_RULEBOOK
from store import snapshots
from tests.pipeline.house import House
from tests.pipeline.test_replay import assert_made_again, stored

CONTACT_TO_COMPANY = 279
TO_CONTACT = {"meetings": 200, "calls": 194, "emails": 198, "deals": 3, "tickets": 16}
TO_COMPANY = {"meetings": 188, "calls": 182, "emails": 186, "deals": 341, "tickets": 339}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Says:
    """What the rules would make of `where: {meeting.hs_meeting_outcome: {is: COMPLETED}}`."""

    name: str
    value: str

    def verdicts(self, things: Sequence[Facts], at: Moment, _since: Moment | None) -> list[bool | None]:
        return [read(thing.get(self.name, NOT_A_FACT), at) == self.value for thing in things]

    def flips(self, _things: Sequence[Facts], *_: Moment | None) -> list[Moment]:
        return []


HELD = SignalSpec(
    "held", "", 25, origin=Origin.MEETING, where=Says("meeting.hs_meeting_outcome", "COMPLETED")
)
REACHED = SignalSpec("reached", "", 5, origin=Origin.CALL, where=Says("call.hs_call_status", "COMPLETED"))
WROTE = SignalSpec(
    "wrote", "", 8, origin=Origin.EMAIL, where=Says("email.hs_email_direction", "INCOMING_EMAIL")
)
ASKED = SignalSpec("asked", "", 3, origin=Origin.TICKET)
OFFER = SignalSpec("offer", "", 12, origin=Origin.DEAL)
WEBINAR = SignalSpec("webinar", "Webinar 2026", 10, origin=Origin.LIST)
PROPERTIES = {
    Kind.MEETING: "hs_meeting_outcome",
    Kind.CALL: "hs_call_status",
    Kind.EMAIL: "hs_email_direction",
}


BY_ACTIVITIES = EXAMPLE_RULEBOOK.read_text("utf-8").replace(
    "    reply: {", "    webinar: {list: Webinar 2026, points: 10}\n    reply: {"
)
WITHOUT = "\n".join(
    line
    for line in EXAMPLE_RULEBOOK.read_text("utf-8").partition("\ncases:")[0].splitlines()
    if "{from: " not in line
)


def spec(*signals: SignalSpec) -> FactSpec:
    return FactSpec(
        meeting_properties=("hs_meeting_outcome",),
        call_properties=("hs_call_status",),
        email_properties=("hs_email_direction",),
        engagement=EngagementSpec(signals, role_weights={"DECISION_MAKER": 2.0}),
    )


def needs_of(made: FactSpec) -> Needs:
    """What the rules would ask for, for a rulebook with these signals."""
    wanted = needed(made.engagement)
    kinds = {need.kind for need in wanted}
    return wanted | {Need(kind, name) for kind, name in PROPERTIES.items() if kind in kinds}


def sync(house: House, *signals: SignalSpec) -> dict[str, int]:
    return full_sync(house.tools, house.id, Progress(), also=needs_of(spec(*signals)))


def firm(house: House, name: str) -> str:
    return house.portal.create("companies", {"name": name, "domain": f"{name.lower()}.example"})


def person(house: House, name: str, company: str, role: str = "") -> str:
    properties = {"email": f"{name}@mail.example", "firstname": name, "hs_buying_role": role}
    return house.portal.create(
        "contacts", properties, associations=[("companies", company, CONTACT_TO_COMPANY)]
    )


def log(
    house: House,
    kind: str,
    said: dict[str, str],
    *contacts: str,
    company: str = "",
    at: datetime | None = None,
) -> str:
    links = [("contacts", one, TO_CONTACT[kind]) for one in contacts]
    links += [("companies", company, TO_COMPANY[kind])] if company else []
    moment = {} if kind in {"deals", "tickets"} else {"hs_timestamp": (at or house.now).isoformat()}
    return house.portal.create(kind, {**moment, **said}, associations=links)


def meeting(house: House, *contacts: str, outcome: str = "COMPLETED", company: str = "") -> str:
    return log(house, "meetings", {"hs_meeting_outcome": outcome}, *contacts, company=company)


def facts(house: House, account: str, *signals: SignalSpec) -> AccountFacts:
    with house.database.begin() as tx:
        definitions = snapshots.definitions(tx, house.id)
        (found,) = snapshots.snapshots(tx, house.id, [account])
    return facts_of(found, definitions, spec(*signals), house.tools.now())


def points(house: House, account: str, *signals: SignalSpec) -> tuple[object, dict[str, object]]:
    """Of the account, and of each of its contacts by first name."""
    made, now = facts(house, account, *signals), house.tools.now()
    people: dict[str, object] = {one.name: read(one.facts["score"], now) for one in made.contacts}
    return read(made.facts["engagement.score"], now), people


def hear(house: House, *signals: SignalSpec) -> set[str]:
    """Take in what has been delivered, as absorbing does for a rulebook with these signals; answers whom it concerns."""
    bodies = [bytes(row.body) for row in house.rows("SELECT body FROM delivery WHERE absorbed_at IS NULL")]
    events = [event for body in bodies for event in read_delivery(body).events]
    touched = intake.merge({kind: {id_}} for event in events for kind, id_ in event.touched)
    wanted = needs_of(spec(*signals))
    taken = intake.read(house.tools.portals[house.id], wanted, touched, house.tools.now())
    with house.database.begin() as tx:
        tx.exec_driver_sql("UPDATE delivery SET absorbed_at = now()")
        return intake.keep(tx, house.id, taken, house.tools.now(tx), MatchSpec())


def listen(house: House, kind: str) -> None:
    asked = ("creation", "deletion", "associationChange")
    everything = [(f"object.{what}", None, kind) for what in asked]
    name = PROPERTIES[Kind(TYPES[kind].singular)]
    house.portal.subscribe(house.hooks, [*everything, ("object.propertyChange", name, kind)], generic=True)


def put_on_list(house: House, *contacts: str, name: str = "Webinar 2026", leave: bool = False) -> None:
    db, now = house.portal.db, round(house.now.timestamp() * 1000)
    found = next((one for one in lists.every(db) if one.name == name), None)
    found = found or lists.create(db, lists.Draft(name, "contacts"), now)
    come, go = ((), contacts) if leave else (contacts, ())
    lists.change_members(db, found, come, go, now)


def test_a_meeting_with_several_counts_for_each_and_once_for_the_account(small: House) -> None:
    """At the weightiest of them: 25 for the end user, 50 for the decision maker, 50 for the account."""
    oak = firm(small, "Oak")
    ada, bob = person(small, "Ada", oak, "DECISION_MAKER"), person(small, "Bob", oak, "END_USER")
    meeting(small, ada, bob)
    meeting(small, bob, outcome="NO_SHOW")
    assert sync(small, HELD)["meetings"] == 2
    assert points(small, f"company:{oak}", HELD) == (50.0, {"Ada": 50.0, "Bob": 25.0})
    made = facts(small, f"company:{oak}", HELD)
    assert read(made.facts["signals.held"], small.tools.now()) == 1
    lines = breakdown(made, spec(HELD).engagement, small.tools.now())
    assert (total(lines), [(line.contact, line.counts) for line in lines]) == (
        50.0,
        [(ada, True), (bob, False)],
    )


@pytest.mark.parametrize(
    ("kind", "said", "signal", "worth"),
    [
        pytest.param("meetings", {"hs_meeting_outcome": "COMPLETED"}, HELD, 25.0, id="a meeting that was held"),
        pytest.param("meetings", {"hs_meeting_outcome": "CANCELED"}, HELD, 0.0, id="a meeting that was not"),
        pytest.param("meetings", {}, HELD, 0.0, id="a meeting of which nobody says whether"),
        pytest.param("calls", {"hs_call_status": "COMPLETED"}, REACHED, 5.0, id="a call that reached somebody"),
        pytest.param("calls", {"hs_call_status": "NO_ANSWER"}, REACHED, 0.0, id="a call that did not"),
        pytest.param("emails", {"hs_email_direction": "INCOMING_EMAIL"}, WROTE, 8.0, id="an e-mail from them"),
        pytest.param("emails", {"hs_email_direction": "EMAIL"}, WROTE, 0.0, id="an e-mail to them"),
        pytest.param("tickets", {"subject": "Leak", "hs_pipeline_stage": "1"}, ASKED, 3.0, id="a ticket"),
        pytest.param("deals", {"dealname": "Offer", "dealstage": "contractsent"}, OFFER, 12.0, id="a deal"),
    ],
)  # fmt: skip
def test_what_people_did_is_read_where_a_signal_wants_it(
    small: House, kind: str, said: dict[str, str], signal: SignalSpec, worth: float
) -> None:
    """By a full sync, with whom it was; only what is declared counts."""
    oak = firm(small, "Oak")
    log(small, kind, said, person(small, "Ada", oak), company=oak if kind in {"deals", "tickets"} else "")
    assert sync(small, signal)[kind.replace("emails", "e-mails")] == 1
    assert points(small, f"company:{oak}", signal) == (worth, {"Ada": worth})


def test_what_names_nobody_is_the_accounts_alone(small: House) -> None:
    """A meeting or a deal with the company: nobody has its points but the account; one with a stranger is none."""
    oak, elm = firm(small, "Oak"), firm(small, "Elm")
    person(small, "Ada", oak)
    stranger = person(small, "Sam", elm)
    meeting(small, company=oak)
    meeting(small, stranger, company=oak)
    log(small, "deals", {"dealname": "Offer", "dealstage": "contractsent"}, company=oak)
    sync(small, HELD, OFFER)
    assert points(small, f"company:{oak}", HELD, OFFER) == (37.0, {"Ada": 0.0})
    assert points(small, f"company:{elm}", HELD, OFFER) == (25.0, {"Sam": 25.0})


def test_a_meeting_to_come_counts_when_its_moment_has(small: House) -> None:
    """It begins at its start time, whatever the moment it is logged at; the same facts tell both."""
    oak = firm(small, "Oak")
    ada = person(small, "Ada", oak)
    begins = small.now + 2 * DAY
    log(small, "meetings", {"hs_meeting_start_time": begins.isoformat()}, ada, at=small.now - DAY)
    booked = replace(HELD, where=None)
    sync(small, booked)
    made = facts(small, f"company:{oak}", booked)
    score, moment = made.facts["engagement.score"], int(begins.timestamp())
    assert [read(score, at) for at in (small.tools.now(), moment - 1, moment)] == [0.0, 0.0, 25.0]


@pytest.mark.parametrize(
    ("kind", "signal", "good", "bad"),
    [
        ("meetings", HELD, "COMPLETED", "NO_SHOW"),
        ("calls", REACHED, "COMPLETED", "BUSY"),
        ("emails", WROTE, "INCOMING_EMAIL", "EMAIL"),
    ],
)
def test_a_webhook_tells_of_what_comes_changes_and_goes(
    small: House, kind: str, signal: SignalSpec, good: str, bad: str
) -> None:
    """Each concerns the accounts of those who took part, also of those who no longer do."""
    oak, elm = firm(small, "Oak"), firm(small, "Elm")
    ada, eve = person(small, "Ada", oak), person(small, "Eve", elm)
    sync(small, signal)
    listen(small, kind)
    name, made = PROPERTIES[Kind(TYPES[kind].singular)], list[str]()

    def heard(step: Callable[[], object]) -> tuple[set[str], list[bool]]:
        step()
        small.portal.deliver()
        touched = {account.replace("company:", "") for account in hear(small, signal)}
        return touched, [points(small, f"company:{one}", signal)[0] != 0 for one in (oak, elm)]

    assert heard(lambda: made.append(log(small, kind, {name: bad}, ada))) == ({oak}, [False, False])
    (one,) = made
    assert heard(lambda: small.portal.update(kind, one, {name: good})) == ({oak}, [True, False])
    joined = heard(lambda: small.portal.associate(kind, one, "contacts", eve, TO_CONTACT[kind]))
    assert joined == ({oak, elm}, [True, True])
    left = heard(lambda: small.portal.dissociate(kind, one, "contacts", ada))
    assert left == ({oak, elm}, [False, True])
    assert heard(lambda: small.portal.archive(kind, one)) == ({elm}, [False, False])


def test_what_changed_is_found_by_asking_for_it(small: House) -> None:
    """A poll asks HubSpot's search for meetings as for anything else."""
    oak = firm(small, "Oak")
    held = meeting(small, person(small, "Ada", oak), outcome="SCHEDULED")
    sync(small, HELD)
    small.pass_time(small.now + timedelta(minutes=10))
    small.portal.update("meetings", held, {"hs_meeting_outcome": "COMPLETED"})
    api, since = small.tools.portals[small.id], small.now - timedelta(minutes=5)
    changed = {one.id for page in api.changed_since(Kind.MEETING, since, small.now) for one in page}
    assert changed == {held}
    taken = intake.read(api, needs_of(spec(HELD)), {Kind.MEETING: changed}, small.tools.now())
    with small.database.begin() as tx:
        assert intake.keep(tx, small.id, taken, small.tools.now(tx), MatchSpec()) == {f"company:{oak}"}


def test_what_no_signal_wants_is_not_asked_for(small: House) -> None:
    """Whoever tells of it; and a meeting moves nobody to another account."""
    small.activate(WITHOUT)
    oak = firm(small, "Oak")
    listen(small, "meetings")
    meeting(small, person(small, "Ada", oak))
    small.settle()
    small.poll()
    small.reconcile()
    kinds = {row.kind for row in small.rows("SELECT DISTINCT kind FROM record")}
    assert (small.trouble(), kinds) == (None, {"company", "contact"})


def test_before_it_was_read_nobody_knows_the_score(small: House) -> None:
    """Neither that of the account nor that of a contact: none would be a number."""
    small.activate(WITHOUT)
    oak = firm(small, "Oak")
    meeting(small, person(small, "Ada", oak))
    sync(small)
    unknown = Missing("meetings were not read yet", unreadable=True)
    assert points(small, f"company:{oak}", HELD, WEBINAR)[1] == {
        "Ada": Missing("the list Webinar 2026 was not read yet", unreadable=True)
    }
    made = facts(small, f"company:{oak}", HELD)
    names = ("signals.held", "signals.any", "engagement.score")
    assert [made.facts[name] for name in names] == [Const(unknown)] * 3
    sync(small, HELD)
    assert points(small, f"company:{oak}", HELD) == (25.0, {"Ada": 25.0})


def test_a_scope_that_is_missing_is_named(small: House) -> None:
    """E-mails may need one of their own; until it is granted the sync has not been, and the signals stay unknown."""
    oak = firm(small, "Oak")
    person(small, "Ada", oak)
    refusal = {
        "category": "MISSING_SCOPES",
        "errors": [{"context": {"requiredGranularScopes": ["sales-email-read"]}}],
    }
    small.portal.faults.answer_next("GET", "/crm/objects/2026-03/emails", 403, refusal)
    with pytest.raises(MissingScope, match="sales-email-read"):
        sync(small, WROTE)
    assert isinstance(points(small, f"company:{oak}", WROTE)[0], Missing)


def test_a_rulebook_with_such_signals_moves_accounts(small: House) -> None:
    """By polls alone: a meeting that was held and a list make an account engaged; the doctor looks for the list."""
    small.portal.subscribe(small.hooks, [])
    oak = small.portal.create("companies", {"name": "Oak", "hs_is_target_account": "true"})
    ada = person(small, "Ada", oak)
    small.activate(BY_ACTIVITIES)
    small.settle()
    assert [check.is_good for check in examine(small.tools, small.id) if "list" in check.name] == [False]
    put_on_list(small, ada)
    small.pass_time(small.now + DAY)
    meeting(small, ada)
    small.pass_time(small.now + timedelta(minutes=10))
    small.poll()
    score = stored(small)[-1]["facts"]["facts"]["engagement.score"]["score"]
    assert sorted(points for _, points in score) == [10.0, 25.0]
    assert [check.is_good for check in examine(small.tools, small.id) if "list" in check.name] == [True]
    assert (small.trouble(), small.differences()) == (None, [])
    assert_made_again(small.book, [row for row in stored(small) if row["facts"]["signals"]])

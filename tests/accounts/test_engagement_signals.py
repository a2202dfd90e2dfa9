"""Signals: of what happened, to whom, how often it counts, and what an object with several people is to their account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pytest

from accounts.engagement.needed import needed
from accounts.engagement.spec import EngagementSpec, Origin, SignalSpec
from accounts.facts import AccountFacts
from accounts.making import facts_of
from accounts.metrics import NOT_A_FACT, Const, Facts, Times, read
from accounts.needs import FactSpec, Need, Needs, is_wanted, kinds_of, lists_of, looked_for
from accounts.snapshot import Change, Record, Snapshot
from accounts.values import Definition, Definitions, Kind, Missing, Moment, iso

DAY = 86_400
AT = 20_000 * DAY
COMPANY, CONTACT, DEAL, TICKET = Kind.COMPANY, Kind.CONTACT, Kind.DEAL, Kind.TICKET
MEETING, CALL, EMAIL = Kind.MEETING, Kind.CALL, Kind.EMAIL


@dataclass(frozen=True)
class Says:
    """A comparison as the rules would compile it; `unknown` where nothing stands there."""

    name: str
    value: object

    def verdicts(self, things: Sequence[Facts], at: Moment, _since: Moment | None) -> list[bool | None]:
        values = [read(thing.get(self.name, NOT_A_FACT), at) for thing in things]
        return [None if isinstance(value, Missing) else value == self.value for value in values]

    def flips(self, _things: Sequence[Facts], *_: Moment | None) -> list[Moment]:
        return []


HELD = SignalSpec("held", "", 25, origin=Origin.MEETING, where=Says("meeting.outcome", "COMPLETED"))
MET = replace(HELD, name="met", where=None)
DEFINITIONS: Definitions = {
    (one.kind, one.name): one
    for one in (
        Definition(MEETING, "outcome"),
        Definition(DEAL, "amount", "number"),
        Definition(TICKET, "topic"),
    )
}


def spec(*signals: SignalSpec, roles: dict[str, float] | None = None) -> FactSpec:
    return FactSpec(
        meeting_properties=("outcome",),
        deal_properties=("amount",),
        ticket_properties=("topic",),
        pipelines=("default",),
        engagement=EngagementSpec(signals, role_weights=roles or {}),
    )


def person(id_: str, *roles: str) -> Record:
    return Record(CONTACT, id_, {"hs_buying_role": ";".join(roles)})


def meeting(id_: str, at: Moment | None = AT, outcome: str | None = "COMPLETED") -> Record:
    moment = None if at is None else iso(at)
    return Record(MEETING, id_, {"hs_timestamp": moment, "outcome": outcome})


def made(
    wanted: FactSpec,
    *things: Record,
    people: Mapping[str, tuple[str, ...]] | None = None,
    looked: frozenset[str] | None = None,
) -> AccountFacts:
    """`people`: who took part, by the id of the object."""
    of = {kind: tuple(one for one in things if one.kind is kind) for kind in Kind}
    took_part = {(one.kind, one.id): (people or {}).get(one.id, ()) for one in things}
    snapshot = Snapshot(
        "company:10",
        "Acme",
        None,
        of[CONTACT],
        of[DEAL],
        tickets=of[TICKET],
        activities=(*of[MEETING], *of[CALL], *of[EMAIL]),
        activity_contacts=took_part,
        looked_for=looked,
    )
    return facts_of(snapshot, DEFINITIONS, wanted, AT)


def of_people(facts: AccountFacts, name: str) -> dict[str, tuple[Moment, ...]]:
    found = {one.id: one.facts[name] for one in facts.contacts}
    return {id_: fact.at for id_, fact in found.items() if isinstance(fact, Times)}


@pytest.mark.parametrize(
    ("record", "moment"),
    [
        pytest.param(Record(MEETING, "7", {"hs_meeting_start_time": iso(AT), "hs_timestamp": iso(AT - DAY)}), AT,
                     id="a meeting when it begins"),
        pytest.param(Record(MEETING, "7", {"hs_meeting_start_time": "", "hs_timestamp": iso(AT)}), AT,
                     id="or when it is said to be"),
        pytest.param(Record(MEETING, "7", {"hs_meeting_start_time": "soon", "hs_timestamp": iso(AT)}), AT,
                     id="or if nobody can read when"),
        pytest.param(Record(CALL, "7", {"hs_timestamp": f"{AT}000", "createdate": iso(AT - DAY)}), AT, id="a call"),
        pytest.param(Record(EMAIL, "7", {"hs_timestamp": iso(AT)}), AT, id="an e-mail"),
        pytest.param(Record(DEAL, "7", {"createdate": iso(AT), "closedate": iso(AT + DAY)}), AT, id="a deal"),
        pytest.param(Record(TICKET, "7", {"createdate": iso(AT)}), AT, id="a ticket"),
        pytest.param(Record(CALL, "7", {"hs_timestamp": None}), None, id="what has no moment is none"),
        pytest.param(Record(DEAL, "7", {"createdate": iso(AT), "pipeline": "hiring"}), None,
                     id="nor is a deal that does not count"),
    ],
)  # fmt: skip
def test_each_kind_of_object_happens_at_its_own_moment(record: Record, moment: Moment | None) -> None:
    """Told of who took part, and of the account."""
    wanted = spec(SignalSpec("it", "", 5, origin=Origin(record.kind.value)))
    facts = made(wanted, person("1"), record, people={"7": ("1", "99")})
    moments = () if moment is None else (moment,)
    assert facts.facts["signals.it"] == Times(moments)
    assert of_people(facts, "signals.it") == {"1": moments}


@pytest.mark.parametrize(
    ("outcome", "counts"),
    [("COMPLETED", True), ("NO_SHOW", False), ("", False), (None, False)],
    ids=["held", "not held", "emptied", "nobody says"],
)
def test_only_an_object_of_which_where_says_yes_is_a_signal(outcome: str | None, counts: bool) -> None:  # noqa: FBT001 - a case of the test
    """What nobody knows is no signal, and makes nothing unknown: most calls have no outcome."""
    facts = made(spec(HELD), person("1"), meeting("7", outcome=outcome), people={"7": ("1",)})
    assert facts.facts["signals.held"] == Times((AT,) if counts else ())


def test_where_speaks_of_deals_and_tickets_too() -> None:
    """By all that their facts say, the state among it."""
    big = SignalSpec("big", "", 9, origin=Origin.DEAL, where=Says("deal.amount", 50_000))
    lost = SignalSpec("lost", "", 9, origin=Origin.DEAL, where=Says("deal.state", "lost"))
    asks = SignalSpec("asks", "", 9, origin=Origin.TICKET, where=Says("ticket.topic", "upgrade"))
    deal = Record(DEAL, "7", {"createdate": iso(AT), "amount": "50000"})
    ticket = Record(TICKET, "8", {"createdate": iso(AT), "topic": "upgrade"})
    facts = made(spec(big, lost, asks), person("1"), deal, ticket)
    counted = {name: read(facts.facts[f"signals.{name}"], AT) for name in ("big", "lost", "asks")}
    assert counted == {"big": 1, "lost": 0, "asks": 1}


WEIGHTS = {"DECISION_MAKER": 2.0, "END_USER": 0.5, "OTHER": 0.0}


@pytest.mark.parametrize(
    ("roles", "weight"),
    [
        pytest.param((), 1, id="no role"),
        pytest.param(("CHAMPION",), 1, id="a role without a weight"),
        pytest.param(("DECISION_MAKER",), 2, id="a role with one"),
        pytest.param(("DECISION_MAKER", "END_USER", "CHAMPION"), 2, id="of several the weightiest"),
        pytest.param(("END_USER",), 0.5, id="a light one"),
        pytest.param(("END_USER", "CHAMPION"), 1, id="a light one and one without"),
        pytest.param(("OTHER",), 0, id="one that hides"),
    ],
)
def test_a_role_multiplies_points(roles: tuple[str, ...], weight: float) -> None:
    """Those of the contact, and so those of the account."""
    facts = made(spec(HELD, roles=WEIGHTS), person("1", *roles), meeting("7"), people={"7": ("1",)})
    assert read(facts.contacts[0].facts["score"], AT) == 25 * weight
    assert read(facts.facts["engagement.score"], AT) == 25 * weight


def test_an_object_of_several_people_counts_once_for_their_account() -> None:
    """At the weightiest of them, whatever the order; each of them has it, and other signals of theirs count besides."""
    people = {"7": ("1", "2", "3"), "8": ("3",)}
    several = [person("1", "END_USER"), person("2", "DECISION_MAKER"), person("3")]
    for contacts in (several, several[::-1]):
        facts = made(
            spec(HELD, roles=WEIGHTS), *contacts, meeting("7"), meeting("8", AT - DAY), people=people
        )
        scores = {one.id: read(one.facts["score"], AT - DAY) for one in facts.contacts}
        assert of_people(facts, "signals.held") == {"1": (AT,), "2": (AT,), "3": (AT - DAY, AT)}
        assert facts.facts["signals.held"] == facts.facts["signals.any"] == Times((AT - DAY, AT))
        assert scores == {"1": 0.0, "2": 0.0, "3": 25.0}
        assert read(facts.facts["engagement.score"], AT) == 50 + 25 / 2 ** (1 / 30)


def test_what_names_nobody_of_the_account_is_the_accounts_own() -> None:
    """Its points count once and in full; the list of signals names nobody."""
    facts = made(spec(HELD, roles=WEIGHTS), person("1", "OTHER"), meeting("7"), people={"7": ("99",)})
    assert (read(facts.facts["engagement.score"], AT), facts.contacts[0].facts["score"]) == (
        25.0,
        made(spec(HELD), person("1")).contacts[0].facts["score"],
    )
    assert [(one.contact, one.object, one.origin) for one in facts.signals] == [
        ("", "meeting:7", Origin.MEETING)
    ]


def test_a_burst_counts_as_often_as_it_may() -> None:
    """A scanner that opens every link within a minute, ten e-mails in a morning: the first two of the day, for each person."""
    few = replace(MET, most=2, per=DAY)
    burst = [meeting(str(number), AT + number) for number in range(10)]
    later = meeting("99", AT + DAY)
    people = {one.id: ("1", "2") for one in (*burst, later)}
    facts = made(spec(few), person("1"), person("2"), *burst, later, people=people)
    kept = (AT, AT + 1, AT + DAY)
    assert of_people(facts, "signals.met") == {"1": kept, "2": kept}
    assert facts.facts["signals.met"] == Times(kept)


@pytest.mark.parametrize("most", [1, 2, 3, 7])
def test_what_comes_later_never_alters_what_counted(most: int) -> None:
    """Whatever is cut off at the end, the same is kept of what remains."""
    few = replace(MET, most=most, per=DAY)
    moments = [AT + step * DAY // 5 for step in (0, 0, 1, 3, 3, 4, 5, 6, 6, 9, 11, 11, 12)]
    whole = made(spec(few), person("1"), *(meeting(str(n), at) for n, at in enumerate(moments)),
                 people={str(n): ("1",) for n in range(len(moments))})  # fmt: skip
    kept = of_people(whole, "signals.met")["1"]
    for place, end in enumerate(moments):
        known = [meeting(str(n), at) for n, at in enumerate(moments) if at <= end]
        part = made(spec(few), person("1"), *known, people={one.id: ("1",) for one in known})
        assert of_people(part, "signals.met")["1"] == tuple(at for at in kept if at <= end), place


def test_coming_onto_a_list_is_a_change_of_its_own() -> None:
    """Kept as the past of list:<name>; another list says nothing of this one."""
    webinar = SignalSpec("webinar", "Webinar 2026", 10, origin=Origin.LIST)
    history = {
        (CONTACT, "1", "list:Webinar 2026"): (Change("member", AT), Change("member", AT + DAY)),
        (CONTACT, "1", "list:Webinar"): (Change("member", AT - DAY),),
        (CONTACT, "1", "Webinar 2026"): (Change("member", AT - DAY),),
    }
    snapshot = Snapshot("company:10", "Acme", None, (person("1"),), history=history)
    facts = facts_of(snapshot, DEFINITIONS, spec(webinar), AT)
    assert facts.facts["signals.webinar"] == Times((AT, AT + DAY))


@pytest.mark.parametrize(
    ("signal", "source", "says"),
    [
        pytest.param(HELD, "meeting", "meetings were not read yet", id="meetings"),
        pytest.param(SignalSpec("it", "", 1, origin=Origin.TICKET), "ticket", "tickets were not read yet", id="tickets"),
        pytest.param(SignalSpec("it", "Fair", 1, origin=Origin.LIST), "list:Fair", "the list Fair was not read yet",
                     id="a list"),
    ],
)  # fmt: skip
def test_what_was_never_read_is_unknown(signal: SignalSpec, source: str, says: str) -> None:
    """The signal, and every score that it is part of; other signals are known. Once it was read, none is a number."""
    click = SignalSpec("click", "clicked", 3)
    before = made(spec(signal, click), person("1"), looked=frozenset())
    unknown = Const(Missing(says, unreadable=True))
    for facts, score in ((before.facts, "engagement.score"), (before.contacts[0].facts, "score")):
        assert {name for name, fact in facts.items() if fact == unknown} == {
            f"signals.{signal.name}", "signals.any", score
        }  # fmt: skip
        assert facts["signals.click"] == Times()
    after = made(spec(signal, click), person("1"), looked=frozenset({source}))
    assert read(after.facts["engagement.score"], AT) == 0.0


def need(kind: Kind, name: str, *, history: bool = False) -> Need:
    return Need(kind, name, history)


@pytest.mark.parametrize(
    ("signal", "wanted"),
    [
        (SignalSpec("it", "form", 1), {need(CONTACT, "form", history=True)}),
        (SignalSpec("it", "Fair", 1, origin=Origin.LIST), {need(CONTACT, "list:Fair", history=True)}),
        (HELD, {need(MEETING, "hs_meeting_start_time"), need(MEETING, "hs_timestamp")}),
        (SignalSpec("it", "", 1, origin=Origin.CALL), {need(CALL, "hs_timestamp")}),
        (SignalSpec("it", "", 1, origin=Origin.EMAIL), {need(EMAIL, "hs_timestamp")}),
        (SignalSpec("it", "", 1, origin=Origin.DEAL), {need(DEAL, "createdate")}),
        (SignalSpec("it", "", 1, origin=Origin.TICKET), {need(TICKET, "createdate")}),
    ],
    ids=list(Origin),
)
def test_a_signal_says_what_has_to_be_read_for_it(signal: SignalSpec, wanted: Needs) -> None:
    """One for each origin there is."""
    assert needed(EngagementSpec((signal,))) == wanted


def test_kinds_and_lists_are_read_where_they_are_needed() -> None:
    """Contacts, companies and deals always; the others by need, whoever tells of them."""
    wanted = frozenset({need(CONTACT, "email"), need(CONTACT, "list:Fair"), need(CALL, "hs_timestamp")})
    assert kinds_of(frozenset()) == (COMPANY, CONTACT, DEAL)
    assert kinds_of(wanted) == (COMPANY, CONTACT, DEAL, CALL)
    assert [kind for kind in Kind if is_wanted(kind, wanted)] == [CONTACT, COMPANY, DEAL, Kind.TASK, CALL]
    assert (lists_of(wanted), looked_for(wanted)) == (("Fair",), frozenset({"call", "list:Fair"}))

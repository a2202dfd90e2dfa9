"""Facts of an account, made of what the mirror holds in HubSpot's text."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.engagement.spec import EngagementSpec, SignalSpec
from accounts.facts import AccountFacts, DealState, PersonChange, SignalSeen
from accounts.making import facts_of
from accounts.metrics import NOT_A_FACT, Const, Count, Facts, Score, Span, Times, Window, read
from accounts.needs import FactSpec
from accounts.people.coverage import ROLES
from accounts.people.held import PeopleSpec
from accounts.provenance.values import Provenance, Source
from accounts.snapshot import Change, History, Record, Snapshot
from accounts.values import Bad, Definition, Definitions, Kind, Missing, Moment, Value

DAY = 86_400
AT = 20_000 * DAY

DEFINITIONS: Definitions = {
    (one.kind, one.name): one
    for one in (
        Definition(Kind.COMPANY, "target", "bool"),
        Definition(Kind.COMPANY, "size", "number"),
        Definition(Kind.CONTACT, "need", "bool"),
    )
}
DOWNLOAD = SignalSpec("download", "form", 15, matches="whitepaper")
CLICK = SignalSpec("click", "click_at", 3, most=2, per=7 * DAY)
VISIT = SignalSpec("visit", "seen_at", 0)


@dataclass(frozen=True)
class Engaged:
    """A score of ten, as the rules would compile it."""

    threshold: float = 10

    def verdicts(self, things: Sequence[Facts], at: Moment, since: Moment | None) -> list[bool | None]:
        values = [read(facts.get("score", NOT_A_FACT), at, Window(since)) for facts in things]
        return [value >= self.threshold if isinstance(value, (int, float)) else None for value in values]

    def flips(self, things: Sequence[Facts], at: Moment, *_: Moment | None) -> list[Moment]:
        return [at + 1 for _ in things]


SPEC = FactSpec(
    company_properties=("size", "target"),
    contact_properties=("need",),
    owner_properties=("hubspot_owner_id", "desk"),
    engagement=EngagementSpec(signals=(DOWNLOAD, CLICK, VISIT), half_life=30 * DAY, engaged=Engaged()),
    roles=(("CHAMPION", 1), ("DECISION_MAKER", 1), ("END_USER", 2)),
)


def contact(id_: str, **properties: str | None) -> Record:
    return Record(Kind.CONTACT, id_, properties)


def company(**properties: str | None) -> Record:
    return Record(Kind.COMPANY, "10", properties)


def deal(id_: str, **properties: str | None) -> Record:
    return Record(Kind.DEAL, id_, properties)


def snapshot(**parts: Any) -> Snapshot:
    return replace(Snapshot("company:10", "Acme", company(size=None, target="")), **parts)


def changes(id_: str, name: str, *entries: tuple[str, Moment], kind: Kind = Kind.CONTACT) -> History:
    return {(kind, id_, name): tuple(Change(value, at, "FORM") for value, at in entries)}


def facts(spec: FactSpec = SPEC, at: Moment = AT, **parts: Any) -> AccountFacts:
    return facts_of(snapshot(**parts), DEFINITIONS, spec, at)


def test_an_empty_company_knows_nothing_and_says_so() -> None:
    """Nobody, no points, no deals are numbers; what the company does not say is missing."""
    made = facts()
    assert (made.account, made.name, made.company) == ("company:10", "Acme", "10")
    assert {name: read(fact, AT) for name, fact in made.facts.items()} == {
        "company.size": Missing(),
        "company.target": Missing(),
        **dict.fromkeys(
            (f"contacts.{one}" for one in ("count", "confirmed", "potential", "gone", "engaged")), 0
        ),
        **dict.fromkeys((f"coverage.{role}" for role in ROLES), 0),
        "coverage.roles": 0,
        "coverage.percent": 0,
        "engagement.score": 0.0,
        "engagement.roles": 0,
        "signals.any": 0,
        "signals.click": 0,
        "signals.download": 0,
        "signals.visit": 0,
        "deals.open": 0,
        "deals.won": 0,
        "deals.lost": 0,
        "tickets.open": 0,
    }
    assert (made.contacts, made.deals, made.signals, made.owners) == ((), (), (), {})


@pytest.mark.parametrize(
    ("text", "definitions", "value"),
    [
        pytest.param("250", DEFINITIONS, 250, id="typed by the portal's definition"),
        pytest.param("about 250", DEFINITIONS, Bad("about 250", "not a number"), id="what does not fit says so"),
        pytest.param(None, DEFINITIONS, Missing(), id="empty"),
        pytest.param("250", {}, Missing("the portal has no property size", unreadable=True), id="no such property"),
    ],
)  # fmt: skip
def test_a_property_is_read_by_its_definition(
    text: str | None, definitions: Definitions, value: Value
) -> None:
    """A missing definition is a lost sight, not an empty value: `unset_means` must not speak for it."""
    made = facts_of(snapshot(company=company(size=text)), definitions, SPEC, AT)
    assert made.facts["company.size"] == Const(value)


def test_a_property_that_was_not_asked_for_is_not_empty() -> None:
    """A rulebook that has just come needs properties which the next sync brings: until then nobody knows them."""
    made = facts(company=company(), contacts=(contact("1"),))
    assert made.facts["company.size"] == Const(Missing("size was not read yet", unreadable=True))
    assert made.contacts[0].facts["contact.need"] == Const(Missing("need was not read yet", unreadable=True))


def test_an_account_known_by_its_domain_alone_has_no_company() -> None:
    """Its properties are missing, but can be: a default declared for empty ones applies."""
    made = facts(company=None, account="domain:acme.example")
    assert made.company is None
    assert made.facts["company.size"] == Const(Missing("there is no company in HubSpot"))
    assert (made.owners, made.stage_order, made.handover_answer) == ({}, None, None)


@pytest.mark.parametrize(
    ("entries", "moments"),
    [
        pytest.param([("Whitepaper Hydraulik", 5)], (5,), id="part of the value, in any case"),
        pytest.param([("WHITEPAPER", 5), ("", 6), ("whitepaper", 7)], (5, 7), id="clearing is no download"),
        pytest.param([("Kontakt", 5)], (), id="another form"),
    ],
)
def test_a_signal_is_a_change_that_matches(
    entries: list[tuple[str, Moment]], moments: tuple[Moment, ...]
) -> None:
    """Each at the moment of the change, told of the contact and of the account."""
    made = facts(contacts=(contact("1"),), history=changes("1", "form", *entries))
    assert made.facts["signals.download"] == Times(moments)
    assert made.contacts[0].facts["signals.download"] == Times(moments)
    assert made.facts["signals.any"] == Times(moments)
    assert made.facts["engagement.score"] == Score(tuple((moment, 15) for moment in moments), 30 * DAY)


def test_matching_folds_case_as_people_do() -> None:
    """Umlauts and the sharp s too, in the rulebook as in the portal."""
    signals = (SignalSpec("big", "form", 1, matches="GROßE Übersicht"),)
    spec = replace(SPEC, engagement=replace(SPEC.engagement, signals=signals))
    made = facts(spec, contacts=(contact("1"),), history=changes("1", "form", ("Grosse übersicht 2026", 5)))
    assert made.facts["signals.big"] == Times((5,))


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        pytest.param([0, 1, 2, 3], [0, 1], id="of more than two in a week the first count"),
        pytest.param([0, 6, 7], [0, 6, 7], id="a week later the first is forgotten"),
        pytest.param([0, 6, 6.9, 7], [0, 6, 7], id="what did not count leaves room"),
        pytest.param([0, 0, 0], [0, 0], id="at one moment"),
        pytest.param([], [], id="none"),
    ],
)
def test_a_signal_counts_only_so_often(days: list[float], kept: list[float]) -> None:
    """`at_most` is per contact: a hundred clicks of one person are not a hundred people."""
    history = changes("1", "click_at", *((str(day), int(AT + day * DAY)) for day in days))
    history = {**history, **changes("2", "click_at", ("x", AT))}
    made = facts(contacts=(contact("1"), contact("2")), history=history)
    expected = tuple(int(AT + day * DAY) for day in kept)
    assert made.contacts[0].facts["signals.click"] == Times(expected)
    assert made.facts["signals.click"] == Times(tuple(sorted((*expected, AT))))


def test_points_of_a_contact_and_of_the_account() -> None:
    """15 for the fresh download, 3 halved for the click a half-life ago; signals without points add none."""
    history = {
        **changes("1", "form", ("whitepaper", AT)),
        **changes("2", "click_at", ("x", AT - 30 * DAY)),
        **changes("2", "seen_at", ("x", AT - 1), ("y", AT)),
    }
    made = facts(contacts=(contact("1"), contact("2")), history=history)
    assert [read(one.facts["score"], AT) for one in made.contacts] == [15.0, 1.5]
    assert read(made.facts["engagement.score"], AT) == 16.5
    assert read(made.facts["contacts.engaged"], AT) == 1
    assert made.facts["signals.any"] == Times((AT - 30 * DAY, AT - 1, AT, AT))
    assert made.signals == (
        SignalSeen("download", AT, "1", 15),
        SignalSeen("visit", AT, "2", 0),
        SignalSeen("visit", AT - 1, "2", 0),
        SignalSeen("click", AT - 30 * DAY, "2", 3),
    )


def test_who_is_engaged_may_be_unknown() -> None:
    """Where a contact's fact is missing, the count is a span."""
    spec = replace(SPEC, engagement=replace(SPEC.engagement, engaged=replace(Engaged(), threshold=1)))
    made = facts(spec, contacts=(contact("1"),))
    assert made.facts["contacts.engaged"] == Count((made.contacts[0].facts,), Engaged(1))
    assert read(Count(({}, made.contacts[0].facts), Engaged(1)), AT) == Span(0, 1)


@pytest.mark.parametrize(
    ("held", "coverage", "roles"),
    [
        pytest.param([], (0, 0, 0), 0, id="nobody"),
        pytest.param(["CHAMPION"], (1, 0, 0), 1, id="one role is covered"),
        pytest.param(["END_USER"], (0, 0, 1), 0, id="one of two wanted is not covered"),
        pytest.param(["END_USER", "END_USER"], (0, 0, 2), 1, id="two are"),
        pytest.param(["CHAMPION;DECISION_MAKER;END_USER", "END_USER"], (1, 1, 2), 3, id="one person, several roles"),
        pytest.param(["CHAMPION;CHAMPION"], (1, 0, 0), 1, id="one person counts once"),
        pytest.param(["BLOCKER", None], (0, 0, 0), 0, id="a role that nobody wants"),
    ],
)  # fmt: skip
def test_coverage_of_the_buying_center(
    held: list[str | None], coverage: tuple[int, int, int], roles: int
) -> None:
    """How many hold each wanted role, and how many roles have as many as wanted."""
    people = tuple(contact(str(number), hs_buying_role=role) for number, role in enumerate(held))
    made = facts(contacts=people)
    found = tuple(read(made.facts[f"coverage.{role}"], AT) for role, _ in SPEC.roles)
    assert (found, read(made.facts["coverage.roles"], AT)) == (coverage, roles)
    assert read(made.facts["contacts.count"], AT) == len(held)


def test_roles_that_were_not_read_are_no_gap() -> None:
    """Where the roles of somebody could not be read, coverage is unknown; that there are people is not."""
    made = facts(contacts=(contact("1", hs_buying_role="CHAMPION"), contact("2")))
    for name in ("coverage.CHAMPION", "coverage.DECISION_MAKER", "coverage.roles"):
        found = read(made.facts[name], AT)
        assert isinstance(found, Missing)
        assert found.unreadable
    assert read(made.facts["contacts.count"], AT) == 2


@pytest.mark.parametrize(
    ("properties", "name", "title"),
    [
        ({"firstname": "Ada", "lastname": "Brandt", "jobtitle": "CFO", "email": "a@x.example"}, "Ada Brandt", "CFO"),
        ({"lastname": "Brandt"}, "Brandt", ""),
        ({"firstname": "", "lastname": None, "email": "a@x.example"}, "a@x.example", ""),
        ({}, "7", ""),
    ],
)  # fmt: skip
def test_a_contact_has_a_name(properties: dict[str, str | None], name: str, title: str) -> None:
    """Its own, else its address, else its number: a task must name somebody."""
    (one,) = facts(contacts=(contact("7", **properties),)).contacts
    assert (one.id, one.name, one.job_title) == ("7", name, title)


STAGES = {
    ("default", "c1"): DealState.OPEN,
    ("default", "w1"): DealState.WON,
    ("default", "l1"): DealState.LOST,
    ("upsell", "w1"): DealState.OPEN,  # the same id means something else in another pipeline
}
CLOSED = "2024-09-01T12:00:00Z"
CLOSED_AT = 1_725_192_000


@pytest.mark.parametrize(
    ("properties", "state", "closed_at"),
    [
        pytest.param({"dealstage": "c1", "closedate": CLOSED}, DealState.OPEN, None, id="open: a planned date is no end"),
        pytest.param({"dealstage": "w1", "closedate": CLOSED}, DealState.WON, CLOSED_AT, id="won by its stage"),
        pytest.param({"dealstage": "l1", "closedate": CLOSED}, DealState.LOST, CLOSED_AT, id="lost by its stage"),
        pytest.param({"dealstage": "w1", "pipeline": "upsell", "closedate": CLOSED}, DealState.OPEN, None, id="by its own pipeline"),
        pytest.param({"dealstage": "w1", "hs_is_closed_won": "false"}, DealState.WON, AT, id="the stage is ahead of the flags"),
        pytest.param({"dealstage": "gone", "hs_is_closed_won": "true", "closedate": CLOSED}, DealState.WON, CLOSED_AT, id="an unknown stage: by the flag"),
        pytest.param({"dealstage": "gone", "hs_is_closed": "true", "closedate": CLOSED}, DealState.LOST, CLOSED_AT, id="closed and not won is lost"),
        pytest.param({"dealstage": "gone"}, DealState.OPEN, None, id="nothing known is open"),
        pytest.param({}, DealState.OPEN, None, id="no stage at all"),
        pytest.param({"dealstage": "w1", "closedate": "2999-01-01"}, DealState.WON, AT, id="won before the planned date"),
        pytest.param({"dealstage": "w1", "closedate": "soon"}, DealState.WON, AT, id="an unreadable date"),
        pytest.param({"dealstage": "l1"}, DealState.LOST, AT, id="no date"),
    ],
)  # fmt: skip
def test_a_deal_is_open_won_or_lost(
    properties: dict[str, str], state: DealState, closed_at: Moment | None
) -> None:
    """By the portal's pipeline first; a closed deal ended at its date, but never in the future."""
    made = facts(deals=(deal("5", dealname="Presses", **properties),), stages=STAGES)
    (one,) = made.deals
    assert (one.id, one.name, one.state, one.closed_at) == ("5", "Presses", state, closed_at)
    assert read(made.facts["deals.open"], AT) == (state is DealState.OPEN)
    assert read(made.facts["deals.won"], AT) == (state is DealState.WON)
    assert read(made.facts["deals.lost"], AT) == (state is DealState.LOST)


def moved(*entries: tuple[str, Moment]) -> History:
    return changes("5", "dealstage", *entries, kind=Kind.DEAL)


@pytest.mark.parametrize(
    ("history", "closed_at"),
    [
        pytest.param(moved(("c1", 10), ("w1", 20)), 20, id="when it came to be won"),
        pytest.param(moved(("w1", 10), ("c1", 20), ("w1", 30)), 30, id="won for the second time"),
        pytest.param(moved(("c1", 10), ("w2", 20), ("w1", 30)), 20, id="through another won stage"),
        pytest.param(moved(("l1", 10), ("w1", 20)), 20, id="lost before"),
        pytest.param(moved(("gone", 10), ("w1", 20)), 20, id="from a stage that is no more"),
        pytest.param(moved(("w1", 10)), 10, id="born won"),
        pytest.param(moved(("c1", 10), ("w1", AT + DAY)), AT, id="what lies ahead has not happened"),
        pytest.param({}, AT, id="nothing told"),
    ],
)
@pytest.mark.parametrize("date", [None, "soon", "2999-01-01"])
def test_where_no_close_date_helps_the_past_of_the_stage_does(
    date: str | None, history: History, closed_at: Moment
) -> None:
    """A deal won without a good close date was won once, and not anew whenever somebody looks."""
    stages = {**STAGES, ("default", "w2"): DealState.WON}
    made = facts(deals=(deal("5", dealstage="w1", closedate=date),), stages=stages, history=history)
    assert made.deals[0].closed_at == closed_at
    assert (
        facts_of(
            snapshot(deals=(deal("5", dealstage="w1", closedate=CLOSED),), stages=stages, history=history),
            DEFINITIONS,
            SPEC,
            AT,
        )
        .deals[0]
        .closed_at
        == CLOSED_AT
    )


def test_a_stage_that_the_portal_no_longer_has_ends_where_it_began() -> None:
    """Only the flags say that the deal is won; that it is in this stage since then, its past does."""
    flags = deal("5", dealstage="gone", hs_is_closed_won="true")
    made = facts(deals=(flags,), stages=STAGES, history=moved(("c1", 10), ("gone", 20)))
    assert (made.deals[0].state, made.deals[0].closed_at) == (DealState.WON, 20)


def test_deals_of_other_pipelines_do_not_count() -> None:
    """Where the rulebook names pipelines; one without a pipeline is in HubSpot's first."""
    deals = (
        deal("1", dealstage="w1", pipeline="default", closedate="1970-01-02"),
        deal("2", dealstage="w1", pipeline="service"),
        deal("3", dealstage="c1"),
    )
    spec = replace(SPEC, pipelines=("default", "upsell"))
    made = facts(spec, deals=deals, stages=STAGES)
    assert [(one.id, one.pipeline) for one in made.deals] == [("1", "default"), ("3", "default")]
    assert made.facts["deals.won"] == Times((DAY,))
    assert made.deals[1].name == "Deal 3"
    assert [one.id for one in facts(deals=deals, stages=STAGES).deals] == ["1", "2", "3"]


ORDERS = (
    Change("engaged", 10, "CRM_UI", "userId:7"),
    Change("expanded", 20, "INTEGRATION", "us"),
    Change("in_sales", 30, "IMPORT", "userId:8"),
    Change("identified", 40, "AUTOMATION_PLATFORM", "workflow"),
)


@pytest.mark.parametrize(
    ("history", "order"),
    [
        pytest.param(ORDERS, PersonChange("in_sales", 30, "userId:8"), id="the newest that a person made"),
        pytest.param(
            ORDERS[:2], PersonChange("engaged", 10, "userId:7"), id="what we write ourselves is no order"
        ),
        pytest.param(ORDERS[1:2], None, id="machines only"),
        pytest.param((), None, id="never changed"),
    ],
)
@pytest.mark.parametrize("name", ["abm_stage", "abm_handover"])
def test_what_persons_ordered(name: str, history: tuple[Change, ...], order: PersonChange | None) -> None:
    """A change of our property in HubSpot's pages or by an import counts; another property's does not."""
    made = facts(history={(Kind.COMPANY, "10", name): history})
    stage, answer = (order, None) if name == "abm_stage" else (None, order)
    assert (made.stage_order, made.handover_answer) == (stage, answer)


def test_a_contact_with_the_companys_number_gives_no_orders() -> None:
    """Numbers repeat across kinds of objects."""
    made = facts(contacts=(contact("10"),), history={(Kind.CONTACT, "10", "abm_stage"): ORDERS})
    assert made.stage_order is None


def test_owners_are_those_the_company_names() -> None:
    """Under the names of the properties; an empty one is left out."""
    made = facts(company=company(hubspot_owner_id="77", desk="", other="9"))
    assert made.owners == {"hubspot_owner_id": "77"}


def test_a_contact_is_told_with_everything_that_is_known_of_it() -> None:
    """What the packet, the pages and the rules ask of it stands in one place."""
    jana = contact(
        "1", firstname="Jana", lastname="Brandt (DM)", jobtitle="Leiterin Einkauf", hs_buying_role="",
        hs_object_source="FORM", createdate="1970-01-02",
    )  # fmt: skip
    (one,) = facts(replace(SPEC, people=PeopleSpec(infer=True)), contacts=(jana,)).contacts
    assert (one.name, one.roles) == ("Jana Brandt", ("BUDGET_HOLDER", "DECISION_MAKER"))
    assert {held.source.value for held in one.held} == {"marker", "title"}
    assert one.provenance == replace(
        Provenance(Source.INBOUND, "hs_object_source", since=DAY), notice=one.provenance.notice
    )
    assert set(one.facts) == {
        *("contact.need", "role", "role.by", "standing", "do_not_contact", "source", "source.age", "vendor"),
        *("legal_basis", "opt_in", "verified.age", "freshness", "notice", "score", "signals.any"),
        *("signals.click", "signals.download", "signals.visit"),
    }


people = st.lists(st.sampled_from("123456"), unique=True).map(
    lambda ids: [
        contact(i, need="true", hs_buying_role="CHAMPION" if i > "4" else "", jobtitle="CFO") for i in ids
    ]
)
moments = st.lists(st.integers(AT - 90 * DAY, AT + DAY), max_size=4).map(sorted)


@given(people, st.lists(moments, min_size=6, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(
    some: list[Record], happened: list[list[Moment]], luck: random.Random
) -> None:
    """Contacts, deals and history as they come from the database in any order give equal facts."""
    history: dict[tuple[Kind, str, str], tuple[Change, ...]] = {}
    for one, times in zip(some, happened, strict=False):
        history[Kind.CONTACT, one.id, "form"] = tuple(Change("whitepaper", moment) for moment in times)
        history[Kind.CONTACT, one.id, "seen_at"] = history[Kind.CONTACT, one.id, "form"]
    deals = [deal(one.id, dealstage="w1", dealname="Presses") for one in some]
    on_deals = {one.id: tuple((on.id, ("Buyer",)) for on in deals) for one in some}
    spec = replace(SPEC, people=PeopleSpec(role_labels={"Buyer": "BUDGET_HOLDER"}, infer=True))
    parts: dict[str, Any] = {"stages": STAGES, "labels": {"1": ("Buyer",)}}
    first = facts(
        spec, contacts=tuple(some), deals=tuple(deals), history=history, deal_contacts=on_deals, **parts
    )
    luck.shuffle(some)
    luck.shuffle(deals)
    turned = dict(sorted(history.items(), key=lambda _: luck.random()))
    on_deals = {one.id: tuple((on.id, ("Buyer",)) for on in deals) for one in some}
    assert (
        facts(spec, contacts=tuple(some), deals=tuple(deals), history=turned, deal_contacts=on_deals, **parts)
        == first
    )

"""Who counts as a member of a buying center, and why; as facts of whole accounts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from accounts.engagement.spec import EngagementSpec, SignalSpec
from accounts.facts import AccountFacts, ContactFact
from accounts.making import facts_of
from accounts.metrics import NOT_A_FACT, Facts, Times, Window, read
from accounts.needs import FactSpec, MeasureSpec
from accounts.people.held import Because, PeopleSpec, Reason, Standing
from accounts.people.spoken import standing_sentence
from accounts.snapshot import Change, History, Record, Snapshot
from accounts.values import Definition, Definitions, Kind, Moment

AT = 20_000 * 86_400
DEFINITIONS: Definitions = {(Kind.CONTACT, "persona"): Definition(Kind.CONTACT, "persona")}


@dataclass(frozen=True)
class Says:
    """Yes of things of which a fact says this; nobody knows where it says nothing."""

    fact: str
    wanted: object

    def verdicts(self, things: Sequence[Facts], at: Moment, since: Moment | None) -> list[bool | None]:
        values = [read(facts.get(self.fact, NOT_A_FACT), at, Window(since)) for facts in things]
        return [value == self.wanted if isinstance(value, (str, float)) else None for value in values]

    def flips(self, _things: Sequence[Facts], _at: Moment, *_: Moment | None) -> list[Moment]:
        return []


PEOPLE = PeopleSpec(
    role_labels={"Entscheider": "DECISION_MAKER"},
    never_labels=("Agentur",),
    never=Says("contact.persona", "applicant"),
    left_company=True,
)
SPEC = FactSpec(
    contact_properties=("persona",),
    engagement=EngagementSpec(signals=(SignalSpec("visit", "seen_at", 5),), engaged=Says("score", 5.0)),
    roles=(("DECISION_MAKER", 1),),
    measures=(MeasureSpec("metrics.people", "contacts", "count"),),
    people=PEOPLE,
)


def contact(id_: str = "1", **properties: str) -> Record:
    return Record(
        Kind.CONTACT, id_, {"lastname": "Brandt", "hs_buying_role": "", "persona": "", **properties}
    )


def facts(*contacts: Record, spec: FactSpec = SPEC, **parts: Any) -> AccountFacts:
    deals = (Record(Kind.DEAL, "5", {"dealname": "Pressen", "pipeline": "default"}),)
    snapshot = replace(Snapshot("domain:a.example", "A", None, contacts, deals), **parts)
    return facts_of(snapshot, DEFINITIONS, spec, AT)


def only(account: AccountFacts) -> ContactFact:
    (one,) = account.contacts
    return one


LABELS = {"1": ("Agentur", "Entscheider")}
ON_DEAL = {"1": (("5", ()),)}


@pytest.mark.parametrize(
    ("record", "parts", "standing", "because"),
    [
        pytest.param(contact(), {}, Standing.POTENTIAL, Because(), id="nobody has said anything"),
        pytest.param(contact(hs_buying_role="CHAMPION"), {}, Standing.CONFIRMED, Because(Reason.ENTERED, "CHAMPION"), id="a role was entered"),
        pytest.param(contact(), {"labels": {"1": ("Entscheider",)}}, Standing.CONFIRMED, Because(Reason.LABEL, "Entscheider"), id="a label that is a role"),
        pytest.param(contact(), {"labels": {"1": ("Gesellschafter",)}}, Standing.POTENTIAL, Because(), id="another label"),
        pytest.param(contact(), {"deal_contacts": ON_DEAL}, Standing.CONFIRMED, Because(Reason.DEAL, "Pressen"), id="on a deal, without a label"),
        pytest.param(contact(), {"deal_contacts": {"1": (("9", ()),)}}, Standing.POTENTIAL, Because(), id="on a deal that does not count"),
        pytest.param(contact(lastname="Brandt (DM)"), {}, Standing.POTENTIAL, Because(), id="a marker confirms nobody"),
        pytest.param(contact(lastname="Brandt (GONE)"), {"deal_contacts": ON_DEAL}, Standing.GONE, Because(Reason.MARKER, "(GONE)"), id="has left, deal or not"),
        pytest.param(contact(), {"labels": LABELS}, Standing.NEVER, Because(Reason.NEVER_LABEL, "Agentur"), id="a label of those who never count"),
        pytest.param(contact(persona="applicant", hs_buying_role="CHAMPION"), {}, Standing.NEVER, Because(Reason.DECLARED), id="as the rulebook says, whatever was entered"),
        pytest.param(contact(lastname="Brandt (GONE)"), {"labels": LABELS}, Standing.NEVER, Because(Reason.NEVER_LABEL, "Agentur"), id="who never counted cannot leave"),
    ],
)  # fmt: skip
def test_a_contact_stands_somewhere_and_it_is_told_why(
    record: Record, parts: dict[str, Any], standing: Standing, because: Because
) -> None:
    """Members are confirmed by people; who is declared not to count, or has left, does not."""
    made = facts(record, **parts)
    one = only(made)
    assert (one.standing, one.standing_because) == (standing, because)
    assert one.counts == (standing in {Standing.CONFIRMED, Standing.POTENTIAL})
    assert read(one.facts["standing"], AT) == standing.value
    assert read(made.facts["contacts.count"], AT) == one.counts


def test_who_has_left_counts_unless_the_rulebook_says_otherwise() -> None:
    """The standing is told all the same."""
    spec = replace(SPEC, people=replace(PEOPLE, left_company=False))
    made = facts(contact(lastname="Brandt (GONE)"), spec=spec)
    assert (only(made).standing, only(made).counts) == (Standing.GONE, True)
    assert [read(made.facts[f"contacts.{name}"], AT) for name in ("count", "gone")] == [1, 1]


def test_who_does_not_count_is_shown_and_counted_nowhere() -> None:
    """Not in numbers of contacts, roles, engagement, measures or signals; their own facts stay."""
    history: History = {(Kind.CONTACT, one, "seen_at"): (Change("x", AT),) for one in "123"}
    made = facts(
        contact("1", hs_buying_role="DECISION_MAKER"),
        contact("2", hs_buying_role="DECISION_MAKER", persona="applicant"),
        contact("3", hs_buying_role="DECISION_MAKER", lastname="Brandt (GONE)"),
        contact("4"),
        history=history,
    )
    assert [one.id for one in made.contacts] == ["1", "2", "3", "4"]
    assert {name: read(fact, AT) for name, fact in made.facts.items() if not name.startswith("deals.")} == {
        "contacts.count": 2,
        "contacts.confirmed": 1,
        "contacts.potential": 1,
        "contacts.gone": 1,
        "contacts.engaged": 1,
        "metrics.people": 2,
        "engagement.score": 5.0,
        "engagement.roles": 1,
        "signals.visit": 1,
        "signals.any": 1,
        "tickets.open": 0,
        **dict.fromkeys(
            (f"coverage.{role}" for role in (
                "BLOCKER", "BUDGET_HOLDER", "CHAMPION", "END_USER", "EXECUTIVE_SPONSOR", "INFLUENCER",
                "LEGAL_AND_COMPLIANCE", "OTHER",
            )), 0,
        ),
        "coverage.DECISION_MAKER": 1,
        "coverage.roles": 1,
        "coverage.percent": 100,
    }  # fmt: skip
    assert {signal.contact for signal in made.signals} == {"1"}
    assert made.contacts[1].facts["signals.visit"] == Times((AT,))


@pytest.mark.parametrize(
    ("properties", "forbidden", "name"),
    [
        ({"firstname": "Jana", "lastname": "Brandt - DO NOT CALL"}, True, "Jana Brandt"),
        ({"firstname": "Do", "lastname": "Nguyen"}, False, "Do Nguyen"),
        ({"firstname": "Jana", "lastname": "Brandt", "jobtitle": "Bitte nicht anrufen"}, True, "Jana Brandt"),
        ({"lastname": "(GONE)", "email": "jana@a.example"}, False, "jana@a.example"),
        ({"firstname": "Jana", "lastname": "Brandt", "hs_email_optout": "true"}, False, "Jana Brandt"),
    ],
)  # fmt: skip
def test_who_must_not_be_contacted_is_told_by_the_name(
    properties: dict[str, str],
    forbidden: bool,  # noqa: FBT001 - a column of the table
    name: str,
) -> None:
    """The name is shown without what was written into it; an opt-out from e-mail forbids e-mail alone."""
    one = only(facts(contact(**properties)))
    assert (one.do_not_contact, read(one.facts["do_not_contact"], AT), one.name) == (
        forbidden,
        forbidden,
        name,
    )


@pytest.mark.parametrize(
    ("standing", "because", "german", "english"),
    [
        (Standing.CONFIRMED, Because(Reason.ENTERED, "DECISION_MAKER"), "Bestätigt: als Entscheider eingetragen.", "Confirmed: entered as decision maker."),
        (Standing.CONFIRMED, Because(Reason.DEAL, "Pressen"), "Bestätigt: am Deal „Pressen“ beteiligt.", 'Confirmed: takes part in the deal "Pressen".'),
        (Standing.POTENTIAL, Because(), "Noch nicht bestätigt.", "Not confirmed yet."),
        (Standing.NEVER, Because(Reason.DECLARED), "Gehört laut Regelwerk nicht zum Buying Center.", "Not part of the buying center, as the rulebook says."),
        (Standing.GONE, Because(Reason.MARKER, "GONE"), "Hat das Unternehmen verlassen: „GONE“ steht im Namen oder in der Funktion.", 'Has left the company: the name or the title says "GONE".'),
    ],
)  # fmt: skip
def test_a_standing_is_told_in_a_sentence(
    standing: Standing, because: Because, german: str, english: str
) -> None:
    """In the language of whoever reads it."""
    assert standing_sentence(standing, because, "de") == german
    assert standing_sentence(standing, because, "en") == english

"""The lines of a score add up to it, at every moment, whatever its weights; and each can be read by a person."""

import json
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.engagement.breakdown import Line, Scope, Share, breakdown, by_contact, by_signal, total
from accounts.engagement.scoring import scaled
from accounts.engagement.spec import EngagementSpec, Origin, SignalSpec
from accounts.engagement.telling import Teller
from accounts.facts import AccountFacts, SignalSeen
from accounts.making import facts_of
from accounts.metrics import Window, read
from accounts.needs import FactSpec
from accounts.snapshot import Change, Record, Snapshot
from accounts.stored import dump, restore
from accounts.values import Kind, Moment, iso

DAY = 86_400
AT = 20_000 * DAY
CLICK = SignalSpec("click", "clicked", 3.3, most=2, per=7 * DAY)
FORM = SignalSpec("form", "filled", 15.1)
MET = SignalSpec("met", "", 25.7, origin=Origin.MEETING)
FADING = EngagementSpec((CLICK, FORM, MET), 30 * DAY, role_weights={"DECISION_MAKER": 1.7, "END_USER": 0.3})
PEOPLE = {"1": "DECISION_MAKER", "2": "END_USER", "3": ""}

moments = st.integers(AT - 400 * DAY, AT + 400 * DAY)
some_moments = st.lists(moments, max_size=5)


@st.composite
def accounts(draw: st.DrawFn) -> tuple[AccountFacts, EngagementSpec]:
    window = draw(st.none() | st.integers(1, 400 * DAY))
    spec = replace(FADING, window=window, half_life=draw(st.integers(1, 400 * DAY)))
    history = {
        (Kind.CONTACT, id_, name): tuple(Change("x", at) for at in sorted(draw(some_moments)))
        for id_ in PEOPLE
        for name in ("clicked", "filled")
    }
    met = [Record(Kind.MEETING, str(n), {"hs_timestamp": iso(at)}) for n, at in enumerate(draw(some_moments))]
    took_part = {(one.kind, one.id): tuple(draw(st.sets(st.sampled_from([*PEOPLE, "99"])))) for one in met}
    contacts = tuple(Record(Kind.CONTACT, id_, {"hs_buying_role": role}) for id_, role in PEOPLE.items())
    snapshot = Snapshot(
        "company:10",
        "Oak",
        None,
        contacts,
        history=history,
        activities=tuple(met),
        activity_contacts=took_part,
    )
    return facts_of(snapshot, {}, FactSpec(engagement=spec), AT), spec


@given(accounts(), moments, st.sampled_from([1.0, 1.5, 0.3, 0.0]), st.none() | moments)
def test_the_lines_add_up_to_the_score(
    told: tuple[AccountFacts, EngagementSpec], at: Moment, tier: float, since: Moment | None
) -> None:
    """To the last digit: of the account and of each contact, faded or lasting, at any moment, within a cycle or not."""
    facts, spec = told
    window = Window(since)
    lines = breakdown(facts, spec, at, Scope(tier=tier, since=since))
    assert total(lines) == read(scaled(facts.facts["engagement.score"], tier), at, window)
    for contact in facts.contacts:
        own = breakdown(facts, spec, at, Scope(contact.id, tier, since))
        assert total(own) == read(scaled(contact.facts["score"], tier), at, window)
        assert {line.contact for line in own} <= {contact.id}


@given(accounts(), moments)
def test_only_what_was_known_is_told(told: tuple[AccountFacts, EngagementSpec], at: Moment) -> None:
    """A breakdown for a past moment is that of the facts as they were then."""
    facts, spec = told
    known = replace(facts, signals=tuple(one for one in facts.signals if one.at <= at))
    lines = breakdown(facts, spec, at)
    assert lines == breakdown(known, spec, at)
    assert all(line.at <= at for line in lines)
    assert len(lines) == len(known.signals)


@given(accounts(), moments)
def test_what_was_stored_is_broken_down_alike(told: tuple[AccountFacts, EngagementSpec], at: Moment) -> None:
    """A decision of the past can be explained from what was stored with it: score, lines and all."""
    facts, spec = told
    restored = restore(json.loads(json.dumps(dump(facts))), FactSpec(engagement=spec))
    assert restored.facts["engagement.score"] == facts.facts["engagement.score"]
    assert breakdown(restored, spec, at) == breakdown(facts, spec, at)


@given(accounts(), moments)
def test_shares_hold_every_line_that_counts_once(
    told: tuple[AccountFacts, EngagementSpec], at: Moment
) -> None:
    """By signal and by contact, the largest first."""
    lines = breakdown(*told, at)
    for shares in (by_signal(lines), by_contact(lines)):
        assert sum(share.times for share in shares) == sum(line.counts for line in lines)
        assert sum(share.left for share in shares) == pytest.approx(total(lines))
        assert [share.left for share in shares] == sorted((share.left for share in shares), reverse=True)


def account(*signals: SignalSeen) -> AccountFacts:
    contacts = tuple(
        Record(Kind.CONTACT, id_, {"firstname": f"P{id_}", "hs_buying_role": role})
        for id_, role in PEOPLE.items()
    )
    made = facts_of(Snapshot("company:10", "Oak", None, contacts), {}, FactSpec(engagement=FADING), AT)
    return replace(made, signals=signals)


def test_an_object_counts_at_the_weightiest_who_took_part() -> None:
    """The others are told, too, and that it does not count with them."""
    seen = [
        SignalSeen("met", AT, "2", 20.0, 0.3, Origin.MEETING, "meeting:7"),
        SignalSeen("met", AT, "1", 20.0, 1.7, Origin.MEETING, "meeting:7"),
        SignalSeen("met", AT, "3", 20.0, 1.0, Origin.MEETING, "meeting:8"),
        SignalSeen("form", AT - 30 * DAY, "2", 10.0, 0.3),
    ]
    lines = breakdown(account(*seen), FADING, AT)
    assert [(line.contact, line.counts, line.left, line.role) for line in lines] == [
        ("2", False, 0.0, "END_USER"),
        ("1", True, 34.0, "DECISION_MAKER"),
        ("3", True, 20.0, ""),
        ("2", True, 1.5, "END_USER"),
    ]
    assert by_signal(lines) == (Share("met", 2, 54.0), Share("form", 1, 1.5))
    assert by_contact(lines) == (Share("1", 1, 34.0), Share("3", 1, 20.0), Share("2", 1, 1.5))


def test_signals_survive_the_database_with_what_they_are_worth() -> None:
    """Of a decision stored before that was kept, the rulebook that decided says the points."""
    seen = SignalSeen("met", AT, "1", 25.7, 1.7, Origin.MEETING, "meeting:7")
    spec = FactSpec(engagement=FADING)
    stored = dump(account(seen))
    assert restore(stored, spec).signals == (seen,)
    before = {**stored, "signals": [["form", AT, "2"], ["gone", AT, "2"]]}
    assert restore(before, spec).signals == (
        SignalSeen("form", AT, "2", 15.1),
        SignalSeen("gone", AT, "2", 0.0),
    )


BERLIN = ZoneInfo("Europe/Berlin")
THIRD_OF_MARCH = 1_772_578_799  # 2026-03-03 23:59:59 in Berlin
JANA = Line("download", "1", THIRD_OF_MARCH, 15.0, 2.0, 1.0, 11.04, counts=True, role="DECISION_MAKER")
GERMAN = Teller(
    "de",
    BERLIN,
    {"download": "Whitepaper geladen"},
    {"1": "Jana Brandt"},
    {"DECISION_MAKER": "Entscheiderin"},
)
ENGLISH = Teller(
    "en",
    BERLIN,
    {"download": "Whitepaper downloaded"},
    {"1": "Jana Brandt"},
    {"DECISION_MAKER": "decision maker"},
)


@pytest.mark.parametrize(
    ("line", "german", "english"),
    [
        pytest.param(
            JANA,
            "3. März: Whitepaper geladen, Jana Brandt, 15 Punkte x 2 (Entscheiderin), heute noch 11",
            "3 March: Whitepaper downloaded, Jana Brandt, 15 points x 2 (decision maker), 11 left today",
            id="with a role",
        ),
        pytest.param(
            replace(JANA, points=1, weight=1, tier=1.5, left=0.36, at=THIRD_OF_MARCH + 1),
            "4. März: Whitepaper geladen, Jana Brandt, 1 Punkt x 1,5 (Tier), heute noch 0,4",
            "4 March: Whitepaper downloaded, Jana Brandt, 1 point x 1.5 (tier), 0.4 left today",
            id="with a tier, and one point",
        ),
        pytest.param(
            replace(JANA, contact="", signal="offer", weight=1, left=0.04, at=THIRD_OF_MARCH - 365 * DAY),
            "3. März 2025: offer, 15 Punkte, heute nichts mehr",
            "3 March 2025: offer, 15 points, nothing left today",
            id="of nobody, long ago, faded away, and without a name",
        ),
        pytest.param(
            replace(JANA, counts=False, left=0.0, role=""),
            "3. März: Whitepaper geladen, Jana Brandt, 15 Punkte x 2, zählt hier nicht",
            "3 March: Whitepaper downloaded, Jana Brandt, 15 points x 2, does not count here",
            id="that counts elsewhere",
        ),
    ],
)
def test_a_line_is_told_in_words(line: Line, german: str, english: str) -> None:
    """When, in the portal's own days, what, who, how much, and what is left."""
    today = THIRD_OF_MARCH + 13 * DAY
    assert (GERMAN.line(line, today), ENGLISH.line(line, today)) == (german, english)


def test_a_line_of_a_past_moment_says_of_which() -> None:
    """With the year where it is not this one; the tier by its name."""
    then, today = THIRD_OF_MARCH + 13 * DAY, THIRD_OF_MARCH + 400 * DAY
    line = replace(JANA, weight=1.0, tier=2.0)
    named = replace(GERMAN, tier="Tier 1")
    assert (named.line(line, then, today), ENGLISH.line(line, then, then + 1)) == (
        "3. März: Whitepaper geladen, Jana Brandt, 15 Punkte x 2 (Tier 1), am 16. März 2026 noch 11",
        "3 March: Whitepaper downloaded, Jana Brandt, 15 points x 2 (tier), 11 left on 16 March",
    )

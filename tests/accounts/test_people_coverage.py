"""How far wanted roles are held, how broad engagement is, and what is missing next."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.facts import ContactFact
from accounts.metrics import ALWAYS, Const, Count, Fact, Facts, Score, Span, Window, next_change, read
from accounts.people.breadth import engaged_roles
from accounts.people.coverage import ROLES, covered
from accounts.people.gaps import Gap, candidate_for, gaps, next_gap
from accounts.people.held import Standing
from accounts.people.roles import UNREAD
from accounts.people.spoken import role_noun
from accounts.values import Missing, Moment

DAY = 86_400
AT = 20_000 * DAY


@dataclass(frozen=True)
class Warm:
    """A score of ten, as the rules would compile it; unknown where there is none."""

    def verdicts(self, things: Sequence[Facts], at: Moment, since: Moment | None) -> list[bool | None]:
        values = [read(facts.get("score", Const(Missing())), at, Window(since)) for facts in things]
        return [value >= 10 if isinstance(value, (int, float)) else None for value in values]

    def flips(
        self, things: Sequence[Facts], at: Moment, since: Moment | None, _before: Moment | None
    ) -> list[Moment]:
        found = [next_change(facts["score"], at, Window(since), 10) for facts in things if "score" in facts]
        return [moment for moment in found if moment is not None]


def person(id_: str, *roles: str, score: Fact | None = None, **told: object) -> ContactFact:
    facts: dict[str, Fact] = {"role": Const(roles or Missing())}
    if score is not None:
        facts["score"] = score
    return ContactFact(id_, f"Jana {id_}", "", roles, facts, **told)  # type: ignore[arg-type]


NOT_READ = ContactFact("9", "Jana 9", "", (), {"role": Const(UNREAD)})
WANTED = (("CHAMPION", 1), ("DECISION_MAKER", 2), ("Eigene Rolle", 1))


@pytest.mark.parametrize(
    ("contacts", "wanted", "roles", "percent"),
    [
        pytest.param([], WANTED, 0, 0, id="nobody"),
        pytest.param([person("1", "CHAMPION")], WANTED, 1, 25, id="one of four"),
        pytest.param([person("1", "DECISION_MAKER")], WANTED, 0, 25, id="half of a role counts for the percentage"),
        pytest.param([person("1", "CHAMPION", "DECISION_MAKER"), person("2", "DECISION_MAKER", "Eigene Rolle")], WANTED, 3, 100, id="all"),
        pytest.param([person(str(n), "CHAMPION") for n in range(9)], WANTED, 1, 25, id="more than wanted is no more"),
        pytest.param([person("1", "CHAMPION")], (("CHAMPION", 1), ("END_USER", 2)), 1, 33, id="rounded down"),
        pytest.param([person("1", "CHAMPION", counts=False)], WANTED, 0, 0, id="who does not count holds nothing"),
        pytest.param([person("1", "CHAMPION")], (), 0, Missing("no roles are wanted"), id="nothing is wanted"),
    ],
)  # fmt: skip
def test_coverage_is_counted_by_what_is_wanted(
    contacts: list[ContactFact], wanted: tuple[tuple[str, int], ...], roles: int, percent: object
) -> None:
    """The same function again for the roles of a tier: each role's number stays, what is wanted changes."""
    made = covered(contacts, wanted)
    assert read(made["coverage.roles"], AT) == roles
    assert read(made["coverage.percent"], AT) == percent
    assert set(made) >= {f"coverage.{role}" for role in (*ROLES, *(role for role, _ in wanted))}


def test_roles_that_were_not_read_leave_all_of_it_open() -> None:
    """Of a member; that somebody's who does not count were not read matters to nobody."""
    assert set(covered([NOT_READ, person("1", "CHAMPION")], WANTED).values()) == {Const(UNREAD)}
    outside = ContactFact("9", "Jana 9", "", (), {"role": Const(UNREAD)}, counts=False)
    assert read(covered([outside, person("1", "CHAMPION")], WANTED)["coverage.roles"], AT) == 1


people = st.lists(
    st.tuples(st.lists(st.sampled_from(["CHAMPION", "DECISION_MAKER", "BLOCKER"]), unique=True), st.booleans()),
    max_size=6,
).map(lambda some: [person(str(n), *roles, counts=yes) for n, (roles, yes) in enumerate(some)])  # fmt: skip


@given(people, st.randoms(use_true_random=False))
def test_the_order_of_contacts_does_not_matter(some: list[ContactFact], luck: random.Random) -> None:
    """Coverage, gaps and the sentence are the same for any; one more member never covers less."""
    made, said = covered(some, WANTED), next_gap(some, WANTED, "de")
    more = covered([*some, person("x", "CHAMPION")], WANTED)
    luck.shuffle(some)
    assert (covered(some, WANTED), next_gap(some, WANTED, "de")) == (made, said)
    assert read(more["coverage.percent"], AT) >= read(made["coverage.percent"], AT)  # type: ignore[operator]
    missing = sum(gap.missing for gap in gaps(made, WANTED))
    assert (missing == 0) == (read(made["coverage.percent"], AT) == 100)


def fading(points: float, at: Moment = AT) -> Score:
    return Score(((at, points),), 30 * DAY)


COLD, HOT = fading(5), fading(20)


@pytest.mark.parametrize(
    ("members", "breadth"),
    [
        pytest.param([], 0, id="nobody"),
        pytest.param([person("1", "CHAMPION", score=COLD)], 0, id="not engaged"),
        pytest.param([person("1", "CHAMPION", "BLOCKER", score=HOT)], 2, id="one person, two roles"),
        pytest.param([person("1", "CHAMPION", score=HOT), person("2", "CHAMPION", score=HOT)], 1, id="two people, one role"),
        pytest.param([person("1", score=HOT)], 0, id="engaged without a role"),
        pytest.param([person("1", "CHAMPION"), person("2", "BLOCKER", score=HOT)], Span(1, 2), id="whether one is engaged is not known"),
        pytest.param([person("1", "CHAMPION"), person("2", "CHAMPION", score=HOT)], 1, id="which does not matter where another surely is"),
        pytest.param([NOT_READ, person("2", "CHAMPION", score=HOT)], UNREAD, id="roles were not read"),
    ],
)  # fmt: skip
def test_breadth_is_the_number_of_engaged_roles(members: list[ContactFact], breadth: object) -> None:
    """Engagement counts once for each different role that an engaged member holds."""
    assert read(engaged_roles(members, Warm()), AT) == breadth


@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from("ABC"), unique=True), st.integers(5, 80), st.integers(-60, 60)),
        max_size=5,
    ),
    st.integers(0, 60 * DAY),
)
def test_breadth_never_changes_before_it_says_so(some: list[tuple[list[str], int, int]], later: int) -> None:
    """Until the next change that is told, the number stands: nobody is woken too late."""
    members = [
        person(str(n), *roles, score=fading(points, AT + day * DAY))
        for n, (roles, points, day) in enumerate(some)
    ]
    breadth = engaged_roles(members, Warm())
    change = next_change(breadth, AT, ALWAYS, 1)
    assert change is None or change > AT
    before = AT + later if change is None else min(AT + later, change - 1)
    assert read(breadth, before) == read(breadth, AT)


def test_breadth_is_kept_out_of_the_store_like_a_count() -> None:
    """It is made anew from the members."""
    assert isinstance(engaged_roles([person("1", "CHAMPION", score=HOT)], Warm()), Count)


def test_gaps_come_by_weight() -> None:
    """Who decides first, roles of the portal's own last, and only where somebody is missing."""
    wanted = (("Eigene Rolle", 1), ("END_USER", 1), ("CHAMPION", 1), ("DECISION_MAKER", 2), ("BLOCKER", 0))
    made = covered([person("1", "DECISION_MAKER", "END_USER")], wanted)
    assert gaps(made, wanted) == (
        Gap("DECISION_MAKER", 1, 2), Gap("CHAMPION", 0, 1), Gap("Eigene Rolle", 0, 1),
    )  # fmt: skip
    assert gaps(covered([NOT_READ], wanted), wanted) == ()


def titled(id_: str, name: str, title: str, *roles: str, **told: object) -> ContactFact:
    facts: dict[str, Fact] = {"role": Const(roles or Missing())}
    return ContactFact(id_, name, title, roles, facts, **told)  # type: ignore[arg-type]


BUYER = titled("2", "Jana Brandt", "Leiterin Einkauf")
DEPUTY = titled("1", "Tom Berg", "Stellv. Leiter Einkauf")
CLERK = titled("3", "Mia Roth", "")
DECIDER = (("DECISION_MAKER", 1),)


@pytest.mark.parametrize(
    ("contacts", "wanted", "engaged", "german", "english"),
    [
        pytest.param([DEPUTY, BUYER, CLERK], DECIDER, (), "Es fehlt ein Entscheider; am ehesten Jana Brandt (Leiterin Einkauf), noch nicht bestätigt.",
            "A decision maker is missing; most likely Jana Brandt (Leiterin Einkauf), not confirmed yet.", id="the surest title"),
        pytest.param([CLERK, DEPUTY], DECIDER, (), "Es fehlt ein Entscheider; am ehesten Tom Berg (Stellv. Leiter Einkauf), noch nicht bestätigt.",
            "A decision maker is missing; most likely Tom Berg (Stellv. Leiter Einkauf), not confirmed yet.", id="a title too weak to count"),
        pytest.param([CLERK], (("INFLUENCER", 1),), ("3",), "Es fehlt ein Ratgeber; am ehesten Mia Roth, engagiert und noch ohne Rolle.",
            "An influencer is missing; most likely Mia Roth, engaged and without a role yet.", id="an engaged one without a role"),
        pytest.param([CLERK], (("END_USER", 3),), (), "Es fehlen 3 Anwender; unter den Kontakten kommt noch niemand in Frage.",
            "3 end users are missing; none of the contacts looks like one yet.", id="several, and nobody in sight"),
        pytest.param([titled("4", "Ole Kurz", "", "END_USER")], (("END_USER", 3),), (), "Es fehlen noch 2 Anwender; unter den Kontakten kommt noch niemand in Frage.",
            "2 more end users are missing; none of the contacts looks like one yet.", id="some are there"),
        pytest.param([titled("4", "Ole Kurz", "", "CHAMPION")], (("CHAMPION", 2),), (), "Es fehlt noch ein Fürsprecher; unter den Kontakten kommt noch niemand in Frage.",
            "One more champion is missing; none of the contacts looks like one yet.", id="one of two is there"),
        pytest.param([titled("4", "Ole Kurz", "", "DECISION_MAKER")], DECIDER, (), "Alle gesuchten Rollen sind besetzt.", "All wanted roles are covered.", id="all covered"),
        pytest.param([NOT_READ], DECIDER, (), "Welche Rollen besetzt sind, ist noch nicht bekannt.", "Which roles are covered is not known yet.", id="not read"),
        pytest.param([BUYER], (), (), "Es sind keine Rollen gesucht.", "No roles are wanted.", id="nothing is wanted"),
    ],
)  # fmt: skip
def test_the_next_gap_names_role_number_and_whom_to_ask(
    contacts: list[ContactFact],
    wanted: tuple[tuple[str, int], ...],
    engaged: tuple[str, ...],
    german: str,
    english: str,
) -> None:
    """One sentence that a sales person can act on."""
    assert next_gap(contacts, wanted, "de", engaged) == german
    assert next_gap(contacts, wanted, "en", engaged) == english


@pytest.mark.parametrize(
    ("contact", "reason"),
    [
        (titled("2", "Jana Brandt", "Leiterin Einkauf", do_not_contact=True), "must not be contacted"),
        (titled("2", "Jana Brandt", "Leiterin Einkauf", counts=False), "does not count"),
        (titled("2", "Jana Brandt", "Leiterin Einkauf", standing=Standing.CONFIRMED), "a person has said what she is"),
        (titled("2", "Jana Brandt", "Leiterin Einkauf", "DECISION_MAKER"), "holds it already"),
        (titled("2", "Jana Brandt", "Werkstudentin Einkauf"), "the title says otherwise"),
    ],
)  # fmt: skip
def test_not_everybody_is_a_candidate(contact: ContactFact, reason: str) -> None:
    """Nobody is sent to somebody who cannot be it."""
    assert candidate_for("DECISION_MAKER", [contact]) is None, reason


def test_a_role_of_the_portals_own_is_named_as_it_is() -> None:
    """Nobody knows its plural."""
    assert [role_noun("Eigene Rolle", "de", count) for count in (1, 2)] == ["Eigene Rolle"] * 2

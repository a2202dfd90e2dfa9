"""Which roles a contact holds, how that is known, and which of them count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.metrics import Const
from accounts.people.held import HeldRole, PeopleSpec, RoleSource
from accounts.people.markers import markers_of
from accounts.people.roles import Links, counting_roles, held_roles, role_facts
from accounts.people.titles import ASSUMED
from accounts.snapshot import Record
from accounts.values import Kind, Missing

LABELS = {"Entscheider": "DECISION_MAKER", "Fachbereich": "END_USER"}
INFER = PeopleSpec(role_labels=LABELS, infer=True)
PLAIN = PeopleSpec(role_labels=LABELS)
NONE = Links()
UNREAD = object()


def contact(entered: object = "", title: str = "", last: str = "Brandt") -> Record:
    properties = {"lastname": last, "jobtitle": title}
    return Record(
        Kind.CONTACT, "1", properties if entered is UNREAD else {**properties, "hs_buying_role": str(entered)}
    )


def held(record: Record, links: Links = NONE, spec: PeopleSpec = INFER) -> tuple[HeldRole, ...]:
    text = record.properties
    markers = markers_of("", text["lastname"] or "", text["jobtitle"] or "")
    return held_roles(record, links, markers, spec)


def facts(record: Record, links: Links = NONE, spec: PeopleSpec = INFER) -> tuple[object, object]:
    found = held(record, links, spec)
    made = role_facts(record, found, counting_roles(found))
    assert all(isinstance(fact, Const) for fact in made.values())
    return made["role"].value, made["role.by"].value  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("record", "links", "spec", "roles", "by"),
    [
        pytest.param(contact("CHAMPION"), NONE, INFER, ("CHAMPION",), "entered", id="entered"),
        pytest.param(contact("END_USER;CHAMPION"), NONE, INFER, ("CHAMPION", "END_USER"), "entered", id="two entered"),
        pytest.param(contact(), Links(("Entscheider", "Partner")), PLAIN, ("DECISION_MAKER",), "label", id="a label of the company"),
        pytest.param(contact(), Links(("ENTSCHEIDER",)), PLAIN, ("DECISION_MAKER",), "label", id="in any case"),
        pytest.param(contact(), Links((), (("Pressen", ("Fachbereich",)),)), PLAIN, ("END_USER",), "deal", id="a label on a deal"),
        pytest.param(contact(last="Brandt (DM)"), NONE, PLAIN, ("DECISION_MAKER",), "marker", id="in the name"),
        pytest.param(contact(title="Leiterin Einkauf"), NONE, INFER, ("BUDGET_HOLDER", "DECISION_MAKER"), "title", id="by the title"),
        pytest.param(contact("BLOCKER"), Links(("Entscheider",)), INFER, ("BLOCKER", "DECISION_MAKER"), "entered", id="what two people said counts both"),
        pytest.param(contact("BLOCKER", "Geschäftsführer"), NONE, INFER, ("BLOCKER",), "entered", id="an entered role keeps the title silent"),
    ],
)  # fmt: skip
def test_a_role_is_known_from_somewhere(
    record: Record, links: Links, spec: PeopleSpec, roles: tuple[str, ...], by: str
) -> None:
    """Entered, by a label, by a deal, by the name, by the title: all that count, and how the surest is known."""
    assert facts(record, links, spec) == (roles, by)


@pytest.mark.parametrize(
    ("record", "links", "spec"),
    [
        pytest.param(contact(), NONE, INFER, id="nothing says anything"),
        pytest.param(contact(title="Geschäftsführer"), NONE, PLAIN, id="titles only where the rulebook wants them"),
        pytest.param(contact(title="Assistenz der Geschäftsführung"), NONE, INFER, id="a title that names no role"),
        pytest.param(contact(), Links(("Partner",), (("Pressen", ()),)), INFER, id="labels that are no roles"),
    ],
)  # fmt: skip
def test_no_role_is_empty(record: Record, links: Links, spec: PeopleSpec) -> None:
    """Nobody has said one: that is not an unread property."""
    assert facts(record, links, spec) == (Missing(), Missing("it has no role"))


def test_a_guess_below_the_threshold_is_told_and_does_not_count() -> None:
    """It may help somebody who asks, but is nobody's role."""
    (one,) = held(contact(title="Key Account Manager"))
    assert (one.source, one.confidence < ASSUMED, one.because != "") == (RoleSource.TITLE, True, True)
    assert counting_roles([one]) == ()


@pytest.mark.parametrize("links", [NONE, Links(("Entscheider",))])
def test_a_role_property_that_was_not_read_is_unknown(links: Links) -> None:
    """Nobody knows what was entered there, so that titles are not asked and the fact is no role at all."""
    record = contact(UNREAD, "Geschäftsführer")
    role, by = facts(record, links)
    assert isinstance(role, Missing)
    assert (role.unreadable, by) == (True, role)
    assert all(one.source is not RoleSource.TITLE for one in held(record, links))


roles = st.sampled_from(["CHAMPION", "BLOCKER", "DECISION_MAKER", "END_USER", "Eigene Rolle"])
titles = st.sampled_from(["", "CFO", "Leiterin Einkauf", "Key Account Manager", "Werkstudent"])
links = st.builds(
    Links,
    st.lists(st.sampled_from(["Entscheider", "Fachbereich", "Partner"])).map(tuple),
    st.lists(st.tuples(st.sampled_from(["Pressen", "Wartung"]), st.just(("Fachbereich",)))).map(tuple),
)


@given(st.lists(roles, min_size=1, unique=True), titles, links)
def test_an_entered_role_is_never_joined_by_guesses(entered: list[str], title: str, some: Links) -> None:
    """Whatever the title, it adds nothing; and what was entered always counts, first of all."""
    found = held(contact(";".join(entered), title), some)
    assert all(one.source is not RoleSource.TITLE for one in found)
    assert set(entered) <= set(counting_roles(found))
    assert found[0].source is RoleSource.ENTERED


@given(st.lists(roles, unique=True), titles, links)
def test_the_surest_source_comes_first(entered: list[str], title: str, some: Links) -> None:
    """And nothing is told twice."""
    found = held(contact(";".join(entered), title), some)
    order = [list(RoleSource).index(one.source) for one in found]
    assert (order, len(set(found))) == (sorted(order), len(found))

"""The mirror of the portal: what is newer wins, what is known is no news, what is gone counts for nothing."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from accounts.snapshot import Change
from accounts.values import Definition, Kind
from store import mirror, snapshots
from store import tables as t
from store.mirror import HistoryRow, LinkRow, Links, RecordRow
from tests.store.mirrored import (
    NOW,
    OTHER,
    PORTAL,
    START,
    at,
    company,
    contact,
    links,
    nobody_is_due,
    record,
    take,
    works_at,
)

ADA = (Kind.CONTACT, "1")


def put(tx: sa.Connection, *rows: RecordRow, portal_id: int = PORTAL) -> set[tuple[Kind, str]]:
    return mirror.put_records(tx, portal_id, rows, NOW)


def held(tx: sa.Connection, kind: Kind = Kind.CONTACT, id_: str = "1") -> dict[str, str | None] | None:
    """What counts of one object; None where it counts for nothing."""
    query = sa.select(t.record.c.properties).where(
        t.record.c.portal_id == PORTAL, t.record.c.kind == kind, t.record.c.id == id_, ~t.record.c.archived
    )
    properties: dict[str, str | None] | None = tx.execute(query).scalar_one_or_none()
    return properties


def domains(tx: sa.Connection) -> set[tuple[str, str]]:
    rows = tx.execute(sa.select(t.company_domain.c.domain, t.company_domain.c.company_id))
    return {(row.domain, row.company_id) for row in rows}


def person(value: str | None, updated: float, **more: str | None) -> RecordRow:
    return record(Kind.CONTACT, "1", {"jobtitle": value, **more}, updated)


@pytest.mark.parametrize(
    ("answers", "title", "news"),
    [
        pytest.param([person("CFO", 1)], "CFO", [True], id="a first one"),
        pytest.param([person("CFO", 1), person("CEO", 2)], "CEO", [True, True], id="newer"),
        pytest.param([person("CEO", 2), person("CFO", 1)], "CEO", [True, False], id="older, in the wrong order"),
        pytest.param([person("CFO", 1), person("CFO", 1)], "CFO", [True, False], id="the same again"),
        pytest.param([person("CFO", 1), person("CFO", 2)], "CFO", [True, False], id="newer, and says what we hold"),
        pytest.param([person("CFO", 1), person("CEO", 1)], "CEO", [True, True], id="as new, and says otherwise"),
        pytest.param([person("CFO", 1), person(None, 2)], None, [True, True], id="emptied"),
        pytest.param(
            [person("CFO", 1), person("CFO", 3), person("CEO", 2)], "CFO", [True, False, False],
            id="late: what changed and changed back",
        ),
    ],
)  # fmt: skip
def test_the_newest_answer_counts(
    tx: sa.Connection, answers: list[RecordRow], title: str | None, news: list[bool]
) -> None:
    """In whatever order answers come; and only what says something new concerns anybody."""
    assert [put(tx, answer) == {ADA} for answer in answers] == news
    properties = held(tx)
    assert properties is not None
    assert properties["jobtitle"] == title


def test_an_answer_with_other_properties_adds_to_what_we_hold(tx: sa.Connection) -> None:
    """A rulebook that needs less does not take anything away."""
    put(tx, person("CFO", 1))
    assert put(tx, record(Kind.CONTACT, "1", {"phone": "1"}, 2)) == {ADA}
    assert held(tx) == {"jobtitle": "CFO", "phone": "1"}


def test_one_answer_may_name_a_record_twice(tx: sa.Connection) -> None:
    """As pages do that shift while they are read: the newest counts, and its history is that of both."""
    one = record(Kind.CONTACT, "1", {"jobtitle": "CEO"}, 2, history=(said("a", 0),))
    two = record(Kind.CONTACT, "1", {"jobtitle": "CFO"}, 1, history=(said("b", 1),))
    assert put(tx, one, two) == {ADA}
    assert held(tx) == {"jobtitle": "CEO"}
    assert [change.value for change in history(tx)] == ["a", "b"]


def test_kinds_and_portals_are_kept_apart(tx: sa.Connection) -> None:
    """A number says nothing without them."""
    put(tx, person("CFO", 1))
    assert put(tx, record(Kind.COMPANY, "1", {"name": "Oak"}, 1)) == {(Kind.COMPANY, "1")}
    assert put(tx, person("CEO", 2), portal_id=OTHER) == {ADA}
    assert held(tx) == {"jobtitle": "CFO"}
    assert mirror.ids(tx, PORTAL, Kind.CONTACT) == {"1"}


def said(value: str | None, seconds: float, name: str = "form") -> HistoryRow:
    return HistoryRow(name, value, at(seconds), "FORM", "7")


def history(tx: sa.Connection) -> tuple[Change, ...]:
    """The history of the one contact's `form`, as facts are made of it."""
    take(tx, contact("1", "ada@oak.example", updated=1000))
    (found,) = snapshots.snapshots(tx, PORTAL, ["domain:oak.example"])
    return found.history.get((*ADA, "form"), ())


def test_history_is_kept_once(tx: sa.Connection) -> None:
    """The same changes again are no news; a further one is, even where the record says what it said."""
    entries = (said("a", 0), said("b", 60))
    row = record(Kind.CONTACT, "1", {"form": "b"}, 60, history=entries)
    assert put(tx, row) == {ADA}
    assert put(tx, row) == set()
    longer = record(Kind.CONTACT, "1", {"form": "b"}, 60, history=(*entries, said("", 30)))
    assert put(tx, longer) == {ADA}
    assert [change.value for change in history(tx)] == ["a", "", "b"]


def test_history_is_exact_to_the_millisecond(tx: sa.Connection) -> None:
    """Changes within one second keep their order, whatever the order in which they are told."""
    entries = [said(str(number), number / 1000) for number in (3, 1, 2)]
    put(tx, record(Kind.CONTACT, "1", {}, history=tuple(entries)))
    assert [(change.value, change.at) for change in history(tx)] == [("1", NOW), ("2", NOW), ("3", NOW)]
    stored = tx.execute(sa.select(t.property_history.c.at).order_by(t.property_history.c.at)).scalars()
    assert list(stored) == [START + timedelta(milliseconds=number) for number in (1, 2, 3)]


def test_an_old_answer_still_brings_its_history(tx: sa.Connection) -> None:
    """What happened has happened, however late we hear of it."""
    put(tx, person("CEO", 2))
    late = record(Kind.CONTACT, "1", {"jobtitle": "CFO"}, 1, history=(said("a", 0),))
    assert put(tx, late) == {ADA}
    assert held(tx) == {"jobtitle": "CEO"}
    assert [change.value for change in history(tx)] == ["a"]


@pytest.mark.parametrize("emptied", [None, ""])
def test_an_emptied_property_in_history_is_empty_text(tx: sa.Connection, emptied: str | None) -> None:
    """HubSpot says null or nothing; a signal counts neither."""
    put(tx, record(Kind.CONTACT, "1", {}, history=(said(emptied, 0),)))
    assert history(tx) == (Change("", NOW, "FORM", "7"),)


def test_links_are_replaced_and_what_came_or_went_is_told(tx: sa.Connection) -> None:
    """Only differences; a label or the primary mark that changes is one."""
    first = links(Kind.DEAL, "5", Kind.CONTACT, "1", "2")
    assert mirror.put_links(tx, PORTAL, first) == set(first.links)
    assert mirror.put_links(tx, PORTAL, first) == set()
    second = Links(
        Kind.DEAL,
        Kind.CONTACT,
        ["5"],
        [LinkRow("5", "2", is_primary=False), LinkRow("5", "3", is_primary=True)],
    )
    went, came = LinkRow("5", "1", is_primary=True), LinkRow("5", "3", is_primary=True)
    assert mirror.put_links(tx, PORTAL, second) == {went, came}
    labelled = Links(
        Kind.DEAL,
        Kind.CONTACT,
        ["5"],
        [*second.links[:1], LinkRow("5", "3", is_primary=True, labels=("Chef",))],
    )
    assert mirror.put_links(tx, PORTAL, labelled) == {came, labelled.links[1]}
    nothing = Links(Kind.DEAL, Kind.CONTACT, ["5"], [])
    assert mirror.put_links(tx, PORTAL, nothing) == set(labelled.links)
    assert tx.execute(sa.select(t.association)).all() == []


def test_links_of_others_stay(tx: sa.Connection) -> None:
    """What was read is the links of these objects towards this kind; nothing else is touched by it."""
    kept = [
        links(Kind.DEAL, "6", Kind.CONTACT, "1"),
        links(Kind.DEAL, "5", Kind.COMPANY, "9"),
        links(Kind.CONTACT, "5", Kind.COMPANY, "9"),
    ]
    for one in kept:
        mirror.put_links(tx, PORTAL, one)
    mirror.put_links(tx, OTHER, links(Kind.DEAL, "5", Kind.CONTACT, "1"))
    mirror.put_links(tx, PORTAL, links(Kind.DEAL, "5", Kind.CONTACT))
    assert len(tx.execute(sa.select(t.association)).all()) == 4


def test_an_answer_under_way_does_not_bring_back_what_was_deleted_meanwhile(tx: sa.Connection) -> None:
    """Only whoever asks after the deletion and finds it there tells of a return."""
    put(tx, person("CFO", 1))
    mirror.mark_gone(tx, PORTAL, Kind.CONTACT, ["1"], NOW + 10)
    assert mirror.put_records(tx, PORTAL, [person("CEO", 2)], NOW + 5) == set()
    assert held(tx) is None
    assert mirror.put_records(tx, PORTAL, [person("CEO", 2)], NOW + 11) == {ADA}
    assert held(tx) == {"jobtitle": "CEO"}


def test_what_is_gone_counts_for_nothing_until_it_comes_back(tx: sa.Connection) -> None:
    """Told once; and its return is news even where it says what it said."""
    put(tx, person("CFO", 1), contact("2"))
    assert mirror.mark_gone(tx, PORTAL, Kind.CONTACT, ["1", "7"], NOW) == {"1"}
    assert mirror.mark_gone(tx, PORTAL, Kind.CONTACT, ["1"], NOW) == set()
    assert mirror.mark_gone(tx, PORTAL, Kind.CONTACT, [], NOW) == set()
    assert held(tx) is None
    assert mirror.ids(tx, PORTAL, Kind.CONTACT) == {"2"}
    assert put(tx, person("CFO", 1)) == {ADA}
    assert held(tx) == {"jobtitle": "CFO"}


def test_domains_follow_the_companies(tx: sa.Connection) -> None:
    """Main and additional ones, registrable, of companies that count."""
    put(tx, company("10", "www.oak.example", also="oak.test;gmx.de"), company("11", "oak.example"))
    assert domains(tx) == {("oak.example", "10"), ("oak.test", "10"), ("oak.example", "11")}
    put(tx, company("10", "elm.example", updated=1))
    assert domains(tx) == {("elm.example", "10"), ("oak.example", "11")}
    mirror.mark_gone(tx, PORTAL, Kind.COMPANY, ["10"], NOW)
    assert domains(tx) == {("oak.example", "11")}
    put(tx, company("10", "elm.example", updated=1))
    assert domains(tx) == {("elm.example", "10"), ("oak.example", "11")}
    put(tx, record(Kind.COMPANY, "10", {}, 2, archived=True))
    assert domains(tx) == {("oak.example", "11")}


def test_domains_are_those_of_all_we_hold(tx: sa.Connection) -> None:
    """An answer without the domains does not take them away."""
    put(tx, company("10", "oak.example", also="oak.test"))
    put(tx, record(Kind.COMPANY, "10", {"name": "Oak & Sons"}, 1))
    assert domains(tx) == {("oak.example", "10"), ("oak.test", "10")}


def test_what_we_have_written_is_noted(tx: sa.Connection) -> None:
    """So that nobody writes it again; reading it back is no news, and a person's later change is."""
    take(tx, person("CFO", 1, abm_funnel_step=None))
    nobody_is_due(tx)
    mirror.overlay(tx, PORTAL, Kind.CONTACT, "1", {"abm_funnel_step": "interest"})
    assert held(tx) == {"jobtitle": "CFO", "abm_funnel_step": "interest"}
    assert put(tx, person("CFO", 2, abm_funnel_step="interest")) == set()
    assert put(tx, person("CFO", 3, abm_funnel_step="awareness")) == {ADA}


def test_definitions_owners_and_pipelines_are_replaced(tx: sa.Connection) -> None:
    """As the portal has them now; those of another portal stay."""
    number = Definition(Kind.COMPANY, "size", "number", "Size")
    text = Definition(
        Kind.CONTACT, "role", "enumeration", "Rolle", ("a", "b"), many=True, read_only=True, calculated=True
    )
    mirror.put_definitions(tx, OTHER, [number])
    mirror.put_definitions(tx, PORTAL, [number])
    mirror.put_definitions(tx, PORTAL, [text])
    assert snapshots.definitions(tx, PORTAL) == {(Kind.CONTACT, "role"): text}
    assert snapshots.definitions(tx, OTHER) == {(Kind.COMPANY, "size"): number}
    ada = {"id": "7", "email": "ada@oak.example", "name": "Ada", "archived": False}
    mirror.put_owners(tx, PORTAL, [ada, {**ada, "id": "8", "archived": True}])
    mirror.put_owners(tx, PORTAL, [ada])
    assert snapshots.owners(tx, PORTAL) == (snapshots.Owner("7", "ada@oak.example", "Ada", archived=False),)
    won = {"pipeline": "default", "stage": "s1", "label": "Won", "state": "won"}
    mirror.put_pipeline_stages(tx, PORTAL, [won, {**won, "stage": "s2", "state": "open"}])
    mirror.put_pipeline_stages(tx, PORTAL, [won])
    assert snapshots.deal_stages(tx, PORTAL) == {("default", "s1"): "won"}


def test_a_merged_object_keeps_its_last_name(tx: sa.Connection) -> None:
    """Merged again, the old number leads to the newest."""
    mirror.put_alias(tx, PORTAL, Kind.CONTACT, "1", "2")
    mirror.put_alias(tx, PORTAL, Kind.CONTACT, "1", "3")
    rows = tx.execute(sa.select(t.alias.c.old_id, t.alias.c.new_id)).all()
    assert [tuple(row) for row in rows] == [("1", "3")]


def test_more_objects_than_a_statement_has_places(tx: sa.Connection) -> None:
    """A portal of a hundred thousand contacts is marked gone, and grouped, like a small one."""
    everybody = [str(number) for number in range(70_000)]
    tx.execute(
        sa.text("""
            INSERT INTO record (portal_id, kind, id, properties, read_at)
            SELECT :portal, 'contact', n::text, '{"email": null}', now() FROM generate_series(0, 69999) AS n
        """),
        {"portal": PORTAL},
    )
    assert len(mirror.mark_gone(tx, PORTAL, Kind.CONTACT, everybody, NOW)) == 70_000
    assert mirror.ids(tx, PORTAL, Kind.CONTACT) == set()


def test_a_contact_and_its_company_in_one_answer(tx: sa.Connection) -> None:
    """Records and links of several kinds are taken in together."""
    assert take(tx, company("10", "oak.example"), contact("1"), works_at("1", "10")) == {"company:10"}
    (found,) = snapshots.snapshots(tx, PORTAL, ["company:10"])
    assert found.company is not None
    assert [one.id for one in found.contacts] == ["1"]

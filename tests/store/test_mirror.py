"""The mirror of the portal: what is newer wins, what is known is no news, what is gone counts for nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from accounts.snapshot import Change
from accounts.values import Definition, Kind
from store import aliases, frame, mirror, snapshots
from store import tables as t
from store.history import HistoryRow
from store.mirror import LinkRow, Links, RecordRow
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


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(["ab"], id="told at once"),
        pytest.param(["ab", "ab"], id="told twice"),
        pytest.param(["b", "ab"], id="the beginning told later"),
        pytest.param(["ab", "b"], id="an answer that begins in the middle"),
    ],
)
def test_two_changes_in_one_millisecond_are_two(tx: sa.Connection, answers: list[str]) -> None:
    """Each is kept once, in their order, though HubSpot gives neither a number nor a finer time."""
    for answer in answers:
        put(tx, record(Kind.CONTACT, "1", {}, history=tuple(said(value, 0) for value in answer)))
    assert [change.value for change in history(tx)] == ["a", "b"]


def test_what_is_set_twice_in_one_millisecond_is_set_twice(tx: sa.Connection) -> None:
    """A form sent, emptied by a workflow and sent again; told twice, it is no news and stays three changes."""
    row = record(Kind.CONTACT, "1", {}, history=tuple(said(value, 0) for value in ("a", "", "a")))
    assert put(tx, row) == {ADA}
    assert put(tx, row) == set()
    assert [change.value for change in history(tx)] == ["a", "", "a"]


def test_each_change_keeps_its_source(tx: sa.Connection) -> None:
    """Who made it, and by what: the first telling counts, as it does for value and moment."""
    rows = (HistoryRow("form", "a", at(0), "CRM_UI", "userId:7"), HistoryRow("form", "b", at(1), "", ""))
    put(tx, record(Kind.CONTACT, "1", {}, history=rows))
    assert [(one.source, one.source_id) for one in history(tx)] == [("CRM_UI", "userId:7"), ("", "")]


def test_a_very_long_value_is_kept_in_full(tx: sa.Connection) -> None:
    """HubSpot allows 65,536 characters, more than any index takes; in the record and in its past."""
    long = "ä" * 65_536
    put(tx, record(Kind.CONTACT, "1", {"form": long}, history=(said(long, 0), said(f"{long[:-1]}b", 0))))
    assert held(tx) == {"form": long}
    assert [len(change.value) for change in history(tx)] == [65_536, 65_536]


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


def test_an_association_of_ours_stays_ours_while_it_is_there(tx: sa.Connection) -> None:
    """Whatever is read of it; made anew by a person, it is the person's."""
    ours = sa.select(t.association.c.to_id).where(t.association.c.ours)
    mirror.put_links(tx, PORTAL, works_at("1", "10", "20"))
    assert tx.execute(ours).scalars().all() == []
    tx.execute(t.association.update().where(t.association.c.to_id == "10").values(ours=True))
    mirror.put_links(tx, PORTAL, works_at("1", "20", "10"))
    assert tx.execute(ours).scalars().all() == ["10"]
    mirror.put_links(tx, PORTAL, works_at("1", "20"))
    mirror.put_links(tx, PORTAL, works_at("1", "20", "10"))
    assert tx.execute(ours).scalars().all() == []


def test_what_we_have_written_is_noted(tx: sa.Connection) -> None:
    """So that nobody writes it again; reading it back is no news, and a person's later change is."""
    take(tx, person("CFO", 1, abm_funnel_step=None))
    nobody_is_due(tx)
    mirror.overlay(tx, PORTAL, ADA, {"abm_funnel_step": "interest"})
    assert held(tx) == {"jobtitle": "CFO", "abm_funnel_step": "interest"}
    assert put(tx, person("CFO", 2, abm_funnel_step="interest")) == set()
    assert put(tx, person("CFO", 3, abm_funnel_step="awareness")) == {ADA}


def test_an_answer_under_way_does_not_undo_what_we_have_written(tx: sa.Connection) -> None:
    """HubSpot's time of our write tells which answers are from before it; one from after it counts."""
    put(tx, person("CFO", 1, abm_funnel_step=None))
    mirror.overlay(tx, PORTAL, ADA, {"abm_funnel_step": "interest"}, at(5))
    assert put(tx, person("CFO", 4, abm_funnel_step=None)) == set()
    assert held(tx) == {"jobtitle": "CFO", "abm_funnel_step": "interest"}
    assert put(tx, person("CFO", 6, abm_funnel_step="awareness")) == {ADA}
    assert held(tx) == {"jobtitle": "CFO", "abm_funnel_step": "awareness"}


def test_an_answer_under_way_tells_what_people_changed_before_our_write(tx: sa.Connection) -> None:
    """Only the values that we wrote later stay; of several writes each has its own time."""
    put(tx, person("CFO", 1, abm_funnel_step=None, abm_note=None))
    mirror.overlay(tx, PORTAL, ADA, {"abm_note": "seen"}, at(3))
    mirror.overlay(tx, PORTAL, ADA, {"abm_funnel_step": "interest"}, at(5))
    assert put(tx, person("CEO", 4, abm_funnel_step=None, abm_note="a person's")) == {ADA}
    assert held(tx) == {"jobtitle": "CEO", "abm_funnel_step": "interest", "abm_note": "a person's"}


@pytest.mark.parametrize(
    ("after", "changed"),
    [
        pytest.param({}, True, id="gone"),
        pytest.param({"type": "string"}, True, id="another type"),
        pytest.param({"type": "enumeration", "options": ("a",)}, True, id="other options"),
        pytest.param({"many": True}, True, id="several values"),
        pytest.param({"label": "Employees"}, False, id="another label"),
        pytest.param({"read_only": True}, False, id="read-only"),
        pytest.param({"type": "number"}, False, id="the same"),
    ],
)
def test_a_definition_changes_where_its_values_read_otherwise(
    tx: sa.Connection,
    after: dict[str, Any],
    changed: bool,  # noqa: FBT001 - a row of the table
) -> None:
    """Then the accounts have to be looked at; a new label is kept, and concerns no value."""
    size = Definition(Kind.COMPANY, "size", "number", "Size")
    assert frame.put_definitions(tx, PORTAL, [size]) == {(Kind.COMPANY, "size")}
    now = [replace(size, **after)] if after else []
    assert frame.put_definitions(tx, PORTAL, now) == ({(Kind.COMPANY, "size")} if changed else set())
    assert list(snapshots.definitions(tx, PORTAL).values()) == now


def test_definitions_owners_and_pipelines_are_replaced(tx: sa.Connection) -> None:
    """As the portal has them now; those of another portal stay."""
    number = Definition(Kind.COMPANY, "size", "number", "Size")
    text = Definition(
        Kind.CONTACT, "role", "enumeration", "Rolle", ("a", "b"), many=True, read_only=True, calculated=True
    )
    frame.put_definitions(tx, OTHER, [number])
    frame.put_definitions(tx, PORTAL, [number])
    frame.put_definitions(tx, PORTAL, [text])
    assert snapshots.definitions(tx, PORTAL) == {(Kind.CONTACT, "role"): text}
    assert snapshots.definitions(tx, OTHER) == {(Kind.COMPANY, "size"): number}
    ada = {"id": "7", "email": "ada@oak.example", "name": "Ada", "archived": False}
    frame.put_owners(tx, PORTAL, [ada, {**ada, "id": "8", "archived": True}])
    frame.put_owners(tx, PORTAL, [ada])
    assert snapshots.owners(tx, PORTAL) == (snapshots.Owner("7", "ada@oak.example", "Ada", archived=False),)
    won = {"kind": "deal", "pipeline": "default", "stage": "s1", "label": "Won", "state": "won"}
    frame.put_pipeline_stages(tx, PORTAL, [won, {**won, "stage": "s2", "state": "open"}])
    closed = {**won, "kind": "ticket", "state": "closed"}
    frame.put_pipeline_stages(tx, PORTAL, [won, closed])
    assert snapshots.deal_stages(tx, PORTAL) == {("default", "s1"): "won"}
    assert snapshots.stages_of_tickets(tx, PORTAL) == {("default", "s1"): "closed"}


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        pytest.param([{"1": "2"}], {"1": "2"}, id="merged once"),
        pytest.param([{"1": "2"}, {"1": "2"}], {"1": "2"}, id="told twice"),
        pytest.param([{"1": "2"}, {"2": "3"}], {"1": "3", "2": "3"}, id="and its survivor later"),
        pytest.param([{"2": "3"}, {"1": "2"}], {"1": "3", "2": "3"}, id="told the wrong way round"),
        pytest.param([{"1": "2", "2": "3"}], {"1": "3", "2": "3"}, id="told at once"),
        pytest.param([{"1": "1"}, {}], {}, id="into itself: nothing"),
    ],
)  # fmt: skip
def test_a_merged_object_means_its_last_survivor(
    tx: sa.Connection, told: list[dict[str, str]], ends: dict[str, str]
) -> None:
    """However often and in whatever order merges are told, every old number leads to the one that counts."""
    for survivors in told:
        aliases.put_aliases(tx, PORTAL, Kind.CONTACT, survivors.items())
    found = {old: aliases.survivor(tx, PORTAL, Kind.CONTACT, old) for old in ("1", "2", "9")}
    assert {old: new for old, new in found.items() if old != new} == ends
    assert aliases.survivor(tx, PORTAL, Kind.COMPANY, "1") == "1"


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

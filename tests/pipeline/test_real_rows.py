"""Rows that a real portal held, read over HTTP: nothing is lost, nothing is doubled, and every account is decided.

See real_rows.py for where they come from and what had to be decided about them.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from accounts.values import Kind
from pipeline.sync import Progress, full_sync
from store import aliases, unfit
from tests.pipeline.house import House, Shelf
from tests.pipeline.real_rows import Rows, by_survivor, put

FOLDER = Path(os.environ.get("FLIPFUNNEL_TEST_DATA", "")) / "hubspot-rows"
pytestmark = pytest.mark.skipif(
    not (os.environ.get("FLIPFUNNEL_TEST_DATA") and FOLDER.is_dir()),
    reason="FLIPFUNNEL_TEST_DATA names no folder with hubspot-rows",
)

NOT_OURS = {"definition of a product": 3, "definition of a line_item": 3, "definition of a ticket": 3}
Changes = Counter[tuple[str, str, str, int, str, str, str]]


@contextmanager
def read(shelf: Shelf, *, merged: bool) -> Iterator[tuple[House, Rows]]:
    """A house whose portal holds the rows, after its first full sync of all there is; nothing decided yet."""
    rows = Rows(FOLDER, merged=merged)
    with shelf.new(empty=True) as built:
        put(built.portal, rows, merged=merged)
        built.activate()
        full_sync(built.tools, built.id, Progress(), rows.needs())
        yield built, rows


@pytest.fixture(scope="module")
def before(shelf: Shelf) -> Iterator[tuple[House, Rows]]:
    """The portal before the merges that only the warehouse still tells of; for looking only."""
    with read(shelf, merged=False) as found:
        yield found


@pytest.fixture(scope="module")
def after(shelf: Shelf) -> Iterator[tuple[House, Rows]]:
    """The portal as HubSpot would show it today."""
    with read(shelf, merged=True) as found:
        yield found


def test_all_rows_are_read_from_the_files() -> None:
    """How many there are of each, so that a loader that reads less would be seen."""
    rows = Rows(FOLDER, merged=False)
    with_row = Counter(kind for (kind, _), thing in rows.things.items() if thing.row)
    shells = Counter(kind for (kind, _), thing in rows.things.items() if not thing.row)
    history = Counter(kind for (kind, _), thing in rows.things.items() for _ in thing.history)
    assert with_row == {Kind.COMPANY: 24, Kind.CONTACT: 22, Kind.DEAL: 44}
    assert shells == {Kind.COMPANY: 44, Kind.CONTACT: 109, Kind.DEAL: 129}
    assert history == {Kind.COMPANY: 100, Kind.CONTACT: 100, Kind.DEAL: 100 + 14}
    assert (len(rows.owners), len(rows.pipelines), len(rows.stages)) == (100, 6, 3)
    assert Counter(kind for kind, _ in rows.merges) == {Kind.CONTACT: 3 + 4, Kind.DEAL: 14}
    assert len(rows.links) == 2 + 11
    assert len(rows.definitions) == 7 + 14
    assert rows.left_out == NOT_OURS


def test_every_record_is_in_the_mirror_text_for_text(before: tuple[House, Rows]) -> None:
    """Each property of each row; what is deleted there is not alive here; and nothing that no row tells of."""
    house, rows = before
    held = {
        (Kind(row.kind), row.id): row.properties
        for row in house.rows("SELECT kind, id, properties FROM record WHERE NOT archived")
    }
    assert held.keys() == {key for key, thing in rows.things.items() if not thing.deleted}
    for (kind, id_), thing in rows.things.items():
        texts = {name: held[kind, id_][name] for name in rows.names(kind)}
        born = {} if thing.row else {"createdate": texts["createdate"]}  # of a shell no row says when
        assert texts == dict.fromkeys(texts) | thing.properties | born, (kind, id_)


def test_every_history_row_is_in_the_mirror_once(before: tuple[House, Rows]) -> None:
    """Value, millisecond and source of each change, and as many as there are; a second sync adds none."""
    house, rows = before
    expected: Changes = Counter(
        (kind, id_, past.name, round(past.at.timestamp() * 1000), past.value, past.source, past.source_id)
        for (kind, id_), thing in rows.things.items()
        for past in thing.history
    )
    told = {(kind, id_, name) for kind, id_, name, *_ in expected}
    first = mirrored(house)
    assert Counter({one: count for one, count in first.items() if one[:3] in told}) == expected
    full_sync(house.tools, house.id, Progress(), rows.needs())
    assert mirrored(house) == first


def mirrored(house: House) -> Changes:
    found = house.rows("SELECT kind, id, property, at, value, source, source_id FROM property_history")
    return Counter(
        (
            row.kind,
            row.id,
            row.property,
            round(row.at.timestamp() * 1000),
            row.value,
            row.source,
            row.source_id,
        )
        for row in found
    )


def test_every_owner_and_every_pipeline_stage_is_in_the_mirror(before: tuple[House, Rows]) -> None:
    """With the texts of their rows."""
    house, rows = before
    owners = {row.id: (row.email, row.name) for row in house.rows("SELECT id, email, name FROM owner")}
    for row in rows.owners:
        assert owners[row["owner_id"]] == (row["email"], f"{row['first_name']} {row['last_name']}")
    held = house.rows("SELECT stage FROM pipeline_stage WHERE pipeline = 'default'")
    assert sorted(row.stage for row in held) == rows.stages
    shown = {one.pipeline for one in house.tools.portals[house.id].pipelines()}
    assert shown == {"default", "upsell"}, "a pipeline without stages has none to mirror"


def test_every_definition_is_in_the_mirror(before: tuple[House, Rows]) -> None:
    """Type, label and options as their rows have them."""
    house, rows = before
    held = {
        (Kind(row.kind), row.name): row
        for row in house.rows("SELECT kind, name, type, label, options FROM property_definition")
    }
    for key, body in rows.definitions.items():
        options = [option["value"] for option in body.get("options", [])]
        assert (held[key].type, held[key].options) == (body["type"], options)
        assert held[key].label == body.get("label", body["name"])


def test_every_association_is_in_the_mirror(before: tuple[House, Rows]) -> None:
    """Of deals with companies and contacts, and no other."""
    house, rows = before
    held = house.rows("SELECT from_id, to_kind, to_id FROM association WHERE from_kind = 'deal'")
    assert Counter((row.from_id, Kind(row.to_kind), row.to_id) for row in held) == Counter(rows.links)


def test_merged_ids_lead_to_their_survivor(after: tuple[House, Rows]) -> None:
    """By what the survivor says of itself, in one full sync; the merged ones are not alive, their survivor is."""
    house, rows = after
    assert rows.left_out == {**NOT_OURS, "row of a merged contact": 3}
    alive = {(Kind(row.kind), row.id) for row in house.rows("SELECT kind, id FROM record WHERE NOT archived")}
    for (kind, old), survivor in rows.merges.items():
        with house.database.begin() as tx:
            assert aliases.survivor(tx, house.id, kind, old) == survivor
        assert (kind, old) not in alive
        assert (kind, survivor) in alive
    assert len(house.rows("SELECT 1 FROM alias")) == len(rows.merges)
    assert by_survivor(rows)[Kind.CONTACT, "78971951"] == ["76340251", "46897301", "76226001"]


def test_a_webhook_of_a_merged_id_is_about_its_survivor(shelf: Shelf) -> None:
    """Late news of an id that was merged away reads the survivor, whatever we knew; nobody comes back to life."""
    with read(shelf, merged=True) as (house, rows):
        with house.database.begin() as tx:
            tx.exec_driver_sql("DELETE FROM alias")
        alive = "SELECT kind, id FROM record WHERE NOT archived ORDER BY kind, id"
        known = house.rows(alive)
        house.post(json.dumps([_said(house, kind.value, old) for kind, old in rows.merges]).encode())
        house.absorb()
        assert house.rows(alive) == known
        with house.database.begin() as tx:
            for (kind, old), survivor in rows.merges.items():
                assert aliases.survivor(tx, house.id, kind, old) == survivor


def _said(house: House, kind: str, id_: str) -> dict[str, object]:
    return {
        "eventId": int(id_),
        "subscriptionId": 7,
        "portalId": house.id,
        "occurredAt": round(house.now.timestamp() * 1000),
        "subscriptionType": f"{kind}.propertyChange",
        "attemptNumber": 0,
        "objectId": int(id_),
        "propertyName": "description",
        "propertyValue": "late",
        "changeSource": "CRM_UI",
    }


def test_every_account_is_decided(after: tuple[House, Rows]) -> None:
    """By the example rulebook; each company is an account, and no decision fails."""
    house, rows = after
    house.settle()
    accounts = {row.id for row in house.rows("SELECT id FROM account WHERE NOT gone")}
    assert accounts == {f"company:{id_}" for kind, id_ in rows.things if kind is Kind.COMPANY}
    assert {row.account_id for row in house.rows("SELECT account_id FROM decision")} == accounts
    assert house.rows("SELECT 1 FROM counter WHERE name IN ('decide_failed', 'disagreements')") == []
    with house.database.begin() as tx:
        assert [one.example.property for one in unfit.of_portal(tx, house.id)] == []
    assert house.differences() == []

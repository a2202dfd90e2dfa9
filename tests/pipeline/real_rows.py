"""Rows of a real HubSpot portal, as a data warehouse keeps them, put into the sandbox.

The files are the seeds of fivetran/dbt_hubspot (Apache-2.0), found by FLIPFUNNEL_TEST_DATA; none of them is part of
this project. What the loader has to decide, because a warehouse is not a portal:

* Names of properties in the histories are hashes, and one column is called `hs_all-funky-a9384-syntax`: HubSpot knows
  neither. Each becomes a legal name from which it can be had back (`legal`). Values stay as they are, text for text.
* Ids that stand only in a history, a merge or an association become shells: records with what is said of them there.
* The current value of a property that only has a history is its newest entry, as in HubSpot.
* The warehouse keeps the rows of merged contacts beside that of their survivor. In a portal an id is one or the other:
  `Rows(merged=False)` is the portal before those merges, `merged=True` the one after.
* The stages that deals went through are hashes too, without a pipeline: they become stages of the pipeline `default`.
* Association types are numbers that HubSpot does not have: deals are associated by the unlabelled types 3 and 341.
* Tickets, meetings, clicks and form submissions are not read, as we mirror none of those. What else is left out is
  counted in `left_out`: second rows of one id, merged contacts, definitions for products, line items and tickets.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from accounts.needs import Need, Needs
from accounts.values import Kind
from sandbox import Past, Portal, definitions

PLURAL = {Kind.CONTACT: "contacts", Kind.COMPANY: "companies", Kind.DEAL: "deals"}
KIND_OF_WORD = {"contact": Kind.CONTACT, "company": Kind.COMPANY, "deal": Kind.DEAL}
MERGED = "hs_merged_object_ids"
TO_CONTACT, TO_COMPANY = 3, 341
LONG_AGO = datetime(2018, 1, 1, tzinfo=UTC)
Row = Mapping[str, str]


def legal(name: str) -> str:
    """A name that HubSpot allows, another one for each: legal ones stay, others become their bytes in hexadecimal."""
    return name if re.fullmatch(r"[a-wyz][a-z0-9_]*", name) else f"x_{name.encode().hex()}"


def moment(text: str) -> datetime:
    """As the warehouse writes moments: hours with one digit or two, with or without parts of a second."""
    pattern = "%Y-%m-%d %H:%M:%S.%f" if "." in text else "%Y-%m-%d %H:%M:%S"
    return datetime.strptime(text.removesuffix(" UTC"), pattern).replace(tzinfo=UTC)


@dataclass
class Thing:
    """One record to be: `row` says whether a row of its own tells of it, or only what others say."""

    properties: dict[str, str] = field(default_factory=dict)
    history: list[Past] = field(default_factory=list)
    created: datetime = LONG_AGO
    deleted: bool = False
    row: bool = False


class Rows:
    """All rows, read and ready; `things` are the records by kind and id, `merges` the survivors of merged ids."""

    def __init__(self, folder: Path, *, merged: bool) -> None:
        self._folder = folder
        self.things: dict[tuple[Kind, str], Thing] = {}
        self.merges: dict[tuple[Kind, str], str] = {}
        self.links: list[tuple[str, Kind, str]] = []  # from the deal, to this
        self.owners = list(self._read("owner_data"))
        self.pipelines = {row["pipeline_id"]: row["label"] for row in self._read("deal_pipeline_data")}
        self.stages: list[str] = []
        self.definitions: dict[tuple[Kind, str], dict[str, Any]] = {}
        self.left_out: Counter[str] = Counter()
        self._companies_and_contacts()
        self._deals()
        for kind in PLURAL:
            self._history(kind)
        self._deal_stages()
        self._merges()
        self._links()
        self._definitions()
        if merged:
            self._drop_merged()

    def names(self, kind: Kind) -> list[str]:
        """Every property that one of them has a value or a past of."""
        things = (thing for (of, _), thing in self.things.items() if of is kind)
        return sorted(
            {name for one in things for name in (*one.properties, *(past.name for past in one.history))}
        )

    def needs(self) -> Needs:
        """All of it, with its past."""
        return frozenset(Need(kind, name, history=True) for kind in PLURAL for name in self.names(kind))

    def _read(self, name: str) -> Iterator[Row]:
        with (self._folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)

    def _add(self, kind: Kind, id_: str, row: Row, deleted: str) -> Thing:
        """A second row of one id would be counted, and the first one kept."""
        thing = self._thing(kind, id_)
        if thing.row:
            self.left_out[f"second row of a {kind.value}"] += 1
            return thing
        thing.row, thing.deleted = True, deleted.lower() == "true"
        properties = {
            legal(name.removeprefix("property_")): text
            for name, text in row.items()
            if name.startswith("property_") and text
        }
        thing.properties |= properties
        thing.created = moment(properties["createdate"])
        return thing

    def _thing(self, kind: Kind, id_: str) -> Thing:
        return self.things.setdefault((kind, id_), Thing())

    def _companies_and_contacts(self) -> None:
        for row in self._read("company_data"):
            self._add(Kind.COMPANY, row["id"], row, row["is_deleted"])
        for row in self._read("contact_data"):
            thing = self._add(Kind.CONTACT, row["id"], row, row["_fivetran_deleted"])
            for merged in (thing.properties.pop(MERGED, "") or "").split(";"):
                if merged:
                    self.merges[Kind.CONTACT, merged] = row["id"]

    def _deals(self) -> None:
        """What HubSpot keeps as properties, the warehouse has in columns of their own."""
        own = {
            "deal_pipeline_id": "pipeline",
            "deal_pipeline_stage_id": "dealstage",
            "owner_id": "hubspot_owner_id",
        }
        for row in self._read("deal_data"):
            thing = self._add(Kind.DEAL, row["deal_id"], row, row["is_deleted"])
            thing.properties |= {name: row[column] for column, name in own.items() if row[column]}

    def _history(self, kind: Kind) -> None:
        newest: dict[tuple[str, str], datetime] = defaultdict(lambda: LONG_AGO)
        for row in self._read(f"{kind.value}_property_history_data"):
            id_, name, at = row[f"{kind.value}_id"], legal(row["name"]), moment(row["timestamp"])
            thing = self._thing(kind, id_)
            thing.history.append(Past(name, row["value"], at, row["source"], row["source_id"]))
            if at >= newest[id_, name]:
                newest[id_, name] = at
                thing.properties[name] = row["value"]

    def _deal_stages(self) -> None:
        rows = list(self._read("deal_stage_data"))
        self.stages = sorted({row["value"] for row in rows})
        for row in rows:
            thing, at = self._thing(Kind.DEAL, row["deal_id"]), moment(row["date_entered"])
            thing.history.append(Past("dealstage", row["value"], at, row["source"], row["source_id"]))
            thing.properties |= {"dealstage": row["value"], "pipeline": "default"}

    def _merges(self) -> None:
        for row in self._read("contact_merge_audit_data"):
            self._thing(Kind.CONTACT, row["canonical_vid"])
            self.merges[Kind.CONTACT, row["vid_to_merge"]] = row["canonical_vid"]
        for row in self._read("merged_deal_data"):
            self._thing(Kind.DEAL, row["deal_id"])
            self.merges[Kind.DEAL, row["merged_deal_id"]] = row["deal_id"]

    def _links(self) -> None:
        for kind in (Kind.COMPANY, Kind.CONTACT):
            for row in self._read(f"deal_{kind.value}_data"):
                self._thing(Kind.DEAL, row["deal_id"])
                self._thing(kind, row[f"{kind.value}_id"])
                self.links.append((row["deal_id"], kind, row[f"{kind.value}_id"]))

    def _definitions(self) -> None:
        for row in self._read("property_data"):
            if kind := self._kind(row["hubspot_object"]):
                self.definitions[kind, row["name"]] = {
                    "name": row["name"],
                    "label": row["label"],
                    "type": row["type"],
                    "fieldType": row["field_type"],
                    "calculated": row["calculated"] == "true",
                }
        for row in self._read("property_option_data"):
            if kind := self._kind(row["hubspot_object"]):
                option = {"label": row["label"], "value": row["value"], "hidden": row["hidden"] == "true"}
                self.definitions[kind, row["name"]] = {
                    "name": row["name"],
                    "type": "enumeration",
                    "fieldType": "select",
                    "options": [{**option, "displayOrder": int(row["display_order"])}],
                }

    def _kind(self, word: str) -> Kind | None:
        kind = KIND_OF_WORD.get(word)
        if kind is None:
            self.left_out[f"definition of a {word}"] += 1
        return kind

    def _drop_merged(self) -> None:
        for key in self.merges:
            if self.things.pop(key, None):
                self.left_out[f"row of a merged {key[0].value}"] += 1


def put(portal: Portal, rows: Rows, *, merged: bool) -> None:
    """Everything into the portal, in one transaction."""
    with portal.transaction():
        _define(portal, rows)
        for row in rows.owners:
            portal.add_owner(int(row["owner_id"]), row["email"], row["first_name"], row["last_name"])
        for id_, label in rows.pipelines.items():
            stages = rows.stages if id_ == "default" else ()
            portal.add_pipeline("deals", id_, label, [(stage, stage, "0.5", False) for stage in stages])
        for (kind, id_), thing in rows.things.items():
            portal.load(
                PLURAL[kind],
                id_,
                thing.properties,
                created=thing.created,
                archived=thing.deleted,
                history=thing.history,
            )
        for deal, kind, id_ in rows.links:
            type_id = TO_CONTACT if kind is Kind.CONTACT else TO_COMPANY
            portal.associate("deals", deal, PLURAL[kind], id_, type_id)
        if merged:
            for (kind, survivor), ids in by_survivor(rows).items():
                portal.load_merged(PLURAL[kind], survivor, ids)


def by_survivor(rows: Rows) -> dict[tuple[Kind, str], list[str]]:
    found: dict[tuple[Kind, str], list[str]] = defaultdict(list)
    for (kind, old), survivor in rows.merges.items():
        found[kind, survivor].append(old)
    return found


def _define(portal: Portal, rows: Rows) -> None:
    """What the rows define, and as text what they only mention; what every portal has stays as it is."""
    for kind, plural in PLURAL.items():
        known = definitions.of_type(portal.db, plural)
        for name in rows.names(kind):
            if name not in known and (kind, name) not in rows.definitions:
                portal.define(plural, {"name": name})
    for (kind, _), body in rows.definitions.items():
        portal.define(PLURAL[kind], body)

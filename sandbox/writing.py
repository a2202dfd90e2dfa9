"""How records come to be and change: checked against the definitions, with HubSpot's rules for each type."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sandbox import associations, definitions, portal_setup, records
from sandbox.database import Database
from sandbox.definitions import Definition
from sandbox.errors import bad_properties, contact_exists, not_found, validation
from sandbox.events import CALCULATED, Stamp
from sandbox.objects import Key
from sandbox.records import Record
from sandbox.values import check

Link = tuple[str, int, int]  # (to type, to id, association type id)

# At least one of these at creation (HubSpot's contacts, companies and tasks guides).
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "contacts": (("email", "firstname", "lastname"),),
    "companies": (("name", "domain"),),
    "deals": (("dealname",), ("dealstage",)),
    "tasks": (("hs_timestamp",),),
    "notes": (("hs_timestamp",),),
}


def create(
    db: Database, object_type: str, given: Mapping[str, Any], stamp: Stamp, links: Sequence[Link] = ()
) -> int:
    """Create a record with its associations and return its id; a refusal leaves nothing behind."""
    with db.transaction():
        known = definitions.of_type(db, object_type)
        texts = _checked(db, known, given, stamp)
        _check_needed(object_type, texts)
        _check_unique(db, known, texts, (object_type, 0))
        for to_type, to_id, _ in links:
            if records.load(db, to_type, to_id) is None:
                raise not_found(f"No {to_type} with id {to_id}.")
        if object_type == "deals":
            texts.setdefault("pipeline", portal_setup.stages(db)[texts["dealstage"]])
        company = texts.pop("associatedcompanyid", "")
        key = (object_type, records.insert(db, object_type, texts, _unique_names(known), stamp))
        _close_or_open(db, key, texts, stamp)
        for to_type, to_id, type_id in links:
            associations.add(db, key, (to_type, to_id), type_id, stamp)
        if company:
            associations.add(db, key, ("companies", int(company)), 1, stamp)
        return key[1]


def update(db: Database, key: Key, given: Mapping[str, Any], stamp: Stamp) -> None:
    """Change a live record; a refusal leaves it as it was."""
    with db.transaction():
        record = records.load(db, *key)
        if record is None:
            raise not_found()
        known = definitions.of_type(db, key[0])
        texts = _checked(db, known, given, stamp)
        _check_unique(db, known, texts, key)
        if stamp.through_api:
            texts = _forward_only(known, record, texts)
        company = texts.pop("associatedcompanyid", None)
        records.write(db, key, texts, _unique_names(known), stamp)
        _close_or_open(db, key, texts, stamp)
        if company is not None:
            _set_primary_company(db, key, company, stamp)


def archive(db: Database, key: Key, stamp: Stamp) -> None:
    """Archive a record; archiving twice is no error, as with HubSpot's DELETE."""
    with db.transaction():
        if records.load(db, *key):
            records.archive(db, key, stamp)
            associations.remove_all(db, key, stamp)


def _checked(
    db: Database, known: Mapping[str, Definition], given: Mapping[str, Any], stamp: Stamp
) -> dict[str, str]:
    texts, faults = check(known, given, portal_setup.outside(db), may_write_read_only=not stamp.through_api)
    if faults:
        raise bad_properties(faults)
    return texts


def _check_needed(object_type: str, texts: Mapping[str, str]) -> None:
    for names in NEEDED[object_type]:
        if not any(texts.get(name) for name in names):
            faults = [
                (names[0], "REQUIRED_FIELD", f"One of these properties is required: {', '.join(names)}")
            ]
            raise bad_properties(faults)


def _unique_names(known: Mapping[str, Definition]) -> set[str]:
    """An e-mail address is deduplicated although its definition does not say so (seen in dumps of real portals)."""
    return {name for name, definition in known.items() if definition["hasUniqueValue"] or name == "email"}


def _check_unique(db: Database, known: Mapping[str, Definition], texts: Mapping[str, str], key: Key) -> None:
    """No other record than the one with this key may hold the same unique value."""
    for name in sorted(_unique_names(known) & texts.keys()):
        other = records.by_unique(db, key[0], name, texts[name])
        if other in {None, key[1]}:
            continue
        if name == "email":
            raise contact_exists(other)
        raise validation(f"Cannot set {name} to {texts[name]}: {other} already has that value.")


def _forward_only(known: Mapping[str, Definition], record: Record, texts: dict[str, str]) -> dict[str, str]:
    """A lifecycle stage set backward answers 200 and changes nothing, unless cleared before (HubSpot contacts guide, and users' reports)."""
    old, new = record.properties.get("lifecyclestage"), texts.get("lifecyclestage")
    if not old or not new:
        return texts
    order = [option["value"] for option in known["lifecyclestage"]["options"]]
    if order.index(new) >= order.index(old):
        return texts
    return {name: text for name, text in texts.items() if name != "lifecyclestage"}


def _close_or_open(db: Database, key: Key, texts: Mapping[str, str], stamp: Stamp) -> None:
    """A deal is closed, or won, by the metadata of its stage, never by the stage's name."""
    if key[0] != "deals" or not texts.get("dealstage"):
        return
    meta = portal_setup.stage_metadata(db, texts["dealstage"])
    flags = {
        "hs_is_closed": meta["isClosed"],
        "hs_is_closed_won": "true" if float(meta["probability"]) == 1 else "false",
    }
    records.write(db, key, flags, set(), replace(stamp, source=CALCULATED, user_id=None))


def _set_primary_company(db: Database, contact: Key, company: str, stamp: Stamp) -> None:
    if company:
        associations.add(db, contact, ("companies", int(company)), 1, stamp)
        return
    for company_id, _ in associations.of_record(db, contact, "companies"):
        associations.remove(db, contact, ("companies", company_id), stamp, type_id=1)

"""How records come to be and change: checked against the definitions, with HubSpot's rules for each type."""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox import associations, definitions, derived, erasing, objects, portal_setup, records, rollups
from sandbox.database import Database
from sandbox.definitions import Definition
from sandbox.errors import bad_properties, contact_exists, not_found, validation
from sandbox.events import Stamp
from sandbox.objects import Key
from sandbox.records import Record
from sandbox.values import appended, check

Link = tuple[str, int, int]  # (to type, to id, association type id)


def create(
    db: Database, object_type: str, given: Mapping[str, Any], stamp: Stamp, links: Sequence[Link] = ()
) -> int:
    """Create a record with its associations and return its id; a refusal leaves nothing behind."""
    with db.transaction():
        known = definitions.of_type(db, object_type)
        texts = _checked(db, object_type, given, stamp)
        unique = definitions.unique_names(db, object_type)
        _check_needed(db, object_type, texts, links)
        _check_unique(db, unique, texts, (object_type, 0))
        _check_blocked(db, texts, stamp)
        for to_type, to_id, _ in links:
            if records.load(db, to_type, to_id) is None:
                raise not_found(f"No {to_type} with id {to_id}.")
        texts = {name: appended(known[name], "", text) for name, text in texts.items()}
        company = texts.pop("associatedcompanyid", "")
        texts = derived.at_creation(db, object_type, texts)
        key = (object_type, records.insert(db, object_type, texts, unique, stamp))
        derived.after_write(db, key, texts, stamp)
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
        texts = _checked(db, key[0], given, stamp)
        unique = definitions.unique_names(db, key[0])
        _check_unique(db, unique, texts, key)
        _check_blocked(db, texts, stamp)
        if stamp.through_api:
            texts = _forward_only(known, record, texts)
        texts = {
            name: appended(known[name], record.properties.get(name, ""), text) for name, text in texts.items()
        }
        company = texts.pop("associatedcompanyid", None)
        records.clear(db, key, {name for name, text in texts.items() if not text} - record.properties.keys())
        records.write(db, key, texts, unique, stamp)
        derived.after_write(db, key, texts, stamp)
        rollups.follow(db, key, texts, stamp)
        if company is not None:
            _set_primary_company(db, key, company, stamp)


def _checked(db: Database, object_type: str, given: Mapping[str, Any], stamp: Stamp) -> dict[str, str]:
    known = definitions.of_type(db, object_type)
    outside = portal_setup.outside(db, object_type)
    texts, faults = check(known, given, outside, may_write_read_only=not stamp.through_api)
    if faults:
        raise bad_properties(faults)
    _check_stage(db, object_type, texts)
    return texts


def _check_stage(db: Database, object_type: str, texts: Mapping[str, str]) -> None:
    """A stage and a pipeline that are written together must belong together."""
    for stage, pipeline in derived.STAGE_AND_PIPELINE.values():
        if texts.get(stage) and texts.get(pipeline):
            home = portal_setup.stages(db, object_type)[texts[stage]]
            if home != texts[pipeline]:
                said = f"Stage {texts[stage]} belongs to pipeline {home}, not to {texts[pipeline]}"
                raise bad_properties([(stage, "INVALID_OPTION", said)])


def _check_needed(db: Database, object_type: str, texts: Mapping[str, str], links: Sequence[Link]) -> None:
    for names in objects.known(db)[object_type].needed:
        if not any(texts.get(name) for name in names):
            faults = [
                (names[0], "REQUIRED_FIELD", f"One of these properties is required: {', '.join(names)}")
            ]
            raise bad_properties(faults)
    if object_type == "leads" and not {to_type for to_type, _, _ in links} & {"contacts", "companies"}:
        # HubSpot leads guide: a lead is somebody who is in the portal already.
        raise validation("A lead must be associated with an existing contact or company.")


def _check_unique(db: Database, unique: set[str], texts: Mapping[str, str], key: Key) -> None:
    """No other record than the one with this key may hold the same unique value."""
    for name in sorted(unique & texts.keys()):
        other = records.by_unique(db, key[0], name, texts[name]) if texts[name] else None
        if other in {None, key[1]}:
            continue
        if name == "email" and key[0] == "contacts":
            raise contact_exists(other)
        raise validation(f"Cannot set {name} to {texts[name]}: {other} already has that value.")


def _check_blocked(db: Database, texts: Mapping[str, str], stamp: Stamp) -> None:
    if texts.get("email") and erasing.is_blocked(db, texts["email"], stamp):
        raise validation(f"{texts['email']} was permanently deleted: only the person can come back with it.")


def _forward_only(known: Mapping[str, Definition], record: Record, texts: dict[str, str]) -> dict[str, str]:
    """A lifecycle stage set backward answers 200 and changes nothing, unless cleared before (HubSpot contacts guide, and users' reports)."""
    old, new = record.properties.get("lifecyclestage"), texts.get("lifecyclestage")
    if not old or not new:
        return texts
    order = [option["value"] for option in known["lifecyclestage"]["options"]]
    if old not in order or order.index(new) >= order.index(old):
        return texts
    return {name: text for name, text in texts.items() if name != "lifecyclestage"}


def _set_primary_company(db: Database, contact: Key, company: str, stamp: Stamp) -> None:
    if company:
        associations.add(db, contact, ("companies", int(company)), 1, stamp)
        return
    for company_id, _ in associations.of_record(db, contact, "companies"):
        associations.remove(db, contact, ("companies", company_id), stamp, type_id=1)

"""Records as HubSpot's JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sandbox import definitions, moments, objects, records
from sandbox.database import Database
from sandbox.records import Change, Record
from sandbox.wire import Body


@dataclass(frozen=True)
class Wanted:
    """Which properties an answer shows; None for `properties` means the type's default set."""

    properties: list[str] | None = None
    with_history: tuple[str, ...] = ()


def shape(db: Database, record: Record, wanted: Wanted) -> Body:
    return shapes(db, record.type, [record], wanted)[0]


def shapes(db: Database, object_type: str, found: Sequence[Record], wanted: Wanted) -> list[Body]:
    """[{id, properties, createdAt, updatedAt, archived, archivedAt?, propertiesWithHistory?}] in the order given.

    Values are text; a known property that was asked for is null where it was never set and "" where it was cleared;
    what was not asked for, or is not known, is absent, except for the id and the two dates, which are always there.
    """
    kind = objects.known(db)[object_type]
    known = definitions.of_type(db, object_type)
    asked = [*(kind.defaults if wanted.properties is None else wanted.properties), *wanted.with_history]
    names = sorted({*(name for name in asked if name in known), "hs_object_id", kind.created, kind.modified})
    answers = [_shape(record, names) for record in found]
    if wanted.with_history:
        _add_history(db, object_type, answers, [name for name in wanted.with_history if name in known])
    return answers


def shape_created(db: Database, record: Record) -> Body:
    """A creation is answered with everything that was written, HubSpot's own additions included (recordings)."""
    known = definitions.of_type(db, record.type)
    return _shape(record, sorted(name for name in {*record.properties, *record.cleared} if name in known))


def shape_changed(db: Database, record: Record, asked: Iterable[str]) -> Body:
    """A change is answered with what was asked for and what it moved; of contacts without the id and the date of
    creation (recordings).
    """
    kind = objects.known(db)[record.type]
    names = {*asked, kind.modified}
    if record.type == "contacts":
        names |= {"hs_email_domain"} if "email" in names else set()
    else:
        names |= {"hs_object_id", kind.created}
    return _shape(record, sorted(names))


def _shape(record: Record, names: Sequence[str]) -> Body:
    values, cleared, updated = record.properties, record.cleared, moments.iso(record.updated)
    shown: dict[str, str | None] = {name: values.get(name) for name in names}
    for name in cleared:
        if name in shown:
            shown[name] = ""
    answer: Body = {
        "id": record.id,
        "properties": shown,
        "createdAt": moments.iso(record.created),
        "updatedAt": updated,
        "archived": record.archived,
    }
    if record.archived:
        answer["archivedAt"] = updated
    return answer


def _add_history(db: Database, object_type: str, answers: Sequence[Body], names: Sequence[str]) -> None:
    found = records.histories(db, object_type, [int(answer["id"]) for answer in answers], names)
    for answer in answers:
        record_id = int(answer["id"])
        answer["propertiesWithHistory"] = {
            name: [_entry(change) for change in found.get((record_id, name), ())] for name in names
        }


def _entry(change: Change) -> Body:
    entry: Body = {
        "value": change.value,
        "timestamp": moments.iso(change.at),
        "sourceType": change.source,
        "sourceId": change.source_id,
    }
    if change.user_id is not None:
        entry["updatedByUserId"] = change.user_id
    return entry

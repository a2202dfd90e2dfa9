"""Nicknames and associations in scenarios: "oak", or { to = "oak", label = "primary" }, become ids and type ids."""

from collections.abc import Iterable
from typing import Any

from sandbox import association_types
from sandbox.association_types import AssociationType
from sandbox.database import Database
from sandbox.hands import Hands
from sandbox.scenario_shape import unknown

Tie = tuple[str, str, int]  # (to type, to id, association type id)
UNMADE = "nicknames without a record"


class UnmadeError(Exception):
    """The record of a nickname could not be made; that has been said already."""


def unmade(db: Database, nicknames: Iterable[str]) -> None:
    """Note that records with these nicknames could not be made, or not yet, for a reason told elsewhere."""
    known = {*(db.setting(UNMADE) or "").split("\n"), *nicknames}
    db.keep_setting(UNMADE, "\n".join(sorted(known)))


def check(link: Any, nicknames: Iterable[str]) -> None:
    """ValueError with the nearest nickname where a link leads to none of them."""
    if target(link) not in nicknames:
        raise ValueError(unknown(target(link), nicknames, "nickname"))


def who(db: Database, nickname: str) -> tuple[str, str]:
    """(type, id); ValueError with the nearest nickname, UnmadeError where the record's own problem was told already."""
    found = db.rows("SELECT type, id FROM nickname WHERE name = ?", nickname)
    if found:
        return found[0][0], str(found[0][1])
    if nickname in (db.setting(UNMADE) or "").split("\n"):
        raise UnmadeError(nickname)
    raise ValueError(
        unknown(nickname, [name for (name,) in db.rows("SELECT name FROM nickname")], "nickname")
    )


def is_there(db: Database, link: Any) -> bool:
    return db.value("SELECT 1 FROM nickname WHERE name = ?", target(link)) is not None


def resolved(db: Database, from_type: str, link: Any) -> Tie:
    """What a link of a record of this type leads to; ValueError where there is no such nickname or label."""
    to_type, to_id = who(db, target(link))
    asked = link if isinstance(link, dict) else {}
    if "type_id" in asked:
        return to_type, to_id, int(asked["type_id"])
    return to_type, to_id, _labelled(db, from_type, to_type, asked.get("label")).type_id


def tie(hands: Hands, nickname: str, link: Any) -> None:
    start = who(hands.db, nickname)
    to_type, to_id, type_id = resolved(hands.db, start[0], link)
    hands.associate(*start, to_type, to_id, type_id)


def target(link: Any) -> str:
    return str(link["to"] if isinstance(link, dict) else link)


def _labelled(db: Database, from_type: str, to_type: str, label: str | None) -> AssociationType:
    """The association type with a label or name, in any case; without one, the unlabelled type."""
    if label is None:
        found = association_types.unlabelled(db, from_type, to_type)
        if found is None:
            raise ValueError(f"{from_type} and {to_type} cannot be associated")
        return found
    known = association_types.of_pair(db, from_type, to_type)
    for kind in known:
        if label.lower() in {(kind.label or "").lower(), kind.name.lower()}:
            return kind
    labels = [kind.label for kind in known if kind.label]
    raise ValueError(unknown(label, labels, f"label from {from_type} to {to_type}"))

"""Who may call what: tokens, and the one table of the scopes that calls need."""

import json
from collections.abc import Iterable, Iterator, MutableSet
from dataclasses import dataclass

from sandbox.database import Database

READ, WRITE = "read", "write"
READ_BY_POST = ("/batch/read", "/search")


@dataclass(frozen=True)
class Caller:
    """The app behind a token; `scopes` None: all that there are. Only apps with a static token share the daily limit."""

    app: str
    scopes: frozenset[str] | None
    static: bool

    def lacks(self, needed: Iterable[str], withheld: MutableSet[str]) -> list[str]:
        """Those of the needed scopes that the app has not, in their order."""
        return [
            scope
            for scope in needed
            if scope in withheld or (self.scopes is not None and scope not in self.scopes)
        ]


class MissingScopes(MutableSet[str]):
    """The scopes that the portal's own app has not been granted; kept in the portal, so every process sees them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def __contains__(self, scope: object) -> bool:
        return scope in self._kept()

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._kept()))

    def __len__(self) -> int:
        return len(self._kept())

    def add(self, value: str) -> None:
        self.replace({*self._kept(), value})

    def discard(self, value: str) -> None:
        self.replace(self._kept() - {value})

    def replace(self, scopes: Iterable[str]) -> None:
        self._db.keep_setting("missing_scopes", json.dumps(sorted(scopes)))

    def _kept(self) -> set[str]:
        return set(json.loads(self._db.setting("missing_scopes") or "[]"))


def needed(family: str, method: str, path: str, kinds: Iterable[str]) -> list[str]:
    """The granular scopes of a call.

    `family` is the path's first word below /crm, or the first word of another path; `kinds` are the scope names of the
    object types in the path, e.g. ["contacts"].
    """
    mode = READ if method in {"GET", "HEAD"} or path.endswith(READ_BY_POST) else WRITE
    match family:
        case "owners":
            return ["crm.objects.owners.read"]
        case "lists":
            return [f"crm.lists.{mode}"]
        case "properties" | "property-validations":
            return _of_kinds("schemas", kinds, mode)
        case "pipelines":
            return _of_kinds("schemas" if mode == WRITE else "objects", kinds, mode)
        case "objects" | "associations" | "associations-v3":
            return _of_kinds("objects", kinds, mode)
    return []


def _of_kinds(part: str, kinds: Iterable[str], mode: str) -> list[str]:
    """Tickets have one scope for everything, older than the granular ones (HubSpot scopes page)."""
    scopes = ["tickets" if kind == "tickets" else f"crm.{part}.{kind}.{mode}" for kind in kinds]
    return list(dict.fromkeys(scopes))

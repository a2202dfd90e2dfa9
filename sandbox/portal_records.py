"""A portal's records, as people and HubSpot itself see and change them, and as another portal had them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from sandbox import association_types, definitions, loading, merging, moments, objects, records
from sandbox.database import Database
from sandbox.hands import Hands
from sandbox.loading import Life, Past
from sandbox.objects import ObjectType
from sandbox.records import Change, Record


class PortalRecords(ABC):
    """What a portal can be asked about its records without HTTP."""

    db: Database

    @abstractmethod
    def now(self) -> datetime:
        """The moment at which people do what they do."""

    def records(self, object_type: str) -> list[Record]:
        """Live records by ascending id."""
        return records.every(self.db, object_type)

    def record(self, object_type: str, record_id: str | int) -> Record | None:
        """A record, live or archived."""
        live = records.load(self.db, object_type, record_id)
        return live or records.load(self.db, object_type, record_id, archived=True)

    def history(self, object_type: str, record_id: str | int, name: str) -> list[Change]:
        """The changes of one property, newest first."""
        return records.history(self.db, object_type, record_id, name)

    def create(
        self,
        object_type: str,
        properties: Mapping[str, Any],
        *,
        by: str = "CRM_UI",
        associations: Sequence[tuple[str, str, int]] = (),
    ) -> str:
        """A new record; associations are (to type, to id, association type id). Returns its id."""
        return self._hands().create(object_type, properties, by=by, associations=associations)

    def update(
        self, object_type: str, record_id: str, properties: Mapping[str, Any], *, by: str = "CRM_UI"
    ) -> None:
        self._hands().update(object_type, record_id, properties, by=by)

    def archive(self, object_type: str, record_id: str, *, by: str = "CRM_UI") -> None:
        self._hands().archive(object_type, record_id, by=by)

    def associate(self, from_type: str, from_id: str, to_type: str, to_id: str, type_id: int) -> None:
        self._hands().associate(from_type, from_id, to_type, to_id, type_id)

    def dissociate(self, from_type: str, from_id: str, to_type: str, to_id: str) -> None:
        self._hands().dissociate(from_type, from_id, to_type, to_id)

    def merge(self, object_type: str, primary_id: str, other_id: str) -> str:
        """Merge the other record into the primary one; returns the id of the survivor, which is a new one."""
        return self._hands().merge(object_type, primary_id, other_id)

    def restore(self, object_type: str, record_id: str) -> None:
        """Bring back a record that was archived within the last 90 days."""
        self._hands().restore(object_type, record_id)

    def erase(self, contact_id: str) -> None:
        """Delete a contact for good, as privacy laws ask for."""
        self._hands().erase(contact_id)

    def transaction(self) -> AbstractContextManager[None]:
        """Many changes at once: all or none, and much faster than one by one."""
        return self.db.transaction()

    def load(  # noqa: PLR0913 # what a record is made of
        self,
        object_type: str,
        record_id: str | int,
        properties: Mapping[str, str],
        *,
        created: datetime,
        updated: datetime | None = None,
        archived: bool = False,
        history: Sequence[Past] = (),
    ) -> None:
        """A record with the id and the texts of another portal; ValueError where the id is taken."""
        with self.db.transaction():
            life = Life(created, updated, archived)
            loading.load(self.db, (object_type, int(record_id)), properties, life, history)

    def load_merged(self, object_type: str, survivor_id: str | int, merged_ids: Sequence[str]) -> None:
        """Merges of long ago: reading one of the ids answers the survivor."""
        with self.db.transaction():
            merging.load_merged(self.db, (object_type, int(survivor_id)), [int(one) for one in merged_ids])

    def define(self, object_type: str, body: Mapping[str, Any]) -> None:
        """A property definition as the API takes it, also a read-only, calculated or standard one."""
        with self.db.transaction():
            definitions.define(self.db, object_type, body)

    def add_object_type(self, type_id: str, singular: str, plural: str, **more: Any) -> None:
        """A type of the portal's own, e.g. "2-3604285"; `more` is what ObjectType has besides."""
        with self.db.transaction():
            objects.add(self.db, ObjectType(plural, singular, type_id, "custom", **more))
            definitions.fill_own_type(self.db, plural)
            association_types.add_defaults(self.db, plural)

    def _hands(self) -> Hands:
        return Hands(self.db, moments.to_ms(self.now()))

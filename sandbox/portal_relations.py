"""A portal's association labels and lists, as people make them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime

from sandbox import labels, lists, moments
from sandbox.database import Database


class PortalRelations(ABC):
    """What people set up to tell records apart and to gather them."""

    db: Database

    @abstractmethod
    def now(self) -> datetime:
        """The moment at which people do what they do."""

    def add_label(
        self, from_type: str, to_type: str, name: str, label: str, inverse_label: str | None = None
    ) -> tuple[int, int]:
        """A label for associations; returns its type ids: (from the first type to the second, the way back)."""
        return labels.create(self.db, (from_type, to_type), name, label, inverse_label)

    def add_list(self, name: str, object_type: str, processing_type: str = lists.MANUAL) -> str:
        """A list without filters; returns its id."""
        draft = lists.Draft(name, object_type, processing_type)
        return str(lists.create(self.db, draft, moments.to_ms(self.now())).id)

    def add_members(self, list_id: str, record_ids: Sequence[str]) -> None:
        """Make records members of a MANUAL or SNAPSHOT list; what does not exist is left out."""
        one = lists.get(self.db, int(list_id))
        lists.change_members(self.db, one, list(record_ids), [], moments.to_ms(self.now()))

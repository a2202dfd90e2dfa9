"""What people and HubSpot's own machinery do to the records of a portal, as opposed to calls through its API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox import associations, erasing, merging, writing
from sandbox.database import Database
from sandbox.events import Stamp
from sandbox.writing import Link

# The person who does what is done in the UI (the webhooks guide's own example of a sourceId).
PERSON = 9
# Who writes -> the sourceId that stands in history and webhooks. The set of sources is open in HubSpot too.
SOURCE_IDS = {
    "CRM_UI": f"userId:{PERSON}",
    "IMPORT": "importId:31007",
    "FORMS": "formId:5f0c-angebot-und-download",
    "EMAIL": "emailCampaignId:88120",
    "ANALYTICS": "WebAnalytics",
    "SALES": "SequencesEngine",
    "MEETINGS": "MeetingsTool",
    "AUTOMATION_PLATFORM": "workflowId:7001",
    "CRM_SETTING": "AutoAssociation",
    "INTEGRATION": "77001",  # another app than ours
}


def stamp(by: str, at: int) -> Stamp:
    """`by` is a sourceType; only people have a user id."""
    return Stamp(at, by, SOURCE_IDS.get(by, by), PERSON if by == "CRM_UI" else None)


@dataclass(frozen=True)
class Hands:
    """Changes at one moment (epoch ms). Read-only properties may be written: HubSpot itself is among the hands."""

    db: Database
    at: int

    def create(
        self,
        object_type: str,
        properties: Mapping[str, Any],
        *,
        by: str = "CRM_UI",
        associations: Sequence[tuple[str, str, int]] = (),
    ) -> str:
        links: list[Link] = [(to_type, int(to_id), type_id) for to_type, to_id, type_id in associations]
        return str(writing.create(self.db, object_type, properties, stamp(by, self.at), links))

    def update(
        self, object_type: str, record_id: str, properties: Mapping[str, Any], *, by: str = "CRM_UI"
    ) -> None:
        writing.update(self.db, (object_type, int(record_id)), properties, stamp(by, self.at))

    def archive(self, object_type: str, record_id: str, *, by: str = "CRM_UI") -> None:
        erasing.archive(self.db, (object_type, int(record_id)), stamp(by, self.at))

    def restore(self, object_type: str, record_id: str) -> None:
        erasing.restore(self.db, (object_type, int(record_id)), stamp("CRM_UI", self.at))

    def erase(self, contact_id: str) -> None:
        erasing.erase(self.db, ("contacts", int(contact_id)), stamp("CRM_UI", self.at))

    def merge(self, object_type: str, primary_id: str, other_id: str) -> str:
        by = stamp("CRM_UI", self.at)
        return str(merging.merge(self.db, (object_type, int(primary_id)), int(other_id), by))

    def associate(self, from_type: str, from_id: str, to_type: str, to_id: str, type_id: int) -> None:
        with self.db.transaction():
            start, end = (from_type, int(from_id)), (to_type, int(to_id))
            associations.add(self.db, start, end, type_id, stamp("CRM_UI", self.at))

    def dissociate(self, from_type: str, from_id: str, to_type: str, to_id: str) -> None:
        """Remove every label between two records."""
        with self.db.transaction():
            start, end = (from_type, int(from_id)), (to_type, int(to_id))
            associations.remove(self.db, start, end, stamp("CRM_UI", self.at))

"""What a portal's admin has set up: owners, pipelines and their stages."""

import json
from typing import Any

from sandbox.database import Database
from sandbox.values import Outside

# (id, e-mail, first name, last name, archived)
OWNERS = (
    (64492917, "lena.hartwig@nordwind.example", "Lena", "Hartwig", False),
    (64492918, "tom.okafor@nordwind.example", "Tom", "Okafor", False),
    (64492919, "mira.solano@nordwind.example", "Mira", "Solano", False),
    (64492920, "jonathan.pryce@nordwind.example", "Jonathan", "Pryce", True),
)
# pipeline id -> label and stages (id, label, probability, closed). Ids are unique in the portal, so a second
# pipeline cannot call its stages `closedwon` and `closedlost`: only the metadata tells.
PIPELINES: dict[str, tuple[str, tuple[tuple[str, str, str, bool], ...]]] = {
    "default": (
        "Neugeschäft",
        (
            ("appointmentscheduled", "Termin vereinbart", "0.2", False),
            ("qualifiedtobuy", "Bedarf geprüft", "0.4", False),
            ("presentationscheduled", "Präsentation geplant", "0.6", False),
            ("decisionmakerboughtin", "Entscheider überzeugt", "0.8", False),
            ("contractsent", "Vertrag versandt", "0.9", False),
            ("closedwon", "Gewonnen", "1.0", True),
            ("closedlost", "Verloren", "0.0", True),
        ),
    ),
    "upsell": (
        "Ausbau",
        (
            ("upsell_need", "Bedarf genannt", "0.3", False),
            ("upsell_offer", "Angebot versandt", "0.7", False),
            ("upsell_won", "Ausbau gewonnen", "1.0", True),
            ("upsell_lost", "Ausbau verloren", "0.0", True),
        ),
    ),
}
MADE = "2024-01-15T09:00:00.000Z"


def fill(db: Database) -> None:
    """Write owners and deal pipelines of a new portal."""
    for owner in OWNERS:
        db.run("INSERT INTO owner VALUES (?, ?)", owner[0], json.dumps(_owner(*owner)))
    for order, (pipeline_id, (label, stages_of)) in enumerate(PIPELINES.items()):
        body = {
            "id": pipeline_id,
            "label": label,
            "displayOrder": order,
            "stages": [_stage(place, stage) for place, stage in enumerate(stages_of)],
            "createdAt": MADE,
            "updatedAt": MADE,
            "archived": False,
        }
        db.run("INSERT INTO pipeline VALUES (?, ?, ?)", "deals", pipeline_id, json.dumps(body))


def owners(db: Database, *, archived: bool) -> list[dict[str, Any]]:
    """Owners by ascending id; `hubspot_owner_id` holds their `id`, not their `userId` (HubSpot owners guide)."""
    bodies = [json.loads(body) for (body,) in db.rows("SELECT body FROM owner ORDER BY id")]
    return [body for body in bodies if body["archived"] is archived]


def pipelines(db: Database, object_type: str) -> list[dict[str, Any]]:
    found = db.rows("SELECT body FROM pipeline WHERE type = ?", object_type)
    return sorted((json.loads(body) for (body,) in found), key=lambda body: int(body["displayOrder"]))


def stages(db: Database) -> dict[str, str]:
    """Deal stage id -> id of its pipeline."""
    return {
        stage["id"]: pipeline["id"] for pipeline in pipelines(db, "deals") for stage in pipeline["stages"]
    }


def stage_metadata(db: Database, stage_id: str) -> dict[str, str]:
    """{"isClosed": "true", "probability": "1.0"}: text, as everything in HubSpot."""
    found = [
        stage
        for pipeline in pipelines(db, "deals")
        for stage in pipeline["stages"]
        if stage["id"] == stage_id
    ]
    metadata: dict[str, str] = found[0]["metadata"]
    return metadata


def outside(db: Database) -> Outside:
    in_use = frozenset(str(owner["id"]) for owner in owners(db, archived=False))
    return Outside(in_use, stages(db))


def _owner(owner_id: int, email: str, first: str, last: str, archived: bool) -> dict[str, Any]:  # noqa: FBT001 # a table's column
    user_id = owner_id - 64_000_000
    return {
        "id": str(owner_id),
        "email": email,
        "firstName": first,
        "lastName": last,
        "userId": None if archived else user_id,
        "userIdIncludingInactive": user_id,
        "type": "PERSON",
        "createdAt": MADE,
        "updatedAt": MADE,
        "archived": archived,
        "teams": [],
    }


def _stage(place: int, stage: tuple[str, str, str, bool]) -> dict[str, Any]:
    stage_id, label, probability, closed = stage
    return {
        "id": stage_id,
        "label": label,
        "displayOrder": place,
        "metadata": {"isClosed": str(closed).lower(), "probability": probability},
        "createdAt": MADE,
        "updatedAt": MADE,
        "archived": False,
        "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
    }

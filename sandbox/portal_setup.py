"""What a portal's admin has set up: the account itself, owners, pipelines and their stages."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox import moments
from sandbox.database import Database
from sandbox.standard_parts import MADE
from sandbox.values import Outside

Stage = tuple[str, str, str, bool]  # id, label, probability or state, closed

# (id, e-mail, first name, last name, archived)
OWNERS = (
    (64492917, "lena.hartwig@nordwind.example", "Lena", "Hartwig", False),
    (64492918, "tom.okafor@nordwind.example", "Tom", "Okafor", False),
    (64492919, "mira.solano@nordwind.example", "Mira", "Solano", False),
    (64492920, "jonathan.pryce@nordwind.example", "Jonathan", "Pryce", True),
)
# pipeline id -> label and stages. Ids of deal stages are unique in the portal, so a second pipeline cannot call its
# stages `closedwon` and `closedlost`: only the metadata tells.
PIPELINES: dict[str, tuple[str, tuple[Stage, ...]]] = {
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
# The ones HubSpot itself gives every portal, with the ids it gives them (HubSpot pipelines and leads guides).
OTHER_PIPELINES: dict[str, tuple[str, str, tuple[Stage, ...]]] = {
    "tickets": (
        "0",
        "Support Pipeline",
        (
            ("1", "New", "OPEN", False),
            ("2", "Waiting on contact", "OPEN", False),
            ("3", "Waiting on us", "OPEN", False),
            ("4", "Closed", "CLOSED", True),
        ),
    ),
    "leads": (
        "lead-pipeline-id",
        "Lead pipeline",
        (
            ("new-stage-id", "New", "NEW", False),
            ("attempting-stage-id", "Attempting", "IN_PROGRESS", False),
            ("connected-stage-id", "Connected", "IN_PROGRESS", False),
            ("qualified-stage-id", "Qualified", "QUALIFIED", True),
            ("unqualified-stage-id", "Unqualified", "UNQUALIFIED", True),
        ),
    ),
}
# What says of a stage how far it is: the second entry of its metadata, beside isClosed.
STAGE_SAYS = {"deals": "probability", "tickets": "ticketState", "leads": "leadState"}
ACCOUNT = {"time_zone": "Europe/Berlin", "currency": "EUR"}


def fill(db: Database) -> None:
    """Write owners and pipelines of a new portal."""
    for owner_id, email, first, last, archived in OWNERS:
        add_owner(db, owner_id, email, first, last, archived=archived)
    for pipeline_id, (label, stages_of) in PIPELINES.items():
        add_pipeline(db, "deals", pipeline_id, label, stages_of)
    for object_type, (pipeline_id, label, stages_of) in OTHER_PIPELINES.items():
        add_pipeline(db, object_type, pipeline_id, label, stages_of)


def set_account(db: Database, *, time_zone: str | None, currency: str | None) -> None:
    """Both are checked where they are used: a time zone that does not exist is refused at once."""
    asked = {"time_zone": time_zone and ZoneInfo(time_zone).key, "currency": currency}
    kept = {**account(db), **{name: value for name, value in asked.items() if value}}
    db.keep_setting("account", json.dumps(kept))


def account(db: Database) -> dict[str, str]:
    """{time_zone, currency}."""
    kept = db.setting("account")
    return dict(json.loads(kept)) if kept else dict(ACCOUNT)


def local(db: Database, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(account(db)["time_zone"]))


def next_midnight(db: Database, moment: datetime) -> datetime:
    """When the account's day ends: then the daily limit starts anew (HubSpot usage guidelines)."""
    here = local(db, moment)
    return (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def add_owner(  # noqa: PLR0913 # a person has as many parts
    db: Database,
    owner_id: int,
    email: str,
    first: str,
    last: str,
    *,
    archived: bool = False,
    user_id: int | None = None,
    teams: Sequence[Mapping[str, Any]] = (),
) -> None:
    """A new owner, or the same one as they are now; `userId` is null once they have left (HubSpot owners guide)."""
    user = owner_id - 64_000_000 if user_id is None else user_id
    body = {
        "id": str(owner_id),
        "email": email,
        "firstName": first,
        "lastName": last,
        "userId": None if archived else user,
        "userIdIncludingInactive": user,
        "type": "PERSON",
        "createdAt": MADE,
        "updatedAt": MADE,
        "archived": archived,
        "teams": list(teams),
    }
    db.run("INSERT OR REPLACE INTO owner VALUES (?, ?)", owner_id, json.dumps(body))


def owners(db: Database, *, archived: bool) -> list[dict[str, Any]]:
    """Owners by ascending id; `hubspot_owner_id` holds their `id`, not their `userId` (HubSpot owners guide)."""
    bodies = [json.loads(body) for (body,) in db.rows("SELECT body FROM owner ORDER BY id")]
    return [body for body in bodies if body["archived"] is archived]


def add_pipeline(
    db: Database, object_type: str, pipeline_id: str, label: str, stages_of: Sequence[Stage]
) -> None:
    """A new pipeline, behind those there are; the same id again replaces it in its place."""
    known = {one["id"]: one["displayOrder"] for one in pipelines(db, object_type)}
    body = {
        "id": pipeline_id,
        "label": label,
        "displayOrder": known.get(pipeline_id, len(known)),
        "stages": [_stage(object_type, place, stage) for place, stage in enumerate(stages_of)],
        "createdAt": MADE,
        "updatedAt": MADE,
        "archived": False,
    }
    keep_pipeline(db, object_type, body)


def keep_pipeline(db: Database, object_type: str, body: Mapping[str, Any]) -> None:
    db.run("INSERT OR REPLACE INTO pipeline VALUES (?, ?, ?)", object_type, body["id"], json.dumps(body))


def pipelines(db: Database, object_type: str) -> list[dict[str, Any]]:
    found = db.rows("SELECT body FROM pipeline WHERE type = ?", object_type)
    return sorted((json.loads(body) for (body,) in found), key=lambda body: int(body["displayOrder"]))


def stages(db: Database, object_type: str = "deals") -> dict[str, str]:
    """Stage id -> id of its pipeline; empty for a type that has no pipelines."""
    found = pipelines(db, object_type)
    return {stage["id"]: pipeline["id"] for pipeline in found for stage in pipeline["stages"]}


def stage_metadata(db: Database, stage_id: str, object_type: str = "deals") -> dict[str, str]:
    """{"isClosed": "true", "probability": "1.0"}: text, as everything in HubSpot."""
    found: list[dict[str, str]] = [
        stage["metadata"]
        for pipeline in pipelines(db, object_type)
        for stage in pipeline["stages"]
        if stage["id"] == stage_id
    ]
    return found[0]


def outside(db: Database, object_type: str = "deals") -> Outside:
    return Outside(
        owners=lambda: frozenset(str(owner["id"]) for owner in owners(db, archived=False)),
        stages=lambda: stages(db, object_type),
    )


def _stage(object_type: str, place: int, stage: Stage) -> dict[str, Any]:
    stage_id, label, says, closed = stage
    metadata = {"isClosed": str(closed).lower(), STAGE_SAYS.get(object_type, "state"): says}
    return stage_body(stage_id, label, place, metadata, moments.parse(MADE))


def stage_body(stage_id: str, label: str, place: int, metadata: Mapping[str, str], at: int) -> dict[str, Any]:
    return {
        "id": stage_id,
        "label": label,
        "displayOrder": place,
        "metadata": dict(metadata),
        "createdAt": moments.iso(at),
        "updatedAt": moments.iso(at),
        "archived": False,
        "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
    }

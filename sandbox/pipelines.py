"""Changing pipelines and stages as the API does: what HubSpot asks of them, and what it refuses (HubSpot pipelines guide)."""

import uuid
from collections.abc import Mapping
from typing import Any

from sandbox import moments, portal_setup, records
from sandbox.database import Database
from sandbox.errors import RefusalError, conflict, not_found, unreadable, validation

Body = dict[str, Any]
# The properties of a type that hold pipeline and stage of a record.
HELD_BY = {
    "deals": ("pipeline", "dealstage"),
    "tickets": ("hs_pipeline", "hs_pipeline_stage"),
    "leads": ("hs_pipeline", "hs_pipeline_stage"),
}
STATES = {
    "tickets": ("OPEN", "CLOSED"),
    "leads": ("NEW", "IN_PROGRESS", "QUALIFIED", "UNQUALIFIED"),
}


def one(db: Database, object_type: str, pipeline_id: str) -> Body:
    """RefusalError 404 where there is no such pipeline."""
    for pipeline in portal_setup.pipelines(db, object_type):
        if pipeline["id"] == pipeline_id:
            return pipeline
    raise not_found(f"Pipeline '{pipeline_id}' does not exist.")


def stage_of(pipeline: Body, stage_id: str) -> Body:
    for stage in pipeline["stages"]:
        if stage["id"] == stage_id:
            return dict(stage)
    raise not_found(f"Stage '{stage_id}' does not exist.")


def create(db: Database, object_type: str, asked: Mapping[str, Any], at: int) -> Body:
    """A new pipeline with its stages."""
    if object_type not in HELD_BY:
        raise validation(f"{object_type} have no pipelines.")
    if not asked.get("stages"):
        raise unreadable("Some required fields were not set: [stages]")
    _check_label(asked, portal_setup.pipelines(db, object_type))
    body = {
        "id": asked.get("pipelineId") or str(uuid.uuid4()),
        "label": asked["label"],
        "displayOrder": int(asked["displayOrder"]),
        "stages": [],
        "createdAt": moments.iso(at),
        "archived": False,
    }
    for stage in asked["stages"]:
        body["stages"].append(_new_stage(object_type, body, stage, at))
    return _kept(db, object_type, body, at)


def change(db: Database, object_type: str, pipeline_id: str, asked: Mapping[str, Any], at: int) -> Body:
    """Label and order only; the stages have calls of their own."""
    pipeline = one(db, object_type, pipeline_id)
    others = [other for other in portal_setup.pipelines(db, object_type) if other["id"] != pipeline_id]
    changed = {**pipeline, **_only(asked, "label", "displayOrder")}
    _check_label(changed, others)
    return _kept(db, object_type, changed, at)


def replace(db: Database, object_type: str, pipeline_id: str, asked: Mapping[str, Any], at: int) -> Body:
    """PUT: the whole pipeline; stages that keep their id keep their records."""
    pipeline = one(db, object_type, pipeline_id)
    stages: list[Body] = []
    for given in asked["stages"]:
        old = [stage for stage in pipeline["stages"] if stage["id"] == given.get("stageId")]
        made = _new_stage(object_type, {**pipeline, "stages": stages}, given, at)
        stages.append({**made, **({"id": old[0]["id"], "createdAt": old[0]["createdAt"]} if old else {})})
    left = {stage["id"] for stage in pipeline["stages"]} - {stage["id"] for stage in stages}
    for stage_id in sorted(left):
        _check_unused(db, object_type, 1, stage_id)
    return change(
        db, object_type, _kept(db, object_type, {**pipeline, "stages": stages}, at)["id"], asked, at
    )


def remove(db: Database, object_type: str, pipeline_id: str) -> None:
    """HubSpot keeps a pipeline that records are in, and the last one."""
    one(db, object_type, pipeline_id)
    if len(portal_setup.pipelines(db, object_type)) == 1:
        raise validation("The last pipeline of an object type cannot be deleted.")
    _check_unused(db, object_type, 0, pipeline_id)
    db.run("DELETE FROM pipeline WHERE type = ? AND id = ?", object_type, pipeline_id)


def add_stage(db: Database, object_type: str, pipeline_id: str, asked: Mapping[str, Any], at: int) -> Body:
    pipeline = one(db, object_type, pipeline_id)
    stage = _new_stage(object_type, pipeline, asked, at)
    _kept(db, object_type, {**pipeline, "stages": [*pipeline["stages"], stage]}, at)
    return stage


def change_stage(  # noqa: PLR0913, PLR0917 # where, which, what and when
    db: Database, object_type: str, pipeline_id: str, stage_id: str, asked: Mapping[str, Any], at: int
) -> Body:
    pipeline = one(db, object_type, pipeline_id)
    old = stage_of(pipeline, stage_id)
    wanted = {"metadata": old["metadata"], **asked}
    others = [stage for stage in pipeline["stages"] if stage["id"] != stage_id]
    changed = {**old, **_only(wanted, "label", "displayOrder")}
    _check_label(changed, others)
    changed |= {"metadata": _metadata(object_type, wanted), "updatedAt": moments.iso(at)}
    _kept(db, object_type, {**pipeline, "stages": [*others, changed]}, at)
    return changed


def remove_stage(db: Database, object_type: str, pipeline_id: str, stage_id: str, at: int) -> None:
    pipeline = one(db, object_type, pipeline_id)
    stage_of(pipeline, stage_id)
    if len(pipeline["stages"]) == 1:
        raise validation("The last stage of a pipeline cannot be deleted.")
    _check_unused(db, object_type, 1, stage_id)
    kept = [stage for stage in pipeline["stages"] if stage["id"] != stage_id]
    _kept(db, object_type, {**pipeline, "stages": kept}, at)


def _only(asked: Mapping[str, Any], *names: str) -> Body:
    return {name: asked[name] for name in names if name in asked}


def _kept(db: Database, object_type: str, pipeline: Body, at: int) -> Body:
    stages = sorted(pipeline["stages"], key=lambda stage: (int(stage["displayOrder"]), stage["label"]))
    body = {**pipeline, "stages": stages, "updatedAt": moments.iso(at)}
    portal_setup.keep_pipeline(db, object_type, body)
    return body


def _new_stage(object_type: str, pipeline: Body, asked: Mapping[str, Any], at: int) -> Body:
    _check_label(asked, pipeline["stages"])
    stage_id = asked.get("stageId") or str(uuid.uuid4().int)[:10]
    metadata = _metadata(object_type, asked)
    return portal_setup.stage_body(stage_id, asked["label"], int(asked["displayOrder"]), metadata, at)


def _check_label(asked: Mapping[str, Any], others: list[Body]) -> None:
    missing = [key for key in ("label", "displayOrder") if asked.get(key) in {None, ""}]
    if missing:
        raise unreadable(f"Some required fields were not set: [{', '.join(missing)}]")
    if asked["label"] in {other["label"] for other in others}:
        raise conflict(f"There is one called '{asked['label']}' already; labels must be unique.")


def _metadata(object_type: str, asked: Mapping[str, Any]) -> dict[str, str]:
    """A deal's stage must have a probability in tenths; a ticket's may say whether it is open."""
    given = {name: str(value) for name, value in (asked.get("metadata") or {}).items()}
    if object_type == "deals":
        return _of_deals(given)
    says = portal_setup.STAGE_SAYS[object_type]
    state = given.get(says) or STATES[object_type][0]
    if state not in STATES[object_type]:
        raise validation(f"{says} must be one of {', '.join(STATES[object_type])}.")
    closed = state in {"CLOSED", "QUALIFIED", "UNQUALIFIED"}
    return {**given, says: state, "isClosed": str(closed).lower()}


def _of_deals(given: dict[str, str]) -> dict[str, str]:
    text = given.get("probability", "")
    tenths = [f"{tenth / 10:.1f}" for tenth in range(11)]
    try:
        known = f"{float(text):.1f}" if text else ""
    except ValueError:
        known = ""
    if known not in tenths or float(text) != float(known):
        raise validation("A deal's stage needs metadata.probability between 0.0 and 1.0, in tenths.")
    closed = known in {"0.0", "1.0"}
    return {**given, "probability": known, "isClosed": given.get("isClosed", str(closed).lower())}


def _check_unused(db: Database, object_type: str, place: int, value: str) -> None:
    """`place` 0: a pipeline, 1: a stage."""
    name = HELD_BY[object_type][place]
    holding = [record.id for record in records.every(db, object_type) if record.properties.get(name) == value]
    if holding:
        raise RefusalError(
            400,
            "VALIDATION_ERROR",
            f"{value} is in use by {len(holding)} {object_type} and cannot be deleted.",
        )

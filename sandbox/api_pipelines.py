"""Pipelines and their stages (HubSpot pipelines guide)."""

from flask import Blueprint

from sandbox import moments, portal_setup
from sandbox import pipelines as changing
from sandbox.wire import Body, body, portal, type_named

pipelines = Blueprint("pipelines", __name__, url_prefix="/crm/pipelines/<version>/<object_type>")


@pipelines.get("")
def list_pipelines(object_type: str, **_: str) -> Body:
    return {"results": portal_setup.pipelines(portal().db, type_named(object_type))}


@pipelines.post("")
def create_pipeline(object_type: str, **_: str) -> tuple[Body, int]:
    with portal().db.transaction():
        return changing.create(portal().db, type_named(object_type), body(), _now()), 201


@pipelines.get("/<pipeline_id>")
def get_pipeline(object_type: str, pipeline_id: str, **_: str) -> Body:
    return changing.one(portal().db, type_named(object_type), pipeline_id)


@pipelines.patch("/<pipeline_id>")
def change_pipeline(object_type: str, pipeline_id: str, **_: str) -> Body:
    with portal().db.transaction():
        return changing.change(portal().db, type_named(object_type), pipeline_id, body(), _now())


@pipelines.put("/<pipeline_id>")
def replace_pipeline(object_type: str, pipeline_id: str, **_: str) -> Body:
    with portal().db.transaction():
        return changing.replace(portal().db, type_named(object_type), pipeline_id, body(), _now())


@pipelines.delete("/<pipeline_id>")
def delete_pipeline(object_type: str, pipeline_id: str, **_: str) -> tuple[str, int]:
    with portal().db.transaction():
        changing.remove(portal().db, type_named(object_type), pipeline_id)
    return "", 204


@pipelines.get("/<pipeline_id>/stages")
def list_stages(object_type: str, pipeline_id: str, **_: str) -> Body:
    return {"results": changing.one(portal().db, type_named(object_type), pipeline_id)["stages"]}


@pipelines.post("/<pipeline_id>/stages")
def create_stage(object_type: str, pipeline_id: str, **_: str) -> tuple[Body, int]:
    with portal().db.transaction():
        return changing.add_stage(portal().db, type_named(object_type), pipeline_id, body(), _now()), 201


@pipelines.get("/<pipeline_id>/stages/<stage_id>")
def get_stage(object_type: str, pipeline_id: str, stage_id: str, **_: str) -> Body:
    return changing.stage_of(changing.one(portal().db, type_named(object_type), pipeline_id), stage_id)


@pipelines.route("/<pipeline_id>/stages/<stage_id>", methods=["PATCH", "PUT"])
def change_stage(object_type: str, pipeline_id: str, stage_id: str, **_: str) -> Body:
    kind = type_named(object_type)
    with portal().db.transaction():
        return changing.change_stage(portal().db, kind, pipeline_id, stage_id, body(), _now())


@pipelines.delete("/<pipeline_id>/stages/<stage_id>")
def delete_stage(object_type: str, pipeline_id: str, stage_id: str, **_: str) -> tuple[str, int]:
    with portal().db.transaction():
        changing.remove_stage(portal().db, type_named(object_type), pipeline_id, stage_id, _now())
    return "", 204


def _now() -> int:
    return moments.to_ms(portal().now())

"""Values that HubSpot writes itself when somebody writes others."""

from collections.abc import Mapping
from dataclasses import replace

from sandbox import moments, portal_setup, records
from sandbox.database import Database
from sandbox.events import CALCULATED, Stamp
from sandbox.objects import Key
from sandbox.values import LIFECYCLE_PIPELINE

STAGE_AND_PIPELINE = {
    "deals": ("dealstage", "pipeline"),
    "tickets": ("hs_pipeline_stage", "hs_pipeline"),
    "leads": ("hs_pipeline_stage", "hs_pipeline"),
}


def at_creation(db: Database, object_type: str, texts: Mapping[str, str]) -> dict[str, str]:
    """The texts of a new record, with those that HubSpot adds (as recorded from a real portal)."""
    added = dict(texts)
    if object_type == "companies" and texts.get("domain"):
        added.setdefault("website", texts["domain"])
    if object_type == "contacts":
        added = {
            "hs_is_contact": "true",
            "hs_is_unworked": "true",
            "hs_pipeline": LIFECYCLE_PIPELINE,
            **added,
        }
        if texts.get("email"):
            added["hs_email_domain"] = _domain(texts["email"])
    if object_type in STAGE_AND_PIPELINE:
        stage, pipeline = STAGE_AND_PIPELINE[object_type]
        stages = portal_setup.stages(db, object_type)
        if stages and not added.get(stage):
            # Only a lead may come without a stage: it begins at the first one.
            added[stage] = next(iter(stages))
        if stages:
            added[pipeline] = stages[added[stage]]
    return added


def after_write(db: Database, key: Key, texts: Mapping[str, str], stamp: Stamp) -> None:
    """What follows from the texts just written; calculated values have history and fire no webhook."""
    own: dict[str, str] = {}
    if key[0] == "contacts" and "email" in texts and "hs_email_domain" not in texts:
        own["hs_email_domain"] = _domain(texts["email"])
    if key[0] == "deals" and texts.get("dealstage"):
        own |= _closed(db, texts["dealstage"])
    if key[0] == "tickets" and texts.get("hs_pipeline_stage"):
        own["closed_date"] = _closed_at(db, texts["hs_pipeline_stage"], stamp)
    if own:
        records.write(db, key, own, set(), replace(stamp, source=CALCULATED, user_id=None))


def _domain(address: str) -> str:
    return address.partition("@")[2]


def _closed(db: Database, stage: str) -> dict[str, str]:
    """A deal is closed, or won, by the metadata of its stage, never by the stage's name."""
    meta = portal_setup.stage_metadata(db, stage)
    won = float(meta["probability"]) == 1
    return {"hs_is_closed": meta["isClosed"], "hs_is_closed_won": "true" if won else "false"}


def _closed_at(db: Database, stage: str, stamp: Stamp) -> str:
    meta = portal_setup.stage_metadata(db, stage, "tickets")
    return moments.iso(stamp.at) if meta["ticketState"] == "CLOSED" else ""

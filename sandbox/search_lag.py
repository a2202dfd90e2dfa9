"""How far search is behind the records, and by what it finds them still (recorded: seconds, sometimes half a minute)."""

import json

from sandbox import moments
from sandbox.database import Database
from sandbox.objects import Key


def keep(db: Database, seconds: float) -> None:
    db.keep_setting("search_lag", str(seconds))


def seen_until(db: Database, now_ms: int) -> int | None:
    """The moment (epoch ms) whose state search goes by; None while it is not behind."""
    lag = float(db.setting("search_lag") or 0)
    return now_ms - int(lag * 1000) if lag > 0 else None


def older_images(db: Database, object_type: str, modified: str, until: int) -> str:
    """What changed after `until`, as it was then: a JSON array of {id, properties, created, updated, ghost}.

    What did not exist yet is left out. What was archived since is a ghost: counted in the total, but absent from the
    results (41 of 642 recorded searches).
    """
    changed = db.rows(
        "SELECT id, properties, created, archived FROM record WHERE type = ? AND updated > ? AND created <= ?",
        object_type,
        until,
        until,
    )
    images = []
    for record_id, now, created, archived in changed:
        texts, updated = _then(db, (object_type, record_id), json.loads(now), until)
        updated = max(updated, created)
        texts[modified] = moments.iso(updated)
        images.append(
            {
                "id": record_id,
                "properties": texts,
                "created": created,
                "updated": updated,
                "ghost": archived,
            }
        )
    return json.dumps(images)


def _then(db: Database, key: Key, now: dict[str, str], until: int) -> tuple[dict[str, str], int]:
    """(texts, moment of the last change) as of a moment; what has no history is as it is now."""
    entries = db.rows("SELECT name, value, at FROM history WHERE type = ? AND id = ? ORDER BY at, seq", *key)
    changed_since = {name for name, _, at in entries if at > until}
    texts = {name: text for name, text in now.items() if name not in changed_since}
    texts |= {name: value for name, value, at in entries if at <= until and name in changed_since}
    return texts, max((at for _, _, at in entries if at <= until), default=0)

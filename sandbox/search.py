"""CRM search: filter groups, text, one sort, pages, and the limits of HubSpot's search guide."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox import records, search_lag
from sandbox.records import Record
from sandbox.search_filters import Sql, Terms, problem, raw, where

DEFAULT_PER_PAGE, AT_MOST_PER_PAGE = 10, 200
AT_MOST_IN_ALL = 10_000
BODY_AT_MOST = 3000
# What `query` looks into (HubSpot search guide, "default searchable properties"; of contacts also as recorded in their schema).
SEARCHED_BY_QUERY = {
    "contacts": ("email", "firstname", "lastname", "phone", "hs_additional_emails", "mobilephone", "company"),
    "companies": ("name", "domain", "website", "phone"),
    "deals": ("dealname", "pipeline", "dealstage", "description", "dealtype"),
    "tickets": ("subject", "content", "hs_pipeline_stage", "hs_ticket_category"),
    "tasks": ("hs_task_subject", "hs_task_body"),
    "notes": ("hs_note_body",),
    "leads": ("hs_lead_name",),
}
NOW = "SELECT id, properties, created, updated, 0 AS ghost FROM record WHERE type = ? AND archived = 0"
IMAGES = (
    "SELECT json_extract(value, '$.id'), json_extract(value, '$.properties'), json_extract(value, '$.created'),"
    " json_extract(value, '$.updated'), json_extract(value, '$.ghost') FROM json_each(?)"
)
THEN = " UNION ALL ".join((f"{NOW} AND updated <= ?", IMAGES))


@dataclass(frozen=True)
class Found:
    """`after` is where the next page begins, None behind the last."""

    total: int
    records: list[Record]
    after: str | None


def search(asked: Mapping[str, Any], terms: Terms, now_ms: int) -> Found:
    """`asked` is the body of POST .../search; RefusalError 400 for what HubSpot refuses.

    Archived records are never found. With a lag, records are found by what they were that long before `now_ms`.
    """
    limit, after = _page_asked(asked)
    filters, text, order = where(asked, terms), _query(asked, terms), _order(asked, terms)
    until = search_lag.seen_until(terms.db, now_ms)
    seen = _seen(terms, until)
    ids = terms.db.rows(
        f"SELECT seen.id, seen.ghost FROM ({seen.text}) AS seen"  # noqa: S608 # made of constants; values are bound
        f" WHERE ({filters.text}) AND ({text.text}) ORDER BY {order.text}",
        *seen.values,
        *filters.values,
        *text.values,
        *order.values,
    )
    page = [int(record_id) for record_id, ghost in ids[after : after + limit] if not ghost]
    more = str(after + limit) if after + limit < len(ids) else None
    return Found(len(ids), _read(terms, page), more)


def _page_asked(asked: Mapping[str, Any]) -> tuple[int, int]:
    limit, after = str(asked.get("limit") or DEFAULT_PER_PAGE), str(asked.get("after") or "0")
    if not limit.isdecimal() or int(limit) > AT_MOST_PER_PAGE:
        raise problem(f"limit must be at most {AT_MOST_PER_PAGE}")
    if not after.isdecimal():
        raise problem(f"after must be a number, the one of the page before, and {after} is none")
    if int(after) + int(limit) > AT_MOST_IN_ALL:
        raise problem(f"search results cannot be paged beyond {AT_MOST_IN_ALL}")
    return int(limit), int(after)


def _seen(terms: Terms, until: int | None) -> Sql:
    """The records as search knows them."""
    plural = terms.kind.plural
    if until is None:
        return Sql(NOW, (plural,))
    return Sql(THEN, (plural, until, search_lag.older_images(terms.db, plural, terms.kind.modified, until)))


def _query(asked: Mapping[str, Any], terms: Terms) -> Sql:
    """Any of the searched properties holds the text, in any case."""
    text = str(asked.get("query") or "").strip().lower()
    names = [name for name in SEARCHED_BY_QUERY.get(terms.kind.plural, ()) if name in terms.definitions]
    if not text:
        return Sql("1")
    parts = [raw(name) for name in names]
    held = " || char(10) || ".join(f"coalesce({part.text}, '')" for part in parts) or "''"
    return Sql(f"instr(folded({held}), ?) > 0", (*(value for part in parts for value in part.values), text))


def _order(asked: Mapping[str, Any], terms: Terms) -> Sql:
    """One sort, by creation where none is asked for; records without the value come last."""
    sorts = asked.get("sorts") or []
    if len(sorts) > 1:
        raise problem("only one sort is allowed")
    if not sorts:
        return Sql("seen.created, seen.id")
    name, backwards = _sort(sorts[0])
    if name not in terms.definitions:
        raise problem(f"cannot sort by {name}: there is no such property")
    by = terms.operand(terms.definitions[name])
    direction = "DESC" if backwards else "ASC"
    if not by.values:  # a column: never empty, and there may be an index
        return Sql(f"{by.text} {direction}, seen.id")
    return Sql(f"{by.text} {direction} NULLS LAST, seen.id", by.values)


def _sort(asked: Any) -> tuple[str, bool]:
    """(property, descending?) of {propertyName, direction}, of the same as JSON text, of "name" or of "-name"."""
    if isinstance(asked, str) and asked.startswith("{"):
        asked = json.loads(asked)
    if isinstance(asked, Mapping):
        return str(asked.get("propertyName")), asked.get("direction") == "DESCENDING"
    return str(asked).removeprefix("-"), str(asked).startswith("-")


def _read(terms: Terms, ids: list[int]) -> list[Record]:
    """The records of a page, in its order. A lag decides what is found, not what is shown of it: of the recorded answers,
    six show a value that the search had not asked for, because it was written a second or two before.
    """
    found = records.several(terms.db, terms.kind.plural, ids)
    return [found[record_id] for record_id in ids if record_id in found]

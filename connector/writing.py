"""Writing to a portal in full batches. What came of each row is said for each row; answers come in any order."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connector.answers import Json, chunks, errors_of, named_in
from connector.marker import marked, marker_of
from connector.outcomes import Busy, EffectUnknown, HubSpotError, Refused
from connector.shapes import Written, moment, text, texts
from connector.sorting import sort_item

PER_CALL = 100
LINKS_PER_CALL = 500  # of 2000 allowed: one that HubSpot refuses is found by halving
TRACE = "objectWriteTraceId"
TASK_TO_COMPANY, TASK_TO_CONTACT = 192, 204
# One record's fault in a batch that HubSpot refuses as a whole; other refusals would meet every half as well.
ONE_ROW_MAY_BE_GUILTY = {400, 404, 409}
# The property itself is at fault, whatever its value: no need to look for the guilty row.
NOBODY_MAY = {"PROPERTY_DOESNT_EXIST", "READ_ONLY_VALUE", "PROPERTY_READ_ONLY"}


@dataclass(frozen=True)
class NewTask:
    """A task to create; `marker` is what it is found again by."""

    properties: dict[str, str]
    company_id: str
    contact_ids: tuple[str, ...]
    marker: str


@dataclass(frozen=True)
class Created:
    """What became of one task. With EffectUnknown it may exist: `find_task` tells."""

    marker: str
    id: str | None = None
    error: HubSpotError | None = None


@dataclass(frozen=True)
class Linked:
    """What became of one association. With EffectUnknown it may be there: `HubSpot.associations` tells."""

    from_id: str
    to_id: str
    error: HubSpotError | None = None


@dataclass(frozen=True)
class _Row:
    """One input of a batch; `trace` tells which result or error is its own."""

    trace: str
    input: Json
    marker: str | None = None

    @property
    def properties(self) -> dict[str, str]:
        found: dict[str, str] = self.input.get("properties", {})
        return found


_Outcomes = dict[str, Json | HubSpotError]
"""By trace: the record as HubSpot answered it, or an error."""


def update(crm: Any, plural: str, rows: Sequence[tuple[str, dict[str, str]]]) -> list[Written]:
    """Set properties of records, one answer per id; several rows of one id become one, the later value wins.

    A row that HubSpot refuses does not keep the others from being written. A limit, a wrong token or silence ends the
    work: the rows not tried carry that error too. Whether HubSpot took the value is for the caller to compare.
    """
    merged: dict[str, dict[str, str]] = {}
    for record_id, properties in rows:
        merged.setdefault(record_id, {}).update(properties)
    wanted = [
        _Row(one, {"id": one, "properties": properties, TRACE: one}) for one, properties in merged.items()
    ]
    done = _write(wanted, lambda inputs: crm.objects.batch_api.update(plural, {"inputs": inputs}))
    return [_written(row.trace, done[row.trace]) for row in wanted]


def create_tasks(crm: Any, tasks: Sequence[NewTask]) -> list[Created]:
    """Create tasks, each marked in its text; the same marker twice is one task.

    Nothing here repeats a creation whose answer was lost.
    """
    by_marker = {task.marker: task for task in tasks}
    wanted = [
        _Row(str(place), _task_input(task, str(place)), task.marker)
        for place, task in enumerate(by_marker.values())
    ]
    done = _write(wanted, lambda inputs: crm.objects.batch_api.create("tasks", {"inputs": inputs}))
    outcomes = {row.marker: done[row.trace] for row in wanted}
    return [_created(task.marker, outcomes[task.marker]) for task in tasks]


def associate(crm: Any, kinds: tuple[str, str], pairs: Sequence[tuple[str, str]]) -> list[Linked]:
    """Associate records as HubSpot does by itself, without a label; one answer for each pair, in their order.

    What is associated already, in whatever way, stays as it is: doing it twice does no harm.
    """
    wanted = [
        _Row(f"{start}>{end}", {"from": {"id": start}, "to": {"id": end}})
        for start, end in dict.fromkeys(pairs)
    ]
    api = crm.associations.v4.batch_api
    done = _write(wanted, lambda inputs: api.create_default(*kinds, {"inputs": inputs}), _sorted_links)
    outcomes = [(row.input["from"]["id"], row.input["to"]["id"], done[row.trace]) for row in wanted]
    return [
        Linked(start, end, one if isinstance(one, HubSpotError) else None) for start, end, one in outcomes
    ]


def _write(
    rows: Sequence[_Row],
    send: Callable[[list[Json]], Json],
    sorted_out: "Callable[[list[_Row], Json], _Outcomes] | None" = None,
) -> _Outcomes:
    """`sorted_out` reads what an answer says of each row; without it the rows are records."""
    done: _Outcomes = {}
    parts = deque(list(part) for part in chunks(rows, LINKS_PER_CALL if sorted_out else PER_CALL))
    while parts:
        part = parts.popleft()
        try:
            answer = send([row.input for row in part])
        except Refused as refusal:
            guilty, rest = _suspects(part, refusal)
            done.update({row.trace: refusal for row in guilty})
            parts.extendleft(rest)
        except HubSpotError as error:
            done.update({row.trace: error for row in part})
            done.update({row.trace: _not_tried(error) for later in parts for row in later})
            break
        else:
            done.update((sorted_out or _sorted_out)(part, answer))
    return done


def _suspects(part: list[_Row], refusal: Refused) -> tuple[list[_Row], list[list[_Row]]]:
    """Of a batch refused as a whole: the rows that are guilty for sure, and the parts to try again."""
    if len(part) == 1 or refusal.status not in ONE_ROW_MAY_BE_GUILTY:
        return part, []
    forbidden = {field.name for field in refusal.fields if field.code in NOBODY_MAY}
    guilty = [row for row in part if forbidden & row.properties.keys()]
    if guilty:
        innocent = [row for row in part if row not in guilty]
        return guilty, [innocent] if innocent else []
    middle = len(part) // 2
    return [], [part[middle:], part[:middle]]


def _sorted_out(part: list[_Row], answer: Json) -> _Outcomes:
    """What an answer, whole or partial, says of each row; a row it does not mention is unknown."""
    creates = "id" not in part[0].input
    said: _Outcomes = {}
    for error in errors_of(answer):
        outcome = sort_item(error, creates=creates)
        said.update(dict.fromkeys(named_in(error, TRACE, "ids", "id"), outcome))
    by_marker = {row.marker: row.trace for row in part}
    for result in answer.get("results") or []:
        said[_trace_of_created(result, by_marker) if creates else str(result["id"])] = result
    silent = EffectUnknown("HubSpot's answer to a batch of changes does not mention this record.")
    return {row.trace: said.get(row.trace, silent) for row in part}


def _sorted_links(part: list[_Row], answer: Json) -> _Outcomes:
    """An answer tells of both directions of each association; an error names one end or both."""
    said: _Outcomes = {}
    for error in errors_of(answer):
        starts, ends = named_in(error, "fromObjectId"), named_in(error, "toObjectId")
        outcome = sort_item(error, creates=False)
        for row in part:
            start, end = row.input["from"]["id"], row.input["to"]["id"]
            if (starts or ends) and start in (starts or [start]) and end in (ends or [end]):
                said[row.trace] = outcome
    for result in answer.get("results") or []:
        start, end = str(result["from"]["id"]), str(result["to"]["id"])
        said.update({f"{start}>{end}": result, f"{end}>{start}": result})
    silent = EffectUnknown("HubSpot's answer to a batch of associations does not mention this one.")
    return {row.trace: said.get(row.trace, silent) for row in part}


def _trace_of_created(result: Json, by_marker: Mapping[str | None, str]) -> str:
    """Which input a created task is; where HubSpot does not echo the trace, the task's own text says it."""
    body = text((result.get("properties") or {}).get("hs_task_body")) or ""
    return str(result.get(TRACE) or by_marker.get(marker_of(body), ""))


def _not_tried(error: HubSpotError) -> HubSpotError:
    """Rows behind a failed call share its error, except that of them it is known that nothing happened."""
    if isinstance(error, EffectUnknown):
        return Busy(error.retry_after or 5, "Not tried: HubSpot did not answer the call before.")
    return error


def _task_input(task: NewTask, trace: str) -> Json:
    body = marked(task.properties.get("hs_task_body", ""), task.marker)
    links = [_link(task.company_id, TASK_TO_COMPANY)]
    links += [_link(contact_id, TASK_TO_CONTACT) for contact_id in dict.fromkeys(task.contact_ids)]
    return {
        TRACE: trace,
        "properties": {**task.properties, "hs_task_body": body},
        "associations": links,
    }


def _link(to_id: str, type_id: int) -> Json:
    kind = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}
    return {"to": {"id": to_id}, "types": [kind]}


def _written(record_id: str, outcome: Json | HubSpotError) -> Written:
    if isinstance(outcome, HubSpotError):
        return Written(record_id, None, outcome)
    return Written(record_id, texts(outcome.get("properties")), updated_at=moment(outcome.get("updatedAt")))


def _created(marker: str, outcome: Json | HubSpotError) -> Created:
    if isinstance(outcome, HubSpotError):
        return Created(marker, None, outcome)
    return Created(marker, str(outcome["id"]))

"""Reading a portal: the account, its properties, people and pipelines, records in pages and batches, their links."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts.values import Definition, Kind
from connector import search, shapes, writing
from connector.answers import Json, chunks, errors_of, next_page, results_of
from connector.gateway import Gateway
from connector.outcomes import Refused, Unreachable
from connector.shapes import (
    MERGED,
    PLURAL,
    AccountDetails,
    BatchRead,
    Changed,
    Link,
    ListRead,
    Member,
    Owner,
    PipelineStage,
    RecordRead,
    Sample,
    TaskRead,
    Written,
)
from connector.sorting import sort_item
from connector.writing import Created, Linked, NewTask

PER_PAGE, PER_PAGE_WITH_HISTORY = 100, 50
LINKS_PER_CALL = 1000
LISTS_AT_MOST = 500
MEMBERS_PER_PAGE = 250
CONTACTS = "0-1"  # HubSpot's type id, as lists name what they are of
NOT_FOUND = 404
# HubSpot answers 414 to long addresses and does not say how long is too long; beyond this, pages are read by id.
LONGEST_QUERY = 6000
TASK_PROPERTIES = (
    "hs_task_subject",
    "hs_task_body",
    "hs_task_status",
    "hs_task_priority",
    "hs_timestamp",
    "hubspot_owner_id",
)
NOTHING_LINKED = "NO_ASSOCIATIONS_FOUND"


class HubSpot:
    """One portal. Every method may raise a HubSpotError; none may be called while a transaction is open."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway

    def account(self) -> AccountDetails:
        """The cheapest call there is: it also shows whether the token is good."""
        raw = self.gateway.get("/account-info/v3/details")
        if "portalId" not in raw:
            raise Unreachable("Something that is not HubSpot's API answered.")
        return AccountDetails(
            int(raw["portalId"]), raw.get("timeZone") or "UTC", raw.get("companyCurrency") or ""
        )

    def definitions(self, kind: Kind) -> tuple[Definition, ...]:
        answer = self.gateway.crm.properties.core_api.get_all(PLURAL[kind])
        return tuple(shapes.definition(kind, raw) for raw in results_of(answer))

    def owners(self) -> tuple[Owner, ...]:
        """Everybody records may belong to, those who left included: their records still name them."""
        found = [owner for archived in ("false", "true") for owner in self._owners(archived)]
        return tuple({owner.id: owner for owner in found}.values())

    def pipelines(self) -> tuple[PipelineStage, ...]:
        """The stages of all deal pipelines."""
        return self._pipelines(Kind.DEAL)

    def ticket_pipelines(self) -> tuple[PipelineStage, ...]:
        """The stages of all ticket pipelines; may need a scope that a portal without tickets does not grant."""
        return self._pipelines(Kind.TICKET)

    def pages(
        self, kind: Kind, properties: Sequence[str], history: Sequence[str] = ()
    ) -> Iterator[list[RecordRead]]:
        """All live records of a kind, a page at a time, by ascending id."""
        long = sum(len(name) + 25 for name in (*properties, *history)) > LONGEST_QUERY
        names = sorted({*properties, MERGED})
        asked = (
            {"properties": [MERGED]}
            if long
            else {"properties": names, "properties_with_history": list(history)}
        )
        limit = PER_PAGE_WITH_HISTORY if history else PER_PAGE
        after: str | None = None
        while True:
            more = {"after": after} if after else {}
            answer = self.gateway.crm.objects.basic_api.get_page(PLURAL[kind], limit=limit, **asked, **more)
            found = [_shown(shapes.record_read(kind, raw), properties) for raw in results_of(answer)]
            if found and long:
                found = self.batch(kind, [record.id for record in found], properties, history).records
            if found:
                yield found
            after = next_page(answer)
            if after is None:
                return

    def batch(
        self, kind: Kind, ids: Iterable[str], properties: Sequence[str], history: Sequence[str] = ()
    ) -> BatchRead:
        """Records by id, each once, in no order. An id merged away is answered by the record that took it in."""
        wanted = sorted(set(ids))
        found: dict[str, RecordRead] = {}
        for part in chunks(wanted, PER_PAGE_WITH_HISTORY if history else PER_PAGE):
            for record in self._read(kind, part, properties, history):
                known = found.get(record.id)
                asked = {*record.asked, *(known.asked if known else ())}
                found[record.id] = replace(record, asked=tuple(sorted(asked)))
        answered = {asked for record in found.values() for asked in record.asked}
        return BatchRead(list(found.values()), frozenset(wanted) - answered)

    def associations(self, from_kind: Kind, to_kind: Kind, ids: Iterable[str]) -> list[Link]:
        """All links from some records to records of another kind; a record without any is no error."""
        links: list[Link] = []
        waiting: list[Json] = [{"id": record_id} for record_id in sorted(set(ids))]
        while waiting:
            asked, waiting = waiting[:LINKS_PER_CALL], waiting[LINKS_PER_CALL:]
            answer = self.gateway.crm.associations.v4.batch_api.get_page(
                PLURAL[from_kind], PLURAL[to_kind], {"inputs": asked}
            )
            _only_harmless(answer)
            for result in results_of(answer):
                from_id = str(result["from"]["id"])
                links += [shapes.link(from_id, raw) for raw in result.get("to") or []]
                following = next_page(result)
                if following:
                    waiting.append({"id": from_id, "after": following})
        return links

    def changed_since(self, kind: Kind, moment: datetime, now: datetime) -> Iterator[list[Changed]]:
        """What was modified at or after a moment, oldest first, in pages. `now` is the moment of asking.

        Search lags up to half a minute behind: ask with an overlap. What changes while the pages are read comes twice.
        """
        return search.changed_since(self.gateway.crm, kind, PLURAL[kind], moment, now)

    def sample(self, kind: Kind, where: Sequence[tuple[str, str, str]], names: Sequence[str] = ()) -> Sample:
        """How many records fit all of `where` (property, operator, value; the empty text for none), and the first of them.

        Without `names` they are only counted. Search lags up to half a minute behind.
        """
        filters = [
            {"propertyName": name, "operator": operator, **({"value": value} if value else {})}
            for name, operator, value in where
        ]
        asked = {
            "filterGroups": [{"filters": filters}] if filters else [],
            "properties": list(names),
            "limit": search.AT_MOST_PER_PAGE if names else 1,
        }
        answer = self.gateway.crm.objects.search_api.do_search(PLURAL[kind], asked)
        records = [shapes.record_read(kind, raw) for raw in results_of(answer)]
        return Sample(int(answer.get("total") or 0), records if names else [])

    def lists(self) -> tuple[ListRead, ...]:
        """The lists of the portal, the first few hundred of them."""
        asked = {"count": LISTS_AT_MOST, "offset": 0, "additionalProperties": ["hs_list_size"]}
        answer = self.gateway.crm.lists.lists_api.do_search(asked)
        found = answer.get("lists")
        if not isinstance(found, list):
            raise Unreachable("Something that is not HubSpot's API answered.")
        return tuple(shapes.list_read(raw) for raw in found)

    def list_named(self, name: str) -> str | None:
        """The id of the list of contacts with this name; None where there is none. HubSpot does not tell cases apart."""
        if "/" in name:  # as a part of a path many servers on the way would take it for two
            alike = (one for one in self.lists() if one.name.casefold() == name.casefold())
            return next((one.id for one in alike if one.type_id == CONTACTS), None)
        try:
            answer = self.gateway.crm.lists.lists_api.get_by_name(name, CONTACTS)
        except Refused as refusal:
            if refusal.status != NOT_FOUND:
                raise
            return None
        found = answer.get("list")
        if not isinstance(found, dict) or "listId" not in found:
            raise Unreachable("Something that is not HubSpot's API answered.")
        return str(found["listId"])

    def members(self, list_id: str) -> Iterator[list[Member]]:
        """Who is on a list now, a page at a time, by ascending id. Who has left it is nowhere told, nor when."""
        after: str | None = None
        while True:
            more = {"after": after} if after else {}
            answer = self.gateway.crm.lists.memberships_api.get_page(list_id, limit=MEMBERS_PER_PAGE, **more)
            found = [shapes.member(raw) for raw in results_of(answer)]
            if found:
                yield found
            after = next_page(answer)
            if after is None:
                return

    def tasks_of(self, company_ids: Iterable[str]) -> list[TaskRead]:
        """All tasks of some companies; one that belongs to two of them comes twice."""
        links = self.associations(Kind.COMPANY, Kind.TASK, company_ids)
        tasks = self.batch(Kind.TASK, (link.to_id for link in links), TASK_PROPERTIES)
        known = {task.id: task.properties for task in tasks.records}
        return [
            TaskRead(link.to_id, link.from_id, known[link.to_id]) for link in links if link.to_id in known
        ]

    def find_task(self, company_id: str, marker: str) -> TaskRead | None:
        """Read back whether a task of ours came to be; the oldest where there are several."""
        found = [task for task in self.tasks_of([company_id]) if task.marker == marker]
        return min(found, key=lambda task: int(task.id), default=None)

    def update(self, kind: Kind, rows: Sequence[tuple[str, dict[str, str]]]) -> list[Written]:
        """Write properties; one answer for each id. See `writing.update`."""
        return writing.update(self.gateway.crm, PLURAL[kind], rows)

    def associate(self, from_kind: Kind, to_kind: Kind, pairs: Sequence[tuple[str, str]]) -> list[Linked]:
        """Associate records; one answer for each pair. See `writing.associate`."""
        return writing.associate(self.gateway.crm, (PLURAL[from_kind], PLURAL[to_kind]), pairs)

    def create_tasks(self, tasks: Sequence[NewTask]) -> list[Created]:
        """Create tasks on their companies and contacts; one answer for each. See `writing.create_tasks`."""
        return writing.create_tasks(self.gateway.crm, tasks)

    def create_task(
        self, properties: dict[str, str], company_id: str, contact_ids: Sequence[str], marker: str
    ) -> Created:
        return self.create_tasks([NewTask(properties, company_id, tuple(contact_ids), marker)])[0]

    def _pipelines(self, kind: Kind) -> tuple[PipelineStage, ...]:
        answer = self.gateway.crm.pipelines.pipelines_api.get_all(PLURAL[kind])
        return tuple(stage for raw in results_of(answer) for stage in shapes.pipeline_stages(kind, raw))

    def _owners(self, archived: str) -> Iterator[Owner]:
        after: str | None = None
        while True:
            more = {"after": after} if after else {}
            answer = self.gateway.crm.owners.owners_api.get_page(limit=100, archived=archived, **more)
            yield from (shapes.owner(raw) for raw in results_of(answer))
            after = next_page(answer)
            if after is None:
                return

    def _read(
        self, kind: Kind, ids: Sequence[str], properties: Sequence[str], history: Sequence[str]
    ) -> Iterator[RecordRead]:
        names = sorted({*properties, *history})
        asked: dict[str, Any] = {
            "properties": sorted({*names, MERGED}),
            "inputs": [{"id": record_id} for record_id in ids],
        }
        if history:
            asked["propertiesWithHistory"] = sorted(set(history))
        answer = self.gateway.crm.objects.batch_api.read(PLURAL[kind], asked)
        _only_harmless(answer)
        found = {
            record.id: record for record in (shapes.record_read(kind, raw) for raw in results_of(answer))
        }
        for record in found.values():
            yield replace(_shown(record, names), asked=_asked_as(record, found, ids))


def _shown(record: RecordRead, names: Sequence[str]) -> RecordRead:
    """Without what only we wanted to know."""
    if MERGED in names or MERGED not in record.properties:
        return record
    return replace(
        record, properties={name: text for name, text in record.properties.items() if name != MERGED}
    )


def _asked_as(record: RecordRead, found: dict[str, RecordRead], ids: Sequence[str]) -> tuple[str, ...]:
    """The ids this record answers for: its own, those merged into it, or the only one nobody else answers for."""
    asked = [one for one in ids if one == record.id or one in record.merged]
    strangers = [other for other in found if other not in ids]
    unanswered = [one for one in ids if one not in found]
    if not asked and len(strangers) == len(unanswered) == 1:
        return (unanswered[0],)
    return tuple(asked)


def _only_harmless(answer: Json) -> None:
    """Of the errors in a 207, "not found" and "nothing linked" are answers; anything else must not pass for one."""
    for item in errors_of(answer):
        if NOTHING_LINKED in str(item.get("subCategory")):
            continue
        error = sort_item(item, creates=False)
        if not (isinstance(error, Refused) and error.status == 404):
            raise error

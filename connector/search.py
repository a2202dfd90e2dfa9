"""What has changed since a moment, by HubSpot's search: at most 200 a page, 10,000 a query, and one sort."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.values import Kind
from connector.answers import Json, next_page, results_of
from connector.shapes import Changed, moment

AT_MOST_PER_PAGE, AT_MOST_IN_ALL = 200, 10_000
LAG = timedelta(minutes=1)
"""Search knows a change after this time at the latest: up to half a minute was recorded."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Contacts alone call their modified date so (CRM search guide).
MODIFIED = {Kind.CONTACT: "lastmodifieddate"}
EARLIER = -1  # than every moment


def changed_since(
    crm: Any, kind: Kind, plural: str, since: datetime, now: datetime
) -> Iterator[list[Changed]]:
    """Everything modified at or after a moment, oldest first, a page at a time; some of it more than once.

    Each page is a query of its own, from where the page before ended: no query comes near the cap, and a record that
    changes meanwhile moves to the end and is seen again instead of pushing another one out of sight.

    Search finds a record where it stood before its last change, but shows it as it is (recorded). So only dates
    that search has had the time to know tell where a page ended; where there is none, the same query is paged on.
    """
    search = _Search(crm, plural, MODIFIED.get(kind, "hs_lastmodifieddate"))
    at, after, seen, known = _ms(since), None, frozenset[str](), _ms(now - LAG)
    while True:
        found, following = search.from_moment(at, after)
        yield from _unseen(found, seen)
        if following is None:
            return
        end = max((moment for one in found if (moment := _ms(one.at)) <= known), default=EARLIER)
        if end > at:
            at, after, seen = end, None, frozenset(one.id for one in found if _ms(one.at) >= end)
        elif end == at:  # a whole page modified in one millisecond, as after an import
            for page in search.at_moment(at):
                yield from _unseen(page, frozenset(one.id for one in found))
            at, after, seen = at + 1, None, frozenset()
        elif int(following) < AT_MOST_IN_ALL:
            # All of it is too young to tell, or the page is empty although there are more (recorded).
            after = following
        else:
            return  # 9,800 records that changed within the last minute: the next look begins before them


class _Search:
    def __init__(self, crm: Any, plural: str, modified: str) -> None:
        self.crm, self.plural, self.modified = crm, plural, modified

    def from_moment(self, at: int, after: str | None) -> tuple[list[Changed], str | None]:
        return self._page([self._filter(self.modified, "GTE", at)], self.modified, after)

    def at_moment(self, at: int) -> Iterator[list[Changed]]:
        """Everything modified in one millisecond, by ascending id."""
        last_id, more = 0, True
        while more:
            filters = [
                self._filter(self.modified, "EQ", at),
                self._filter("hs_object_id", "GT", last_id),
            ]
            found, following = self._page(filters, "hs_object_id", None)
            if found:
                yield found
                last_id = max(int(changed.id) for changed in found)
            more = bool(found) and following is not None

    def _page(self, filters: list[Json], sort: str, after: str | None) -> tuple[list[Changed], str | None]:
        """(found, `after` of the next page or None)."""
        asked = {
            "filterGroups": [{"filters": filters}],
            "sorts": [{"propertyName": sort, "direction": "ASCENDING"}],
            "properties": [self.modified],
            "limit": AT_MOST_PER_PAGE,
            **({"after": after} if after else {}),
        }
        answer = self.crm.objects.search_api.do_search(self.plural, asked)
        found = [self._changed(raw) for raw in results_of(answer)]
        following = next_page(answer)
        return found, following

    def _changed(self, raw: Json) -> Changed:
        at = moment((raw.get("properties") or {}).get(self.modified)) or moment(raw.get("updatedAt"))
        return Changed(str(raw["id"]), at or EPOCH)

    def _filter(self, name: str, operator: str, value: int) -> Json:
        return {"propertyName": name, "operator": operator, "value": str(value)}


def _unseen(found: list[Changed], seen: frozenset[str]) -> Iterator[list[Changed]]:
    fresh = [changed for changed in found if changed.id not in seen]
    if fresh:
        yield fresh


def _ms(at: datetime) -> int:
    return (at - EPOCH) // timedelta(milliseconds=1)

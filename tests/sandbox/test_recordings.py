"""Every recorded call of 2022 is sent to the box again; what it answers has the structure of what a real portal answered."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from sandbox import Past, Portal, Server, serve
from tests.sandbox import recordings
from tests.sandbox.recordings import Json, kind_of, shape

pytestmark = recordings.needs_recordings
OWN_TYPE = "2-3604285"
PLURAL = {"CONTACT": "contacts", "COMPANY": "companies", OWN_TYPE: "things"}
MODIFIED = {"CONTACT": "lastmodifieddate"}
# The properties of the recorded portal's own, and two of HubSpot's that the box leaves out.
OWN_PROPERTIES = {
    "companies": {"facebookfans": "number", "twitterhandle": "string"},
    "things": {
        "grouparoo_object_property": "string",
        "first_name": "string",
        "last_name": "string",
        "text_field": "string",
        "number_field": "number",
    },
}
# What every record of a type needs to be one.
NEEDED = {"CONTACT": {"firstname": "X"}, "COMPANY": {"name": "X"}, OWN_TYPE: {}}
SCOPES = [
    f"crm.objects.{name}.{mode}" for name in ("contacts", "companies", "custom") for mode in ("read", "write")
]
LAG = 30  # seconds: more than search was behind in the recordings, less than any record was old
DAILY = "x-hubspot-ratelimit-daily"
ROWS = recordings.calls()


@dataclass
class Box:
    """A portal with the recorded one's types and properties, and how calls reach it."""

    portal: Portal
    connection: HTTPConnection
    next_id: int = 9_000_000_000

    def send(self, row: Json, *, dated: bool) -> tuple[int, Any, dict[str, str]]:
        """Send a recorded request as the kind of app that it came from: (status, JSON, headers in lower case)."""
        token = self.portal.token if DAILY in row["headers"] else oauth_token(self.portal)
        path = row["path"].replace("/crm/v3/objects/", "/crm/objects/2026-03/") if dated else row["path"]
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.connection.request("POST", path, json.dumps(row["request"]), headers)
        answer = self.connection.getresponse()
        text = answer.read()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, json.loads(text) if text else None, told

    def new_id(self) -> str:
        self.next_id += 1
        return str(self.next_id)

    def hold(self, row: Json, records: list[Json]) -> dict[str, str]:
        """Have records as a search showed them, under ids of their own: they come again with other values.

        Returns recorded id -> id here. A value that the search had not asked for was written just before, and search
        did not know of it yet.
        """
        ids = {one["id"]: self.new_id() for one in sorted(records, key=lambda one: int(one["id"]))}
        for one in records:
            texts = {name: text for name, text in one["properties"].items() if text is not None}
            del texts["hs_object_id"]
            created, updated = (datetime.fromisoformat(one[name]) for name in ("createdAt", "updatedAt"))
            history = [] if found_by(row, one) else as_searched(row, one)
            self.portal.load(
                plural_of(row), ids[one["id"]], texts, created=created, updated=updated, history=history
            )
        return ids

    def keep(self, row: Json, record_id: str) -> None:
        """Have a live record under a recorded id."""
        kind, texts = plural_of(row), NEEDED[type_of(row)]
        record = self.portal.record(kind, record_id)
        if record is None:
            self.portal.load(kind, record_id, texts, created=self.portal.now())
        elif record.archived:
            self.portal.restore(kind, record_id)

    def haunt(self, row: Json, count: int) -> list[str]:
        """Archive so many records just now that search still counts them; returns their ids."""
        ids = [self.new_id() for _ in range(count)]
        for record_id, asked in zip(ids, filters_of(row), strict=False):
            texts = {asked["propertyName"]: asked["value"]}
            self.portal.load(plural_of(row), record_id, texts, created=self.portal.now() - timedelta(hours=1))
            self.portal.archive(plural_of(row), record_id)
        return ids

    def empty(self, kind: str) -> None:
        """Archive what is there, so that its e-mail addresses are free."""
        for record in self.portal.records(kind):
            self.portal.archive(kind, record.id)

    def erase(self, kind: str, ids: Iterable[str]) -> None:
        """Nothing of these records is left, not even a ghost in a search that is behind."""
        for record_id in ids:
            self.connection.request(
                "POST",
                f"/crm/v3/objects/{kind}/gdpr-delete",
                json.dumps({"objectId": record_id}),
                {"Authorization": f"Bearer {self.portal.token}"},
            )
            answer = self.connection.getresponse()
            assert (answer.read(), answer.status) == (b"", 204)


def type_of(row: Json) -> str:
    return str(row["path"].split("/")[4])


def plural_of(row: Json) -> str:
    return PLURAL[type_of(row)]


def filters_of(row: Json) -> list[Json]:
    return [one for group in row["request"]["filterGroups"] for one in group["filters"]]


def found_by(row: Json, record: Json) -> bool:
    return any(
        (record["properties"][one["propertyName"]] or "").lower() == one["value"].lower()
        for one in filters_of(row)
    )


def as_searched(row: Json, record: Json) -> list[Past]:
    """The history of a record that was found by a value it has no more."""
    asked = filters_of(row)[0]
    name, at = asked["propertyName"], datetime.fromisoformat(record["createdAt"])
    changed = datetime.fromisoformat(record["updatedAt"])
    now = Past(name, record["properties"][name], changed, "INTEGRATION")
    return [Past(name, asked["value"], at, "INTEGRATION"), now]


def is_late(row: Json) -> bool:
    """Did search answer of records as they were before?"""
    answer = row["response"]
    return answer["total"] > len(answer["results"]) or not all(
        found_by(row, one) for one in answer["results"]
    )


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    portal = Portal.open(tmp_path, virtual_now=datetime(2022, 2, 17, tzinfo=UTC), empty=True)
    portal.add_object_type(OWN_TYPE, "thing", "things")
    with portal.transaction():
        define_properties(portal)
    server: Server = serve(portal)
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    yield Box(portal, connection)
    connection.close()
    server.close()
    portal.close()


def define_properties(portal: Portal) -> None:
    for definition in recordings.definitions():
        portal.define("contacts", definition)
    for kind, properties in OWN_PROPERTIES.items():
        for name, type_ in properties.items():
            field = "number" if type_ == "number" else "text"
            portal.define(kind, {"name": name, "type": type_, "fieldType": field})


def oauth_token(portal: Portal) -> str:
    portal.oauth.register("recorded", "secret", scopes=SCOPES)
    app = portal.oauth.app
    code = portal.oauth.authorize(app.client_id, "https://app.example/back", SCOPES)
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": "https://app.example/back"}
    return portal.oauth.grant({**asked, "client_id": app.client_id, "client_secret": app.client_secret}).token


def rows_of(call: str) -> list[Any]:
    """The recorded calls of a kind by object type, each group with its name."""
    kinds = sorted({kind_of(row) for row in ROWS if call in kind_of(row)})
    return [pytest.param([row for row in ROWS if kind_of(row) == kind], id=kind) for kind in kinds]


def check(row: Json, answer: tuple[int, Any, dict[str, str]]) -> None:
    """The same status, the same structure, the same headers; records may come in another order."""
    status, body, headers = answer
    assert status == row["status"], body
    assert outline(body) == outline(row["response"])
    told = {
        name: text for name, text in headers.items() if name in row["headers"] or name.startswith("x-hubspot")
    }
    assert shape(told) == shape(row["headers"])
    assert headers.get("content-type") == row["headers"].get("content-type")
    assert "retry-after" not in headers


def outline(body: Any) -> Any:
    shaped = shape(body)
    if body and "results" in body:
        shaped["results"] = sorted(shaped["results"], key=json.dumps)
    return shaped


def test_every_recording_is_sent() -> None:
    """No kind of call is left out."""
    sent = [
        row
        for call in ("search 200", "search 429", "create", "update", "archive")
        for group in rows_of(call)
        for row in group.values[0]
    ]
    assert len(sent) == len(ROWS)


@pytest.mark.parametrize("rows", rows_of("search 200"))
def test_searches(box: Box, rows: list[Json]) -> None:
    """The same records with the same values in the same order, and ghosts of those just archived in the total."""
    for row in rows:
        expected = row["response"]
        box.portal.set_now(parsedate_to_datetime(row["headers"]["date"]))
        ids = box.hold(row, expected["results"])
        ghosts = box.haunt(row, expected["total"] - len(expected["results"]))
        box.portal.set_search_lag(LAG if is_late(row) else 0)
        for dated in (False, True):
            answer = box.send(row, dated=dated)
            check(row, answer)
            assert answer[1]["total"] == expected["total"]
            assert answer[1]["results"] == [with_id(one, ids[one["id"]]) for one in expected["results"]]
        box.erase(plural_of(row), [*ids.values(), *ghosts])


def with_id(record: Json, new_id: str) -> Json:
    return {**record, "id": new_id, "properties": {**record["properties"], "hs_object_id": new_id}}


@pytest.mark.parametrize("rows", rows_of("search 429"))
def test_refused_searches(box: Box, rows: list[Json]) -> None:
    """The body that names no policy, word for word."""
    box.portal.set_limits(search_per_second=0)
    for row in rows:
        for dated in (False, True):
            answer = box.send(row, dated=dated)
            check(row, answer)
            told = {**answer[1], "correlationId": row["response"]["correlationId"]}
            assert told == row["response"]
            assert answer[2]["x-hubspot-correlation-id"] == answer[1]["correlationId"]


@pytest.mark.parametrize("rows", rows_of("batch/create"))
def test_creations(box: Box, rows: list[Json]) -> None:
    """A creation answers what was given and what HubSpot adds, property by property."""
    for row in rows:
        for dated in (False, True):
            answer = box.send(row, dated=dated)
            check(row, answer)
            given = [one["properties"] for one in row["request"]["inputs"]]
            made = [one["properties"] for one in answer[1]["results"]]
            assert all(any(asked.items() <= texts.items() for texts in made) for asked in given)
            box.empty(plural_of(row))


@pytest.mark.parametrize("rows", rows_of("batch/update"))
def test_changes(box: Box, rows: list[Json]) -> None:
    """A change answers what was asked for and little else; values are the recorded ones, cleared ones included."""
    for row in rows:
        for dated in (False, True):
            for one in row["request"]["inputs"]:
                box.keep(row, one["id"])
            answer = box.send(row, dated=dated)
            check(row, answer)
            by_id = {one["id"]: one for one in answer[1]["results"]}
            for one in row["response"]["results"]:
                assert shape(by_id[one["id"]]) == shape(one)
            for one in row["request"]["inputs"]:
                assert one["properties"].items() <= by_id[one["id"]]["properties"].items()
            box.empty(plural_of(row))


@pytest.mark.parametrize("rows", rows_of("batch/archive"))
def test_archiving(box: Box, rows: list[Json]) -> None:
    """No body, and the records are gone."""
    for row in rows:
        for dated in (False, True):
            for one in row["request"]["inputs"]:
                box.keep(row, one["id"])
            check(row, box.send(row, dated=dated))
            assert box.portal.records(plural_of(row)) == []

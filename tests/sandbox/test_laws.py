"""Whatever is done to a portal, in whatever order: laws that hold afterwards, seen through its API alone."""

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sandbox import Portal, serve, story
from sandbox.errors import RefusalError

KINDS = ("contacts", "companies", "deals")
OBJECTS = "/crm/objects/2026-03"
# (from, to, association type id)
LINKS = (
    ("contacts", "companies", 279),
    ("contacts", "companies", 1),
    ("companies", "contacts", 2),
    ("deals", "companies", 341),
    ("deals", "companies", 5),
    ("contacts", "deals", 4),
    ("companies", "companies", 13),
)
CONTACT_TO_COMPANY, PRIMARY_COMPANY, CHILD_TO_PARENT, PARENT_TO_CHILD = 279, 1, 14, 13
VALUES: dict[str, list[dict[str, str]]] = {
    "contacts": [
        {"email": "ada@acme.example", "hs_buying_role": "DECISION_MAKER"},
        {"email": "ben@acme.example", "hs_buying_role": "BLOCKER;DECISION_MAKER"},
        {"lastname": "Cox", "hs_buying_role": ""},
    ],
    "companies": [
        {"name": "Acme", "lifecyclestage": "customer"},
        {"name": "Birch", "domain": "birch.example"},
    ],
    "deals": [
        {"dealname": "Small", "dealstage": "appointmentscheduled", "amount": "10.5"},
        {"dealname": "Big", "dealstage": "contractsent", "amount": "200"},
        {"dealname": "Won", "dealstage": "closedwon", "amount": ""},
    ],
}
SHOWN = {kind: sorted({name for one in values for name in one}) for kind, values in VALUES.items()}
ROLLUPS = {
    "companies": (
        "num_associated_contacts",
        "num_associated_deals",
        "hs_num_child_companies",
        "hs_num_contacts_with_buying_roles",
        "hs_num_decision_makers",
        "hs_num_open_deals",
        "hs_total_deal_value",
        "hs_parent_company_id",
    ),
    "contacts": ("num_associated_deals", "associatedcompanyid"),
    "deals": ("num_associated_contacts", "hs_is_closed"),
}
Record = dict[str, Any]

# Three of each, the first ones associated, so that steps meet something from the first one on.
BEGINNING = [
    *(("create", kind, choice) for kind in KINDS for choice in range(3)),
    *(("associate", link, 0, 0) for link in (LINKS[0], LINKS[3], LINKS[5])),
]

kinds, places, choices = st.sampled_from(KINDS), st.integers(-2, 2), st.integers(0, 2)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("create"), kinds, choices),
        st.tuples(st.just("update"), kinds, places, choices),
        st.tuples(st.sampled_from(("archive", "restore")), kinds, places),
        st.tuples(st.just("merge"), kinds, places, places),
        st.tuples(st.just("associate"), st.sampled_from(LINKS), places, places),
        st.tuples(st.sampled_from(("associate", "dissociate")), st.sampled_from(LINKS), places, places),
        st.tuples(st.just("erase"), places),
    ),
    min_size=10,
    max_size=25,
)


@dataclass
class Box:
    """A portal on HTTP; `ids` are all ids that it has ever given, by type; `into` says what was merged into what."""

    portal: Portal
    connection: HTTPConnection
    into: dict[tuple[str, str], str] = field(default_factory=dict)
    ids: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        text = None if body is None else json.dumps(body)
        self.connection.request(method, path, text, {"Authorization": f"Bearer {self.portal.token}"})
        answer = self.connection.getresponse()
        got = answer.read()
        assert answer.status < 500, (method, path, body, got)
        return answer.status, json.loads(got) if got else None

    def one(self, kind: str, place: int) -> str:
        """One of the ids ever given, whatever became of it."""
        return self.ids[kind][place % len(self.ids[kind])] if self.ids[kind] else "77"

    def survivor(self, kind: str, record_id: str) -> str:
        """What stands for a record after all merges; a record that was not merged stands for itself."""
        while (kind, record_id) in self.into:
            record_id = self.into[kind, record_id]
        return record_id

    def every(self, kind: str, query: str) -> list[Record]:
        """All pages of a list."""
        found: list[Record] = []
        after = ""
        while True:
            status, answer = self.call("GET", f"{OBJECTS}/{kind}?limit=3&{query}{after}")
            assert status == 200
            found += answer["results"]
            if "paging" not in answer:
                return found
            after = f"&after={answer['paging']['next']['after']}"

    def linked(self, kind: str, record_id: str, other: str) -> dict[str, set[int]]:
        """Id at the other end -> association type ids."""
        _, answer = self.call("GET", f"{OBJECTS}/{kind}/{record_id}/associations/{other}?limit=500")
        return {
            str(one["toObjectId"]): {each["typeId"] for each in one["associationTypes"]}
            for one in answer["results"]
        }


@contextmanager
def opened() -> Iterator[Box]:
    with tempfile.TemporaryDirectory() as folder:
        portal = Portal.open(Path(folder), virtual_now=story.START, empty=True)
        server = serve(portal)
        connection = HTTPConnection(urlsplit(server.url).netloc, timeout=10)
        try:
            yield Box(portal, connection)
        finally:
            connection.close()
            server.close()
            portal.close()


def do(box: Box, step: tuple[Any, ...]) -> None:
    """One step, as far as the portal allows it: what it refuses must leave no trace."""
    box.portal.set_now(box.portal.now() + timedelta(seconds=1))
    match step:
        case ("create", kind, choice):
            given_values = VALUES[kind][choice % len(VALUES[kind])]
            status, answer = box.call("POST", f"{OBJECTS}/{kind}", {"properties": given_values})
            remember(box, kind, status == 201, answer)
        case ("update", kind, place, choice):
            given_values = VALUES[kind][choice % len(VALUES[kind])]
            box.call("PATCH", f"{OBJECTS}/{kind}/{box.one(kind, place)}", {"properties": given_values})
        case ("archive", kind, place):
            box.call("DELETE", f"{OBJECTS}/{kind}/{box.one(kind, place)}")
        case ("restore", kind, place):
            with suppress(RefusalError):  # the one step that the API does not have
                box.portal.restore(kind, box.one(kind, place))
        case ("merge", kind, place, other):
            asked = {"primaryObjectId": box.one(kind, place), "objectIdToMerge": box.one(kind, other)}
            status, answer = box.call("POST", f"{OBJECTS}/{kind}/merge", asked)
            remember(box, kind, status == 200, answer)
            if status == 200:
                box.into |= {(kind, old): answer["id"] for old in asked.values()}
        case ("associate", (start, end, type_id), place, other):
            path = f"{OBJECTS}/{start}/{box.one(start, place)}/associations/{end}/{box.one(end, other)}"
            box.call("PUT", path, [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}])
        case ("dissociate", (start, end, _), place, other):
            box.call(
                "DELETE",
                f"{OBJECTS}/{start}/{box.one(start, place)}/associations/{end}/{box.one(end, other)}",
            )
        case ("erase", place):
            box.call("POST", f"{OBJECTS}/contacts/gdpr-delete", {"objectId": box.one("contacts", place)})


def remember(box: Box, kind: str, is_new: bool, answer: Any) -> None:  # noqa: FBT001 # told by the status
    if is_new:
        assert answer["id"] not in box.ids[kind]
        box.ids[kind].append(answer["id"])


@settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    report_multiple_bugs=False,
    phases=[Phase.generate, Phase.shrink],  # explaining a failure would take minutes
    suppress_health_check=[HealthCheck.too_slow],
)
@given(steps)
def test_laws(done: list[tuple[Any, ...]]) -> None:
    """Lists, search, ids, history, primary companies and rollups agree with each other after any steps."""
    with opened() as box:
        for step in [*BEGINNING, *done]:
            do(box, step)
        live = {kind: listed(box, kind) for kind in KINDS}
        for kind in KINDS:
            check_ids(box, kind, live[kind])
            check_history(box, kind)
        check_primary_companies(box, live)
        check_rollups(box, live)


def listed(box: Box, kind: str) -> dict[str, Record]:
    """The live records by id; paging gives each once, and search finds the same with the same values."""
    shown = [*SHOWN[kind], *ROLLUPS[kind]]
    found = box.every(kind, f"properties={','.join(shown)}")
    assert [int(one["id"]) for one in found] == sorted({int(one["id"]) for one in found})
    _, answer = box.call("POST", f"{OBJECTS}/{kind}/search", {"properties": shown, "limit": 200})
    by_id = {one["id"]: one for one in found}
    assert (answer["total"], {one["id"]: one for one in answer["results"]}) == (len(found), by_id)
    return by_id


def check_ids(box: Box, kind: str, live: dict[str, Record]) -> None:
    """Every id ever given leads to the live record that stands for it, or nowhere; no e-mail address is there twice."""
    archived = {one["id"] for one in box.every(kind, "archived=true")}
    assert not archived & live.keys()
    for record_id in box.ids[kind]:
        status, answer = box.call("GET", f"{OBJECTS}/{kind}/{record_id}")
        survivor = box.survivor(kind, record_id)
        assert (status, answer.get("id", survivor)) == (200 if survivor in live else 404, survivor)
    assert live.keys() | archived <= {*box.ids[kind]}
    addresses = Counter(
        one["properties"].get("email") for one in live.values() if one["properties"].get("email")
    )
    assert max(addresses.values(), default=1) == 1


def check_history(box: Box, kind: str) -> None:
    """The newest entry is the value, and entries go from new to old."""
    for query in ("", "archived=true&"):
        names = ",".join([*SHOWN[kind], *ROLLUPS[kind]])
        for one in box.every(kind, f"{query}properties={names}&propertiesWithHistory={names}"):
            for name, entries in one["propertiesWithHistory"].items():
                value = one["properties"][name] or ""
                assert (entries[0]["value"] if entries else "") == value, (one, name)
                moments = [entry["timestamp"] for entry in entries]
                assert moments == sorted(moments, reverse=True)


def check_primary_companies(box: Box, live: dict[str, dict[str, Record]]) -> None:
    """At most one of a contact, always beside the plain association, and the same in the contact's property."""
    for contact, record in live["contacts"].items():
        companies = box.linked("contacts", contact, "companies")
        assert companies.keys() <= live["companies"].keys()
        assert all(CONTACT_TO_COMPANY in kinds_of for kinds_of in companies.values())
        primary = [company for company, kinds_of in companies.items() if PRIMARY_COMPANY in kinds_of]
        assert len(primary) <= 1
        assert (record["properties"]["associatedcompanyid"] or "") == "".join(primary)
        assert all(contact in box.linked("companies", company, "contacts") for company in companies)


def check_rollups(box: Box, live: dict[str, dict[str, Record]]) -> None:
    """What HubSpot sums up is what a recount gives; a record that was never associated may have no sum yet."""
    for company, record in live["companies"].items():
        told = record["properties"]
        contacts = [
            live["contacts"][one]["properties"] for one in box.linked("companies", company, "contacts")
        ]
        deals = [live["deals"][one]["properties"] for one in box.linked("companies", company, "deals")]
        relatives = box.linked("companies", company, "companies")
        roles = [(one["hs_buying_role"] or "").split(";") for one in contacts]
        still_open = [one for one in deals if one["hs_is_closed"] != "true"]
        assert number(told["num_associated_contacts"]) == len(contacts)
        assert number(told["num_associated_deals"]) == len(deals)
        assert number(told["hs_num_contacts_with_buying_roles"]) == sum(held != [""] for held in roles)
        assert number(told["hs_num_decision_makers"]) == sum("DECISION_MAKER" in held for held in roles)
        assert number(told["hs_num_open_deals"]) == len(still_open)
        assert number(told["hs_total_deal_value"]) == sum(number(one["amount"]) for one in still_open)
        parents = [other for other, kinds_of in relatives.items() if CHILD_TO_PARENT in kinds_of]
        children = [other for other, kinds_of in relatives.items() if PARENT_TO_CHILD in kinds_of]
        assert (told["hs_parent_company_id"] or "") == "".join(parents)
        assert number(told["hs_num_child_companies"]) == len(children)
    for contact, record in live["contacts"].items():
        assert number(record["properties"]["num_associated_deals"]) == len(
            box.linked("contacts", contact, "deals")
        )


def number(text: str | None) -> float:
    return float(text or 0)

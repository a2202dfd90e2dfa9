"""Associating records: in batches, one answer for each, and nothing that is there is changed."""

import json

import pytest

from accounts.values import Kind
from connector import Busy, Gateway, HubSpot, Link, Linked, MissingScope, RateLimited
from sandbox import Portal
from tests.connector.conftest import Wire

DEFAULT = "/batch/associate/default"


def contact(portal: Portal, name: str) -> str:
    return portal.create("contacts", {"email": f"{name}@oak.example"})


def associate(hubspot: HubSpot, *pairs: tuple[str, str]) -> list[Linked]:
    return hubspot.associate(Kind.CONTACT, Kind.COMPANY, pairs)


def test_many_links_go_out_in_batches(hubspot: HubSpot, portal: Portal) -> None:
    """501 are two calls, each pair is answered once, and the same pair twice is one."""
    with portal.db.transaction():
        oak = portal.create("companies", {"name": "Oak"})
        people = [contact(portal, f"p{number}") for number in range(501)]
    pairs = [(one, oak) for one in people]
    assert associate(hubspot, *pairs, pairs[0]) == [Linked(one, oak) for one in people]
    assert {link.from_id for link in hubspot.associations(Kind.CONTACT, Kind.COMPANY, people)} == set(people)
    assert len(portal.calls("POST", DEFAULT)) == 2


def test_what_is_there_stays_as_it_is(hubspot: HubSpot, portal: Portal) -> None:
    """A primary company stays primary, and a second time does no harm."""
    oak, ada = portal.create("companies", {"name": "Oak"}), contact(portal, "ada")
    portal.associate("contacts", ada, "companies", oak, 1)
    before = hubspot.associations(Kind.CONTACT, Kind.COMPANY, [ada])
    assert before == [Link(ada, oak, is_primary=True, labels=())]
    for _ in range(2):
        assert associate(hubspot, (ada, oak)) == [Linked(ada, oak)]
    assert hubspot.associations(Kind.CONTACT, Kind.COMPANY, [ada]) == before


def test_one_whose_end_is_gone_does_not_stop_the_others(hubspot: HubSpot, portal: Portal) -> None:
    """HubSpot answers with 207 and names the pair; the others are written."""
    oak, ada, ben = (
        portal.create("companies", {"name": "Oak"}),
        contact(portal, "ada"),
        contact(portal, "ben"),
    )
    first, gone, last = associate(hubspot, (ada, oak), ("99999", oak), (ben, oak))
    assert (first, last) == (Linked(ada, oak), Linked(ben, oak))
    assert (gone.from_id, type(gone.error).__name__, getattr(gone.error, "status", 0)) == (
        "99999",
        "Refused",
        404,
    )
    assert [link.from_id for link in hubspot.associations(Kind.CONTACT, Kind.COMPANY, [ada, ben])] == [
        ada,
        ben,
    ]


@pytest.mark.parametrize(
    ("status", "kind"), [(429, RateLimited), (403, MissingScope), (500, Busy), (503, Busy)]
)
def test_what_stops_all(hubspot: HubSpot, portal: Portal, status: int, kind: type[Exception]) -> None:
    """A limit, a missing scope or trouble at HubSpot's concerns every pair; doing it again is harmless, so none is unknown."""
    oak, ada = portal.create("companies", {"name": "Oak"}), contact(portal, "ada")
    portal.faults.answer_next("POST", DEFAULT, status)
    (one,) = associate(hubspot, (ada, oak))
    assert isinstance(one.error, kind)
    assert associate(hubspot, (ada, oak)) == [Linked(ada, oak)]


def test_a_lost_answer_is_not_known(hubspot: HubSpot, portal: Portal) -> None:
    """The connection closed after the call: it may be there."""
    oak, ada = portal.create("companies", {"name": "Oak"}), contact(portal, "ada")
    portal.faults.apply_then_drop("POST", DEFAULT)
    (one,) = associate(hubspot, (ada, oak))
    assert type(one.error).__name__ == "EffectUnknown"
    assert [link.to_id for link in hubspot.associations(Kind.CONTACT, Kind.COMPANY, [ada])] == [oak]


def test_an_answer_that_leaves_one_out(wire: Wire) -> None:
    """Of a pair that HubSpot does not mention nobody knows what became; either direction mentions it."""
    told = {"results": [{"from": {"id": 9}, "to": {"id": "1"}}], "errors": [{"category": "VALIDATION_ERROR"}]}
    wire.say(200, json.dumps(told).encode())
    known, unknown = associate(HubSpot(Gateway("t", wire.url)), ("1", "9"), ("2", "9"))
    assert known == Linked("1", "9")
    assert type(unknown.error).__name__ == "EffectUnknown"

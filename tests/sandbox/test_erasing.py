"""How records leave and come back: archive, restore, and the erasure that leaves nothing behind."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sandbox import Portal, story
from sandbox.errors import RefusalError

Api = Callable[..., tuple[int, Any]]
CONTACTS = "/crm/objects/2026-03/contacts"
ADDRESS = "ada@acme.example"


@pytest.fixture
def contact(portal: Portal) -> str:
    company = portal.create("companies", {"name": "Acme"})
    return portal.create("contacts", {"email": ADDRESS}, associations=[("companies", company, 279)])


def test_a_restored_record_is_what_it_was(api: Api, portal: Portal, contact: str) -> None:
    """Values, history, address and associations are back; the event says so."""
    portal.archive("contacts", contact)
    portal.subscribe("http://127.0.0.1:9/none", [("contact.restore", None)])
    portal.restore("contacts", contact)
    assert api("GET", f"{CONTACTS}/{ADDRESS}?idProperty=email")[1]["id"] == contact
    assert len(portal.history("contacts", contact, "email")) == 1
    _, got = api("GET", f"{CONTACTS}/{contact}/associations/companies")
    assert [one["toObjectId"] for one in got["results"]] == [1001]
    assert portal.events_made() == 1


def test_after_ninety_days_there_is_no_way_back(portal: Portal, contact: str) -> None:
    """The last day still counts."""
    portal.archive("contacts", contact)
    portal.set_now(story.START + timedelta(days=90, seconds=1))
    with pytest.raises(RefusalError, match="more than 90 days"):
        portal.restore("contacts", contact)


def test_a_taken_address_bars_the_way_back(portal: Portal, contact: str) -> None:
    """Somebody else has the address by now: the archived contact stays archived."""
    portal.archive("contacts", contact)
    portal.create("contacts", {"email": ADDRESS})
    with pytest.raises(RefusalError, match="by now"):
        portal.restore("contacts", contact)
    record = portal.record("contacts", contact)
    assert record is not None
    assert record.archived


@pytest.mark.parametrize(
    "body", [{"objectId": "1001"}, {"objectId": "ADA@acme.example", "idProperty": "email"}]
)
@pytest.mark.parametrize("archived_before", [False, True])
def test_an_erased_contact_is_gone(
    api: Api, portal: Portal, contact: str, body: dict[str, str], *, archived_before: bool
) -> None:
    """By id or address: no record, no archived record, no history, and the company counts one less."""
    if archived_before and "idProperty" not in body:
        portal.archive("contacts", contact)
    assert api("POST", f"{CONTACTS}/gdpr-delete", body) == (204, None)
    for query in ("", "?archived=true"):
        assert api("GET", f"{CONTACTS}/{contact}{query}")[0] == 404
        assert api("GET", f"{CONTACTS}{query}")[1]["results"] == []
    assert portal.history("contacts", contact, "email") == []
    company = portal.record("companies", "1001")
    assert company is not None
    assert company.properties["num_associated_contacts"] == "0"


def test_an_erased_id_is_never_given_again(portal: Portal, contact: str) -> None:
    """The next contact has a new id, also after the last one was erased."""
    portal.erase(contact)
    assert portal.create("contacts", {"email": "bo@acme.example"}) == str(int(contact) + 1)


@pytest.mark.parametrize(
    ("by", "taken"), [("CRM_UI", False), ("IMPORT", False), ("FORMS", True), ("INTEGRATION", True)]
)
@pytest.mark.parametrize("known", [True, False])
def test_people_cannot_bring_an_erased_address_back(
    api: Api, portal: Portal, contact: str, by: str, *, taken: bool, known: bool
) -> None:
    """People and imports are refused, forms and the API are not; an address nobody had is blocked as well."""
    address = ADDRESS if known else "never@seen.example"
    body = {"objectId": address, "idProperty": "email"}
    assert api("POST", f"{CONTACTS}/gdpr-delete", body)[0] == 204
    if taken:
        portal.create("contacts", {"email": address}, by=by)
    else:
        with pytest.raises(RefusalError, match="permanently deleted"):
            portal.create("contacts", {"email": address}, by=by)
    assert (address in {one.properties.get("email") for one in portal.records("contacts")}) is taken


def test_erasing_is_told_twice(portal: Portal, contact: str) -> None:
    """A privacy deletion comes with a deletion."""
    portal.subscribe(
        "http://127.0.0.1:9/none", [("contact.privacyDeletion", None), ("contact.deletion", None)]
    )
    portal.erase(contact)
    assert portal.events_made() == 2


@pytest.mark.parametrize("body", [{"objectId": "99"}, {"objectId": "nobody"}])
def test_nobody_cannot_be_erased(api: Api, body: dict[str, str]) -> None:
    """An id that no contact has is a 404."""
    assert api("POST", f"{CONTACTS}/gdpr-delete", body)[0] == 404

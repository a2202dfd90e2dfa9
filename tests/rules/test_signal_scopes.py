"""The scopes that signals need, told at the signals that need them."""

import pytest

from rules.portal.fits import check_portal
from rules.portal.schema import PortalSchema
from settings import EXAMPLE_RULEBOOK

WRITTEN = "reply: {when: contact.hs_sales_email_last_replied, points: 10}"
BEFORE, _, AFTER = EXAMPLE_RULEBOOK.read_text("utf-8").partition("  - rule: invite-who-may-be-written-to")
BOOK = BEFORE + "\nhandover:" + AFTER.partition("\nhandover:")[2].partition("\ncases:")[0]
"""The example without the rules that put people on lists, which need a scope by themselves."""


@pytest.mark.parametrize(
    ("signal", "scope", "says"),
    [
        ("from: meetings", "crm.objects.contacts.read", "crm.objects.contacts.read"),
        ("from: calls", "crm.objects.contacts.read", "crm.objects.contacts.read"),
        ("from: emails", "crm.objects.contacts.read", "crm.objects.contacts.read"),
        ("from: tickets", "tickets", "tickets, which is needed to read tickets"),
        ("from: deals", "tickets", ""),
        ("list: Webinar 2026", "crm.lists.read", "crm.lists.read, which is needed to know who comes onto a list"),
        ("from: meetings", "crm.lists.read", ""),
    ],
)  # fmt: skip
def test_a_signal_needs_what_it_is_read_from(signal: str, scope: str, says: str) -> None:
    """Meetings, calls and e-mails come with contacts; tickets and lists have scopes of their own."""
    text = BOOK.replace(WRITTEN, f"{WRITTEN}\n    more: {{{signal}, points: 25}}")
    found = check_portal(text, "book.yaml", PortalSchema({}, lacking=frozenset({scope}))).problems
    told = [one.message for one in found if one.code == "missing-scope"]
    assert len(told) == bool(says)
    assert says in "".join(told)

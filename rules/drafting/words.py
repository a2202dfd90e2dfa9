"""What a first rulebook says of scopes that are lacking, of lists, and of how many contacts carry something."""

from collections.abc import Mapping, Sequence

from rules.drafting.pen import Pen, said
from rules.drafting.portrait import NamedList, Portrait, Tally

MOST_LISTS = 5  # in one comment

UNREAD: Mapping[str, Mapping[str, str]] = {
    "crm.objects.owners.read": {"de": "wer Aufgaben bekommen kann", "en": "who can get tasks"},
    "crm.lists.read": {"de": "Listen", "en": "lists"},
    "tickets": {"de": "Tickets und ihre Pipelines", "en": "tickets and their pipelines"},
    "crm.objects.companies.read": {"de": "Firmen", "en": "companies"},
    "crm.objects.contacts.read": {"de": "Kontakte", "en": "contacts"},
    "crm.objects.deals.read": {"de": "Deals und ihre Pipelines", "en": "deals and their pipelines"},
    "crm.schemas.companies.read": {"de": "Eigenschaften von Firmen", "en": "properties of companies"},
    "crm.schemas.contacts.read": {"de": "Eigenschaften von Kontakten", "en": "properties of contacts"},
    "crm.schemas.deals.read": {"de": "Eigenschaften von Deals", "en": "properties of deals"},
}


def unread(portrait: Portrait) -> list[str]:
    """The scopes for want of which something of this portal is unknown."""
    schema = portrait.schema
    return sorted({*portrait.lacking, *schema.lacking})


def shares(pen: Pen, count: int, tally: Tally | None) -> str:
    """On how many contacts, and of how many that is said."""
    of = tally or Tally()
    part = pen.say(f" der ersten {of.looked}", f" of the first {of.looked}") if of.looked < of.total else ""
    some = pen.many(count, "Kontakt Kontakte", "contact contacts")
    return f"{some}{part}" if count else pen.say("kein Kontakt", "no contact")


def named_lists(pen: Pen, lists: Sequence[NamedList]) -> str:
    """The first of them by name and size."""
    shown = [said(one.name) + _size(pen, one) for one in lists[:MOST_LISTS]]
    return ", ".join(shown) + (" ..." if len(lists) > MOST_LISTS else "")


def _size(pen: Pen, one: NamedList) -> str:
    return "" if one.size is None else f" ({pen.many(one.size, 'Eintrag Einträge', 'entry entries')})"

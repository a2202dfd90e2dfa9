"""Whether pipelines and people are there in a portal, and whether its token may do what a rulebook needs."""

from collections.abc import Iterator

from accounts.needs import kinds_of
from accounts.values import Kind
from rules.language.texts import effects
from rules.model import Rulebook
from rules.needs import needs
from rules.own import own_properties
from rules.portal.schema import PortalSchema
from rules.problems import Complaint, Path, did_you_mean

_PLURAL = {Kind.COMPANY: "companies", Kind.CONTACT: "contacts", Kind.DEAL: "deals"}
_ACTIVITIES = {Kind.MEETING: "meetings", Kind.CALL: "calls", Kind.EMAIL: "e-mails"}
Wanted = Iterator[tuple[str, str, Path]]
"""A scope, what needs it, and where the rulebook says so."""


def pipelines(book: Rulebook, schema: PortalSchema) -> Iterator[Complaint]:
    known = schema.pipelines.get(Kind.DEAL)
    if known is None:
        return
    for key in ("new_business", "expansion", "ignore"):
        for index, name in enumerate(getattr(book.deals, key)):
            if name not in known:
                meant = next(
                    (id_ for id_, label in known.items() if label.casefold() == name.casefold()), None
                )
                hint = (
                    f"'{name}' is its label; write its id '{meant}'." if meant else did_you_mean(name, known)
                )
                message = f"The portal has no deal pipeline '{name}'."
                yield Complaint("unknown-pipeline", message, hint, ("deals", key, index), "", name)


def owners(book: Rulebook, schema: PortalSchema) -> Iterator[Complaint]:
    """Addresses count whatever their case, as they do where tasks are given to people."""
    if schema.owners is None:
        return
    known = {email.casefold() for email in schema.owners}
    for name, pool in book.people.pools.items():
        for index, member in enumerate(pool.members):
            if member.casefold() not in known:
                message = f"'{member}' is no owner in the portal, or has left."
                hint, path = did_you_mean(member, schema.owners), ("people", "pools", name, "members", index)
                yield Complaint("unknown-owner", message, hint, path, "", member)


def scopes(book: Rulebook, schema: PortalSchema) -> Iterator[Complaint]:
    """Each scope once, at the first part of the rulebook that needs it."""
    told: set[str] = set()
    for scope, what, path in _needed(book):
        granted = scope not in schema.lacking and (schema.scopes is None or scope in schema.scopes)
        if not granted and scope not in told:
            told.add(scope)
            message = f"The token lacks the scope {scope}, which is needed {what}."
            hint = "Grant it in HubSpot where the token was made."
            yield Complaint("missing-scope", message, hint, path, "", scope)


def _needed(book: Rulebook) -> Wanted:
    kinds = kinds_of(needs(book))
    for kind in kinds:
        path: Path = ("accounts", "key_account")
        if kind is Kind.TICKET:
            yield "tickets", "to read tickets", path
        elif kind in _ACTIVITIES:
            yield "crm.objects.contacts.read", f"to read {_ACTIVITIES[kind]}", path
        else:
            yield f"crm.objects.{_PLURAL[kind]}.read", f"to read {_PLURAL[kind]}", path
            yield f"crm.schemas.{_PLURAL[kind]}.read", f"to read what properties {_PLURAL[kind]} have", path
    for name, signal in book.engagement.signals.items():
        if signal.list:
            yield "crm.lists.read", "to know who comes onto a list", ("engagement", "signals", name, "list")
    for kind in sorted({one.kind for one in own_properties(book)}):
        what = _PLURAL[kind]
        yield f"crm.schemas.{what}.write", f"to create our properties of {what}", ("prefix",)
        yield f"crm.objects.{what}.write", f"to write our properties of {what}", ("prefix",)
    if book.people.persons or book.people.pools:
        yield "crm.objects.owners.read", "to know whom tasks can be given to", ("people",)
    yield from _by_effects(book)


def _by_effects(book: Rulebook) -> Wanted:
    for path, effect, _ in effects(book):
        if effect.task or effect.note or effect.play:
            yield "crm.objects.contacts.write", "to create tasks and notes", path
        if effect.add_to_list:
            yield "crm.lists.read", "to find the list", (*path, "add_to_list")
            yield "crm.lists.write", "to put contacts on a list", (*path, "add_to_list")
        for target in (*(effect.set or ()), *([effect.assign_owner.property] if effect.assign_owner else [])):
            what = _PLURAL[Kind(target.partition(".")[0])]
            yield f"crm.objects.{what}.write", f"to write '{target}'", path
    for name, step in book.funnel.items():
        if step.lifecyclestage:
            yield (
                "crm.objects.contacts.write",
                "to write the lifecycle stage",
                ("funnel", name, "lifecyclestage"),
            )
    if book.handover:
        yield "crm.objects.contacts.write", "to create tasks", ("handover",)

"""Whether what a rulebook writes can be written in a portal."""

from collections.abc import Iterator

from accounts.values import Bad, Definition, Kind, typed
from rules.checking.effects import ASSOCIATIONS
from rules.language.texts import effects, named_in
from rules.model import Rulebook
from rules.own import own_properties
from rules.portal.schema import PortalSchema
from rules.portal.uses import Use
from rules.portal.values import called, unknown, unknown_option
from rules.problems import Complaint, Path

LIFECYCLE = "contact.lifecyclestage"


def targets(book: Rulebook, schema: PortalSchema, own: frozenset[str]) -> Iterator[Complaint]:
    for name, path, text in _targets(book):
        if name in own or name.endswith("*") or Kind(name.partition(".")[0]) not in schema.kinds:
            continue
        use, found = Use(name, path), schema.of(name)
        if found is None:
            yield unknown(use, schema)
        elif found.calculated or found.read_only:
            yield _shut(use, found)
        elif text and (complaint := _unfit(text, use, found, schema)):
            yield complaint


def _targets(book: Rulebook) -> Iterator[tuple[str, Path, str]]:
    """What is written, where that is said, and the value, where it is known."""
    for pattern in book.writes:
        if pattern == ASSOCIATIONS:
            continue
        yield pattern, ("writes", pattern), ""
    for path, effect, _ in effects(book):
        for target, text in (effect.set or {}).items():
            if not book.owns(target):
                yield target, (*path, "set", target), text
        if effect.assign_owner:
            yield effect.assign_owner.property, (*path, "assign_owner"), ""
    for name, step in book.funnel.items():
        if step.lifecyclestage:
            yield LIFECYCLE, ("funnel", name, "lifecyclestage"), step.lifecyclestage


def _shut(use: Use, found: Definition) -> Complaint:
    why = "HubSpot works it out itself" if found.calculated else "it is read-only in the portal"
    message = f"'{use.name}' cannot be written: {why}."
    return Complaint("not-writable", message, "Write a property of your own instead.", use.path, "", use.name)


def _unfit(text: str, use: Use, found: Definition, schema: PortalSchema) -> Complaint | None:
    """A text with placeholders is known only when it is written."""
    if named_in(text):
        return None
    if found.type == "enumeration":
        for part in text.split(";") if found.many else [text]:
            if complaint := unknown_option(part, use, found, schema):
                return complaint
        return None
    if isinstance(typed(text, found), Bad):
        message = f"'{text}' cannot be written to '{use.name}', which is {called(found)} in the portal."
        return Complaint(
            "wrong-type", message, "Write a value of that type.", use.path, "", use.name, value=True
        )
    return None


def own_in_the_way(book: Rulebook, schema: PortalSchema) -> Iterator[Complaint]:
    """Our own properties are created where they are missing; those that are there already must be as we need them."""
    for one in own_properties(book):
        found = schema.definitions.get((one.kind, one.name))
        if found is None:
            continue
        if found.read_only or found.calculated or found.type != one.type:
            shut = found.read_only or found.calculated
            why = "cannot be written" if shut else f"is {called(found)} instead of {one.type}"
            message = f"The portal has a property '{one.kind}.{one.name}' already, and it {why}."
            hint = "Undo that in HubSpot's property settings, or choose another prefix."
            yield Complaint("not-writable", message, hint, ("prefix",), "", one.name)

"""What a portal says that a rulebook rests on: its properties, pipelines, people and scopes; and what does not fit them.

Pure: whoever has asked HubSpot, or has read a recorded answer, hands it over as a PortalSchema.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.values import Kind
from rules.advice.lint import Advice, Portal, advice
from rules.files.include import gather
from rules.load import load
from rules.model import Rulebook
from rules.own import own_properties
from rules.portal.access import owners, pipelines, scopes
from rules.portal.schema import PortalSchema
from rules.portal.targets import own_in_the_way, targets
from rules.portal.uses import uses
from rules.portal.values import fitting
from rules.problems import Complaint, Problem, RulebookError

__all__ = ["Fit", "PortalSchema", "check_portal", "complaints"]

ROLE = (Kind.CONTACT, "hs_buying_role")


@dataclass(frozen=True)
class Fit:
    """How a rulebook and a portal go together: what must be mended, and what is worth knowing."""

    book: Rulebook
    problems: tuple[Problem, ...]
    advice: tuple[Advice, ...]


def check_portal(text: str, file: str, schema: PortalSchema) -> Fit:
    """All at once, sorted by place. Raises RulebookError where the rulebook cannot be loaded at all."""
    book, source = load(text, file), gather(text, file)
    problems = []
    for complaint in complaints(book, schema):
        path = (*source.places.find(complaint.leaf), *complaint.path)
        place = source.places.of(path, value=complaint.value)
        problems.append(source.problem(place, complaint.code, complaint.message, complaint.hint))
    return Fit(book, RulebookError(problems).problems, advice(book, source, _known(book, schema)))


def complaints(book: Rulebook, schema: PortalSchema) -> Iterator[Complaint]:
    """What must be mended before the rulebook can work in this portal."""
    own = frozenset(f"{one.kind}.{one.name}" for one in own_properties(book))
    yield from fitting(book, schema, own)
    yield from targets(book, schema, own)
    yield from own_in_the_way(book, schema)
    yield from pipelines(book, schema)
    yield from owners(book, schema)
    yield from scopes(book, schema)


def _known(book: Rulebook, schema: PortalSchema) -> Portal:
    """What advice can rest on beyond the file."""
    found = tuple(_silent(book, schema))
    role = schema.definitions.get(ROLE)
    if role is None or not role.options:
        return Portal(empty=schema.empty, found=found)
    return Portal(frozenset(role.options), schema.empty, found)


def _silent(book: Rulebook, schema: PortalSchema) -> Iterator[Complaint]:
    """Once for each property that HubSpot works out itself: it changes without a webhook."""
    told: set[str] = set()
    for use in uses(book):
        found = schema.of(use.name)
        if found and found.calculated and use.name not in told:
            told.add(use.name)
            message = f"HubSpot works out '{use.name}' itself and sends no webhook when it changes."
            hint = "Nothing to do: changes are seen by polls, a few minutes later."
            yield Complaint("no-webhook", message, hint, use.path, use.leaf, use.name)

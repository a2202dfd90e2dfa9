"""Advice: what a rulebook says that can be meant and probably is not. Nothing of it keeps the rulebook from being used.

Each kind of advice has an id that stays, and can be waived in the file: `waive: {never-used: we keep it for later}`,
or `never-used@old_metric` for one name.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from rules.advice import conditions as lint_conditions
from rules.advice import cone as lint_cone
from rules.advice import names as lint_names
from rules.advice import reads as lint_reads
from rules.advice import rules as lint_rules
from rules.advice.later import later
from rules.files.include import gather
from rules.files.places import Source
from rules.load import load
from rules.model import Rulebook
from rules.problems import Complaint, Place, did_you_mean, told
from rules.wording.nouns import BUYING_ROLES

IDS: Mapping[str, str] = {
    "stage-unreachable": "No account ever reaches the stage by itself.",
    "contradictory-condition": "The condition can never say yes.",
    "always-true": "The condition can never say no.",
    "rule-shadowed": "Whenever the rule holds, another one does the same or overrules it.",
    "rules-disagree": "Two rules set one property to different values, and neither has priority.",
    "score-out-of-reach": "More points are asked for than anybody can have.",
    "min-stay-beyond-max-stay": "The stage keeps accounts for longer than they should stay.",
    "role-unyielded": "The role wanted is none that a contact can have.",
    "property-nobody-writes": "A property below the prefix is looked at, and no rule sets it.",
    "effect-outside-mode": "The effect does not happen in the mode of its rule.",
    "hand-over-without-needs": "The stage hands over, and needs none before it.",
    "yes-no-without-unset-means": "The yes/no property is empty on most records.",
    "write-undeclared": "Something is written that 'writes' does not name.",
    "missing-case": "No case expects the stage, or the rule.",
    "never-used": "The name is declared and never used.",
    "age-under-min-stay": "The rule acts before 'min_stay' is over.",
    "signal-unused": "Nothing asks for the signal, and it gives no points.",
    "no-webhook": "HubSpot sends no webhook when the property changes.",
    "not-yet-carried-out": "This version reads and checks it, and does not do it.",
    "waiver-unknown": "The waiver names no kind of advice.",
    "waiver-unused": "The waiver waives nothing.",
}
"""Every kind of advice, and what it has found out."""
OF_A_PORTAL = frozenset({"no-webhook"})
"""Found only where the portal is known; a waiver of it is not idle without one."""

_LINTS: tuple[Callable[[Rulebook], Iterator[Complaint]], ...] = (
    lint_cone.unreachable,
    lint_cone.stays,
    lint_cone.handing_over,
    lint_cone.ages,
    lint_conditions.flaws,
    lint_rules.shadowed,
    lint_rules.disagreeing,
    lint_rules.modes,
    lint_rules.writes,
    lint_rules.cases,
    lint_reads.scores,
    lint_reads.unwritten,
    lint_reads.signals,
    lint_names.unused,
    later,
)


@dataclass(frozen=True, order=True)
class Advice:
    """One piece of advice and its place. `id` is a stable word, `name` what it is about, the others are for people."""

    file: str
    line: int  # from 1
    column: int  # from 1
    id: str
    name: str
    message: str
    hint: str = ""

    @property
    def place(self) -> Place:
        return Place(self.file, self.line, self.column)

    def __str__(self) -> str:
        return told(self.place, self.id, self.message, self.hint)


@dataclass(frozen=True)
class Portal:
    """What advice may rest on where the portal is known; see `rules.portal.fits`."""

    roles: frozenset[str] = frozenset(BUYING_ROLES)
    empty: Mapping[str, float] | None = None
    found: tuple[Complaint, ...] = ()


def look_over(text: str, file: str, portal: Portal | None = None) -> tuple[Rulebook, tuple[Advice, ...]]:
    """Load a rulebook, and all the advice on it, sorted by place. Raises RulebookError as `rules.load` does."""
    book = load(text, file)
    return book, advice(book, gather(text, file), portal)


def advice(book: Rulebook, source: Source, portal: Portal | None = None) -> tuple[Advice, ...]:
    """All the advice on a rulebook that was read from `source`, sorted by place."""
    found = [*_not_waived(book, list(remarks(book, portal)), in_portal=portal is not None)]
    return tuple(sorted({_located(each, source) for each in found}))


def remarks(book: Rulebook, portal: Portal | None = None) -> Iterator[Complaint]:
    """The same without places and waivers."""
    known = portal or Portal()
    for lint in _LINTS:
        yield from lint(book)
    yield from lint_reads.roles(book, known.roles)
    yield from lint_reads.yes_no(book, known.empty)
    yield from known.found


def _not_waived(book: Rulebook, found: Iterable[Complaint], *, in_portal: bool) -> Iterator[Complaint]:
    waived: set[str] = set()
    for each in found:
        keys = {each.code, f"{each.code}@{each.about}"} & set(book.waive)
        waived |= keys
        if not keys:
            yield each
    for key in book.waive:
        id_, path = key.partition("@")[0], ("waive", key)
        if id_ not in IDS:
            message, hint = f"There is no advice '{id_}'.", did_you_mean(id_, IDS)
            yield Complaint("waiver-unknown", message, hint, path, "", key)
        elif key not in waived and (in_portal or id_ not in OF_A_PORTAL):
            message = f"There is nothing that '{key}' waives."
            yield Complaint("waiver-unused", message, "Remove it.", path, "", key)


def _located(complaint: Complaint, source: Source) -> Advice:
    path = (*source.places.find(complaint.leaf), *complaint.path)
    place = source.places.of(path, value=complaint.value)
    return Advice(*place, complaint.code, complaint.about, complaint.message, complaint.hint)

"""Checks of what a rulebook does: effects that say one thing, people and plays that exist, properties it may write."""

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches

from rules.language.doing import DOINGS
from rules.language.texts import effects, named_in, texts
from rules.language.vocabulary import OF_CONTACT, OWN_COMPANY, OWN_CONTACT, PLACEHOLDERS, PROPERTY
from rules.model import Rulebook
from rules.own import REASON
from rules.problems import Complaint, Path, did_you_mean

ASSOCIATIONS = "contact.associations"
"""Stands in `writes` for associating contacts that have no company with the one they belong to; it is no property."""

_OF_COMPANY = re.compile(r"company\.[a-z][a-z0-9_]*")
_WRITABLE = re.compile(r"(company|contact)\.(\*|[a-z][a-z0-9_]*\*?)")


def recipients(book: Rulebook) -> Iterator[Complaint]:
    """Every `to` is a person that exists."""
    persons, pools = book.people.persons, book.people.pools
    for path, name in _recipients(book):
        if name not in persons:
            pool = f"'{name}' is a pool; name a person with that pool as 'else'."
            hint = pool if name in pools else did_you_mean(name, persons)
            message = f"'{name}' is nobody in 'people'."
            yield Complaint("unknown-person", message, hint, path, about=name, value=True)


def _recipients(book: Rulebook) -> Iterator[tuple[Path, str]]:
    if book.handover:
        yield ("handover", "to"), book.handover.to
    for path, effect, _ in effects(book):
        for key in ("task", "notify", "assign_owner"):
            if doing := getattr(effect, key):
                yield (*path, key, "to"), doing.to
    for name, play in book.plays.items():
        for index, step in enumerate(play.steps):
            yield ("plays", name, "steps", index, "task", "to"), step.task.to


def pool_of_leads(book: Rulebook) -> Iterator[Complaint]:
    outside = book.handover.outside_key_accounts if book.handover else None
    if outside and outside.to.pool not in book.people.pools:
        pool, path = outside.to.pool, ("handover", "outside_key_accounts", "to", "pool")
        hint = did_you_mean(pool, book.people.pools)
        yield Complaint("unknown-pool", f"There is no pool '{pool}'.", hint, path, about=pool, value=True)


def one_each(book: Rulebook) -> Iterator[Complaint]:
    """An effect does one thing."""
    for path, effect, _ in effects(book):
        found = [name for name in DOINGS if getattr(effect, name) not in (None, {})]
        if len(found) != 1:
            message = (
                "An effect is one thing: a task, values to set, a note, an owner, a list, a play or a notice."
            )
            yield Complaint("wrong-value", message, "Write each on a line of its own.", path)
        elif effect.keep and not effect.set:
            message = "Only values that are set can be kept."
            yield Complaint("wrong-value", message, "Remove 'keep'.", (*path, "keep"))


def plays(book: Rulebook) -> Iterator[Complaint]:
    for path, effect, _ in effects(book):
        if effect.play is not None and effect.play not in book.plays:
            message, hint = f"There is no play '{effect.play}'.", did_you_mean(effect.play, book.plays)
            yield Complaint("unknown-play", message, hint, (*path, "play"), about=effect.play, value=True)


def owners(book: Rulebook) -> Iterator[Complaint]:
    """The owner of a contact is set where each contact is looked at."""
    for path, effect, of_contact in effects(book):
        wanted = effect.assign_owner
        if wanted and wanted.property.startswith("contact.") and not of_contact:
            message = (
                f"'{wanted.property}' is a property of a contact, and the rule looks at the whole account."
            )
            hint = "Add for_each: {members: contacts}, or name a property of the company."
            yield Complaint("not-writable", message, hint, (*path, "assign_owner", "property"), value=True)


def placeholders(book: Rulebook) -> Iterator[Complaint]:
    """Texts name what exists; a contact only where one is looked at."""
    for path, text, of_contact in texts(book):
        known = (*PLACEHOLDERS, *OF_CONTACT) if of_contact else PLACEHOLDERS
        for name in named_in(text):
            if name not in known and (not _OF_COMPANY.fullmatch(name) or _nearly(name)):
                message, hint = f"'{{{name}}}' stands for nothing.", did_you_mean(name, known)
                if name in OF_CONTACT:
                    message = f"'{{{name}}}' has a meaning only where a rule looks at each contact."
                    hint = "Add for_each to the rule, or leave it out."
                yield Complaint("unknown-placeholder", message, hint, path, value=True)


def _nearly(name: str) -> bool:
    """Whether it looks like `company.name`, mistyped; other properties of the company may stand in a text."""
    return bool(get_close_matches(name, ["company.name"], cutoff=0.9))


def settings(book: Rulebook) -> Iterator[Complaint]:
    """Only what `writes` allows is set; on a contact only by a rule that looks at each."""
    for path, effect, of_contact in effects(book):
        for target in effect.set or ():
            if reason := _not_writable(target, book, of_contact=of_contact):
                yield Complaint("not-writable", *reason, (*path, "set", target), about="prefix")


def _not_writable(target: str, book: Rulebook, *, of_contact: bool) -> tuple[str, str] | None:
    own, kind = f"company.{book.prefix}_", target.partition(".")[0]
    if kind not in {"company", "contact"} or not PROPERTY.fullmatch(target) or target == ASSOCIATIONS:
        return f"'{target}' cannot be set by a rule.", f"Set a property such as {own}next_gap."
    if kind == "contact" and not of_contact:
        return (
            f"'{target}' is a property of a contact, and the rule looks at the whole account.",
            "Add for_each: {members: contacts}, or set a property of the company.",
        )
    if kind == "company" and book.owns(target) and not target.startswith(own):
        return f"'{target}' belongs to a buying unit.", f"Set {own}... instead: each unit has its own."
    if target.partition(".")[2].removeprefix(f"{book.prefix}_") in {*OWN_COMPANY, *OWN_CONTACT, REASON}:
        return f"'{target}' is written by the rulebook itself.", "Choose another name."
    if mode_of(target, book) is None:
        mode = "own" if book.owns(target) else "fill_if_empty"
        pattern = f"{kind}.{book.prefix}_*" if mode == "own" else target
        return f"'writes' does not allow '{target}'.", f"Add '{pattern}: {mode}' to 'writes'."
    return None


def mode_of(target: str, book: Rulebook) -> str | None:
    """How `writes` lets a property be written; None where it does not."""
    return next((mode for pattern, mode in book.writes.items() if covers(pattern, target)), None)


def covers(pattern: str, target: str) -> bool:
    return target == pattern or (pattern.endswith("*") and target.startswith(pattern[:-1]))


def writes(book: Rulebook) -> Iterator[Complaint]:
    """`own` is for what is below the prefix; everything else is filled or moved forward, and named one by one."""
    below = re.compile(rf"(company|contact)\.{book.prefix}_(\*|[a-z0-9_]+\*?)")
    for pattern, mode in book.writes.items():
        path: Path = ("writes", pattern)
        if not _WRITABLE.fullmatch(pattern):
            hint = (
                f"Write company.{book.prefix}_* or the name of a property, such as company.hubspot_owner_id."
            )
            yield Complaint("not-writable", f"'{pattern}' is no property.", hint, path, about="prefix")
        elif pattern == ASSOCIATIONS and mode != "fill_if_empty":
            message = f"'{pattern}' is only ever filled: no association is changed or removed."
            yield Complaint("not-writable", message, "Write fill_if_empty behind it.", path, about="prefix")
        elif mode == "own" and not below.fullmatch(pattern):
            hint = f"Write company.{book.prefix}_* or contact.{book.prefix}_*, or fill_if_empty behind it."
            message = f"'{pattern}' is not below the prefix '{book.prefix}'."
            yield Complaint("not-writable", message, hint, path, about="prefix")
        elif mode != "own" and (pattern.endswith("*") or below.fullmatch(pattern)):
            message = f"'{mode}' is for single properties that are not ours."
            yield Complaint("not-writable", message, "Name one property of the portal.", path, about="prefix")


CHECKS: tuple[Callable[[Rulebook], Iterator[Complaint]], ...] = (
    recipients,
    pool_of_leads,
    one_each,
    plays,
    owners,
    placeholders,
    settings,
    writes,
)

"""Whether what a rulebook reads is there in a portal, of the type it is compared as, with the options it is compared with."""

from collections.abc import Iterator

from accounts.values import Definition, Kind
from rules.conditions import Constant, Leaf, Op
from rules.judging.ageing import SINCE, UNTIL
from rules.judging.comparison import among
from rules.judging.kinds import KINDS
from rules.judging.ordered import COMPARE
from rules.judging.staled import CHANGED
from rules.language.parsing import shown
from rules.model import Rulebook
from rules.portal.schema import PortalSchema
from rules.portal.uses import Use, uses
from rules.problems import Complaint, did_you_mean

TYPES = {
    "number": "a number",
    "bool": "a yes or no",
    "date": "a date",
    "datetime": "a date with a time",
    "enumeration": "one of several options",
}
DATES = frozenset({"date", "datetime"})
EQUALS = frozenset({Op.IS, Op.IS_NOT, Op.IS_ANY_OF, Op.IS_NONE_OF})


def fitting(book: Rulebook, schema: PortalSchema, own: frozenset[str]) -> Iterator[Complaint]:
    """At most one complaint about each use. `own`: what we create ourselves."""
    for use in uses(book):
        if use.name in own or Kind(use.name.partition(".")[0]) not in schema.kinds:
            continue
        found = schema.of(use.name)
        complaint = unknown(use, schema) if found is None else _misfit(use, found, schema)
        if complaint:
            yield complaint


def unknown(use: Use, schema: PortalSchema) -> Complaint:
    kind, _, name = use.name.partition(".")
    there = [each for of, each in schema.definitions if of == kind]
    hint = did_you_mean(name, there)
    if not hint.startswith("Did"):
        hint = "Look it up in HubSpot's settings under Properties, by its internal name."
    message = f"The portal has no {kind} property '{name}'."
    return Complaint("unknown-property", message, hint, use.path, use.leaf, use.name)


def _misfit(use: Use, found: Definition, schema: PortalSchema) -> Complaint | None:
    if use.measured and found.type != "number":
        hint = "Measure a number, such as deal.amount."
        return _wrong(use, f"A number is made of '{use.name}', which is {called(found)}.", hint)
    if use.comparison is None:
        return None
    return _type(use, use.comparison, found) or _option(use, use.comparison, found, schema)


def called(found: Definition) -> str:
    return TYPES.get(found.type, "a text")


def _wrong(use: Use, message: str, hint: str) -> Complaint:
    return Complaint("wrong-type", message, hint, use.path, use.leaf, use.name)


def _type(use: Use, leaf: Leaf, found: Definition) -> Complaint | None:
    if leaf.metric.startswith((SINCE, UNTIL)):
        message = f"How long ago or ahead '{use.name}' is cannot be said: it is {called(found)}."
        return None if found.type in DATES else _wrong(use, message, "Name a property that holds a date.")
    if leaf.metric.startswith(CHANGED) or leaf.op in {Op.KNOWN, Op.UNKNOWN}:
        return None
    message = f"'{leaf.op}' does not fit '{use.name}', which is {called(found)} in the portal."
    if leaf.op in COMPARE and found.type != "number":
        hint = (
            f"Write since.{use.name}, until.{use.name}, before or after."
            if found.type in DATES
            else _instead(found)
        )
        return _wrong(use, message, hint)
    if leaf.op in {Op.BEFORE, Op.AFTER} and found.type not in DATES:
        return _wrong(use, message, _instead(found))
    if KINDS[leaf.op].of_words and found.type in {"number", "bool", *DATES}:
        return _wrong(use, message, _instead(found))
    return _constant(use, leaf, found) if leaf.op in EQUALS else None


def _instead(found: Definition) -> str:
    words = {
        "number": "at_least, at_most, more_than, less_than or is",
        "bool": "is with true or false",
        "date": "before or after",
        "datetime": "before or after",
        "enumeration": "is or is_any_of",
    }
    return f"Use {words.get(found.type, 'is, is_any_of, contains or starts_with')}."


def _constant(use: Use, leaf: Leaf, found: Definition) -> Complaint | None:
    for wanted in among(leaf.wanted):
        if not _comparable(wanted, found):
            message = f"'{use.name}' is {called(found)} in the portal and never equals {shown(wanted)}."
            return _wrong(use, message, _written(wanted, found))
    return None


def _comparable(wanted: Constant, found: Definition) -> bool:
    match found.type:
        case "bool":
            return isinstance(wanted, bool)
        case "number":
            return isinstance(wanted, (int, float)) and not isinstance(wanted, bool)
        case "datetime":
            return False  # a moment equals no constant of a rulebook
        case _:
            return isinstance(wanted, str)


def _written(wanted: Constant, found: Definition) -> str:
    if found.type == "bool":
        return "Write true or false, without quotes."
    if found.type == "number":
        return "Write a number, without quotes."
    if found.type == "datetime":
        return "Use before, after, since or until."
    return f"Put it into quotes: '{shown(wanted)}'." if found.type != "date" else "Use before or after."


def _option(use: Use, leaf: Leaf, found: Definition, schema: PortalSchema) -> Complaint | None:
    if found.type != "enumeration" or not (leaf.op in EQUALS or (leaf.op == Op.CONTAINS and found.many)):
        return None
    if leaf.metric.startswith(CHANGED):
        return None
    for wanted in (*among(leaf.wanted), leaf.unset_means):
        parts = str(wanted).split(";") if found.many else [str(wanted)]
        for part in parts if wanted is not None else ():
            if complaint := unknown_option(part, use, found, schema):
                return complaint
    return None


def unknown_option(text: str, use: Use, found: Definition, schema: PortalSchema) -> Complaint | None:
    """None where it is an option; those that HubSpot keeps elsewhere are known for pipelines and their stages alone."""
    labels = options(found, schema)
    if not labels or text.casefold() in {value.casefold() for value in labels}:
        return None
    meant = next((value for value, label in labels.items() if label.casefold() == text.casefold()), None)
    hint = f"'{text}' is its label; write its value '{meant}'." if meant else did_you_mean(text, labels)
    message = f"'{text}' is no option of '{use.name}'."
    return Complaint("unknown-option", message, hint, use.path, use.leaf, use.name)


def options(found: Definition, schema: PortalSchema) -> dict[str, str]:
    """The labels of a property's options by their values."""
    kept = {"pipeline": schema.pipelines, "hs_pipeline": schema.pipelines}
    kept |= {"dealstage": schema.stages, "hs_pipeline_stage": schema.stages}
    if found.name in kept and found.kind in kept[found.name]:
        return dict(kept[found.name][found.kind])
    labels = schema.labels.get((found.kind, found.name), {})
    return {value: labels.get(value, value) for value in found.options}

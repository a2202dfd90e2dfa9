"""Reading conditions: a mapping of metrics, `all`, `any`, `not`, ... becomes a tree of leaves, or a list of all its faults."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic_core import PydanticCustomError

from rules.conditions import ONE, All, AnyOf, Condition, Constant, Leaf, Measure, Named, Not, Op, SomeOf
from rules.judging.comparison import Reader
from rules.judging.kinds import KINDS
from rules.judging.staled import CHANGED
from rules.language.constants import span
from rules.language.parsing import capital, shown, sort_of
from rules.language.writing import write_condition
from rules.problems import Path, did_you_mean

GROUPS = ("all", "any", "not", "at_least_n_of")
MEASURES = ("count", "sum", "min", "max", "average")
OPERATORS = tuple(word for word, kind in KINDS.items() if kind.reads is not None)
BARE = tuple(word for word, kind in KINDS.items() if kind.reads is None)
SILENCE = "none_for"
BESIDE = ("within", "ever", SILENCE, "unset_means")
"""What may stand beside an operator, or stands for one."""
NAMED = ("conditions.", "may.")
"""Metrics that are compared with yes or no by that word alone."""
_KEYS = (*OPERATORS, *BESIDE)
_YES_NO = {"yes": True, "no": False, True: True, False: False}


@dataclass(frozen=True)
class Fault:
    """What is wrong inside a condition, at a path relative to it."""

    path: Path
    code: str
    message: str
    hint: str = ""


def problems_of(context: Mapping[str, Any]) -> tuple[Fault, ...]:
    """The faults that `parse_condition` put into its error's context."""
    return tuple(context["faults"])


def parse_condition(value: object) -> Condition:
    """A mapping of metrics, `all`, `any`, `not` and `at_least_n_of` as a tree; all of a mapping must hold. Leaves carry
    their place relative to the condition; `rules.load` completes it.
    """
    faults: list[Fault] = []
    condition = _Reader(faults).group(value, ())
    if faults or condition is None:
        raise PydanticCustomError("condition", "a condition with faults", {"faults": tuple(faults)})
    return condition


def parse_measure(value: object) -> Measure:
    """`{count: contacts, where: {...}}`, or another of the ways to make one number of many things."""
    faults: list[Fault] = []
    measure = _Reader(faults).measure(value, (), ())
    if faults or measure is None:
        raise PydanticCustomError("condition", "a measure with faults", {"faults": tuple(faults)})
    return measure


def dotted(path: Path) -> str:
    """A path as it is read aloud: `cone.prospect[1].when.contacts.count`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


class _Reader:
    """Reads one condition and keeps a list of its faults; an answer of None has left a fault there."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults

    def fault(self, path: Path, code: str, message: str, hint: str = "") -> None:
        self.faults.append(Fault(path, code, capital(message), hint))

    def group(self, value: object, path: Path) -> Condition | None:
        if not isinstance(value, dict) or not value:
            message, hint = (
                "A condition is a mapping that is not empty.",
                "Write it as {metric: {operator: value}}.",
            )
            self.fault(path, "wrong-type", message, hint)
            return None
        if any(key in MEASURES for key in value):
            return self.measured(value, path)
        return _joined(All, [self.part(key, part, (*path, key)) for key, part in value.items()])

    def part(self, key: str, value: object, path: Path) -> Condition | None:
        match key:
            case "not":
                part = self.group(value, path)
                return None if part is None else Not(part)
            case "any" | "all":
                return _joined(AnyOf if key == "any" else All, self.parts(value, path))
            case "at_least_n_of":
                return self.some(value, path)
            case _:
                return self.metric(key, value, path)

    def parts(self, value: object, path: Path) -> list[Condition | None]:
        if isinstance(value, list) and value:
            return [self.group(part, (*path, index)) for index, part in enumerate(value)]
        if isinstance(value, dict) and value and not any(key in MEASURES for key in value):
            return [self.part(key, part, (*path, key)) for key, part in value.items()]
        message = f"'{path[-1]}' takes a list or a mapping that is not empty."
        self.fault(path, "wrong-type", message, "Write conditions below it.")
        return [None]

    def some(self, value: object, path: Path) -> Condition | None:
        if not isinstance(value, dict) or set(value) != {"n", "of"}:
            hint = "Write it as {n: 2, of: [condition, condition, condition]}."
            self.fault(path, "wrong-type", "'at_least_n_of' takes 'n' and 'of', and nothing else.", hint)
            return None
        parts = self.parts(value["of"], (*path, "of"))
        number = value["n"]
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= len(parts):
            message = f"{shown(number)} is no number from 1 to the {len(parts)} conditions below 'of'."
            self.fault((*path, "n"), "out-of-range", message, "Write how many of them must hold.")
            return None
        sound = tuple(part for part in parts if part is not None)
        return SomeOf(number, sound) if len(sound) == len(parts) else None

    def measured(self, value: dict[str, Any], path: Path) -> Condition | None:
        operators = tuple(key for key in value if key in _KEYS)
        measure = self.measure(value, operators, path)
        if measure is None:
            return None
        found = self.compared(measure.metric, {key: value[key] for key in operators}, path)
        return None if found is None else _with_measure(found, measure)

    def measure(self, value: object, operators: tuple[str, ...], path: Path) -> Measure | None:
        hows = [key for key in MEASURES if isinstance(value, dict) and key in value]
        if not isinstance(value, dict) or len(hows) != 1:
            message, hint = (
                f"One of {', '.join(MEASURES)} says what is measured.",
                "Write it as {count: contacts}.",
            )
            self.fault(path, "wrong-type", message, hint)
            return None
        how: Any = hows[0]
        for key in value:
            if key not in {how, "where", *operators}:
                hint = did_you_mean(key, ("where", *_KEYS))
                self.fault((*path, key), "unknown-key", f"'{key}' does not belong to '{how}'.", hint)
        counted = self.counted(how, value[how], (*path, how))
        where = self.group(value["where"], (*path, "where")) if "where" in value else None
        if counted is None or ("where" in value and where is None):
            return None
        of, property_ = counted
        asked = f" where {json.dumps(write_condition(where), ensure_ascii=False)}" if where else ""
        return Measure(how, of, property_, where, f"{how} {property_ or of}{asked}")

    def counted(self, how: str, value: object, path: Path) -> tuple[Any, str | None] | None:
        things = {one: many for many, one in ONE.items()}
        if how == "count" and isinstance(value, str) and value in ONE:
            return value, None
        start, _, name = value.partition(".") if isinstance(value, str) else ("", "", "")
        if how != "count" and start in things and name:
            return things[start], str(value)
        if how == "count":
            hint = did_you_mean(str(value), list(ONE))
            self.fault(path, "wrong-value", f"{shown(value)} cannot be counted.", hint)
        else:
            message = f"{shown(value)} is no property of a contact, a deal or a ticket."
            self.fault(path, "wrong-value", message, f"Write for example {how}: deal.amount.")
        return None

    def metric(self, metric: str, value: object, path: Path) -> Condition | None:
        if isinstance(value, str) and value in BARE:
            return Leaf(metric, value, place=dotted(path))
        if metric.startswith(NAMED) and isinstance(value, (str, bool)) and value in _YES_NO:
            named = Named(metric, place=dotted(path))
            return named if _YES_NO[value] else Not(named)
        if not isinstance(value, dict) or not value:
            hint = "Write for example {is: ...} or {at_least: ...}, or the word known."
            if metric.startswith(NAMED):
                hint = "Write yes or no."
            message = f"'{metric}' is compared with {shown(value)} but no operator says how."
            self.fault(path, "wrong-type", message, hint)
            return None
        unknown = [key for key in value if key not in _KEYS]
        for key in unknown:
            message, hint = f"'{key}' is no operator of a condition.", did_you_mean(key, _KEYS)
            self.fault((*path, key), "unknown-operator", message, hint)
        return None if unknown else self.compared(metric, value, path)

    def compared(self, metric: str, value: dict[str, Any], path: Path) -> Condition | None:
        ops = [key for key in value if key in OPERATORS]
        if SILENCE in value:
            return self.silent(metric, value, path)
        within = self.within(value, ops, path)
        if not ops:
            return self.happened(metric, value, within, path)
        places = [path if len(ops) == 1 else (*path, op) for op in ops]
        found = [self.leaf(metric, op, value, path) for op in ops]
        leaves = [
            leaf and replace(leaf, within=within, place=dotted(at))
            for leaf, at in zip(found, places, strict=True)
        ]
        return _joined(All, [*leaves])

    def happened(
        self, metric: str, value: dict[str, Any], within: int | None, path: Path
    ) -> Condition | None:
        """No operator: that it happened at all, ever or within a time."""
        if "within" not in value and "ever" not in value:
            message = f"No operator says what '{metric}' is compared with."
            self.fault(path, "unknown-operator", message, "Add for example is or at_least.")
            return None
        if "unset_means" in value:
            message = "'unset_means' needs an operator beside it."
            self.fault((*path, "unset_means"), "wrong-operator", message, "Add for example is or at_least.")
        return Leaf(metric, Op.AT_LEAST, 1, within, place=dotted(path))

    def silent(self, metric: str, value: dict[str, Any], path: Path) -> Condition | None:
        """`none_for: 30 days`: it has not happened within that time."""
        if len(value) > 1:
            message, hint = (
                f"'{SILENCE}' stands alone.",
                "Write what else is asked as a condition of its own.",
            )
            self.fault((*path, SILENCE), "wrong-operator", message, hint)
            return None
        within = self.constant(span, metric, value[SILENCE], (*path, SILENCE))
        return None if within is None else Leaf(metric, Op.AT_MOST, 0, within, place=dotted(path))

    def within(self, value: dict[str, Any], ops: list[str], path: Path) -> int | None:
        if "ever" in value and (value["ever"] is not True or "within" in value or ops):
            hint = "Write {ever: true}, or say how often with at_least or at_most."
            self.fault((*path, "ever"), "wrong-operator", "'ever' stands alone and is true.", hint)
        if "within" not in value:
            return None
        seconds: int | None = self.constant(span, "", value["within"], (*path, "within"))
        return seconds

    def leaf(self, metric: str, op: str, value: dict[str, Any], path: Path) -> Leaf | None:
        kind = KINDS[op]
        wanted = None if kind.reads is None else self.constant(kind.reads, metric, value[op], (*path, op))
        if wanted is None:
            return None
        leaf = Leaf(f"{CHANGED}{metric}" if op == "stale" else metric, op, wanted)
        if "unset_means" not in value:
            return leaf
        unset = self.unset(leaf, kind.unset, value["unset_means"], (*path, "unset_means"))
        return None if unset is None else replace(leaf, unset_means=unset)

    def unset(self, leaf: Leaf, reads: Reader | None, value: object, path: Path) -> Constant | None:
        if reads is None:
            self.fault(path, "wrong-operator", f"'unset_means' does not fit '{leaf.op}'.", "Leave it out.")
            return None
        unset: Any = self.constant(reads, leaf.metric, value, path)
        example = leaf.wanted[0] if isinstance(leaf.wanted, tuple) else leaf.wanted
        equal = KINDS[leaf.op].unset is KINDS[Op.IS].unset
        if unset is not None and equal and sort_of(unset) != sort_of(example):
            message = f"{shown(value)} is not of the kind that '{leaf.op}' compares here."
            self.fault(path, "wrong-type", message, "Write a value of the same kind.")
        found: Constant | None = unset
        return found

    def constant(self, reads: Reader, metric: str, value: object, path: Path) -> Any:
        try:
            return reads(metric, value)
        except PydanticCustomError as error:
            context = error.context or {}
            item = context.get("item")
            at = path if item is None else (*path, item)
            self.fault(at, str(context["code"]), str(context["message"]), str(context["hint"]))
            return None


def _with_measure(found: Condition, measure: Measure) -> Condition:
    match found:
        case Leaf():
            return replace(found, measure=measure)
        case All(parts):
            return All(tuple(_with_measure(part, measure) for part in parts))
        case _:
            return found


def _joined(group: type[All] | type[AnyOf], parts: list[Condition | None]) -> Condition | None:
    """The parts as one condition; a single part stands for itself. None where one of them is at fault."""
    sound = tuple(part for part in parts if part is not None)
    if len(sound) != len(parts):
        return None
    return sound[0] if len(sound) == 1 else group(sound)

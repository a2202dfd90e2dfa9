"""Reading conditions: a mapping of metrics, `all`, `any` and `not` becomes a tree of leaves, or a list of all its faults."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic_core import PydanticCustomError

from rules.conditions import TODAY, All, AnyOf, Condition, Constant, Leaf, Not, Op
from rules.parsing import AGES, capital, parse_duration, shown, sort_of
from rules.problems import Path, did_you_mean

GROUPS = ("all", "any", "not")
ORDER = frozenset({Op.AT_LEAST, Op.AT_MOST, Op.MORE_THAN, Op.LESS_THAN})
MOST_TEXT = 200
LEAST_NUMBER = 1e-6
_LEAF_OPS: dict[str, Op] = {op.value: op for op in Op if op not in {Op.KNOWN, Op.UNKNOWN}}
_KEYS = (*_LEAF_OPS, "within", "ever", "unset_means")


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
    """A mapping of metrics, `all`, `any` and `not` as a tree; all of a mapping must hold. Leaves carry their
    place relative to the condition; `rules.load` completes it.
    """
    faults: list[Fault] = []
    condition = _Reader(faults).group(value, ())
    if faults or condition is None:
        raise PydanticCustomError("condition", "a condition with faults", {"faults": tuple(faults)})
    return condition


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
            self.fault(
                path,
                "wrong-type",
                "A condition is a mapping that is not empty.",
                "Write it as {metric: {operator: value}}.",
            )
            return None
        return _joined(All, [self.part(key, part, (*path, key)) for key, part in value.items()])

    def part(self, key: str, value: object, path: Path) -> Condition | None:
        if key == "not":
            part = self.group(value, path)
            return None if part is None else Not(part)
        if key in {"any", "all"}:
            return _joined(AnyOf if key == "any" else All, self.parts(value, path))
        return self.metric(key, value, path)

    def parts(self, value: object, path: Path) -> list[Condition | None]:
        if isinstance(value, list) and value:
            return [self.group(part, (*path, index)) for index, part in enumerate(value)]
        if isinstance(value, dict) and value:
            return [self.part(key, part, (*path, key)) for key, part in value.items()]
        self.fault(
            path,
            "wrong-type",
            f"'{path[-1]}' takes a list or a mapping that is not empty.",
            "Write conditions below it.",
        )
        return [None]

    def metric(self, metric: str, value: object, path: Path) -> Condition | None:
        if value in ("known", "unknown"):
            return Leaf(metric, Op(str(value)), place=dotted(path))
        if not isinstance(value, dict) or not value:
            self.fault(
                path,
                "wrong-type",
                f"'{metric}' is compared with {shown(value)} but no operator says how.",
                "Write for example {is: ...} or {at_least: ...}, or the word known.",
            )
            return None
        unknown = [key for key in value if key not in _KEYS]
        for key in unknown:
            self.fault(
                (*path, key),
                "unknown-operator",
                f"'{key}' is no operator of a condition.",
                did_you_mean(key, _KEYS),
            )
        if unknown:
            return None
        return self.leaves(metric, value, path)

    def leaves(self, metric: str, value: dict[str, Any], path: Path) -> Condition | None:
        ops = [_LEAF_OPS[key] for key in value if key in _LEAF_OPS]
        within = self.within(value, ops, path)
        if not ops:
            if "within" not in value and "ever" not in value:
                self.fault(
                    path,
                    "unknown-operator",
                    f"No operator says what '{metric}' is compared with.",
                    "Add for example is or at_least.",
                )
                return None
            if "unset_means" in value:
                self.fault(
                    (*path, "unset_means"),
                    "wrong-operator",
                    "'unset_means' needs an operator beside it.",
                    "Add for example is or at_least.",
                )
            return Leaf(metric, Op.AT_LEAST, 1, within, place=dotted(path))
        places = [path if len(ops) == 1 else (*path, op.value) for op in ops]
        found = [self.leaf(metric, op, value, path) for op in ops]
        return _joined(
            All,
            [
                leaf and replace(leaf, within=within, place=dotted(at))
                for leaf, at in zip(found, places, strict=True)
            ],
        )

    def within(self, value: dict[str, Any], ops: Sequence[Op], path: Path) -> int | None:
        if "ever" in value and (value["ever"] is not True or "within" in value or ops):
            self.fault(
                (*path, "ever"),
                "wrong-operator",
                "'ever' stands alone and is true.",
                "Write {ever: true}, or say how often with at_least or at_most.",
            )
        if "within" not in value:
            return None
        return self.duration(value["within"], (*path, "within"))

    def duration(self, value: object, path: Path) -> int | None:
        try:
            seconds = parse_duration(value)
        except PydanticCustomError as error:
            context = error.context or {}
            self.fault(path, str(context["code"]), str(context["message"]), str(context["hint"]))
            return None
        if seconds == 0:
            self.fault(path, "out-of-range", "No time at all is no window.", "Write at least 1 second.")
        return seconds

    def leaf(self, metric: str, op: Op, value: dict[str, Any], path: Path) -> Leaf | None:
        wanted = self.wanted(metric, op, value[op.value], (*path, op.value))
        if wanted is None:
            return None
        if "unset_means" not in value:
            return Leaf(metric, op, wanted)
        unset = self.unset(metric, op, wanted, value["unset_means"], (*path, "unset_means"))
        return None if unset is None else Leaf(metric, op, wanted, unset_means=unset)

    def wanted(
        self, metric: str, op: Op, value: object, path: Path
    ) -> Constant | tuple[Constant, ...] | None:
        if op in ORDER:
            return self.duration_or_number(metric, op, value, path)
        if op in {Op.BEFORE, Op.AFTER}:
            return value if value == TODAY and isinstance(value, str) else self.date(value, path)
        if op is Op.CONTAINS:
            return self.text(value, path)
        if op is Op.IS_ANY_OF:
            return self.several(value, path)
        return self.constant(value, path)

    def duration_or_number(self, metric: str, op: Op, value: object, path: Path) -> Constant | None:
        if metric in AGES:
            return self.duration(value, path)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self.number(value, path)
        self.fault(
            path,
            "wrong-type",
            f"'{op}' compares numbers, and {shown(value)} is none.",
            "Write a number without quotes.",
        )
        return None

    def number(self, value: float, path: Path) -> float | None:
        """Nearer to nothing than a millionth, a threshold says only that somebody mistyped."""
        if 0 < abs(value) < LEAST_NUMBER:
            self.fault(
                path, "out-of-range", f"{value} is too small a number.", "Write 0 or at least 0.000001."
            )
            return None
        return value

    def date(self, value: object, path: Path) -> date | None:
        try:
            return date.fromisoformat(value if isinstance(value, str) and len(value) == 10 else "")
        except ValueError:
            self.fault(
                path,
                "wrong-type",
                f"{shown(value)} is no date.",
                "Write today or a date such as 2026-03-31.",
            )
            return None

    def text(self, value: object, path: Path) -> str | None:
        if isinstance(value, str) and value.strip() and len(value) <= MOST_TEXT:
            return value
        self.fault(
            path,
            "wrong-type",
            f"{shown(value)} is no text of 1 to {MOST_TEXT} letters.",
            "Write a text; put numbers into quotes.",
        )
        return None

    def constant(self, value: object, path: Path) -> Constant | None:
        if isinstance(value, bool):
            return value
        return self.number(value, path) if isinstance(value, (int, float)) else self.text(value, path)

    def several(self, value: object, path: Path) -> tuple[Constant, ...] | None:
        if not isinstance(value, list) or not value:
            self.fault(
                path,
                "wrong-type",
                "'is_any_of' takes a list that is not empty.",
                "Write it as [one, another].",
            )
            return None
        found = [self.constant(item, (*path, index)) for index, item in enumerate(value)]
        items = tuple(item for item in found if item is not None)
        if len({sort_of(item) for item in items}) > 1:
            self.fault(
                path, "wrong-type", "The list mixes texts, numbers and yes or no.", "Write items of one kind."
            )
            return None
        return items if len(items) == len(found) else None

    def unset(self, metric: str, op: Op, wanted: Any, value: object, path: Path) -> Constant | None:
        if op in {Op.BEFORE, Op.AFTER}:
            return self.date(value, path)
        if op in ORDER:
            return self.duration_or_number(metric, op, value, path)
        example = wanted[0] if isinstance(wanted, tuple) else wanted
        constant = self.constant(value, path)
        if constant is not None and sort_of(constant) != sort_of(example):
            self.fault(
                path,
                "wrong-type",
                f"{shown(value)} is not of the kind that '{op}' compares here.",
                "Write a value of the same kind.",
            )
        return constant


def _joined(group: type[All] | type[AnyOf], parts: list[Condition | None]) -> Condition | None:
    """The parts as one condition; a single part stands for itself. None where one of them is at fault."""
    sound = tuple(part for part in parts if part is not None)
    if len(sound) != len(parts):
        return None
    return sound[0] if len(sound) == 1 else group(sound)

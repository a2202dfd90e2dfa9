"""What comparisons mean, in the plainest words: an oracle for the compiled ones, slow and without shortcuts."""

import re
from datetime import date, datetime, tzinfo
from operator import ge, gt, le, lt
from typing import Any

from accounts.metrics import Span
from accounts.values import Bad, Missing, Moment
from rules.conditions import TODAY, Leaf, Op

Verdict = bool | None
TEXTUAL = (Op.CONTAINS, "starts_with", "ends_with", "matches")
ORDER = {Op.AT_LEAST: ge, Op.AT_MOST: le, Op.MORE_THAN: gt, Op.LESS_THAN: lt}


def verdict(leaf: Leaf, value: Any, at: Moment, tz: tzinfo) -> Verdict:
    """A count between two numbers means every number from one to the other: where they differ, nobody knows."""
    if isinstance(value, Span):
        return _between(leaf, value, at, tz)
    if leaf.op == "stale":
        return _stale(leaf, value)
    if isinstance(value, Bad) or (isinstance(value, Missing) and value.unreadable):
        return None
    if leaf.op in {Op.KNOWN, Op.UNKNOWN}:
        return isinstance(value, Missing) is (leaf.op == Op.UNKNOWN)
    if isinstance(value, Missing):
        return None if leaf.unset_means is None else _COMPARED[leaf.op](leaf, leaf.unset_means, at, tz)
    return _COMPARED[leaf.op](leaf, value, at, tz)


def _between(leaf: Leaf, span: Span, at: Moment, tz: tzinfo) -> Verdict:
    if leaf.op in {Op.KNOWN, Op.UNKNOWN}:
        return leaf.op == Op.UNKNOWN
    if leaf.op in {Op.BEFORE, Op.AFTER, *TEXTUAL, "stale"}:
        return None
    said = {verdict(leaf, number, at, tz) for number in range(span.low, span.high + 1)}
    return said.pop() if len(said) == 1 else None


def _stale(leaf: Leaf, value: Any) -> Verdict:
    """Of an empty value nobody has said anything for ever."""
    if isinstance(value, Missing):
        return None if value.unreadable else True
    wanted: Any = leaf.wanted
    return bool(value >= wanted) if _number(value) else None


def _is(leaf: Leaf, value: Any, *_: Any) -> Verdict:
    return _same(leaf.wanted, value)


def _is_not(leaf: Leaf, value: Any, *_: Any) -> Verdict:
    same = _same(leaf.wanted, value)
    return None if same is None else not same


def _is_any_of(leaf: Leaf, value: Any, *_: Any) -> Verdict:
    wanted: Any = leaf.wanted
    said = {_same(one, member) for one in wanted for member in _members(value)}
    if True in said:
        return True
    return None if None in said else False


def _is_none_of(leaf: Leaf, value: Any, *_: Any) -> Verdict:
    among = _is_any_of(leaf, value)
    return None if among is None else not among


def _worded(leaf: Leaf, value: Any, *_: Any) -> Verdict:
    """Contains means one whole option where there are several; the others look at each of them."""
    if isinstance(value, str):
        return _has(leaf, value)
    if not isinstance(value, tuple):
        return None
    if leaf.op == Op.CONTAINS:
        return str(leaf.wanted).casefold() in [member.casefold() for member in value]
    return any(_has(leaf, member) for member in value)


def _has(leaf: Leaf, text: str) -> bool:
    wanted, folded = str(leaf.wanted).casefold(), text.casefold()
    match leaf.op:
        case "starts_with":
            return folded[: len(wanted)] == wanted
        case "ends_with":
            return folded[max(0, len(folded) - len(wanted)) :] == wanted
        case "matches":
            pattern = re.compile(str(leaf.wanted), re.IGNORECASE)
            return bool(pattern.search(text) or pattern.search(folded))
        case _:
            return folded.find(wanted) >= 0


def _dated(leaf: Leaf, value: Any, at: Moment, tz: tzinfo) -> Verdict:
    day, end = _day(value, tz), _day(at, tz) if leaf.wanted == TODAY else leaf.wanted
    if day is None or not isinstance(end, date):
        return None
    return day < end if leaf.op == Op.BEFORE else day > end


def _ordered(leaf: Leaf, value: Any, *_: Any) -> Verdict:
    wanted: Any = leaf.wanted
    return bool(ORDER[leaf.op](value, wanted)) if _number(value) and _number(wanted) else None


_COMPARED = {
    Op.IS: _is,
    Op.IS_NOT: _is_not,
    Op.IS_ANY_OF: _is_any_of,
    Op.IS_NONE_OF: _is_none_of,
    **dict.fromkeys(TEXTUAL, _worded),
    Op.BEFORE: _dated,
    Op.AFTER: _dated,
    **dict.fromkeys(ORDER, _ordered),
}


def _same(wanted: Any, value: Any) -> Verdict:
    if isinstance(wanted, str):
        text = (
            ";".join(value)
            if isinstance(value, tuple)
            else value.isoformat()
            if isinstance(value, date)
            else value
        )
        return text.casefold() == wanted.casefold() if isinstance(text, str) else None
    if isinstance(wanted, bool):
        return value is wanted if isinstance(value, bool) else None
    return bool(value == wanted) if _number(value) else None


def _members(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) and value else (value,)


def _day(value: Any, tz: tzinfo) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return datetime.fromtimestamp(value, tz).date() if type(value) is int else None
    except (ValueError, OverflowError, OSError):
        return None


def _number(value: object) -> bool:
    return type(value) in {int, float}

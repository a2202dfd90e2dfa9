"""How the verdict on a group of conditions follows from those on its parts."""

from collections.abc import Callable, Sequence

from rules.conditions import AnyOf, Condition, Named, Not, SomeOf
from rules.judging.comparison import Verdict, negated

Joint = Callable[[Sequence[Verdict]], Verdict]
"""A group of conditions: its verdict, from those of its parts, which are found under their numbers."""


def _all(numbers: tuple[int, ...]) -> Joint:
    """No wins, then unknown."""

    def joint(verdicts: Sequence[Verdict]) -> Verdict:
        answer: Verdict = True
        for number in numbers:
            if not (verdict := verdicts[number]):
                if verdict is False:
                    return False
                answer = None
        return answer

    return joint


def _any(numbers: tuple[int, ...]) -> Joint:
    """Yes wins, then unknown."""

    def joint(verdicts: Sequence[Verdict]) -> Verdict:
        answer: Verdict = False
        for number in numbers:
            if (verdict := verdicts[number]) is not False:
                if verdict:
                    return True
                answer = None
        return answer

    return joint


def _not(numbers: tuple[int, ...]) -> Joint:
    """Not of unknown is unknown."""
    [number] = numbers
    return lambda verdicts: negated(verdicts[number])


def _some(numbers: tuple[int, ...], wanted: int) -> Joint:
    """As many yes as wanted; no once that cannot be any more."""

    def joint(verdicts: Sequence[Verdict]) -> Verdict:
        found = [verdicts[number] for number in numbers]
        if found.count(True) >= wanted:
            return True
        return False if len(found) - found.count(False) < wanted else None

    return joint


def _sure(numbers: tuple[int, ...]) -> Joint:
    """Unknown is a no."""
    [number] = numbers
    return lambda verdicts: verdicts[number] is True


def joint_of(condition: Condition, numbers: tuple[int, ...]) -> Joint:
    match condition:
        case SomeOf(wanted):
            return _some(numbers, wanted)
        case Not():
            return _not(numbers)
        case Named():
            return _sure(numbers)
        case AnyOf():
            return _any(numbers)
        case _:
            return _all(numbers)

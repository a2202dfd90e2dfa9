"""What follows from a value, kept for the next account that has the same: values come again, most of them often.

In Python True equals 1 and 1.0; they are kept apart by their types.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Generic, TypeVar

from accounts.values import Missing

MOST_KEPT = 256  # of the values of one type that one metric may have
LONGEST_KEPT = 100  # letters; longer texts hardly ever come again
KEPT = frozenset({bool, int, str, date, tuple})  # fractions, which are scores, never come again

T = TypeVar("T")


class ByValue(dict[type, Callable[[Any], T]], Generic[T]):
    """What a function makes of values: one look-up for the type, one for the value itself.

    Values of a type that hardly ever come again are not worth keeping: once there are too many, none is kept any more.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, kind: type) -> Callable[[Any], T]:
        if kind is Missing:
            # Whatever the reason that somebody gave, what counts is whether the value could be read.
            known = [self._make(Missing()), self._make(Missing(unreadable=True))]
            self[kind] = lambda value: known[value.unreadable]
        else:
            self[kind] = _Kept(self, kind).__getitem__ if kind in KEPT else self._make
        return self[kind]

    def made(self, value: Any) -> T:
        return self._make(value)

    def keep_no_more(self, kind: type) -> None:
        self[kind] = self._make


class _Kept(dict[Any, T], Generic[T]):
    """What the values of one type came to."""

    def __init__(self, owner: ByValue[T], kind: type) -> None:
        super().__init__()
        self._owner = owner
        self._kind = kind

    def __missing__(self, value: Any) -> T:
        made = self._owner.made(value)
        if len(self) >= MOST_KEPT:
            self._owner.keep_no_more(self._kind)
        elif self._kind not in {str, tuple} or len(str(value)) <= LONGEST_KEPT:
            self[value] = made
        return made

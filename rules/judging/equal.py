"""Comparisons of what is the same: is, is not, is any of."""

from datetime import date
from typing import Any

from accounts.metrics import Span
from rules.conditions import Op, Sort
from rules.judging.comparison import (
    Comparison,
    Judge,
    Kind,
    Said,
    among,
    any_of,
    between,
    in_both,
    mismatch,
    negated,
    number,
)
from rules.judging.fields import Fields
from rules.judging.looking import Now, Seen
from rules.judging.matching import Test, apart, both, equal, one
from rules.judging.ordered import end
from rules.judging.spelling import MOST_LETTERS, As, folded, plain, quoted
from rules.language import constants
from rules.language.parsing import sort_of

LISTS = frozenset({Op.IS_ANY_OF, Op.IS_NONE_OF})
MOST_WORDS = 60  # that the engine is told of one list; more become a flag


class Is(Comparison):
    timeless = True

    def compared(self, seen: Any, _now: Now) -> Said:
        return same(self.leaf.wanted, seen)

    def spanned(self, span: Span) -> Said:
        """Surely one of the numbers wanted where all that it may be are wanted, surely none where none of them is."""
        wanted = among(self.leaf.wanted)
        if not all(map(number, wanted)):
            return Said(None, span.low, mismatch(span.low, wanted[0]))
        hits = {each for each in wanted if span.low <= each <= span.high and each == int(each)}
        verdict = None if hits else False
        if len(hits) > span.high - span.low:
            verdict = True
        return Said(verdict, span.low, between(span))

    def judging(self) -> Judge:
        """One kind of constant and a value of that kind are compared at once."""
        otherwise, wanted = super().judging(), among(self.leaf.wanted)
        kinds = {type(each) for each in wanted}
        if kinds == {str}:
            return _word_in({each.casefold() for each in wanted}, otherwise)
        if kinds <= {int, float} or kinds == {bool}:
            return _value_in(kinds | {int, float} if kinds <= {int, float} else kinds, wanted, otherwise)
        return otherwise

    def test(self, fields: Fields, *, yes: bool) -> Test:
        leaf, wanted = self.leaf, among(self.leaf.wanted)
        if len(wanted) > MOST_WORDS:
            return self.flagged(fields, yes=yes)
        if all(isinstance(each, bool) for each in wanted):
            return equal(fields.of(leaf, As.BOOL), ["true" if each else "false" for each in wanted], yes=yes)
        if all(number(each) for each in wanted):
            return self._counted(wanted, fields, yes=yes)
        texts = [each.casefold() for each in wanted if isinstance(each, str)]
        texts = [text for text in texts if len(text) < MOST_LETTERS]
        if len(texts) < len(wanted):
            return self.flagged(fields, yes=yes)
        field = fields.of(leaf, As.MEMBER, texts) if leaf.op in LISTS else fields.of(leaf, As.TEXT)
        return equal(field, list(map(quoted, texts)), yes=yes)

    def flagged(self, fields: Fields, *, yes: bool) -> Test:
        return super().test(fields, yes=yes)

    def _counted(self, wanted: list[Any], fields: Fields, *, yes: bool) -> Test:
        constants = list(map(plain, wanted))
        low, high = end(self.leaf, fields, high=False), end(self.leaf, fields, high=True)
        if low == high:
            return equal(low, constants, yes=yes)
        if self.leaf.op in LISTS or wanted[0] != int(wanted[0]):
            return self.flagged(fields, yes=yes)
        if yes:
            return both([one("", low, constants[0]), one("", high, constants[0])])
        return apart([one("$gt", low, constants[0]), one("$lt", high, constants[0])])


class IsAnyOf(Is):
    """Of several options one is enough."""

    def compared(self, seen: Any, _now: Now) -> Said:
        members = seen if isinstance(seen, tuple) and seen else (seen,)
        said = [same(each, member) for each in among(self.leaf.wanted) for member in members]
        verdict = any_of(each.verdict for each in said)
        return Said(verdict, seen, said[0].because if verdict is None else "")


class Denied(Is):
    """The other way round: the tests for its yes and its no change places, a flag holds its own verdict.

    What is not known is not anything, nor is it none of something.
    """

    denies: type[Is] = Is

    def compared(self, seen: Any, now: Now) -> Said:
        return _contrary(super().compared(seen, now))

    def spanned(self, span: Span) -> Said:
        return _contrary(super().spanned(span))

    def judging(self) -> Judge:
        judge = self.denies(self.leaf).judge
        return lambda value, now: negated(judge(value, now))

    def test(self, fields: Fields, *, yes: bool) -> Test:
        return super().test(fields, yes=not yes)

    def flagged(self, fields: Fields, *, yes: bool) -> Test:
        return super().flagged(fields, yes=not yes)


class IsNot(Denied):
    pass


class IsNoneOf(Denied, IsAnyOf):
    denies = IsAnyOf


def _contrary(said: Said) -> Said:
    return Said(negated(said.verdict), said.seen, said.because)


def same(wanted: Any, seen: Any) -> Said:
    """Texts are equal whatever their case."""
    if isinstance(wanted, str) and isinstance(seen, (str, tuple, date)):
        return Said(wanted.casefold() == folded(seen), seen)
    if sort_of(wanted) != sort_of(seen):
        return Said(None, seen, mismatch(seen, wanted))
    return Said(bool(wanted == seen), seen)


def _word_in(words: set[str], otherwise: Judge) -> Judge:
    def judge(value: Seen, now: Now) -> bool | None:
        return value.casefold() in words if type(value) is str else otherwise(value, now)

    return judge


def _value_in(kinds: set[type], wanted: list[Any], otherwise: Judge) -> Judge:
    values = frozenset(wanted)

    def judge(value: Seen, now: Now) -> bool | None:
        return value in values if type(value) in kinds else otherwise(value, now)

    return judge


_SORTS = frozenset({Sort.NUMBER, Sort.TIMES, Sort.TEXT, Sort.PROPERTY, Sort.FLAG})
_LISTED = _SORTS - {Sort.FLAG} | {Sort.NAMES}

KINDS = (
    Kind(
        Op.IS,
        Is,
        _SORTS,
        reads=constants.one,
        unset=constants.one,
        says=in_both("{name} ist {value}", "{name} is {value}"),
        along="{name} {value}",
        counts=in_both("genau {n} {noun}", "exactly {n} {noun}"),
        about=in_both(
            "Genau dieser Wert; Groß- und Kleinschreibung zählt nicht.",
            "Exactly this value; case does not count.",
        ),
        otherwise=Op.IS_NOT,
    ),
    Kind(
        Op.IS_NOT,
        IsNot,
        _SORTS,
        reads=constants.one,
        unset=constants.one,
        says=in_both("{name} ist nicht {value}", "{name} is not {value}"),
        along="{name} ungleich {value}",
        counts=in_both("nicht genau {n} {noun}", "not exactly {n} {noun}"),
        about=in_both("Ein anderer Wert. Ein leerer ist keiner.", "Another value. An empty one is none."),
        otherwise=Op.IS,
    ),
    Kind(
        Op.IS_ANY_OF,
        IsAnyOf,
        _LISTED,
        reads=constants.several,
        unset=constants.one,
        says=in_both("{name} ist {value}", "{name} is {value}"),
        along="{name} {value}",
        counts=in_both("{n} {noun}", "{n} {noun}"),
        about=in_both("Einer dieser Werte.", "One of these values."),
        otherwise=Op.IS_NONE_OF,
    ),
    Kind(
        Op.IS_NONE_OF,
        IsNoneOf,
        _LISTED,
        reads=constants.several,
        unset=constants.one,
        says=in_both("{name} ist weder {value}", "{name} is neither {value}"),
        counts=in_both("weder {n} {noun}", "neither {n} {noun}"),
        about=in_both(
            "Keiner dieser Werte. Ein leerer ist keiner.", "None of these values. An empty one is no value."
        ),
        otherwise=Op.IS_ANY_OF,
    ),
)

"""What was found of conditions, as sentences for people, in German and English.

They are written to properties and compared with what stands there, so a sentence holds no number that moves by
itself: scores and everything with a window are named by what is wanted of them, never by what was seen.
"""

from collections.abc import Sequence
from math import ceil

from rules.conditions import Finding, Leaf, Op, Sort
from rules.judging.staled import CHANGED
from rules.judging.tree import leaves
from rules.language.constants import is_age
from rules.language.fixed import FIXED
from rules.wording.claims import Labels, claim, counted, negative, value
from rules.wording.lacks import Lack, carrying, fewest, lacks
from rules.wording.nouns import NO_LABELS, Noun
from rules.wording.phrases import TEXTS

ENGAGED = frozenset({"contacts.engaged", "engagement.roles"})
"""Counts of who is engaged, which changes with time alone."""
MOST_NAMED = 5
"""How many comparisons a sentence names; of the rest it says how many there are."""


def sentence(what: Finding | Leaf, language: str, labels: Labels = NO_LABELS) -> str:
    """A condition in words; where it was looked at, with the value seen, as long as that does not move by itself."""
    if isinstance(what, Leaf):
        return claim(what, language, labels)
    if what.leaf is not None:
        return _with_seen(what, claim(what.leaf, language, labels), language)
    texts = TEXTS[language]
    if what.kind == "not" and (leaf := what.parts[0].leaf) is not None:
        return _with_seen(what.parts[0], negative(leaf, language, labels), language)
    parts = [_bracketed(part, language, labels) for part in what.parts]
    if what.kind == "not":
        return texts["not"].format(text=parts[0])
    if what.kind == "some":
        return texts["some"].format(n=what.number, text=", ".join(parts))
    return (texts["and"] if what.kind == "all" else texts["or"]).join(parts)


def _bracketed(part: Finding, language: str, labels: Labels) -> str:
    text = sentence(part, language, labels)
    return f"({text})" if part.kind in {"all", "any", "some"} else text


def missing(finding: Finding, language: str, labels: Labels = NO_LABELS) -> tuple[str, ...]:
    """The smallest set of comparisons that keeps the condition from a yes; empty where it is a yes.

    Where they exclude each other, the last part says so.
    """
    found, impossible = fewest(finding, wanted=True)
    parts = [lack_in_words(lack, language, labels) for lack in found]
    if impossible:
        parts.append(TEXTS[language]["never"])
    return tuple(dict.fromkeys(parts))


def lacking(finding: Finding, language: str, labels: Labels = NO_LABELS) -> str:
    """What is missing, in one line."""
    return listed(missing(finding, language, labels), language)


def met(finding: Finding, language: str, labels: Labels = NO_LABELS) -> str:
    """What carries the yes of a condition, in one line."""
    parts = _stated(carrying(finding, wanted=True), language, labels)
    rest = len(parts) - MOST_NAMED
    if rest > 0:
        return f"{', '.join(parts[:MOST_NAMED])} {TEXTS[language]['rest_of'].format(n=rest)}"
    return TEXTS[language]["and"].join(parts)


def unmet(finding: Finding, language: str, labels: Labels = NO_LABELS) -> str:
    """What of a condition does not hold, in one line; unlike `lacking` it says what was asked, not what to add."""
    return listed(_stated(lacks(finding, wanted=True), language, labels), language)


def listed(parts: Sequence[str], language: str, most: int = MOST_NAMED) -> str:
    """Several things in one line; of those beyond the most only how many they are."""
    rest = len(parts) - most
    if rest <= 0:
        return "; ".join(parts)
    return "; ".join([*parts[:most], TEXTS[language]["rest_of"].format(n=rest)])


def _stated(found: list[Lack], language: str, labels: Labels) -> list[str]:
    said = {True: claim, False: negative}
    texts = [
        _with_seen(finding, said[wanted](finding.leaf, language, labels), language)
        for finding, wanted in found
        if finding.leaf is not None
    ]
    return list(dict.fromkeys(texts))


def lack_in_words(lack: Lack, language: str, labels: Labels = NO_LABELS) -> str:
    """One comparison as something to bring about: of what is counted, how many more."""
    finding, wanted = lack
    leaf = finding.leaf
    if leaf is None:
        return ""
    if wanted and leaf.op == Op.AT_LEAST and _still(leaf) and (things := counted(leaf, language, labels)):
        return _gap(finding, leaf, things, language)
    said = claim if wanted else negative
    return _with_seen(finding, said(leaf, language, labels), language)


def _gap(finding: Finding, leaf: Leaf, things: Noun, language: str) -> str:
    """How many more there would have to be."""
    seen = finding.seen if isinstance(finding.seen, int) else 0
    count = ceil(leaf.wanted - seen) if isinstance(leaf.wanted, (int, float)) else 1
    name = things[0] if count == 1 else things[1]
    template = TEXTS[language]["more"] if seen else "{n} {noun}"
    return _with_seen(finding, template.format(n=count, noun=name), language)


def _still(leaf: Leaf) -> bool:
    """Whether what the leaf sees stays as it is until something happens."""
    moving = leaf.within is not None or leaf.metric in ENGAGED or is_age(leaf.metric)
    return (
        not moving
        and FIXED.get(leaf.metric) not in {Sort.SCORE, Sort.TIMES}
        and not leaf.metric.startswith(("signals.", CHANGED))
        and not (leaf.measure and _moves(leaf))
    )


def _moves(leaf: Leaf) -> bool:
    """Whether what is measured may change with time alone."""
    where = leaf.measure.where if leaf.measure else None
    return where is not None and any(not _still(part) for part in leaves(where))


def _with_seen(finding: Finding, text: str, language: str) -> str:
    leaf = finding.leaf
    if leaf is None or leaf.op in {Op.KNOWN, Op.UNKNOWN} or not _still(leaf):
        return text
    texts = TEXTS[language]
    if finding.seen is None:
        return f"{text} ({texts['unknown']})" if finding.verdict is None else text
    if isinstance(finding.seen, int) and leaf.op in {Op.BEFORE, Op.AFTER}:
        return text
    return f"{text} ({texts['known'].format(seen=value(leaf.metric, finding.seen, language))})"

"""Conditions as sentences for people, in German and English.

They are written to properties and compared with what stands there, so a sentence holds no number that moves by
itself: scores and everything with a window are named by what is wanted of them, never by what was seen.
"""

from datetime import date

from rules.conditions import TODAY, Finding, Leaf, Op
from rules.nouns import VALUES, called, noun
from rules.parsing import AGES, UNITS
from rules.phrases import BOUND, COUNT, SPAN, TEXTS, VALUE
from rules.vocabulary import FIXED, Sort

Lack = tuple[Finding, bool]  # a leaf, and what its verdict would have to be

_OTHERWISE = {
    Op.IS: Op.IS_NOT,
    Op.IS_NOT: Op.IS,
    Op.AT_LEAST: Op.LESS_THAN,
    Op.LESS_THAN: Op.AT_LEAST,
    Op.AT_MOST: Op.MORE_THAN,
    Op.MORE_THAN: Op.AT_MOST,
    Op.KNOWN: Op.UNKNOWN,
    Op.UNKNOWN: Op.KNOWN,
}


def sentence(what: Finding | Leaf, language: str) -> str:
    """A condition in words; where it was looked at, with the value seen, as long as that does not move by itself."""
    if isinstance(what, Leaf):
        return _claim(what, language)
    if what.leaf is not None:
        return _with_seen(what, _claim(what.leaf, language), language)
    texts = TEXTS[language]
    parts = [_bracketed(part, language) for part in what.parts]
    if what.kind == "not":
        return texts["not"].format(text=parts[0])
    return (texts["and"] if what.kind == "all" else texts["or"]).join(parts)


def _bracketed(part: Finding, language: str) -> str:
    text = sentence(part, language)
    return f"({text})" if part.kind in {"all", "any"} else text


def missing(finding: Finding, language: str) -> tuple[str, ...]:
    """The smallest set of comparisons that keeps the condition from a yes; empty where it is a yes."""
    return tuple(dict.fromkeys(_lack(lack, language) for lack in _lacks(finding, wanted=True)))


def lacking(finding: Finding, language: str) -> str:
    """What is missing, in one line."""
    return "; ".join(missing(finding, language))


def met(finding: Finding, language: str) -> str:
    """What carries the yes of a condition, in one line."""
    return TEXTS[language]["and"].join(_stated(_carrying(finding, wanted=True), language))


def unmet(finding: Finding, language: str) -> str:
    """What of a condition does not hold, in one line; unlike `lacking` it says what was asked, not what to add."""
    return "; ".join(_stated(_lacks(finding, wanted=True), language))


def _stated(found: list[Lack], language: str) -> list[str]:
    texts = [
        _with_seen(
            leaf, _negative(leaf.leaf, language) if not wanted else _claim(leaf.leaf, language), language
        )
        for leaf, wanted in found
        if leaf.leaf is not None
    ]
    return list(dict.fromkeys(texts))


def _lacks(finding: Finding, *, wanted: bool) -> list[Lack]:
    """The fewest leaves that would have to change for the verdict wanted."""
    if finding.verdict is wanted:
        return []
    match finding.kind:
        case "leaf":
            return [(finding, wanted)]
        case "not":
            return _lacks(finding.parts[0], wanted=not wanted)
    parts = [_lacks(part, wanted=wanted) for part in finding.parts]
    if (finding.kind == "all") is wanted:
        return [lack for part in parts for lack in part]
    return min(parts, key=len, default=[])


def _carrying(finding: Finding, *, wanted: bool) -> list[Lack]:
    if finding.verdict is not wanted:
        return []
    match finding.kind:
        case "leaf":
            return [(finding, wanted)]
        case "not":
            return _carrying(finding.parts[0], wanted=not wanted)
        case _:
            return [lack for part in finding.parts for lack in _carrying(part, wanted=wanted)]


def _lack(lack: Lack, language: str) -> str:
    finding, wanted = lack
    leaf = finding.leaf
    if leaf is None:
        return ""
    if wanted and leaf.op is Op.AT_LEAST and _still(leaf) and (things := noun(leaf.metric, language)):
        return _gap(finding, leaf, things, language)
    return _with_seen(finding, _claim(leaf, language) if wanted else _negative(leaf, language), language)


def _gap(finding: Finding, leaf: Leaf, things: tuple[str, str], language: str) -> str:
    """How many more there would have to be."""
    seen = finding.seen if isinstance(finding.seen, int) else 0
    count = leaf.wanted - seen if isinstance(leaf.wanted, int) else 1
    name = things[0] if count == 1 else things[1]
    template = TEXTS[language]["more"] if seen else "{n} {noun}"
    return _with_seen(finding, template.format(n=count, noun=name), language)


def _still(leaf: Leaf) -> bool:
    """Whether what the leaf sees stays as it is until something happens."""
    moving = leaf.within is not None or leaf.metric in {"contacts.engaged", *AGES}
    return (
        not moving
        and FIXED.get(leaf.metric) not in {Sort.SCORE, Sort.TIMES}
        and not leaf.metric.startswith("signals.")
    )


def _with_seen(finding: Finding, text: str, language: str) -> str:
    leaf = finding.leaf
    if leaf is None or leaf.op in {Op.KNOWN, Op.UNKNOWN} or not _still(leaf):
        return text
    texts = TEXTS[language]
    if finding.seen is None:
        return f"{text} ({texts['unknown']})" if finding.verdict is None else text
    if isinstance(finding.seen, int) and leaf.op in {Op.BEFORE, Op.AFTER}:
        return text
    return f"{text} ({texts['known'].format(seen=_value(leaf.metric, finding.seen, language))})"


def _negative(leaf: Leaf | None, language: str) -> str:
    if leaf is None:
        return ""
    if leaf.op in _OTHERWISE:
        return _claim(Leaf(leaf.metric, _OTHERWISE[leaf.op], leaf.wanted, leaf.within), language)
    return TEXTS[language]["not"].format(text=_claim(leaf, language))


def _claim(leaf: Leaf, language: str) -> str:
    texts = TEXTS[language]
    bound = BOUND[language].get(leaf.op, "")
    if leaf.metric in AGES:
        span = _span(int(leaf.wanted), language) if bound and isinstance(leaf.wanted, (int, float)) else ""
        return texts["age"].format(bound=bound, span=span) if span else texts["age_known"]
    if FIXED.get(leaf.metric) is Sort.SCORE:
        number = _value(leaf.metric, leaf.wanted, language)
        return texts["score"].format(bound=bound, n=number) if bound else texts["score_known"]
    if things := noun(leaf.metric, language):
        return _count(leaf, things, language) + _within(leaf, language)
    value = _value(leaf.metric, leaf.wanted, language)
    return VALUE[language][leaf.op].format(name=called(leaf.metric, language), value=value)


def _count(leaf: Leaf, things: tuple[str, str], language: str) -> str:
    if (leaf.op, leaf.wanted) in {(Op.IS, 0), (Op.LESS_THAN, 1), (Op.AT_MOST, 0)}:
        return _none(things, language)
    name = things[0] if leaf.wanted == 1 else things[1]
    return COUNT[language][leaf.op].format(n=_value(leaf.metric, leaf.wanted, language), noun=name)


def _none(things: tuple[str, str], language: str) -> str:
    """`kein` bends with its noun, the plural never does."""
    return f"keine {things[1]}" if language == "de" else f"no {things[1]}"


def _within(leaf: Leaf, language: str) -> str:
    return "" if leaf.within is None else TEXTS[language]["within"].format(span=_span(leaf.within, language))


def _span(seconds: int, language: str) -> str:
    """A duration in the largest unit that fits it wholly; days rather than months below a year."""
    for unit in ("year", "month", "day", "hour", "minute", "second"):
        count, rest = divmod(seconds, UNITS[unit])
        if rest == 0 and (count > 1 or unit != "year") and (unit != "month" or count >= 12):
            one, many = SPAN[language][unit]
            return f"{count} {one if count == 1 else many}"
    return str(seconds)


def _value(metric: str, value: object, language: str) -> str:
    """A constant or a value as people write it."""
    texts = TEXTS[language]
    match value:
        case bool():
            return texts["yes"] if value else texts["nope"]
        case int() | float():
            return f"{value:.12g}".replace(".", "," if language == "de" else ".")
        case date():
            return value.strftime(texts["day"]).removeprefix("0" if language == "en" else "")
        case tuple():
            return texts["or"].join(_value(metric, one, language) for one in value)
        case _ if value == TODAY:
            return texts["today"]
        case _:
            return VALUES[language].get(metric, {}).get(str(value), str(value))

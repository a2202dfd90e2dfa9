"""What a condition asks, in words for people: one comparison, or several of them.

`labels` names metrics as people in the portal do, such as `company.numberofemployees`: `Number of employees`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from rules.conditions import TODAY, All, AnyOf, Condition, Leaf, Measure, Named, Not, Op, SomeOf, Sort
from rules.judging.ageing import SINCE, UNTIL
from rules.judging.kinds import KINDS
from rules.judging.staled import CHANGED
from rules.language.fixed import AGES, FIXED
from rules.language.parsing import UNITS
from rules.wording.nouns import NO_LABELS, VALUES, Noun, after_none, called, noun
from rules.wording.phrases import HOW, SPAN, STATES, TEXTS, THINGS

MOST_VALUES = 5  # of a list that are named
MOST_LETTERS = 60  # of one value

Labels = Mapping[str, str]

_NONE = {(Op.IS, 0), (Op.LESS_THAN, 1), (Op.AT_MOST, 0)}
_ANY = {(Op.IS_NOT, 0), (Op.MORE_THAN, 0)}
_ASKED = {Op.KNOWN: "known", Op.UNKNOWN: "unknown"}


def spoken(condition: Condition, language: str, labels: Labels = NO_LABELS) -> str:
    """A whole condition in words, without what was seen."""
    match condition:
        case Leaf():
            return claim(condition, language, labels)
        case Named(name, part):
            if condition.sure:
                return TEXTS[language]["may"].format(name=called(name, language, labels))
            return called(name, language, labels) if part is None else _bracketed(part, language, labels)
        case Not(part):
            return _denied(part, language, labels)
        case All(parts) | AnyOf(parts) | SomeOf(_, parts):
            said = [_bracketed(part, language, labels) for part in parts]
            return _joined(condition, said, language)


def _joined(group: All | AnyOf | SomeOf, said: Sequence[str], language: str) -> str:
    texts = TEXTS[language]
    if isinstance(group, SomeOf):
        return texts["some"].format(n=group.number, text=", ".join(said))
    return (texts["and"] if isinstance(group, All) else texts["or"]).join(said)


def _denied(part: Condition, language: str, labels: Labels) -> str:
    texts = TEXTS[language]
    if isinstance(part, Leaf):
        return negative(part, language, labels)
    if isinstance(part, Named) and part.sure:
        return texts["may_not"].format(name=called(part.name, language, labels))
    return texts["not"].format(text=_bracketed(part, language, labels))


def _bracketed(part: Condition, language: str, labels: Labels) -> str:
    text = spoken(part, language, labels)
    inside = part.part if isinstance(part, Named) and not part.sure else part
    return f"({text})" if isinstance(inside, (All, AnyOf, SomeOf)) and not text.startswith("(") else text


def claim(leaf: Leaf, language: str, labels: Labels = NO_LABELS) -> str:
    """What one comparison asks."""
    if leaf.metric == "stage.age":
        return _aged(leaf, "age", "", language)
    if leaf.metric in AGES:
        return _aged(leaf, "since", called(leaf.metric, language, labels), language)
    for start, key in ((SINCE, "since"), (UNTIL, "until")):
        if leaf.metric.startswith(start):
            return _aged(leaf, key, called(leaf.metric.removeprefix(start), language, labels), language)
    if FIXED.get(leaf.metric) is Sort.SCORE:
        return _scored(leaf, language)
    if things := counted(leaf, language, labels):
        return _count(leaf, things, language)
    leaf = _plainer(leaf)
    name = name_of(leaf, language, labels)
    return KINDS[leaf.op].says[language].format(name=name, value=_wanted(leaf, language))


def _plainer(leaf: Leaf) -> Leaf:
    """Not yes is no, and none of one is not that one."""
    if leaf.op == Op.IS_NOT and isinstance(leaf.wanted, bool):
        return replace(leaf, op=Op.IS, wanted=not leaf.wanted)
    if leaf.op == Op.IS_NONE_OF and isinstance(leaf.wanted, tuple) and len(leaf.wanted) == 1:
        return replace(leaf, op=Op.IS_NOT, wanted=leaf.wanted[0])
    return leaf


def negative(leaf: Leaf, language: str, labels: Labels = NO_LABELS) -> str:
    """The contrary of what it asks."""
    if otherwise := KINDS[leaf.op].otherwise:
        return claim(replace(leaf, op=otherwise), language, labels)
    if denied := KINDS[leaf.op].denies.get(language):
        return denied.format(name=name_of(leaf, language, labels), value=_wanted(leaf, language))
    return TEXTS[language]["not"].format(text=f"({claim(leaf, language, labels)})")


def name_of(leaf: Leaf, language: str, labels: Labels = NO_LABELS) -> str:
    """What it looks at, where that is no count of things."""
    if leaf.measure:
        return measured(leaf.measure, language, labels)
    return called(leaf.metric.removeprefix(CHANGED), language, labels)


def counted(leaf: Leaf, language: str, labels: Labels = NO_LABELS) -> Noun | None:
    """What is counted, one and many; None where it is no count of things."""
    if leaf.measure is None:
        return noun(leaf.metric, language)
    if leaf.measure.how != "count":
        return None
    if leaf.metric.startswith("metrics."):
        name = f"'{called(leaf.metric, language, labels)}'"
        return name, name
    return _filtered(leaf.measure, language, labels)


def measured(measure: Measure, language: str, labels: Labels = NO_LABELS) -> str:
    """The name of a number that is made of many; by its own, where it has one."""
    if measure.metric.startswith("metrics."):
        return called(measure.metric, language, labels)
    _, many = _filtered(measure, language, labels)
    name = called(measure.property or "", language, labels)
    return TEXTS[language]["measure"].format(how=HOW[language].get(measure.how, ""), name=name, things=many)


def _filtered(measure: Measure, language: str, labels: Labels) -> Noun:
    """The things that count, one and many: `offene Deals mit amount von mindestens 5000`."""
    things = THINGS[language][measure.of]
    if measure.where is None:
        return things
    parts = list(measure.where.parts) if isinstance(measure.where, All) else [measure.where]
    for part in parts:
        if isinstance(part, Leaf) and (state := _state(part, language)):
            things, rest = state, [each for each in parts if each is not part]
            return _with(things, rest, language, labels) if rest else things
    return _with(things, parts, language, labels)


def _state(leaf: Leaf, language: str) -> Noun | None:
    return STATES[language].get(leaf.metric, {}).get(str(leaf.wanted)) if leaf.op == Op.IS else None


def _with(things: Noun, parts: Sequence[Condition], language: str, labels: Labels) -> Noun:
    """What things have comes first, what is said of them in a whole sentence follows."""
    texts = TEXTS[language]
    traits = [_trait(part, language, labels) for part in parts]
    whole = [part for part, trait in zip(parts, traits, strict=True) if not trait]
    one, many = things
    if having := texts["and"].join(trait for trait in traits if trait):
        one, many = (texts["with"].format(noun=noun, text=having) for noun in (one, many))
    if whole:
        text = spoken(whole[0] if len(whole) == 1 else All(tuple(whole)), language, labels)
        one, many = (texts["where"].format(noun=noun, text=text) for noun in (one, many))
    return one, many


def _trait(part: Condition, language: str, labels: Labels) -> str:
    """What a thing is counted with; empty where it takes a whole sentence to say it."""
    if isinstance(part, Named) and part.sure:
        return spoken(part, language, labels)
    if not isinstance(part, Leaf):
        return ""
    if FIXED.get(part.metric) is Sort.SCORE:
        return "" if part.op in _ASKED else claim(part, language, labels)
    if counted(part, language) is not None:
        # German would have to bend what is counted.
        return claim(part, language, labels) if language == "en" and part.op not in _ASKED else ""
    if language == "en" or part.metric.startswith((SINCE, UNTIL, CHANGED)):
        return ""
    part = _plainer(part)
    return KINDS[part.op].along.format(name=name_of(part, language, labels), value=_wanted(part, language))


def _aged(leaf: Leaf, key: str, name: str, language: str) -> str:
    texts, bound = TEXTS[language], KINDS[leaf.op].bound.get(language, "")
    if bound and isinstance(leaf.wanted, (int, float)):
        length = int(leaf.wanted)
        text = lasting(length, language) if key == "age" else span(length, language)
        return texts[key].format(bound=bound, span=text, name=name)
    known = "age" if key == "age" else "date"
    return texts[f"{known}_{_ASKED.get(leaf.op, 'known')}"].format(name=name)


def _scored(leaf: Leaf, language: str) -> str:
    texts, bound = TEXTS[language], KINDS[leaf.op].bound.get(language, "")
    if not bound:
        return texts[f"score_{_ASKED.get(leaf.op, 'known')}"]
    points = texts["point" if leaf.wanted == 1 else "points"]
    return texts["score"].format(bound=bound, n=value(leaf.metric, leaf.wanted, language), points=points)


def _count(leaf: Leaf, things: Noun, language: str) -> str:
    texts = TEXTS[language]
    if leaf.op in _ASKED:
        return texts[f"number_{_ASKED[leaf.op]}"].format(noun=things[1])
    if (leaf.op, leaf.wanted) in _NONE:
        none = f"keine {after_none(things[1])}" if language == "de" else f"no {things[1]}"
        return (
            none
            if leaf.within is None
            else texts["silence"].format(noun=none, span=lasting(leaf.within, language))
        )
    if (leaf.op, leaf.wanted) in _ANY:
        leaf = replace(leaf, op=Op.AT_LEAST, wanted=1)
    name = things[0] if leaf.wanted == 1 else things[1]
    kind = KINDS[leaf.op]
    template = kind.counts.get(language) or kind.says[language]
    text = template.format(n=_wanted(leaf, language), noun=name, name=name, value=_wanted(leaf, language))
    return text if leaf.within is None else text + texts["within"].format(span=lasting(leaf.within, language))


def _wanted(leaf: Leaf, language: str) -> str:
    if leaf.metric.startswith(CHANGED) and isinstance(leaf.wanted, int):
        return lasting(leaf.wanted, language)
    if isinstance(leaf.wanted, date) and language == "de":
        return f"dem {value(leaf.metric, leaf.wanted, language)}"
    if leaf.op == Op.IS_NONE_OF and isinstance(leaf.wanted, tuple):
        return _several(leaf.metric, leaf.wanted, "nor", language)
    return value(leaf.metric, leaf.wanted, language)


def span(seconds: int, language: str) -> str:
    """A duration in the largest unit that fits it wholly; days rather than months below a year."""
    for unit in ("year", "month", "day", "hour", "minute", "second"):
        count, rest = divmod(seconds, UNITS[unit])
        if rest == 0 and (count > 1 or unit != "year") and (unit != "month" or count >= 12):
            one, many = SPAN[language][unit]
            return f"{count} {one if count == 1 else many}"
    return str(seconds)


def lasting(seconds: int, language: str) -> str:
    """The same behind `seit` and `innerhalb von`, where German bends it."""
    text = span(seconds, language)
    return f"{text}n" if language == "de" and text.endswith("e") else text


def value(metric: str, seen: object, language: str) -> str:
    """A constant or a value as people write it; of long ones the beginning."""
    texts = TEXTS[language]
    match seen:
        case bool():
            return texts["yes"] if seen else texts["nope"]
        case int() | float():
            return f"{seen:.12g}".replace(".", "," if language == "de" else ".")
        case date():
            return seen.strftime(texts["day"]).removeprefix("0" if language == "en" else "")
        case tuple():
            return _several(metric, seen, "or", language)
        case _ if seen == TODAY:
            return texts["today"]
        case _:
            text = " ".join(VALUES[language].get(metric, {}).get(str(seen), str(seen)).split())
            return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1].rstrip()}…"


def _several(metric: str, seen: Sequence[object], joint: str, language: str) -> str:
    texts = TEXTS[language]
    named = [value(metric, each, language) for each in seen[:MOST_VALUES]]
    rest = len(seen) - len(named)
    return texts[joint].join([*named, *([texts["rest"].format(n=rest)] if rest else [])])

"""What a condition asks, in words for people: one comparison, or several of them."""

from datetime import date

from rules.ageing import SINCE, UNTIL
from rules.conditions import TODAY, All, AnyOf, Condition, Leaf, Measure, Named, Not, Op, SomeOf, Sort
from rules.kinds import KINDS
from rules.nouns import VALUES, Noun, called, noun
from rules.parsing import UNITS
from rules.phrases import HOW, SPAN, TEXTS, THINGS
from rules.staled import CHANGED
from rules.vocabulary import FIXED

_NONE = {(Op.IS, 0), (Op.LESS_THAN, 1), (Op.AT_MOST, 0)}


def spoken(condition: Condition, language: str) -> str:
    """A whole condition in words, without what was seen."""
    texts = TEXTS[language]
    match condition:
        case Leaf():
            return claim(condition, language)
        case Named(name, part):
            return called(name, language) if part is None else _bracketed(part, language)
        case Not(Leaf() as leaf):
            return negative(leaf, language)
        case Not(part):
            return texts["not"].format(text=_bracketed(part, language))
        case All(parts) | AnyOf(parts) | SomeOf(_, parts):
            word = texts["and"] if isinstance(condition, All) else texts["or"]
            text = word.join(_bracketed(part, language) for part in parts)
            return (
                texts["some"].format(n=condition.number, text=text) if isinstance(condition, SomeOf) else text
            )


def _bracketed(part: Condition, language: str) -> str:
    text = spoken(part, language)
    inside = part.part if isinstance(part, Named) else part
    return f"({text})" if isinstance(inside, (All, AnyOf, SomeOf)) and not text.startswith("(") else text


def claim(leaf: Leaf, language: str) -> str:
    """What one comparison asks."""
    if leaf.metric == "stage.age":
        return _aged(leaf, "age", "age_known", "", language)
    for start, key in ((SINCE, "since"), (UNTIL, "until")):
        if leaf.metric.startswith(start):
            return _aged(leaf, key, "date_known", called(leaf.metric.removeprefix(start), language), language)
    if FIXED.get(leaf.metric) is Sort.SCORE:
        return _scored(leaf, language)
    if things := counted(leaf, language):
        return _count(leaf, things, language)
    name = (
        measured(leaf.measure, language)
        if leaf.measure
        else called(leaf.metric.removeprefix(CHANGED), language)
    )
    return KINDS[leaf.op].says[language].format(name=name, value=_wanted(leaf, language))


def negative(leaf: Leaf, language: str) -> str:
    """The contrary of what it asks."""
    if otherwise := KINDS[leaf.op].otherwise:
        return claim(Leaf(leaf.metric, otherwise, leaf.wanted, leaf.within, measure=leaf.measure), language)
    return TEXTS[language]["not"].format(text=claim(leaf, language))


def counted(leaf: Leaf, language: str) -> Noun | None:
    """What is counted, one and many; None where it is no count of things."""
    if leaf.measure is None:
        return noun(leaf.metric, language)
    if leaf.measure.how != "count":
        return None
    if leaf.metric.startswith("metrics."):
        name = f"'{called(leaf.metric, language)}'"
        return name, name
    one, many = THINGS[language][leaf.measure.of]
    if leaf.measure.where is None:
        return one, many
    text = spoken(leaf.measure.where, language)
    return (
        TEXTS[language]["where"].format(noun=one, text=text),
        TEXTS[language]["where"].format(noun=many, text=text),
    )


def measured(measure: Measure, language: str) -> str:
    """The name of a number that is made of many; by its own, where it has one."""
    if measure.metric.startswith("metrics."):
        return called(measure.metric, language)
    _, many = THINGS[language][measure.of]
    if measure.where is not None:
        many = TEXTS[language]["where"].format(noun=many, text=spoken(measure.where, language))
    name = called(measure.property or "", language)
    return TEXTS[language]["measure"].format(how=HOW[language].get(measure.how, ""), name=name, things=many)


def _aged(leaf: Leaf, key: str, known: str, name: str, language: str) -> str:
    texts, bound = TEXTS[language], KINDS[leaf.op].bound.get(language, "")
    if bound and isinstance(leaf.wanted, (int, float)):
        return texts[key].format(bound=bound, span=span(int(leaf.wanted), language), name=name)
    return texts[known].format(name=name)


def _scored(leaf: Leaf, language: str) -> str:
    texts, bound = TEXTS[language], KINDS[leaf.op].bound.get(language, "")
    if not bound:
        return texts["score_known"]
    return texts["score"].format(bound=bound, n=value(leaf.metric, leaf.wanted, language))


def _count(leaf: Leaf, things: Noun, language: str) -> str:
    texts = TEXTS[language]
    if (leaf.op, leaf.wanted) in _NONE:
        # `kein` bends with its noun, the plural never does.
        none = f"keine {things[1]}" if language == "de" else f"no {things[1]}"
        return (
            none
            if leaf.within is None
            else texts["silence"].format(noun=none, span=span(leaf.within, language))
        )
    name = things[0] if leaf.wanted == 1 else things[1]
    kind = KINDS[leaf.op]
    template = kind.counts.get(language) or kind.says[language]
    text = template.format(n=_wanted(leaf, language), noun=name, name=name, value=_wanted(leaf, language))
    return text if leaf.within is None else text + texts["within"].format(span=span(leaf.within, language))


def _wanted(leaf: Leaf, language: str) -> str:
    if leaf.metric.startswith(CHANGED) and isinstance(leaf.wanted, int):
        return span(leaf.wanted, language)
    if leaf.op == Op.IS_NONE_OF and isinstance(leaf.wanted, tuple):
        return TEXTS[language]["nor"].join(value(leaf.metric, each, language) for each in leaf.wanted)
    return value(leaf.metric, leaf.wanted, language)


def span(seconds: int, language: str) -> str:
    """A duration in the largest unit that fits it wholly; days rather than months below a year."""
    for unit in ("year", "month", "day", "hour", "minute", "second"):
        count, rest = divmod(seconds, UNITS[unit])
        if rest == 0 and (count > 1 or unit != "year") and (unit != "month" or count >= 12):
            one, many = SPAN[language][unit]
            return f"{count} {one if count == 1 else many}"
    return str(seconds)


def value(metric: str, seen: object, language: str) -> str:
    """A constant or a value as people write it."""
    texts = TEXTS[language]
    match seen:
        case bool():
            return texts["yes"] if seen else texts["nope"]
        case int() | float():
            return f"{seen:.12g}".replace(".", "," if language == "de" else ".")
        case date():
            return seen.strftime(texts["day"]).removeprefix("0" if language == "en" else "")
        case tuple():
            return texts["or"].join(value(metric, one, language) for one in seen)
        case _ if seen == TODAY:
            return texts["today"]
        case _:
            return VALUES[language].get(metric, {}).get(str(seen), str(seen))

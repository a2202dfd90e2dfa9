"""Parts of a rulebook in words for people: values, conditions, effects."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from rules.conditions import Condition
from rules.judging.tree import leaves
from rules.language.doing import DOINGS, Effect, Task
from rules.language.parsing import BusinessSpan, format_business_span
from rules.wording.claims import spoken, value
from rules.wording.labels import key, word
from rules.wording.nouns import called

_SPAN = re.compile(r"(\d+) (business )?(second|minute|hour|day|week|month|year)s?")
_UNITS = {
    "second": ("Sekunde", "Sekunden"),
    "minute": ("Minute", "Minuten"),
    "hour": ("Stunde", "Stunden"),
    "day": ("Tag", "Tage"),
    "week": ("Woche", "Wochen"),
    "month": ("Monat", "Monate"),
    "year": ("Jahr", "Jahre"),
}
_EFFECTS = {
    "de": {
        "task": "Aufgabe an {to}: „{title}“, fällig in {due}{priority}{close}",
        "priority": ", Priorität {word}",
        "close": ", schließt sich, {word}",
        "set": "in {name} wird „{value}“ geschrieben",
        "keep": " und bleibt so",
        "note": "Notiz: „{text}“",
        "assign_owner": "{to} wird zuständig ({name})",
        "add_to_list": "Kontakte kommen auf die Liste „{list}“",
        "while": ", solange die Bedingung gilt",
        "play": "der Ablauf {play} beginnt",
        "notify": "Nachricht an {to}: „{text}“",
        "and": " und ",
        "unset": "ein leeres {name} zählt als {value}",
    },
    "en": {
        "task": "a task for {to}: “{title}”, due in {due}{priority}{close}",
        "priority": ", priority {word}",
        "close": ", closes {word}",
        "set": "“{value}” is written to {name}",
        "keep": " and stays so",
        "note": "a note: “{text}”",
        "assign_owner": "{to} becomes the owner ({name})",
        "add_to_list": "contacts go on the list “{list}”",
        "while": " while the condition holds",
        "play": "the play {play} begins",
        "notify": "a message to {to}: “{text}”",
        "and": " and ",
        "unset": "an empty {name} counts as {value}",
    },
}


def span(text: str, language: str, *, dative: bool = False) -> str:
    """`3 business days` in words; other texts as they are. German: after a preposition its end is another."""
    found = _SPAN.fullmatch(text)
    if language == "en" or not found:
        return text
    number, business, unit = found.groups()
    noun = _UNITS[unit][number != "1"]
    if business:
        noun = f"Arbeits{noun.lower()}"
    return f"{number} {noun}{'n' if dative and number != '1' and noun.endswith('e') else ''}"


def said(plain: Any, language: str) -> str:
    """A plain value of the file in words."""
    match plain:
        case str() if plain.endswith("%"):
            return plain.replace("%", " %").replace(".", ",") if language == "de" else plain
        case str():
            return span(word(plain, language), language)
        case list() | tuple() if plain:
            return ", ".join(said(part, language) for part in plain)
        case dict() if plain:
            return ", ".join(f"{key(name, language)} {said(part, language)}" for name, part in plain.items())
        case bool() | int() | float() | date():
            return value("", plain, language)
        case _:
            return nothing(language)


def nothing(language: str) -> str:
    return "nichts" if language == "de" else "nothing"


def asked(condition: Condition, language: str) -> str:
    """A condition in words, and what its empty values count as."""
    empty = dict.fromkeys(
        _EFFECTS[language]["unset"].format(
            name=called(leaf.metric, language), value=value(leaf.metric, leaf.unset_means, language)
        )
        for leaf in leaves(condition)
        if leaf.unset_means is not None
    )
    text = spoken(condition, language)
    return f"{text} ({'; '.join(empty)})" if empty else text


def due(within: BusinessSpan, language: str) -> str:
    return span(format_business_span(within), language, dative=True)


def task(what: Task, language: str) -> str:
    texts = _EFFECTS[language]
    priority = (
        "" if what.priority == "MEDIUM" else texts["priority"].format(word=word(what.priority, language))
    )
    close = texts["close"].format(word=word(what.close_when, language)) if what.close_when else ""
    return texts["task"].format(
        to=what.to, title=what.title, due=due(what.due, language), priority=priority, close=close
    )


def effect(what: Effect, language: str) -> str:
    """What an effect does, as the end of a sentence that begins with `then`."""
    for name in DOINGS:
        if getattr(what, name):
            return _SAYING[name](what, language)
    return nothing(language)


def _set(what: Effect, language: str) -> str:
    texts = _EFFECTS[language]
    values = [texts["set"].format(name=_name(name), value=text) for name, text in (what.set or {}).items()]
    return texts["and"].join(values) + (texts["keep"] if what.keep else "")


def _owner(what: Effect, language: str) -> str:
    owner: Any = what.assign_owner
    return _EFFECTS[language]["assign_owner"].format(to=owner.to, name=_name(owner.property))


def _list(what: Effect, language: str) -> str:
    texts, listed = _EFFECTS[language], what.add_to_list
    ends = texts["while"] if listed and listed.while_ else ""
    return texts["add_to_list"].format(list=listed.list if listed else "") + ends


_SAYING: dict[str, Callable[[Any, str], str]] = {
    "task": lambda what, language: task(what.task, language),
    "set": _set,
    "note": lambda what, language: _EFFECTS[language]["note"].format(text=what.note.text),
    "assign_owner": _owner,
    "add_to_list": _list,
    "play": lambda what, language: _EFFECTS[language]["play"].format(play=what.play),
    "notify": lambda what, language: _EFFECTS[language]["notify"].format(
        to=what.notify.to, text=what.notify.text
    ),
}


def _name(metric: str) -> str:
    return metric.partition(".")[2]

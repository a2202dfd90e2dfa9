"""Parts of a rulebook in words for people: values, conditions, effects."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from rules.claims import spoken, value
from rules.conditions import Condition
from rules.doing import Effect, Task
from rules.labels import key, word
from rules.nouns import called
from rules.parsing import BusinessSpan, format_business_span
from rules.tree import leaves

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
        case list() | tuple():
            return ", ".join(said(part, language) for part in plain)
        case dict():
            return ", ".join(f"{key(name, language)} {said(part, language)}" for name, part in plain.items())
        case None:
            return "–"
        case bool() | int() | float() | date():
            return value("", plain, language)
        case _:
            return str(plain)


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
    texts = _EFFECTS[language]
    if what.task:
        return task(what.task, language)
    if what.set:
        values = (texts["set"].format(name=_name(name), value=text) for name, text in what.set.items())
        return _joined(values, language) + (texts["keep"] if what.keep else "")
    if what.note:
        return texts["note"].format(text=what.note.text)
    if what.assign_owner:
        owner = what.assign_owner
        return texts["assign_owner"].format(to=owner.to, name=_name(owner.property))
    if what.add_to_list:
        ends = texts["while"] if what.add_to_list.while_ else ""
        return texts["add_to_list"].format(list=what.add_to_list.list) + ends
    if what.notify:
        return texts["notify"].format(to=what.notify.to, text=what.notify.text)
    return texts["play"].format(play=what.play)


def _name(metric: str) -> str:
    return metric.partition(".")[2]


def _joined(parts: Iterable[str], language: str) -> str:
    return (" und " if language == "de" else " and ").join(parts)

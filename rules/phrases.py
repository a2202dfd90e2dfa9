"""The building blocks of sentences about conditions, in German and English."""

from rules.conditions import Op
from rules.parsing import UNITS

COUNT = {
    "de": {
        Op.AT_LEAST: "mindestens {n} {noun}",
        Op.AT_MOST: "höchstens {n} {noun}",
        Op.MORE_THAN: "mehr als {n} {noun}",
        Op.LESS_THAN: "weniger als {n} {noun}",
        Op.IS: "genau {n} {noun}",
        Op.IS_NOT: "nicht genau {n} {noun}",
        Op.IS_ANY_OF: "{n} {noun}",
        Op.KNOWN: "Zahl bekannt: {noun}",
        Op.UNKNOWN: "Zahl unbekannt: {noun}",
    },
    "en": {
        Op.AT_LEAST: "at least {n} {noun}",
        Op.AT_MOST: "at most {n} {noun}",
        Op.MORE_THAN: "more than {n} {noun}",
        Op.LESS_THAN: "fewer than {n} {noun}",
        Op.IS: "exactly {n} {noun}",
        Op.IS_NOT: "not exactly {n} {noun}",
        Op.IS_ANY_OF: "{n} {noun}",
        Op.KNOWN: "number known: {noun}",
        Op.UNKNOWN: "number unknown: {noun}",
    },
}
VALUE = {
    "de": {
        Op.IS: "{name} ist {value}",
        Op.IS_NOT: "{name} ist nicht {value}",
        Op.IS_ANY_OF: "{name} ist {value}",
        Op.AT_LEAST: "{name} ist mindestens {value}",
        Op.AT_MOST: "{name} ist höchstens {value}",
        Op.MORE_THAN: "{name} ist mehr als {value}",
        Op.LESS_THAN: "{name} ist weniger als {value}",
        Op.BEFORE: "{name} liegt vor {value}",
        Op.AFTER: "{name} liegt nach {value}",
        Op.CONTAINS: "{name} enthält {value}",
        Op.KNOWN: "{name} ist bekannt",
        Op.UNKNOWN: "{name} ist nicht bekannt",
    },
    "en": {
        Op.IS: "{name} is {value}",
        Op.IS_NOT: "{name} is not {value}",
        Op.IS_ANY_OF: "{name} is {value}",
        Op.AT_LEAST: "{name} is at least {value}",
        Op.AT_MOST: "{name} is at most {value}",
        Op.MORE_THAN: "{name} is more than {value}",
        Op.LESS_THAN: "{name} is less than {value}",
        Op.BEFORE: "{name} is before {value}",
        Op.AFTER: "{name} is after {value}",
        Op.CONTAINS: "{name} contains {value}",
        Op.KNOWN: "{name} is known",
        Op.UNKNOWN: "{name} is not known",
    },
}
BOUND = {
    "de": {
        Op.AT_LEAST: "mindestens",
        Op.AT_MOST: "höchstens",
        Op.MORE_THAN: "mehr als",
        Op.LESS_THAN: "weniger als",
    },
    "en": {
        Op.AT_LEAST: "at least",
        Op.AT_MOST: "at most",
        Op.MORE_THAN: "more than",
        Op.LESS_THAN: "less than",
    },
}
SPAN = {
    "de": {
        "second": ("Sekunde", "Sekunden"),
        "minute": ("Minute", "Minuten"),
        "hour": ("Stunde", "Stunden"),
        "day": ("Tag", "Tagen"),
        "month": ("Monat", "Monaten"),
        "year": ("Jahr", "Jahren"),
    },
    "en": {unit: (unit, f"{unit}s") for unit in UNITS if unit != "week"},
}
TEXTS = {
    "de": {
        "and": " und ",
        "or": " oder ",
        "known": "bekannt: {seen}",
        "unknown": "unbekannt",
        "not": "nicht: {text}",
        "more": "noch {n} {noun}",
        "within": " innerhalb von {span}",
        "score": "Engagement von {bound} {n} Punkten",
        "score_known": "ein Wert für Engagement",
        "age": "seit {bound} {span} auf dieser Stufe",
        "age_known": "eine Stufe",
        "today": "heute",
        "yes": "ja",
        "nope": "nein",
        "day": "%d.%m.%Y",
    },
    "en": {
        "and": " and ",
        "or": " or ",
        "known": "known: {seen}",
        "unknown": "unknown",
        "not": "not: {text}",
        "more": "{n} more {noun}",
        "within": " within {span}",
        "score": "engagement of {bound} {n} points",
        "score_known": "a value for engagement",
        "age": "on this stage for {bound} {span}",
        "age_known": "a stage",
        "today": "today",
        "yes": "yes",
        "nope": "no",
        "day": "%d %B %Y",
    },
}

"""The building blocks of sentences about conditions, in German and English."""

from rules.parsing import UNITS

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
THINGS = {
    "de": {"contacts": ("Kontakt", "Kontakte"), "deals": ("Deal", "Deals"), "tickets": ("Ticket", "Tickets")},
    "en": {"contacts": ("contact", "contacts"), "deals": ("deal", "deals"), "tickets": ("ticket", "tickets")},
}
HOW = {
    "de": {"sum": "Summe", "min": "kleinster Wert", "max": "größter Wert", "average": "Durchschnitt"},
    "en": {"sum": "sum", "min": "least value", "max": "greatest value", "average": "average"},
}
TEXTS = {
    "de": {
        "and": " und ",
        "or": " oder ",
        "nor": " noch ",
        "known": "bekannt: {seen}",
        "unknown": "unbekannt",
        "not": "nicht: {text}",
        "some": "mindestens {n} davon: {text}",
        "more": "noch {n} {noun}",
        "within": " innerhalb von {span}",
        "silence": "seit {span} {noun}",
        "score": "Engagement von {bound} {n} Punkten",
        "score_known": "ein Wert für Engagement",
        "age": "seit {bound} {span} auf dieser Stufe",
        "age_known": "eine Stufe",
        "since": "{name} liegt {bound} {span} zurück",
        "until": "bis {name} sind es {bound} {span}",
        "date_known": "ein Datum bei {name}",
        "where": "{noun}, bei denen gilt: {text}",
        "measure": "{how} von {name} ({things})",
        "today": "heute",
        "yes": "ja",
        "nope": "nein",
        "day": "%d.%m.%Y",
    },
    "en": {
        "and": " and ",
        "or": " or ",
        "nor": " nor ",
        "known": "known: {seen}",
        "unknown": "unknown",
        "not": "not: {text}",
        "some": "at least {n} of: {text}",
        "more": "{n} more {noun}",
        "within": " within {span}",
        "silence": "{noun} for {span}",
        "score": "engagement of {bound} {n} points",
        "score_known": "a value for engagement",
        "age": "on this stage for {bound} {span}",
        "age_known": "a stage",
        "since": "{name} was {bound} {span} ago",
        "until": "{name} is {bound} {span} away",
        "date_known": "a date for {name}",
        "where": "{noun} with: {text}",
        "measure": "{how} of {name} ({things})",
        "today": "today",
        "yes": "yes",
        "nope": "no",
        "day": "%d %B %Y",
    },
}

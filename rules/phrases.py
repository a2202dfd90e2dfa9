"""The building blocks of sentences about conditions, in German and English."""

from rules.parsing import UNITS

SPAN = {
    "de": {
        "second": ("Sekunde", "Sekunden"),
        "minute": ("Minute", "Minuten"),
        "hour": ("Stunde", "Stunden"),
        "day": ("Tag", "Tage"),
        "month": ("Monat", "Monate"),
        "year": ("Jahr", "Jahre"),
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
STATES = {
    "de": {
        "deal.state": {
            "open": ("offener Deal", "offene Deals"),
            "won": ("gewonnener Deal", "gewonnene Deals"),
            "lost": ("verlorener Deal", "verlorene Deals"),
        },
        "ticket.state": {
            "open": ("offenes Ticket", "offene Tickets"),
            "closed": ("geschlossenes Ticket", "geschlossene Tickets"),
        },
    },
    "en": {
        "deal.state": {
            "open": ("open deal", "open deals"),
            "won": ("won deal", "won deals"),
            "lost": ("lost deal", "lost deals"),
        },
        "ticket.state": {
            "open": ("open ticket", "open tickets"),
            "closed": ("closed ticket", "closed tickets"),
        },
    },
}
"""What deals and tickets in a state are called, one and many."""
DENIED = {
    "de": {
        "before": "{name} liegt nicht vor {value}",
        "after": "{name} liegt nicht nach {value}",
        "contains": "{name} enthält nicht {value}",
        "starts_with": "{name} beginnt nicht mit {value}",
        "ends_with": "{name} endet nicht auf {value}",
        "matches": "{name} passt nicht auf {value}",
        "stale": "{name} wurde innerhalb von {value} bestätigt",
    },
    "en": {
        "before": "{name} is not before {value}",
        "after": "{name} is not after {value}",
        "contains": "{name} does not contain {value}",
        "starts_with": "{name} does not start with {value}",
        "ends_with": "{name} does not end with {value}",
        "matches": "{name} does not match {value}",
        "stale": "{name} was confirmed within {value}",
    },
}
"""The contrary of comparisons that no other operator says."""
WITH = {
    "is": "{name} {value}",
    "is_not": "{name} ungleich {value}",
    "is_any_of": "{name} {value}",
    "is_none_of": "{name} weder {value}",
    "at_least": "{name} von mindestens {value}",
    "at_most": "{name} von höchstens {value}",
    "more_than": "{name} von mehr als {value}",
    "less_than": "{name} von weniger als {value}",
    "before": "{name} vor {value}",
    "after": "{name} nach {value}",
    "contains": "{value} in {name}",
    "starts_with": "{value} am Anfang von {name}",
    "ends_with": "{value} am Ende von {name}",
    "matches": "{name} nach dem Muster {value}",
    "known": "Angabe bei {name}",
    "unknown": "leerem Feld {name}",
}
"""In German, what things are counted `mit`; English says `where` and the whole comparison."""
TEXTS = {
    "de": {
        "and": " und ",
        "or": " oder ",
        "nor": " noch ",
        "known": "bekannt: {seen}",
        "unknown": "unbekannt",
        "not": "nicht {text}",
        "rest": "{n} weitere",
        "rest_of": "und {n} weitere",
        "never": "das schließt sich gegenseitig aus",
        "some": "mindestens {n} davon: {text}",
        "more": "noch {n} {noun}",
        "within": " innerhalb von {span}",
        "silence": "seit {span} {noun}",
        "score": "Engagement von {bound} {n} {points}",
        "score_known": "ein Wert für Engagement",
        "score_unknown": "kein Wert für Engagement",
        "point": "Punkt",
        "points": "Punkten",
        "age": "seit {bound} {span} auf dieser Stufe",
        "age_known": "eine Stufe",
        "age_unknown": "keine Stufe",
        "since": "{name} liegt {bound} {span} zurück",
        "until": "bis {name} sind es {bound} {span}",
        "date_known": "ein Datum bei {name}",
        "date_unknown": "kein Datum bei {name}",
        "number_known": "bekannt ist, wie viele {noun} es gibt",
        "number_unknown": "nicht bekannt ist, wie viele {noun} es gibt",
        "with": "{noun} mit {text}",
        "where": "{noun} (nur wo gilt: {text})",
        "may": "Erlaubnis für {name}",
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
        "not": "not {text}",
        "rest": "{n} more",
        "rest_of": "and {n} more",
        "never": "these exclude each other",
        "some": "at least {n} of: {text}",
        "more": "{n} more {noun}",
        "within": " within {span}",
        "silence": "{noun} for {span}",
        "score": "engagement of {bound} {n} {points}",
        "score_known": "a value for engagement",
        "score_unknown": "no value for engagement",
        "point": "point",
        "points": "points",
        "age": "on this stage for {bound} {span}",
        "age_known": "a stage",
        "age_unknown": "no stage",
        "since": "{name} was {bound} {span} ago",
        "until": "{name} is {bound} {span} away",
        "date_known": "a date for {name}",
        "date_unknown": "no date for {name}",
        "number_known": "it is known how many {noun} there are",
        "number_unknown": "it is not known how many {noun} there are",
        "with": "{noun} where {text}",
        "where": "{noun} where {text}",
        "may": "permission for {name}",
        "measure": "{how} of {name} ({things})",
        "today": "today",
        "yes": "yes",
        "nope": "no",
        "day": "%d %B %Y",
    },
}

"""The properties a rulebook owns in the portal: their types, options, and labels in the rulebook's language."""

from dataclasses import dataclass

from accounts.values import Kind
from rules.checking.circles import targets
from rules.language.fixed import RELATIONSHIPS
from rules.language.vocabulary import OWN_COMPANY, OWN_CONTACT, stage_names
from rules.model import Rulebook

REASON = "reject_reason"
"""Why sales rejected a handover, chosen by a person; only where the rulebook declares reasons."""
ANSWERS = ("offered", "accepted", "rejected", "closed")

_SELECT = ("enumeration", "select")
_MOMENT = ("datetime", "date")
_TEXT = ("string", "text")
_LONG = ("string", "textarea")
_TYPES = {
    "stage": _SELECT,
    "stage_since": _MOMENT,
    "relationship": _SELECT,
    "cycle": ("number", "number"),
    "cycle_since": _MOMENT,
    "why": _LONG,
    "missing": _LONG,
    "handover": _SELECT,
    REASON: _SELECT,
    "cap": _TEXT,
    "cap_until": _MOMENT,
    "funnel_step": _SELECT,
    "funnel_since": _MOMENT,
}
_LABELS = {
    "de": {
        "stage": ("Stufe", "Wo der Account steht. Von Hand geändert gilt es als Anweisung."),
        "stage_since": ("Stufe seit", "Wann der Account diese Stufe erreicht hat."),
        "relationship": ("Beziehung", "Interessent, Kunde oder ehemaliger Kunde."),
        "cycle": ("Runde", "Die wievielte Runde über den Kegel dies ist."),
        "cycle_since": ("Runde seit", "Ab wann Signale für diese Runde zählen."),
        "why": ("Warum", "Warum der Account auf dieser Stufe steht."),
        "missing": ("Was fehlt", "Was zur nächsten Stufe fehlt."),
        "handover": ("Übergabe", "Mit accepted oder rejected antwortet der Vertrieb."),
        REASON: ("Grund der Ablehnung", "Warum der Vertrieb die Übergabe abgelehnt hat."),
        "cap": ("Obergrenze", "Weiter kommt der Account vorerst nicht."),
        "cap_until": ("Obergrenze bis", "Wann die Obergrenze frühestens endet."),
        "funnel_step": ("Funnel-Schritt", "Der weiteste Schritt des Kontakts im klassischen Funnel."),
        "funnel_since": ("Funnel-Schritt seit", "Wann der Kontakt diesen Schritt erreicht hat."),
        "set": ("", "Wird von einer Regel gesetzt."),
    },
    "en": {
        "stage": ("Stage", "Where the account stands. A change by hand is an order."),
        "stage_since": ("Stage since", "When the account reached this stage."),
        "relationship": ("Relationship", "Prospect, customer or former customer."),
        "cycle": ("Cycle", "Which round over the cone this is."),
        "cycle_since": ("Cycle since", "Since when signals count for this cycle."),
        "why": ("Why", "Why the account stands on this stage."),
        "missing": ("What is missing", "What is missing for the next stage."),
        "handover": ("Handover", "Sales answers with accepted or rejected."),
        REASON: ("Reason of rejection", "Why sales rejected the handover."),
        "cap": ("Cap", "The account goes no further for now."),
        "cap_until": ("Cap until", "When the cap ends at the earliest."),
        "funnel_step": ("Funnel step", "The contact's furthest step in the classic funnel."),
        "funnel_since": ("Funnel step since", "When the contact reached this step."),
        "set": ("", "Set by a rule."),
    },
}


@dataclass(frozen=True)
class OwnProperty:
    """A property this rulebook owns in the portal. `options` are values in their order."""

    kind: Kind
    name: str
    label: str
    type: str
    field_type: str
    options: tuple[str, ...] = ()
    description: str = ""


def own_properties(book: Rulebook) -> tuple[OwnProperty, ...]:
    """What must exist in the portal before anything is written."""
    reason = (REASON,) if book.handover and book.handover.on_reject else ()
    company = [
        _property(book, prefix, Kind.COMPANY, suffix)
        for prefix in book.prefixes
        for suffix in (*OWN_COMPANY, *reason)
    ]
    names = OWN_CONTACT if book.funnel else ()
    contact = [_property(book, book.prefix, Kind.CONTACT, suffix) for suffix in names]
    return (*company, *contact, *_set_by_rules(book))


def _property(book: Rulebook, prefix: str, kind: Kind, suffix: str) -> OwnProperty:
    """Under the prefix of the rulebook, or that of a buying unit."""
    options = {
        "stage": stage_names(book),
        "relationship": RELATIONSHIPS,
        "handover": ANSWERS,
        "funnel_step": tuple(book.funnel),
        REASON: tuple(book.handover.on_reject) if book.handover else (),
    }
    label, description = _LABELS[book.language][suffix]
    return OwnProperty(
        kind,
        f"{prefix}_{suffix}",
        _label(prefix, label),
        *_TYPES[suffix],
        options.get(suffix, ()),
        description,
    )


def _set_by_rules(book: Rulebook) -> list[OwnProperty]:
    """Texts; a property that several rules set is one property."""
    names = sorted(
        {
            target
            for rule in book.rules
            for target in targets(rule)
            if target.partition(".")[2].startswith(f"{book.prefix}_")
        }
    )
    return [
        _set_by_rule(book, prefix, Kind(kind), name.removeprefix(f"{book.prefix}_"))
        for kind, _, name in (target.partition(".") for target in names)
        for prefix in (book.prefixes if kind == Kind.COMPANY else (book.prefix,))
    ]


def _set_by_rule(book: Rulebook, prefix: str, kind: Kind, suffix: str) -> OwnProperty:
    label, description = _label(prefix, suffix.replace("_", " ")), _LABELS[book.language]["set"][1]
    return OwnProperty(kind, f"{prefix}_{suffix}", label, *_TEXT, description=description)


def _label(prefix: str, label: str) -> str:
    """The prefix stands in front, so that two rulebooks in one portal can be told apart."""
    return f"{prefix.upper()} {label}"

"""The metrics that every rulebook knows, of what sort they are, and which words some of them are limited to."""

from accounts.people.held import RoleSource, Standing
from accounts.provenance.values import Notice, Source
from rules.conditions import Sort

FIXED = {
    "contacts.count": Sort.NUMBER,
    "contacts.confirmed": Sort.NUMBER,
    "contacts.potential": Sort.NUMBER,
    "contacts.gone": Sort.NUMBER,
    "contacts.engaged": Sort.NUMBER,
    "coverage.roles": Sort.NUMBER,
    "coverage.percent": Sort.NUMBER,
    "engagement.score": Sort.SCORE,
    "engagement.roles": Sort.NUMBER,
    "score": Sort.SCORE,
    "role": Sort.NAMES,
    "role.by": Sort.TEXT,
    "standing": Sort.TEXT,
    "do_not_contact": Sort.FLAG,
    "source": Sort.TEXT,
    "source.age": Sort.AGE,
    "vendor": Sort.PROPERTY,
    "legal_basis": Sort.PROPERTY,
    "opt_in": Sort.PROPERTY,
    "verified.age": Sort.AGE,
    "freshness": Sort.TEXT,
    "notice": Sort.TEXT,
    "funnel": Sort.TEXT,
    "signals.any": Sort.TIMES,
    "deals.won": Sort.TIMES,
    "deals.lost": Sort.TIMES,
    "deals.open": Sort.NUMBER,
    "tickets.open": Sort.NUMBER,
    "stage": Sort.TEXT,
    "stage.age": Sort.AGE,
    "relationship": Sort.TEXT,
    "cycle": Sort.NUMBER,
    "tier": Sort.TEXT,
    "programme": Sort.TEXT,
    "excluded": Sort.TEXT,
}
ABOUT = {
    "contacts.count": (
        "Wie viele Kontakte des Accounts zählen.",
        "How many contacts of the account count.",
    ),
    "contacts.confirmed": (
        "Wie viele Kontakte bestätigt zum Buying Center gehören.",
        "How many contacts are confirmed members of the buying center.",
    ),
    "contacts.potential": (
        "Wie viele Kontakte vielleicht zum Buying Center gehören.",
        "How many contacts may belong to the buying center.",
    ),
    "contacts.gone": (
        "Wie viele Kontakte das Unternehmen verlassen haben.",
        "How many contacts have left the company.",
    ),
    "contacts.engaged": ("Wie viele davon engagiert sind.", "How many of them are engaged."),
    "coverage.roles": ("Wie viele Rollen besetzt sind.", "How many roles are covered."),
    "coverage.percent": (
        "Wie vollständig die gesuchten Rollen besetzt sind, von 0 bis 100.",
        "How complete the roles wanted are, from 0 to 100.",
    ),
    "engagement.score": ("Die Punkte des Accounts heute.", "The account's points today."),
    "engagement.roles": (
        "Wie viele verschiedene Rollen engagiert sind.",
        "How many different roles are engaged.",
    ),
    "score": ("Die Punkte eines Kontakts heute.", "A contact's points today."),
    "role": ("Die Rollen eines Kontakts im Buying Center.", "A contact's roles in the buying center."),
    "role.by": (
        "Woher die sicherste Rolle bekannt ist: entered, label, deal, marker oder title.",
        "How the surest role is known: entered, label, deal, marker or title.",
    ),
    "standing": (
        "Ob ein Kontakt zählt: confirmed, potential, never oder gone.",
        "Whether a contact counts: confirmed, potential, never or gone.",
    ),
    "do_not_contact": (
        "Ob ein Kontakt nicht angesprochen werden darf.",
        "Whether a contact must not be contacted.",
    ),
    "source": ("Woher die Daten eines Kontakts kamen.", "Where a contact's data came from."),
    "source.age": ("Wie lange das her ist.", "How long ago that was."),
    "vendor": ("Von wem sie gekauft wurden.", "From whom they were bought."),
    "legal_basis": ("Die Rechtsgrundlage, wie sie eingetragen ist.", "The legal basis as it is entered."),
    "opt_in": ("Die Einwilligung, wie sie eingetragen ist.", "The consent as it is entered."),
    "verified.age": (
        "Wann jemand die Daten zuletzt geprüft hat.",
        "How long ago somebody last verified the data.",
    ),
    "freshness": (
        "Ob die Daten frisch sind: fresh oder stale.",
        "Whether the data are fresh: fresh or stale.",
    ),
    "notice": (
        "Ob die Person informiert wurde: not_owed, due, overdue oder given.",
        "Whether the person was told: not_owed, due, overdue or given.",
    ),
    "funnel": ("Der weiteste Schritt eines Kontakts im Funnel.", "A contact's furthest step in the funnel."),
    "signals.any": ("Wie oft es ein Signal gab.", "How often there was any signal."),
    "deals.won": ("Wie viele Deals gewonnen wurden.", "How many deals were won."),
    "deals.lost": ("Wie viele Deals verloren gingen.", "How many deals were lost."),
    "deals.open": ("Wie viele Deals offen sind.", "How many deals are open."),
    "tickets.open": ("Wie viele Tickets offen sind.", "How many tickets are open."),
    "stage": ("Die Stufe des Accounts.", "The account's stage."),
    "stage.age": ("Wie lange er dort schon steht.", "How long it has been there."),
    "relationship": ("prospect, customer oder former.", "prospect, customer or former."),
    "cycle": ("Die wievielte Runde dies ist.", "Which round this is."),
    "tier": ("Die Klasse des Accounts aus `tiers`.", "The account's class out of `tiers`."),
    "programme": ("Das Programm seiner Klasse.", "The programme of its class."),
    "excluded": (
        "Warum der Account ausgeschlossen ist, aus `accounts.excluded`; none, wenn er es nicht ist.",
        "Why the account is excluded, out of `accounts.excluded`; none where it is not.",
    ),
}
"""For the reference, in German and English."""
NO_TIER = "none"
"""What an account of which every tier says no has for its tier, a tier without one for its programme, and an account that
nothing excludes for `excluded`.
"""
RELATIONSHIPS = ("prospect", "customer", "former")
PROGRAMMES = ("strategic", "lite", "programmatic", NO_TIER)
CLOSED: dict[str, tuple[str, ...]] = {
    "relationship": RELATIONSHIPS,
    "programme": PROGRAMMES,
    "deal.state": ("open", "won", "lost"),
    "ticket.state": ("open", "closed"),
    "source": tuple(Source),
    "freshness": ("fresh", "stale"),
    "notice": tuple(Notice),
    "standing": tuple(Standing),
    "role.by": tuple(RoleSource),
}
"""Metrics of which all words are known, whatever the rulebook."""
AGES = frozenset({"stage.age", "source.age", "verified.age"})
"""Metrics that are durations, besides those made of dates."""

"""What the metrics of a rulebook are called in German and English: one and many."""

from collections.abc import Mapping

from accounts.people.spoken import ROLES as SPOKEN_ROLES
from accounts.people.spoken import Language
from accounts.provenance.words import FRESHNESS, NOTICES, SOURCES
from rules.language.fixed import FIXED

Noun = tuple[str, str]

COUNTED: dict[str, dict[str, Noun]] = {
    "de": {
        "contacts.count": ("Kontakt", "Kontakte"),
        "contacts.confirmed": ("bestätigtes Mitglied", "bestätigte Mitglieder"),
        "contacts.potential": ("mögliches Mitglied", "mögliche Mitglieder"),
        "contacts.gone": ("ausgeschiedener Kontakt", "ausgeschiedene Kontakte"),
        "contacts.engaged": ("engagierter Kontakt", "engagierte Kontakte"),
        "engagement.roles": ("engagierte Rolle", "engagierte Rollen"),
        "coverage.roles": ("besetzte Rolle", "besetzte Rollen"),
        "deals.won": ("gewonnener Deal", "gewonnene Deals"),
        "deals.lost": ("verlorener Deal", "verlorene Deals"),
        "deals.open": ("offener Deal", "offene Deals"),
        "tickets.open": ("offenes Ticket", "offene Tickets"),
        "signals.any": ("Signal", "Signale"),
    },
    "en": {
        "contacts.count": ("contact", "contacts"),
        "contacts.confirmed": ("confirmed member", "confirmed members"),
        "contacts.potential": ("potential member", "potential members"),
        "contacts.gone": ("contact who has left", "contacts who have left"),
        "contacts.engaged": ("engaged contact", "engaged contacts"),
        "engagement.roles": ("engaged role", "engaged roles"),
        "coverage.roles": ("role covered", "roles covered"),
        "deals.won": ("won deal", "won deals"),
        "deals.lost": ("lost deal", "lost deals"),
        "deals.open": ("open deal", "open deals"),
        "tickets.open": ("open ticket", "open tickets"),
        "signals.any": ("signal", "signals"),
    },
}
ROLES: dict[str, dict[str, Noun]] = {language: dict(words) for language, words in SPOKEN_ROLES.items()}
BUYING_ROLES = tuple(ROLES["en"])
"""The roles that HubSpot's hs_buying_role knows from the beginning."""
SIGNALS: dict[str, dict[str, Noun]] = {
    "de": {
        "content_download": ("Download", "Downloads"),
        "email_click": ("Klick in einer E-Mail", "Klicks in E-Mails"),
        "reply": ("Antwort", "Antworten"),
        "visit": ("Besuch der Website", "Besuche der Website"),
        "meeting": ("Termin", "Termine"),
        "quote_request": ("Angebotsanfrage", "Angebotsanfragen"),
        "cross_sell_interest": ("Zeichen von Interesse an mehr", "Zeichen von Interesse an mehr"),
    },
    "en": {
        "content_download": ("download", "downloads"),
        "email_click": ("click in an e-mail", "clicks in e-mails"),
        "reply": ("reply", "replies"),
        "visit": ("website visit", "website visits"),
        "meeting": ("meeting", "meetings"),
        "quote_request": ("quote request", "quote requests"),
        "cross_sell_interest": ("sign of interest in more", "signs of interest in more"),
    },
}
OTHERS: dict[str, dict[str, Noun]] = {
    "de": {
        "coverage": ("Person mit der Rolle {name}", "Personen mit der Rolle {name}"),
        "signals": ("Signal '{name}'", "Signale '{name}'"),
        "contact_funnel": ("Kontakt im Schritt {name}", "Kontakte im Schritt {name}"),
    },
    "en": {
        "coverage": ("person with the role {name}", "people with the role {name}"),
        "signals": ("signal '{name}'", "signals '{name}'"),
        "contact_funnel": ("contact at the step {name}", "contacts at the step {name}"),
    },
}
STEPS: dict[str, dict[str, str]] = {
    "de": {
        "awareness": "Aufmerksamkeit",
        "interest": "Interesse",
        "consideration": "Erwägung",
        "purchase": "Kauf",
    },
    "en": {},
}
NAMES: dict[str, dict[str, str]] = {
    "de": {
        "stage": "Stufe",
        "relationship": "Beziehung",
        "cycle": "Runde",
        "tier": "Klasse",
        "programme": "Programm",
        "role": "Rolle",
        "role.by": "Beleg der Rolle",
        "standing": "Zugehörigkeit",
        "do_not_contact": "Kontaktsperre",
        "coverage.percent": "Besetzung der gesuchten Rollen in Prozent",
        "excluded": "Ausschluss",
        "source": "Herkunft der Daten",
        "source.age": "Herkunft der Daten",
        "vendor": "Anbieter der Daten",
        "legal_basis": "Rechtsgrundlage",
        "opt_in": "Einwilligung",
        "verified.age": "Prüfung der Daten",
        "freshness": "Stand der Daten",
        "notice": "Information nach Art. 14",
        "funnel": "Schritt im Funnel",
        "deal.state": "Deal",
        "ticket.state": "Ticket",
    },
    "en": {
        "stage": "stage",
        "relationship": "relationship",
        "cycle": "cycle",
        "tier": "tier",
        "programme": "programme",
        "role": "role",
        "role.by": "evidence of the role",
        "standing": "standing",
        "do_not_contact": "ban on contact",
        "coverage.percent": "percentage of wanted roles held",
        "excluded": "exclusion",
        "source": "source of the data",
        "source.age": "source of the data",
        "vendor": "vendor of the data",
        "legal_basis": "legal basis",
        "opt_in": "consent",
        "verified.age": "verification of the data",
        "freshness": "freshness of the data",
        "notice": "Art. 14 notice",
        "funnel": "step in the funnel",
        "deal.state": "deal",
        "ticket.state": "ticket",
    },
}
VALUES: dict[str, dict[str, dict[str, str]]] = {
    "de": {
        "relationship": {"prospect": "Interessent", "customer": "Kunde", "former": "ehemaliger Kunde"},
        "deal.state": {"open": "offen", "won": "gewonnen", "lost": "verloren"},
        "ticket.state": {"open": "offen", "closed": "geschlossen"},
        "standing": {
            "confirmed": "bestätigt",
            "potential": "möglich",
            "never": "zählt nie",
            "gone": "ausgeschieden",
        },
        "role.by": {
            "entered": "eingetragen",
            "label": "Zuordnung",
            "deal": "Deal",
            "marker": "Namensfeld",
            "title": "Jobtitel",
        },
        "excluded": {"none": "keiner"},
    },
    "en": {
        "relationship": {"former": "former customer"},
        "standing": {"never": "never counts", "gone": "has left"},
    },
}
_LANGUAGES: tuple[Language, ...] = ("de", "en")
for _language in _LANGUAGES:
    _values = VALUES[_language]
    _values["source"] = {str(source): word for source, word in SOURCES[_language].items()}
    _values["source"]["unknown"] = "unbekannt" if _language == "de" else "unknown"
    _values["notice"] = {str(notice): word for notice, word in NOTICES[_language].items()}
    _values["freshness"] = dict(FRESHNESS[_language])
    _values["role"] = {name: one for name, (one, _) in ROLES[_language].items()}
    _values["funnel"] = STEPS[_language]
NO_LABELS: Mapping[str, str] = {}
"""Names that people gave to metrics and properties, such as `company.numberofemployees`: none."""


def noun(metric: str, language: str) -> Noun | None:
    """What is counted; None where the metric is no count of things."""
    start, _, name = metric.partition(".")
    tables: dict[str, dict[str, dict[str, Noun]]] = {
        "coverage": ROLES,
        "signals": SIGNALS,
        "contact_funnel": {},
    }
    if metric in COUNTED[language]:
        return COUNTED[language][metric]
    if start not in tables or metric in FIXED:
        return None
    spoken = STEPS[language].get(name, name if start == "coverage" else name.replace("_", " "))
    one, many = OTHERS[language][start]
    return tables[start].get(language, {}).get(name) or (one.format(name=spoken), many.format(name=spoken))


def called(metric: str, language: str, labels: Mapping[str, str] = NO_LABELS) -> str:
    """The name of a metric that is no count: a property by its label or its own name, others in the language."""
    if metric in labels:
        return labels[metric]
    start, _, name = metric.partition(".")
    if start in {"conditions", "metrics", "may"}:
        name = name.replace("_", " ")
    return NAMES[language].get(metric) or name or metric


def after_none(many: str) -> str:
    """Several of something behind the German `keine`: what is not a noun bends, `keine offenen Deals`."""
    words = [
        _bent(word) if word[0].islower() or word in _LIKE_ADJECTIVES else word for word in many.split()[:2]
    ]
    return " ".join([*words, *many.split()[2:]])


def _bent(word: str) -> str:
    return f"{word}n" if word.endswith("e") else word


_LIKE_ADJECTIVES = frozenset({"Budgetverantwortliche", "Beteiligte"})

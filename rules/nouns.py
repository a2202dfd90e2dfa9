"""What the metrics of a rulebook are called in German and English: one and many."""

Noun = tuple[str, str]

COUNTED: dict[str, dict[str, Noun]] = {
    "de": {
        "contacts.count": ("Kontakt", "Kontakte"),
        "contacts.engaged": ("engagierter Kontakt", "engagierte Kontakte"),
        "coverage.roles": ("besetzte Rolle", "besetzte Rollen"),
        "deals.won": ("gewonnener Deal", "gewonnene Deals"),
        "deals.lost": ("verlorener Deal", "verlorene Deals"),
        "deals.open": ("offener Deal", "offene Deals"),
        "signals.any": ("Signal", "Signale"),
    },
    "en": {
        "contacts.count": ("contact", "contacts"),
        "contacts.engaged": ("engaged contact", "engaged contacts"),
        "coverage.roles": ("role covered", "roles covered"),
        "deals.won": ("won deal", "won deals"),
        "deals.lost": ("lost deal", "lost deals"),
        "deals.open": ("open deal", "open deals"),
        "signals.any": ("signal", "signals"),
    },
}
ROLES: dict[str, dict[str, Noun]] = {
    "de": {
        "DECISION_MAKER": ("Entscheider", "Entscheider"),
        "BUDGET_HOLDER": ("Budgetverantwortlicher", "Budgetverantwortliche"),
        "EXECUTIVE_SPONSOR": ("Förderer in der Geschäftsleitung", "Förderer in der Geschäftsleitung"),
        "CHAMPION": ("Fürsprecher", "Fürsprecher"),
        "INFLUENCER": ("Ratgeber", "Ratgeber"),
        "END_USER": ("Anwender", "Anwender"),
        "LEGAL_AND_COMPLIANCE": ("Ansprechpartner für Recht", "Ansprechpartner für Recht"),
        "BLOCKER": ("Gegner", "Gegner"),
        "OTHER": ("weiterer Beteiligter", "weitere Beteiligte"),
    },
    "en": {
        "DECISION_MAKER": ("decision maker", "decision makers"),
        "BUDGET_HOLDER": ("budget holder", "budget holders"),
        "EXECUTIVE_SPONSOR": ("executive sponsor", "executive sponsors"),
        "CHAMPION": ("champion", "champions"),
        "INFLUENCER": ("influencer", "influencers"),
        "END_USER": ("end user", "end users"),
        "LEGAL_AND_COMPLIANCE": ("legal contact", "legal contacts"),
        "BLOCKER": ("blocker", "blockers"),
        "OTHER": ("other participant", "other participants"),
    },
}
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
    "de": {"stage": "Stufe", "relationship": "Beziehung", "cycle": "Runde"},
    "en": {"stage": "stage", "relationship": "relationship", "cycle": "cycle"},
}
VALUES: dict[str, dict[str, dict[str, str]]] = {
    "de": {"relationship": {"prospect": "Interessent", "customer": "Kunde", "former": "ehemaliger Kunde"}},
    "en": {"relationship": {"former": "former customer"}},
}


def noun(metric: str, language: str) -> Noun | None:
    """What is counted; None where the metric is no count of things."""
    start, _, name = metric.partition(".")
    if metric in COUNTED[language]:
        return COUNTED[language][metric]
    match start:
        case "coverage":
            fallback = f"Person mit der Rolle {name}" if language == "de" else f"person with the role {name}"
            many = f"Personen mit der Rolle {name}" if language == "de" else f"people with the role {name}"
            return ROLES[language].get(name, (fallback, many))
        case "signals":
            spoken = name.replace("_", " ")
            one, many = ("Signal", "Signale") if language == "de" else ("signal", "signals")
            return SIGNALS[language].get(name, (f"{one} '{spoken}'", f"{many} '{spoken}'"))
        case "contact_funnel":
            step = STEPS[language].get(name, name.replace("_", " "))
            one, many = ("Kontakt", "Kontakte") if language == "de" else ("contact", "contacts")
            return (
                (f"{one} im Schritt {step}", f"{many} im Schritt {step}")
                if language == "de"
                else (f"{one} at the step {step}", f"{many} at the step {step}")
            )
        case _:
            return None


def called(metric: str, language: str) -> str:
    """The name of a metric that is no count: a property by its own name, others in the language."""
    return NAMES[language].get(metric) or metric.partition(".")[2] or metric

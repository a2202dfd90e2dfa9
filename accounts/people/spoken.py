"""Roles and standings in German and English, as sales people say them."""

from collections.abc import Mapping
from typing import Literal

from accounts.people.held import Because, Reason, Standing

Language = Literal["de", "en"]

ROLES: Mapping[Language, Mapping[str, tuple[str, str]]] = {
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
"""One and many; in German all of them are masculine."""

_BECAUSE: Mapping[Language, Mapping[Reason, str]] = {
    "de": {
        Reason.DECLARED: "Gehört laut Regelwerk nicht zum Buying Center.",
        Reason.NEVER_LABEL: "Gehört nicht zum Buying Center: mit „{}“ zugeordnet.",
        Reason.MARKER: "Hat das Unternehmen verlassen: „{}“ steht im Namen oder in der Funktion.",
        Reason.ENTERED: "Bestätigt: als {} eingetragen.",
        Reason.LABEL: "Bestätigt: als „{}“ zugeordnet.",
        Reason.DEAL: "Bestätigt: am Deal „{}“ beteiligt.",
        Reason.NOTHING: "Noch nicht bestätigt.",
    },
    "en": {
        Reason.DECLARED: "Not part of the buying center, as the rulebook says.",
        Reason.NEVER_LABEL: 'Not part of the buying center: associated as "{}".',
        Reason.MARKER: 'Has left the company: the name or the title says "{}".',
        Reason.ENTERED: "Confirmed: entered as {}.",
        Reason.LABEL: 'Confirmed: associated as "{}".',
        Reason.DEAL: 'Confirmed: takes part in the deal "{}".',
        Reason.NOTHING: "Not confirmed yet.",
    },
}


def role_noun(role: str, language: Language, count: int = 1) -> str:
    """A role of the portal's own stays as it is."""
    return ROLES[language].get(role, (role, role))[count != 1]


def one_more(role: str, language: Language) -> str:
    """With its article: "ein Entscheider", "an influencer"."""
    noun = role_noun(role, language)
    if language == "de":
        return f"ein {noun}"
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def standing_sentence(standing: Standing, because: Because, language: Language) -> str:
    """Whether somebody is a member, and why, in one sentence."""
    detail = role_noun(because.detail, language) if because.reason is Reason.ENTERED else because.detail
    if standing is Standing.POTENTIAL:
        return _BECAUSE[language][Reason.NOTHING]
    return _BECAUSE[language][because.reason].format(detail)

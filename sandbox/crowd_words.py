"""What the crowd is described with: job titles as people write them, and what is known of where the data came from."""

from collections.abc import Mapping
from datetime import timedelta

from sandbox.casting import START
from sandbox.standard import LEGAL_BASIS

LEGITIMATE, EXISTING_CUSTOMER = LEGAL_BASIS.options[:2]

TITLES_GERMAN = (
    "Geschäftsführer",
    "Geschäftsführerin",
    "GF",
    "Geschäftsführender Gesellschafter",
    "Prokurist",
    "Leiterin Einkauf",
    "Leiter:in Instandhaltung",
    "Ltg. Technik",
    "stv. Werkleiter",
    "Kaufm. Leiterin",
    "Instandhaltungsleiter",
    "Sachbearbeiterin",
    "Sachbearbeiter/in Auftragsabwicklung",
    "Einkäufer (m/w/d)",
    "Produktionsleiter",
    "Dipl.-Ing. (FH)",
    "Assistenz der Geschäftsleitung",
    "IT-Leiter",
    "Qualitätsbeauftragte",
    "Werkstudent",
    "Vertriebsleiterin",
    "i. V. Leiter Controlling",
    "Techniker",
    "Datenschutzbeauftragter",
    "Betriebsratsvorsitzende",
    *("",) * 9,
)
TITLES_ENGLISH = (
    "Managing Director",
    "MD",
    "CEO & Founder",
    "Purchasing Manager",
    "Head of Procurement",
    "Maintenance Planner",
    "Sr. Maintenance Engineer",
    "Office Assistant",
    "Plant Manager",
    "VP Ops",
    "Head of IT",
    "Quality Lead",
    "Intern",
    "PA to the CEO",
    "Sales Director",
    "Technician",
    "Financial Controller",
    "Buyer",
    *("",) * 7,
)
# Hardly anybody enters a role.
ROLES = (
    *("",) * 44,
    "END_USER",
    "INFLUENCER",
    "CHAMPION",
    "BUDGET_HOLDER;DECISION_MAKER",
)
# Of ten calls one reaches somebody.
PASTS = (
    *("",) * 8,
    "visit 40d",
    "newsletter 60d",
    "click 33d",
    "guide 90d",
    "visit 7d, click 6d",
    "reply 120d",
    "call 52d",
    "call 31d, call 24d, call 17d",
    "call 75d, call 74d, reached 70d, visit 69d",
    "call 12d, call 11d",
)
VISITS = ("ORGANIC_SEARCH", "DIRECT_TRAFFIC", "EMAIL_MARKETING", "SOCIAL_MEDIA", "PAID_SEARCH", "REFERRALS")
BY_HAND = {"hs_object_source_label": "CRM_UI", "hs_object_source_detail_1": ""}
KINDS = (
    *("visited",) * 16,
    *("imported",) * 9,
    *("typed",) * 10,
    *("fair",) * 3,
    *("bought",) * 5,
    "linkedin",
    "xing",
    "recommended",
)
"""Where somebody's data may come from, as often as in a usual portal; of who was typed in nobody knows it."""


def told_of(kind: str, since: int) -> Mapping[str, str]:
    """The properties that say so of a contact who came `since` days before the week."""
    day = START.date() - timedelta(days=since)
    sent = {"art14_notice_sent": (day + timedelta(days=18)).isoformat()}
    dated = {"contact_source_date": day.isoformat()}
    vendor = "Adresskontor Beispiel" if since % 3 else "Listenwerk Muster"
    of_kind: dict[str, dict[str, str]] = {
        "visited": {"email_permission": "double_opt_in"} if since % 2 else {},
        "typed": BY_HAND,
        "fair": {**BY_HAND, **dated, "contact_source": "Messe", "email_permission": "single_opt_in"},
        "bought": {
            **dated,
            **sent,
            "contact_source": "Adresskauf",
            "data_vendor": vendor,
            "hs_legal_basis": LEGITIMATE if since % 2 else "",
        },
        "linkedin": {**BY_HAND, **dated, **sent, "contact_source": "LinkedIn-Recherche"},
        "xing": {
            **BY_HAND,
            **dated,
            **sent,
            "contact_source": "XING-Recherche",
            "hs_legal_basis": LEGITIMATE,
        },
        "recommended": {**BY_HAND, "contact_source": "Empfehlung"},
    }
    return of_kind.get(kind, {})

"""The words around the checks, in German and English."""

from typing import Literal

from accounts.hygiene.english import ENGLISH
from accounts.hygiene.german import GERMAN
from accounts.hygiene.values import Check, Said, Weight

Language = Literal["de", "en"]

SAID: dict[Language, dict[Check, Said]] = {"de": GERMAN, "en": ENGLISH}

WEIGHTS: dict[Language, dict[Weight, str]] = {
    "de": {Weight.NOW: "Zuerst", Weight.SOON: "Danach", Weight.LATER: "Bei Gelegenheit"},
    "en": {Weight.NOW: "First", Weight.SOON: "Then", Weight.LATER: "When there is time"},
}

TEXTS: dict[Language, dict[str, str]] = {
    "de": {
        "head": "{contacts}, {companies}; {todo}.",
        "contact": "1 Kontakt",
        "contacts": "{n} Kontakte",
        "company": "1 Unternehmen",
        "companies": "{n} Unternehmen",
        "todo_0": "nichts zu tun",
        "todo_1": "eine Sache zu tun",
        "todo": "{n} Dinge zu tun",
        "clean": "Alles, worauf dieser Bericht achtet, ist in Ordnung. Danke an alle, die dieses Portal so gut pflegen!",
        "empty": "Das Portal ist noch leer, oder noch nicht gelesen: `flipfunnel sync` holt es.",
        "example": "Zum Beispiel:",
        "all": "Und zwar:",
        "more": "und {n} weitere",
        "step": "Nächster Schritt:",
    },
    "en": {
        "head": "{contacts}, {companies}; {todo}.",
        "contact": "1 contact",
        "contacts": "{n} contacts",
        "company": "1 company",
        "companies": "{n} companies",
        "todo_0": "nothing to do",
        "todo_1": "one thing to do",
        "todo": "{n} things to do",
        "clean": "All that this report looks at is in order. Thanks to everybody who keeps this portal so well!",
        "empty": "The portal is still empty, or not read yet: `flipfunnel sync` reads it.",
        "example": "For example:",
        "all": "Namely:",
        "more": "and {n} more",
        "step": "Next step:",
    },
}

KINDS: dict[Language, dict[str, str]] = {
    "de": {
        "contact": "Kontakt",
        "company": "Unternehmen",
        "deal": "Deal",
        "ticket": "Ticket",
        "meeting": "Meeting",
        "call": "Anruf",
        "email": "E-Mail",
    },
    "en": {"email": "e-mail"},
}
"""What objects are called; in English as in the program."""

WHYS: dict[Language, dict[str, str]] = {
    "de": {
        "free_mail": "private E-Mail-Adresse",
        "disposable": "Wegwerfadresse",
        "role_address": "Sammeladresse",
        "automated": "Automat",
        "own_domain": "eigene Leute",
        "own": "unsere eigene Domain",
        "nothing_known": "nichts bekannt",
        "nobody": "kein Eintrag",
        "archived": "nicht mehr da",
        "unknown": "in HubSpot unbekannt",
        "none": "noch nie entschieden",
        "blank": "in HubSpot leer",
        "gone": "nicht mehr da",
        "do_not_contact": "will keinen Kontakt",
        "same": "ziemlich sicher",
        "perhaps": "ähnlicher Name",
        "inbound": "von selbst gekommen",
        "purchased": "gekauft",
        "research_linkedin": "auf LinkedIn recherchiert",
        "research_xing": "auf XING recherchiert",
        "enrichment": "angereichert",
        "import": "importiert",
        "event": "Veranstaltung",
        "referral": "empfohlen",
    },
    "en": {
        "free_mail": "private e-mail address",
        "disposable": "throwaway address",
        "role_address": "shared mailbox",
        "automated": "a machine",
        "own_domain": "our own people",
        "own": "our own domain",
        "nothing_known": "nothing known",
        "nobody": "no entry",
        "archived": "no longer there",
        "unknown": "unknown to HubSpot",
        "none": "never decided",
        "blank": "empty in HubSpot",
        "gone": "has left",
        "do_not_contact": "wants to be left alone",
        "same": "quite sure",
        "perhaps": "similar names",
        "inbound": "came to us",
        "purchased": "purchased",
        "research_linkedin": "researched on LinkedIn",
        "research_xing": "researched on XING",
        "enrichment": "enriched",
        "import": "imported",
        "event": "from an event",
        "referral": "recommended",
    },
}
"""Kinds of defects of one check. Whatever stands in neither table is shown as it is."""

DETAILS: dict[Language, dict[Check, str]] = {
    "de": {
        Check.NOTICE_OVERDUE: "fällig bis {}",
        Check.STALE_DATA: "seit {}",
        Check.KEY_ACCOUNTS_WITHOUT_STAGE: "sollte {} zeigen",
        Check.KEY_ACCOUNTS_WITHOUT_ROLES: "Kontakte: {}",
        Check.COMPANIES_MISSING: "Kontakte: {}",
        Check.UNREADABLE_VALUES: "„{}“",
        Check.ASSOCIATED_ELSEWHERE: "zugeordnet zu {}",
    },
    "en": {
        Check.NOTICE_OVERDUE: "due by {}",
        Check.STALE_DATA: "since {}",
        Check.KEY_ACCOUNTS_WITHOUT_STAGE: "should show {}",
        Check.KEY_ACCOUNTS_WITHOUT_ROLES: "contacts: {}",
        Check.COMPANIES_MISSING: "contacts: {}",
        Check.UNREADABLE_VALUES: "“{}”",
        Check.ASSOCIATED_ELSEWHERE: "associated with {}",
    },
}
"""How the detail of an example is shown, where not as it stands."""

JOINED: dict[Language, dict[Check, str]] = {
    "de": {Check.ASSOCIATED_ELSEWHERE: ", Adresse von "},
    "en": {Check.ASSOCIATED_ELSEWHERE: ", address of "},
}
"""What stands between the objects of an example, where not a plus."""

"""The packet of a handover: what sales needs to know of the account, as the text of one task."""

from collections.abc import Callable

from accounts.facts import ContactFact, DealState
from rules.deciding.draft import Draft
from rules.deciding.packet_people import buying_center, permissions, sources
from rules.wording.nouns import noun
from rules.wording.sentences import RELATIONSHIPS, day

MOST_SIGNALS = 5

_TEXTS = {
    "de": {
        "title": "Übergabe an den Vertrieb: {name}",
        "fast": "Schnelle Spur: bitte heute noch melden.",
        "company": "Unternehmen: {name} ({relationship}, Runde {cycle})",
        "buying_center": "Buying Center",
        "sources": "Herkunft der Daten",
        "legal_basis": "Rechtsgrundlage und Erlaubnis",
        "signals": "Neueste Signale",
        "stage_history": "Weg: seit {since} auf {stage}; in dieser Runde: {visited}.",
        "open_deals": "Offene Deals",
        "none": "keine",
    },
    "en": {
        "title": "Handover to sales: {name}",
        "fast": "Fast lane: please get in touch today.",
        "company": "Company: {name} ({relationship}, cycle {cycle})",
        "buying_center": "Buying center",
        "sources": "Where the data came from",
        "legal_basis": "Legal basis and permission",
        "signals": "Newest signals",
        "stage_history": "Way: on {stage} since {since}; in this cycle: {visited}.",
        "open_deals": "Open deals",
        "none": "none",
    },
}


def title(language: str, name: str) -> str:
    return _TEXTS[language]["title"].format(name=name)


def body(draft: Draft, people: tuple[ContactFact, ...], *, fast: bool) -> str:
    """Why it is handed over, then the sections that the rulebook asks for; plain lines."""
    handover, texts = draft.book.handover, _TEXTS[draft.book.language]
    sections: dict[str, Callable[[], list[str]]] = {
        "company": lambda: [_company(draft)],
        "buying_center": lambda: [texts["buying_center"] + ":", *buying_center(draft, people)],
        "signals": lambda: [texts["signals"] + ":", *_signals(draft)],
        "stage_history": lambda: [_history(draft)],
        "sources": lambda: [texts["sources"] + ":", *sources(draft, people)],
        "legal_basis": lambda: [texts["legal_basis"] + ":", *permissions(draft, people)],
        "open_deals": lambda: [texts["open_deals"] + ":", *_deals(draft)],
    }
    asked = handover.packet if handover else ()
    first = [draft.memory.why, *([texts["fast"]] if fast else [])]
    return "\n".join(
        [*first, *(line for name in asked if name in sections for line in ["", *sections[name]()])]
    )


def _company(draft: Draft) -> str:
    return _TEXTS[draft.book.language]["company"].format(
        name=draft.account.name,
        relationship=RELATIONSHIPS[draft.book.language][draft.relationship],
        cycle=draft.memory.cycle,
    )


def _signals(draft: Draft) -> list[str]:
    names = {contact.id: contact.name for contact in draft.account.contacts}
    newest = sorted(
        (signal for signal in draft.account.signals if signal.at <= draft.at),
        key=lambda signal: (-signal.at, signal.name, signal.contact),
    )
    lines = [
        f"- {day(draft.book, signal.at)} {_called(draft, signal.name)}: {names.get(signal.contact, '')}".rstrip(
            ": "
        )
        for signal in newest[:MOST_SIGNALS]
    ]
    return lines or ["- " + _TEXTS[draft.book.language]["none"]]


def _called(draft: Draft, signal: str) -> str:
    found = noun(f"signals.{signal}", draft.book.language)
    return found[0] if found else signal


def _history(draft: Draft) -> str:
    memory = draft.memory
    order = [stage.name for stage in draft.book.cone.ladder(draft.relationship)]
    visited = [stage for stage in order if stage in memory.visited]
    since = day(draft.book, draft.at if memory.since is None else memory.since)
    return _TEXTS[draft.book.language]["stage_history"].format(
        since=since, stage=memory.stage, visited=", ".join(visited)
    )


def _deals(draft: Draft) -> list[str]:
    deals = sorted(draft.account.deals, key=lambda deal: deal.id)
    lines = [f"- {deal.name}" for deal in deals if deal.state is DealState.OPEN]
    return lines or ["- " + _TEXTS[draft.book.language]["none"]]

"""The packet of a handover: what sales needs to know of the account, as the text of one task."""

from collections.abc import Callable, Iterable

from accounts.facts import ContactFact, DealState
from rules.deciding.draft import Draft
from rules.wording.nouns import ROLES, noun
from rules.wording.sentences import RELATIONSHIPS, day

MOST_SIGNALS = 5
BY_WEIGHT = ("DECISION_MAKER", "BUDGET_HOLDER", "EXECUTIVE_SPONSOR", "CHAMPION", "INFLUENCER", "END_USER")
"""Roles in the order in which sales will want to talk to their holders; all others come after them."""

_TEXTS = {
    "de": {
        "title": "Übergabe an den Vertrieb: {name}",
        "fast": "Schnelle Spur: bitte heute noch melden.",
        "company": "Unternehmen: {name} ({relationship}, Runde {cycle})",
        "buying_center": "Buying Center",
        "more": "und {count} weitere",
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
        "more": "and {count} more",
        "signals": "Newest signals",
        "stage_history": "Way: on {stage} since {since}; in this cycle: {visited}.",
        "open_deals": "Open deals",
        "none": "none",
    },
}


def title(language: str, name: str) -> str:
    return _TEXTS[language]["title"].format(name=name)


def weight(roles: Iterable[str]) -> int:
    """The rank of the weightiest role; zero is the weightiest."""
    return min((BY_WEIGHT.index(role) for role in roles if role in BY_WEIGHT), default=len(BY_WEIGHT))


def body(draft: Draft, people: tuple[ContactFact, ...], *, fast: bool) -> str:
    """Why it is handed over, then the sections that the rulebook asks for; plain lines."""
    handover, texts = draft.book.handover, _TEXTS[draft.book.language]
    sections: dict[str, Callable[[], list[str]]] = {
        "company": lambda: [_company(draft)],
        "buying_center": lambda: [texts["buying_center"] + ":", *_people(draft, people)],
        "signals": lambda: [texts["signals"] + ":", *_signals(draft)],
        "stage_history": lambda: [_history(draft)],
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


def _people(draft: Draft, people: tuple[ContactFact, ...]) -> list[str]:
    language = draft.book.language
    lines = [_person(contact, language) for contact in people]
    if more := len(draft.account.contacts) - len(people):
        lines.append("- " + _TEXTS[language]["more"].format(count=more))
    return lines or ["- " + _TEXTS[language]["none"]]


def _person(contact: ContactFact, language: str) -> str:
    order = sorted(contact.roles, key=lambda role: (weight([role]), role))
    roles = ", ".join(ROLES[language].get(role, (role, role))[0] for role in order)
    about = "; ".join(part for part in (contact.job_title, roles) if part)
    return f"- {contact.name} ({about})" if about else f"- {contact.name}"


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

"""What the packet of a handover tells of people: who decides, where their data came from, and what is permitted."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from accounts.facts import ContactFact
from accounts.people.held import RoleSource, Standing
from accounts.people.spoken import role_noun
from accounts.provenance.values import Notice, Provenance, Source, is_stale, notice_at
from accounts.provenance.words import NOTICES, SOURCES
from accounts.values import Moment
from rules.deciding.center import next_gap
from rules.deciding.draft import Draft
from rules.wording.sentences import day
from rules.wording.waits import said_day

MOST_NAMES = 5
"""Of those who do not count; of the rest the packet says how many there are."""
BY_WEIGHT = ("DECISION_MAKER", "BUDGET_HOLDER", "EXECUTIVE_SPONSOR", "CHAMPION", "INFLUENCER", "END_USER")
"""Roles in the order in which sales will want to talk to their holders; all others come after them."""
_TEXTS = {
    "de": {
        "more": "und {count} weitere",
        "none": "keine",
        "not_counted": "zählen nicht: {names}",
        "rest": "{count} weitere",
        "gone": "ausgeschieden",
        "never": "gehört nicht dazu",
        "ban": "nicht ansprechen",
        "label": "{role}, so zugeordnet",
        "deal": "{role}, am Deal beteiligt",
        "marker": "{role}, laut Namensfeld",
        "title": "vermutlich {role}, aus dem Titel",
        "unread": "noch nicht gelesen",
        "came": " am {day}",
        "held": ", im Bestand seit dem {day}",
        "vendor": "Anbieter {name}",
        "verified": "geprüft am {day}",
        "stale": "veraltet seit dem {day}",
        "basis": "Rechtsgrundlage {basis}",
        "no_basis": "Rechtsgrundlage nicht eingetragen",
        "opt_in": "Einwilligung {text}",
        "may": "erlaubt: {channels}",
        "may_nothing": "kein Kanal erlaubt",
        "notice": "Information nach Art. 14 {state}{until}",
        "due": " bis {day}",
        "overdue": " (Frist war der {day})",
    },
    "en": {
        "more": "and {count} more",
        "none": "none",
        "not_counted": "not counted: {names}",
        "rest": "{count} more",
        "gone": "has left",
        "never": "not one of them",
        "ban": "do not contact",
        "label": "{role}, by label",
        "deal": "{role}, takes part in the deal",
        "marker": "{role}, by the name field",
        "title": "probably {role}, by title",
        "unread": "not read yet",
        "came": " on {day}",
        "held": ", held since {day}",
        "vendor": "vendor {name}",
        "verified": "verified on {day}",
        "stale": "stale since {day}",
        "basis": "legal basis {basis}",
        "no_basis": "no legal basis entered",
        "opt_in": "consent {text}",
        "may": "permitted: {channels}",
        "may_nothing": "no channel permitted",
        "notice": "Art. 14 notice {state}{until}",
        "due": " by {day}",
        "overdue": " (was due by {day})",
    },
}
_KNOWN_BY = {
    RoleSource.LABEL: "label",
    RoleSource.DEAL: "deal",
    RoleSource.MARKER: "marker",
    RoleSource.TITLE: "title",
}


def weight(roles: Sequence[str]) -> int:
    """The rank of the weightiest role; zero is the weightiest."""
    return min((BY_WEIGHT.index(role) for role in roles if role in BY_WEIGHT), default=len(BY_WEIGHT))


def buying_center(draft: Draft, people: Sequence[ContactFact]) -> list[str]:
    """The people, who else there is, and the next gap."""
    texts = _TEXTS[draft.book.language]
    lines = [_person(draft, contact) for contact in people]
    if more := sum(one.counts for one in draft.account.contacts) - len(people):
        lines.append(texts["more"].format(count=more))
    lines = lines or [texts["none"]]
    if others := [one for one in draft.account.contacts if not one.counts]:
        lines.append(texts["not_counted"].format(names=_not_counted(draft, others)))
    gap = [next_gap(draft)] if draft.wanted else []
    return [*(f"- {line}" for line in lines), *gap]


def _not_counted(draft: Draft, others: Sequence[ContactFact]) -> str:
    texts = _TEXTS[draft.book.language]
    several = sorted(others, key=lambda one: one.id)
    names = [
        f"{one.name} ({texts['gone' if one.standing is Standing.GONE else 'never']})"
        for one in several[:MOST_NAMES]
    ]
    rest = len(several) - len(names)
    return ", ".join([*names, *([texts["rest"].format(count=rest)] if rest else [])])


def _person(draft: Draft, contact: ContactFact) -> str:
    texts = _TEXTS[draft.book.language]
    order = sorted(contact.roles, key=lambda role: (weight([role]), role))
    roles = ", ".join(_role(draft, contact, role) for role in order)
    ban = texts["ban"] if contact.do_not_contact else ""
    about = "; ".join(part for part in (contact.job_title, roles, ban) if part)
    return f"{contact.name} ({about})" if about else contact.name


def _role(draft: Draft, contact: ContactFact, role: str) -> str:
    """What nobody entered is told with how it is known."""
    noun = role_noun(role, draft.book.language)
    held = next((one for one in contact.held if one.role == role), None)
    key = _KNOWN_BY.get(held.source) if held else None
    return _TEXTS[draft.book.language][key].format(role=noun) if key else noun


def sources(draft: Draft, people: Sequence[ContactFact]) -> list[str]:
    """Where the data of each came from, and how fresh they are."""
    lines = [f"- {one.name}: {'; '.join(_source(draft, one.provenance))}" for one in people]
    return lines or [f"- {_TEXTS[draft.book.language]['none']}"]


def _source(draft: Draft, found: Provenance) -> Iterator[str]:
    texts = _TEXTS[draft.book.language]
    if found.unread:
        yield texts["unread"]
        return
    when = texts["held" if found.source is Source.UNKNOWN else "came"]
    since = "" if found.since is None else when.format(day=day(draft.book, found.since))
    yield SOURCES[draft.book.language][found.source] + since
    if found.vendor:
        yield texts["vendor"].format(name=found.vendor)
    if found.verified is not None:
        yield texts["verified"].format(day=day(draft.book, found.verified))
    if found.stale_from is not None and is_stale(found, draft.at):
        yield texts["stale"].format(day=day(draft.book, found.stale_from))


def permissions(draft: Draft, people: Sequence[ContactFact]) -> list[str]:
    """On which ground the data of each are held, what is permitted, and whether the person was told."""
    allowed = draft.sight.permissions([{**draft.facts, **one.facts} for one in people])
    lines = [
        f"- {one.name}: {'; '.join(_permitted(draft, one, [name for name, yes in found.items() if yes]))}"
        for one, found in zip(people, allowed, strict=True)
    ]
    return lines or [f"- {_TEXTS[draft.book.language]['none']}"]


def _permitted(draft: Draft, contact: ContactFact, channels: Sequence[str]) -> Iterator[str]:
    texts, found = _TEXTS[draft.book.language], contact.provenance
    yield texts["basis"].format(basis=found.legal_basis) if found.legal_basis else texts["no_basis"]
    if found.opt_in:
        yield texts["opt_in"].format(text=found.opt_in)
    if contact.do_not_contact:
        yield texts["ban"]
    elif draft.book.may:
        said = ", ".join(name.replace("_", " ") for name in channels)
        yield texts["may"].format(channels=said) if channels else texts["may_nothing"]
    yield from _notice(draft, found)


def _notice(draft: Draft, found: Provenance) -> Iterator[str]:
    notice, texts = notice_at(found, draft.at), _TEXTS[draft.book.language]
    if notice is None or notice is Notice.NOT_OWED:
        return
    owed = notice in {Notice.DUE, Notice.OVERDUE} and found.notice_by is not None
    until = texts[notice.value].format(day=_utc_day(found.notice_by, draft.book.language)) if owed else ""
    yield texts["notice"].format(state=NOTICES[draft.book.language][notice], until=until)


def _utc_day(moment: Moment | None, language: str) -> str:
    """The last day of a notice, which is counted in UTC."""
    return said_day(datetime.fromtimestamp(moment or 0, UTC).date(), language)

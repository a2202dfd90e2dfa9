"""What `flipfunnel accounts review` says, in German and English."""

import shlex
from collections.abc import Iterator, Mapping, Sequence

from accounts.matching.membership import CONFIDENCE, Lost, Rival
from accounts.matching.questions import headline, words
from store.answers import Answered, Question
from store.review_view import Present

COMMAND = "flipfunnel accounts review"

TEXTS: dict[str, dict[str, str]] = {
    "de": {
        "nothing": "Keine offene Frage: von jedem Kontakt steht fest, wohin er gehört, oder nichts weist auf ein Unternehmen hin.",
        "nothing_answered": "Bisher wurde keine Frage beantwortet.",
        "one_contact": "1 Kontakt",
        "contacts": "{n} Kontakte",
        "question": "Frage",
        "people": "Kontakte",
        "more": "und {n} weitere",
        "now": "Zurzeit",
        "none_of_these": "Keines davon",
        "shown": "{shown} von {all} offenen Fragen.",
        "show_more": "Mehr zeigt --limit {all}.",
        "belongs": "1 Kontakt gehört jetzt zu {company}.",
        "belong": "{n} Kontakte gehören jetzt zu {company}.",
        "no_change": "Gemerkt: {company} ist gemeint. Zurzeit ändert das bei keinem Kontakt etwas.",
        "rejected": "Gemerkt: {company} ist nicht gemeint.",
        "still_open": "Die Frage bleibt offen: {contacts}.",
        "settled": "Die Frage ist damit erledigt.",
        "forgotten": "Die Antwort ist zurückgenommen.",
        "asked_again": "Die Frage wird wieder gestellt: {contacts}.",
        "yes": "ja",
        "no": "nein",
        "heads": "Frage|Unternehmen|Antwort|Von|Am",
        "links": "Zuordnungen in HubSpot: {done} nachgetragen, {waiting} warten, {parked} zurückgestellt.",
    },
    "en": {
        "nothing": "No open question: of every contact it is certain where it belongs, or nothing points to a company.",
        "nothing_answered": "No question has been answered yet.",
        "one_contact": "1 contact",
        "contacts": "{n} contacts",
        "question": "Question",
        "people": "Contacts",
        "more": "and {n} more",
        "now": "For now",
        "none_of_these": "None of these",
        "shown": "{shown} of {all} open questions.",
        "show_more": "--limit {all} shows more.",
        "belongs": "1 contact now belongs to {company}.",
        "belong": "{n} contacts now belong to {company}.",
        "no_change": "Noted: {company} is meant. At present that changes nothing for any contact.",
        "rejected": "Noted: {company} is not meant.",
        "still_open": "The question stays open: {contacts}.",
        "settled": "That settles the question.",
        "forgotten": "The answer is taken back.",
        "asked_again": "The question is asked again: {contacts}.",
        "yes": "yes",
        "no": "no",
        "heads": "Question|Company|Answer|By|On",
        "links": "Associations in HubSpot: {done} added, {waiting} waiting, {parked} set aside.",
    },
}


def say(language: str, key: str, **parts: object) -> str:
    return TEXTS[language][key].format(**parts)


def people(count: int, language: str) -> str:
    return say(language, "one_contact") if count == 1 else say(language, "contacts", n=count)


def belongs(count: int, company: str, language: str) -> str:
    key = "no_change" if not count else "belongs" if count == 1 else "belong"
    return say(language, key, n=count, company=company)


def confidence(rival: Rival) -> float | None:
    """How sure this candidate is, 0 to 1; None where only its name's beginning or the like speaks for it."""
    if rival.score is not None:
        return rival.score
    return None if rival.lost is Lost.WEAK else CONFIDENCE.get(rival.reason)


def question_lines(
    number: int, question: Question, present: Sequence[Present], language: str
) -> Iterator[str]:
    """One question with its candidates, and what to type for each answer."""
    yield f"{number}. {headline(question.key, language, question.contacts)} ({people(question.contacts, language)})"
    yield f"   {say(language, 'question')}: {question.key}"
    yield f"   {say(language, 'people')}: {_examples(question, language)}"
    for at, rival in enumerate(question.candidates, start=1):
        sure = confidence(rival)
        percent = "" if sure is None else f", {round(100 * sure)} %"
        yield f"   {at}) {rival.name} ({rival.company}{percent}): {words(question.key, rival, language, question.contacts)}"
        yield f"      {accept_command(question.key, rival.company)}"
    for one in present:
        yield f"   {say(language, 'now')}: {one.name} ({one.company}), {people(one.contacts, language)}"
        yield f"      {accept_command(question.key, one.company)}"
    yield f"   {say(language, 'none_of_these')}: {COMMAND} --reject-all {shlex.quote(question.key)}"
    yield ""


def accept_command(question: str, company: str) -> str:
    return f"{COMMAND} --answer {shlex.quote(question)} --company {company} --accept"


def _examples(question: Question, language: str) -> str:
    named = [f"{one.name or one.email or one.id} ({one.id})" for one in question.examples]
    more = question.contacts - len(named)
    return ", ".join(named) + (f" {say(language, 'more', n=more)}" if more > 0 else "")


def question_data(question: Question, present: Sequence[Present], language: str) -> dict[str, object]:
    """Everything that is known of a question, for programs."""
    return {
        "question": question.key,
        "asks": headline(question.key, language, question.contacts),
        "contacts": question.contacts,
        "examples": [vars(one) for one in question.examples],
        "candidates": [
            {
                "company": one.company,
                "name": one.name,
                "confidence": confidence(one),
                "reason": one.reason.value,
                "detail": one.detail,
                "agrees": list(one.agrees),
                "because": words(question.key, one, language, question.contacts),
            }
            for one in question.candidates
        ],
        "present": [vars(one) for one in present],
    }


def links_line(counts: Mapping[str, int], language: str) -> str:
    """What became of the associations that HubSpot lacked; empty where there were none."""
    waiting = counts.get("waiting", 0) + counts.get("sending", 0)
    done, parked = counts.get("done", 0), counts.get("parked", 0)
    if not (done or waiting or parked):
        return ""
    return say(language, "links", done=done, waiting=waiting, parked=parked)


def answered_row(one: Answered, company: str, day: str, language: str) -> tuple[str, ...]:
    said = say(language, "yes" if one.accepted else "no")
    return one.question, f"{company} ({one.company})", said, one.by, day

"""The questions of the review: their keys, and what they say to people in German and English."""

from collections.abc import Iterable
from enum import StrEnum

from accounts.matching.membership import Reason, Rival
from accounts.matching.texts import QUESTIONS as TEXTS
from accounts.naming.name import named
from accounts.naming.values import SAME


class Asked(StrEnum):
    """What a question is about; its key begins with the word."""

    DOMAIN = "domain"  # whose a domain is that no company claims
    NAME = "name"  # which company is meant by what stands in the contact's field
    BRANCH = "branch"  # which of several companies with one domain is meant by contacts in one place
    CONTACT = "contact"  # where one contact belongs: never asked, but a person may say so


def question_key(asked: Asked, *about: str | None) -> str:
    return f"{asked}:{'|'.join(part or '' for part in about)}"


def domain_question(domain: str) -> str:
    return question_key(Asked.DOMAIN, domain)


def branch_question(domain: str, places: Iterable[str | None]) -> str:
    """Those who give no place share one question, so that many contacts do not mean many questions."""
    return question_key(Asked.BRANCH, domain, *places)


def contact_question(contact: str) -> str:
    return question_key(Asked.CONTACT, contact)


def name_question(name: str) -> str | None:
    """The same for all spellings that compare alike; the legal form is part of it, for a KG is not a GmbH."""
    parts = named(name)
    return question_key(Asked.NAME, " ".join((*parts.texts, *sorted(parts.forms)))) if parts.texts else None


def headline(question: str, language: str = "en", contacts: int = 1) -> str:
    """What is asked, in one sentence; `contacts` is how many depend on it."""
    asked, about = parts_of(question)
    told = TEXTS[language]
    if asked is Asked.BRANCH:
        domain, *places = about
        where = ", ".join(place for place in places if place)
        text = told["which_branch"] if where else told["which_branch_unknown"]
        return text.format(domain=domain, where=where, people=people(contacts, language))
    return told[f"which_{asked}"].format(about=about[0], people=people(contacts, language))


def words(question: str, rival: Rival, language: str = "en", contacts: int = 1) -> str:
    """What speaks for one candidate, in one sentence."""
    asked, about = parts_of(question)
    told = TEXTS[language]
    if rival.reason is Reason.COMPANY_NAME and rival.detail != about[0]:
        says = "from_there" if asked is not Asked.NAME else "names" if contacts == 1 else "name"
        says = told[says].format(people=people(contacts, language), text=rival.detail)
        return f"{says}; {told['quoted'].format(text=rival.name)} {_alike(rival, language)}."
    sentence = told.get(f"{asked}_{rival.reason}", told["any"])
    return sentence.format(domain=about[0], name=told["quoted"].format(text=rival.name), detail=rival.detail)


def parts_of(question: str) -> tuple[Asked, list[str]]:
    word, _, about = question.partition(":")
    asked = Asked(word)
    return asked, about.split("|") if asked is Asked.BRANCH else [about]


def people(contacts: int, language: str) -> str:
    """`Der Kontakt`, `3 Kontakte`."""
    told = TEXTS[language]
    return told["one"] if contacts == 1 else told["many"].format(count=contacts)


def _alike(rival: Rival, language: str) -> str:
    """`heißt ähnlich (86 %), sitzt in derselben Stadt und hat denselben Betreuer`."""
    told = TEXTS[language]
    score = rival.score or 0.0
    first = told["same"] if score >= SAME else told["alike"].format(percent=percent(score))
    besides = [told.get(f"same_{name}", told["same_place"]).format(name=name) for name in rival.agrees]
    *most, last = first, *besides
    return f"{', '.join(most)} {told['and']} {last}" if most else last


def percent(score: float) -> int:
    return round(100 * score)

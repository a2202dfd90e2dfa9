"""The report as people read it: a short head, what hurts first, numbers, examples, the next step."""

import re
from collections.abc import Iterator
from itertools import groupby
from textwrap import wrap

from accounts.hygiene.values import Check, Defect, Example, Report, Subject
from accounts.hygiene.words import DETAILS, JOINED, KINDS, SAID, TEXTS, WEIGHTS, WHYS, Language

WIDTH = 110
_INDENT = "    "
_REFERENCE = re.compile(r"\([\w-]+ \d+\)")
_HELD = "\x1f"  # stands for a space while lines are broken
MOST_SUBJECTS = 4


def lines(report: Report, language: Language) -> list[str]:
    """Plain lines, none longer than WIDTH."""
    told = [*wrap(head(report, language), WIDTH)]
    if not report.contacts and not report.companies:
        return [*told, *wrap(TEXTS[language]["empty"], WIDTH)]
    if not report.defects:
        return [*told, "", *wrap(TEXTS[language]["clean"], WIDTH)]
    number = 0
    for weight, some in groupby(report.defects, key=lambda one: one.weight):
        told += ["", WEIGHTS[language][weight]]
        for defect in some:
            number += 1
            told += ["", *_told(number, defect, language)]
    return told


def head(report: Report, language: Language) -> str:
    texts = TEXTS[language]
    todo = texts.get(f"todo_{len(report.defects)}", texts["todo"])
    return texts["head"].format(
        contacts=_counted(report.contacts, "contact", "contacts", language),
        companies=_counted(report.companies, "company", "companies", language),
        todo=todo.format(n=len(report.defects)),
    )


def title(defect: Defect, language: Language) -> str:
    """How many of what, of what kind, and how they divide where there are several kinds."""
    said = SAID[language][defect.check]
    text = said.one if defect.count == 1 else said.many.format(n=number(defect.count, language))
    kinds = [why_word(why, language) for why in defect.by]
    if len(kinds) > 1:
        counts = (number(count, language) for count in defect.by.values())
        kinds = [f"{kind}: {count}" for kind, count in zip(kinds, counts, strict=True)]
    return f"{text} ({', '.join(kinds)})" if kinds else text


def example(check: Check, one: Example, language: Language, *, with_why: bool = True) -> str:
    """Whom it is about, with the id under which HubSpot has it, and what is the matter with it."""
    shown = [_subject(subject, language) for subject in one.subjects[:MOST_SUBJECTS]]
    if more := len(one.subjects) - MOST_SUBJECTS:
        shown += [TEXTS[language]["more"].format(n=more)] if more > 0 else []
    is_news = one.detail and one.detail not in {subject.name for subject in one.subjects}
    detail = DETAILS[language].get(check, "{}").format(one.detail) if is_news else ""
    rest = ", ".join(part for part in (why_word(one.why, language) if with_why else "", detail) if part)
    text = JOINED[language].get(check, " + ").join(shown)
    return f"{text}: {rest}" if rest else text


def why_word(why: str, language: Language) -> str:
    return WHYS[language].get(why, why)


def number(n: int, language: Language) -> str:
    text = f"{n:,}"
    return text.replace(",", ".") if language == "de" else text


def _counted(n: int, one: str, many: str, language: Language) -> str:
    return TEXTS[language][one] if n == 1 else TEXTS[language][many].format(n=number(n, language))


def _told(place: int, defect: Defect, language: Language) -> Iterator[str]:
    said, texts = SAID[language][defect.check], TEXTS[language]
    mark = f"{place:>2}. "
    yield from wrap(title(defect, language), WIDTH, initial_indent=mark, subsequent_indent=_INDENT)
    yield from _wrapped(said.means)
    shown = [example(defect.check, one, language, with_why=len(defect.by) > 1) for one in defect.examples]
    left = defect.count - sum(one.count for one in defect.examples)
    if left > 0:
        shown.append(texts["more"].format(n=number(left, language)))
    yield from _wrapped(f"{texts['example' if left > 0 else 'all']} {'; '.join(shown)}.")
    yield from _wrapped(f"{texts['step']} {said.step}")


def _wrapped(text: str) -> list[str]:
    """No line ends between the kind of an object and its id, where one would look for either."""
    held = _REFERENCE.sub(lambda found: found[0].replace(" ", _HELD), text)
    indented = wrap(held, WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT, break_on_hyphens=False)
    return [line.replace(_HELD, " ") for line in indented]


def _subject(subject: Subject, language: Language) -> str:
    if subject.kind == "domain":
        return subject.name
    kind = KINDS[language].get(subject.kind, subject.kind)
    return f"{subject.name} ({kind} {subject.id})"

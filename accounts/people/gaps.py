"""Which wanted roles of a buying center nobody holds yet, and whom to ask first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from accounts.facts import ContactFact
from accounts.metrics import Const, Fact
from accounts.people.coverage import ROLES, Wanted, covered, roles_unread
from accounts.people.held import Standing
from accounts.people.spoken import Language, one_more, role_noun
from accounts.people.titles import roles_of_title


@dataclass(frozen=True)
class Gap:
    role: str
    held: int
    wanted: int

    @property
    def missing(self) -> int:
        return self.wanted - self.held


@dataclass(frozen=True)
class Candidate:
    """Somebody who may hold a role. `because`: the words of the title that point to it; empty: engaged, and without a role."""

    contact: ContactFact
    because: str = ""


def gaps(coverage: Mapping[str, Fact], wanted: Wanted) -> tuple[Gap, ...]:
    """The weightiest role first; `coverage` as `covered` gives it. Where that is not known there is no gap to be seen."""
    found = (Gap(role, _held(coverage, role), count) for role, count in wanted)
    known = [gap for gap in found if 0 <= gap.held < gap.wanted]
    return tuple(sorted(known, key=lambda gap: (_weight(gap.role), gap.role)))


def next_gap(
    contacts: Sequence[ContactFact], wanted: Wanted, language: Language, engaged: Sequence[str] = ()
) -> str:
    """The next thing to find out, in one sentence. `engaged`: the ids of engaged contacts, the most engaged first."""
    texts = _TEXTS[language]
    if not any(count for _, count in wanted):
        return texts["nothing"]
    if any(roles_unread(contact) for contact in contacts if contact.counts):
        return texts["unread"]
    found = gaps(covered(contacts, wanted), wanted)
    if not found:
        return texts["covered"]
    candidate = candidate_for(found[0].role, contacts, engaged)
    return f"{_missing(found[0], language)}; {_asked(candidate, language)}."


def candidate_for(
    role: str, contacts: Iterable[ContactFact], engaged: Sequence[str] = ()
) -> Candidate | None:
    """The member who is most likely to hold a role: by the title, else an engaged one of whom no role is known.

    Nobody who holds it already, and nobody who must not be contacted.
    """
    free = [one for one in contacts if one.counts and not one.do_not_contact and role not in one.roles]
    by_title = [(one, guess) for one in free if (guess := _points_to(role, one))]
    if by_title:
        place = {contact: number for number, contact in enumerate(engaged)}
        one, (_, because) = min(
            by_title, key=lambda pair: (-pair[1][0], place.get(pair[0].id, len(place)), pair[0].id)
        )
        return Candidate(one, because)
    without = {one.id: one for one in free if not one.roles}
    return next((Candidate(without[contact]) for contact in engaged if contact in without), None)


def _points_to(role: str, contact: ContactFact) -> tuple[float, str] | None:
    """With which confidence the title of somebody not confirmed points to a role, and by which words."""
    if contact.standing is not Standing.POTENTIAL or not contact.job_title:
        return None
    guesses = roles_of_title(contact.job_title)
    return next(((guess.confidence, guess.because) for guess in guesses if guess.role == role), None)


def _held(coverage: Mapping[str, Fact], role: str) -> int:
    """-1 where it is not known."""
    fact = coverage.get(f"coverage.{role}")
    return fact.value if isinstance(fact, Const) and type(fact.value) is int else -1


def _weight(role: str) -> int:
    return ROLES.index(role) if role in ROLES else len(ROLES)


def _missing(gap: Gap, language: Language) -> str:
    texts = _TEXTS[language]
    if gap.missing > 1:
        text = texts["more" if gap.held else "several"]
        return text.format(gap.missing, role_noun(gap.role, language, gap.missing))
    if gap.held:
        return texts["one more"].format(role_noun(gap.role, language))
    missing = texts["one"].format(one_more(gap.role, language))
    return missing[0].upper() + missing[1:]


def _asked(candidate: Candidate | None, language: Language) -> str:
    texts = _TEXTS[language]
    if candidate is None:
        return texts["nobody"]
    contact = candidate.contact
    name = f"{contact.name} ({contact.job_title})" if contact.job_title else contact.name
    return texts["by title" if candidate.because else "engaged"].format(name)


_TEXTS: Mapping[Language, Mapping[str, str]] = {
    "de": {
        "nothing": "Es sind keine Rollen gesucht.",
        "unread": "Welche Rollen besetzt sind, ist noch nicht bekannt.",
        "covered": "Alle gesuchten Rollen sind besetzt.",
        "one": "es fehlt {}",
        "one more": "Es fehlt noch ein {}",
        "several": "Es fehlen {} {}",
        "more": "Es fehlen noch {} {}",
        "by title": "am ehesten {}, noch nicht bestätigt",
        "engaged": "am ehesten {}, engagiert und noch ohne Rolle",
        "nobody": "unter den Kontakten kommt noch niemand in Frage",
    },
    "en": {
        "nothing": "No roles are wanted.",
        "unread": "Which roles are covered is not known yet.",
        "covered": "All wanted roles are covered.",
        "one": "{} is missing",
        "one more": "One more {} is missing",
        "several": "{} {} are missing",
        "more": "{} more {} are missing",
        "by title": "most likely {}, not confirmed yet",
        "engaged": "most likely {}, engaged and without a role yet",
        "nobody": "none of the contacts looks like one yet",
    },
}

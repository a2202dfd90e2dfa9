"""Buying roles guessed from a job title, German or English, each with a confidence and the words it rests on.

Who a role is given to, so that two people label a title alike:

EXECUTIVE_SPONSOR      the top of the firm, association or municipality: Geschäftsführer, Vorstand, Inhaber, Gesellschafter,
                       Mitglied der Geschäftsleitung, Bürgermeister, Obmann, CEO, owner, founder, president, managing director.
DECISION_MAKER         who signs or decides alone for a firm or a department: all of the former, Prokurist (ppa.), C-level,
                       VP, director, Head of, Leiter, Amtsleiter, Chefarzt, plant and country manager. Not: team, group,
                       shift, site and project leaders.
BUDGET_HOLDER          who holds money: CFO, Kämmerer, treasurer, and whoever leads finance, controlling, procurement or
                       the commercial side (then also DECISION_MAKER).
INFLUENCER             who prepares decisions: buyers, managers, project, team and shift leaders, Referenten, architects,
                       consultants, engineers of processes and quality, Beauftragte, controllers, business partners.
LEGAL_AND_COMPLIANCE   who answers for the law: Justiziar, counsel, lawyers, data protection, compliance.
END_USER               who works with things: Sachbearbeiter, technicians, developers, administrators, specialists, clerks,
                       nurses, doctors, sales representatives, account executives.
nothing                assistants and secretaries (an "Assistenzarzt" is a doctor), whoever is still learning (Werkstudent,
                       Azubi, trainee, intern), former holders (Ex-, ehem., a.D., i.R., bis 2023), works council,
                       supervisory and advisory boards, degrees alone. CHAMPION, BLOCKER and OTHER cannot be read from
                       a title and are never guessed.

Of several functions each counts; within one, the highest. "i. V." and "i. A." before a function are forms of signing and
change nothing. Deputies hold the role of the head with less certainty, and so does the "Assistant Vice President": that is
a rank in banks, not somebody's assistant.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from re import Pattern

from accounts.people.statements import Statement, counting, statements_of
from accounts.people.vocabulary import DEPUTY, LEGAL, MEMBER, MONEY, OBJECT, Hit
from accounts.people.words import LONGEST

ASSUMED = 0.8
"""From this confidence on, a guess counts as held until a person says otherwise. Below, words are read differently by
different people ("Partner", "Account Manager")."""

DEPUTY_CONFIDENCE = 0.7
LEGAL_BY_FIELD = 0.85

_TOP, _LEAD, _MONEY = "EXECUTIVE_SPONSOR", "DECISION_MAKER", "BUDGET_HOLDER"
_LEGAL, _PREPARES, _USES = "LEGAL_AND_COMPLIANCE", "INFLUENCER", "END_USER"


@dataclass(frozen=True)
class RoleGuess:
    """`role` is an option of hs_buying_role. `because`: the words of the title it rests on, as written."""

    role: str
    confidence: float
    because: str


@lru_cache(maxsize=65_536)
def roles_of_title(title: str) -> tuple[RoleGuess, ...]:
    """The surest first; of equals by the role's name. Empty for a title that says nothing of a role."""
    written = repaired(title)[:LONGEST]
    statements = statements_of(written)
    guesses = [guess for one in counting(statements) for guess in _guesses(one, written)]
    if not any(one.says() for one in statements):
        guesses += [guess for one in statements for guess in _by_department(one, written)]
    return _surest(guesses)


def repaired(title: str) -> str:
    """A title that was read in the wrong encoding once ("GeschÃ¤ftsfÃ¼hrer") as it was meant."""
    if "Ã" not in title:
        return title
    try:
        return title.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return title


def _surest(guesses: Iterable[RoleGuess]) -> tuple[RoleGuess, ...]:
    best: dict[str, RoleGuess] = {}
    for guess in guesses:
        if guess.role not in best or guess.confidence > best[guess.role].confidence:
            best[guess.role] = guess
    return tuple(sorted(best.values(), key=lambda guess: (-guess.confidence, guess.role)))


def _by_department(one: Statement, title: str) -> Iterator[RoleGuess]:
    for hit in one.hits:
        if hit.kind.alone:
            because = _written(one, hit, title)
            yield from (RoleGuess(role, sure, because) for role, sure in hit.kind.roles.items())


def _guesses(one: Statement, title: str) -> Iterator[RoleGuess]:
    """Of one function: what its words say, what its field adds, and of these the highest."""
    found = [guess for hit in _own(one) for guess in _of_hit(one, hit, title)]
    leads = next((guess for guess in found if guess.role == _LEAD), None)
    if leads is not None and (field := _field(one, MONEY, title)):
        found.append(RoleGuess(_MONEY, leads.confidence, f"{leads.because} … {field}"))
    if field := _field(one, LEGAL, title):
        found.append(RoleGuess(_LEGAL, LEGAL_BY_FIELD, field))
    held = {guess.role for guess in found if guess.confidence >= ASSUMED}
    return (guess for guess in found if not _outranked(guess.role, held))


def _outranked(role: str, held: set[str]) -> bool:
    """The "Leiter Kundenberater" is no Berater, the "Teamleiter Monteure" no Monteur, the "Compliance Manager" no manager."""
    if role == _PREPARES:
        return bool(held & {_LEAD, _LEGAL})
    return role == _USES and bool(held & {_LEAD, _LEGAL, _PREPARES})


def _of_hit(one: Statement, hit: Hit, title: str) -> Iterator[RoleGuess]:
    deputy = any(word.text in DEPUTY for word in one.words)
    because = _written(one, hit, title)
    for role, sure in hit.kind.roles.items():
        yield RoleGuess(role, min(sure, DEPUTY_CONFIDENCE) if deputy else sure, because)


def _own(one: Statement) -> Iterator[Hit]:
    """The functions that are the person's own; in "Advisor to the CEO" the second is not."""
    below = False
    for hit in one.hits:
        if hit.kind.alone or not hit.kind.roles:
            continue
        if _LEAD in hit.kind.roles and (_is_object(one, hit) or (below and _TOP in hit.kind.roles)):
            continue
        below = below or bool({_PREPARES, _USES} & hit.kind.roles.keys())
        yield hit


def _is_object(one: Statement, hit: Hit) -> bool:
    before = [word.text for word in one.words[: hit.first]]
    return len(before) > 1 and before[-1] in OBJECT and not MEMBER.intersection(before)


def _field(one: Statement, field: Pattern[str], title: str) -> str:
    """The word that tells the field, as written; not where it is part of a phrase that only looks like it."""
    passed = {
        place for hit in one.hits if hit.kind.name == "nothing" for place in range(hit.first, hit.last + 1)
    }
    for place, word in enumerate(one.words):
        if place not in passed and field.search(word.text):
            return title[word.start : word.end]
    return ""


def _written(one: Statement, hit: Hit, title: str) -> str:
    return title[one.words[hit.first].start : one.words[hit.last].end]

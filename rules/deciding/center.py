"""The buying center as it stands in a decision: who leads, who must not be lost sight of, and which roles are missing."""

from accounts.facts import ContactFact
from accounts.metrics import Window, read
from accounts.people.coverage import Wanted, covered
from accounts.people.gaps import gaps
from accounts.people.gaps import next_gap as gap_sentence
from accounts.people.spoken import role_noun
from rules.deciding.draft import Draft


def points(draft: Draft, contact: ContactFact) -> float:
    """The score of a contact in this cycle; none where it is not known."""
    fact = contact.facts.get("score")
    score = read(fact, draft.at, Window(draft.memory.cycle_since)) if fact is not None else 0
    return round(score, 3) if isinstance(score, (int, float)) else 0.0


def next_gap(draft: Draft) -> str:
    """The next role to find somebody for, in one sentence."""
    least = draft.book.engagement.engaged_contact.score.at_least
    scores = {one.id: points(draft, one) for one in draft.account.contacts if one.counts}
    engaged = sorted(
        (id_ for id_, score in scores.items() if score >= least), key=lambda id_: (-scores[id_], id_)
    )
    return gap_sentence(draft.account.contacts, _wanted(draft), draft.book.language, engaged)


def missing_roles(draft: Draft) -> str:
    """The roles that nobody holds yet, or not enough people; empty where there are none."""
    wanted, language = _wanted(draft), draft.book.language
    found = gaps(covered(draft.account.contacts, wanted), wanted)
    said = [(gap.missing, role_noun(gap.role, language, gap.missing)) for gap in found]
    return ", ".join(noun if count == 1 else f"{count} {noun}" for count, noun in said)


def _wanted(draft: Draft) -> Wanted:
    return sorted(draft.wanted.items())

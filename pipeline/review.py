"""The review of weak evidence: a person says which company is meant, and those concerned are grouped anew at once."""

from dataclasses import dataclass

import sqlalchemy as sa

from accounts.matching.spec import MatchSpec
from accounts.values import Moment
from pipeline import intake
from pipeline.tools import Tools
from store import answers, grouping, match_keys, queue, reach, review_view


@dataclass(frozen=True)
class Said:
    """What a person says to a question of the review: whether this company is meant by it."""

    question: str
    company: str
    accepted: bool
    by: str


def answer(  # noqa: PLR0913 - what a person says of what, and who says so
    tools: Tools, portal_id: int, question: str, company: str, *, accepted: bool, by: str
) -> set[str]:
    """Remember whether this company is meant by the question, and let it take effect on exactly the contacts in question.

    Answers the accounts whose composition changed; a new decision about them is asked for.
    """
    with tools.database.begin() as tx:
        in_force = tools.in_force(tx, portal_id)
        matching = in_force.spec.matching if in_force else MatchSpec()
        touched = keep(tx, portal_id, Said(question, company, accepted, by), tools.now(tx), matching)
        if touched:
            queue.ask(tx, portal_id, "decide")
    return touched


def keep(tx: sa.Connection, portal_id: int, said: Said, now: Moment, matching: MatchSpec) -> set[str]:
    """Remember the answer and regroup whom it concerns; answers the accounts whose composition changed, which are due."""
    reach.group_alone(tx, portal_id)
    answers.answer(tx, portal_id, said.question, said.company, accepted=said.accepted, by=said.by, at=now)
    return _regroup(tx, portal_id, said.question, matching)


def forget(tools: Tools, portal_id: int, question: str) -> bool:
    """Take back whatever was answered to a question, which is asked again where it is still open; False if nothing was."""
    with tools.database.begin() as tx:
        in_force = tools.in_force(tx, portal_id)
        matching = in_force.spec.matching if in_force else MatchSpec()
        reach.group_alone(tx, portal_id)
        forgotten = review_view.forget(tx, portal_id, question)
        if forgotten and _regroup(tx, portal_id, question, matching):
            queue.ask(tx, portal_id, "decide")
    return forgotten


def _regroup(tx: sa.Connection, portal_id: int, question: str, matching: MatchSpec) -> set[str]:
    spec = intake.with_own_domain(tx, portal_id, matching)
    concerned = match_keys.asked_by(tx, portal_id, [question])
    touched = intake.regroup(tx, portal_id, reach.part_of(tx, portal_id, spec, (), concerned), spec)
    grouping.mark_due(tx, portal_id, touched)
    return touched

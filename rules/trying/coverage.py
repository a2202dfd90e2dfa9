"""What a number of decisions has looked at: of each condition the verdicts it had, the stages reached, the rules that fired."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from accounts.facts import AccountFacts, ContactFact
from accounts.measures import Things
from accounts.metrics import Const, Fact, Facts
from accounts.values import Missing, Moment
from rules.conditions import Condition, Finding, Leaf, Measure, Op, Sort
from rules.deciding.draft import Draft
from rules.deciding.sight import Sight
from rules.deciding.strata import compiled
from rules.deciding.tiers import know_excluded, know_tier
from rules.decision import Decision
from rules.judging.looking import Now
from rules.judging.staled import CHANGED
from rules.judging.tree import Compiled, leaves
from rules.language.vocabulary import conditions, declared, sort_of_metric, stage_names
from rules.model import Rulebook
from rules.wording.words import sentence

_WORDS = {True: "yes", False: "no", None: "unknown"}
NOT_OF_DECIDING = ("accounts.roll_up.", "accounts.not_members.", "engagement.signals.")
"""Places of conditions that are asked while accounts are put together, before anything is decided."""
ALWAYS_SAID = frozenset(
    {"deal.state", "ticket.state", "relationship", "source", "standing", "do_not_contact", "excluded"}
)
COUNTED = frozenset({Sort.NUMBER, Sort.TIMES, Sort.SCORE})


@dataclass(frozen=True)
class CoveredCondition:
    """`never`: the verdicts it could have and never had."""

    place: str
    words: str
    never: tuple[str, ...]


@dataclass(frozen=True)
class Covered:
    conditions: tuple[CoveredCondition, ...]
    stages_never_reached: tuple[str, ...]
    rules_never_fired: tuple[str, ...]

    @property
    def complete(self) -> int:
        return sum(not condition.never for condition in self.conditions)

    def as_data(self) -> dict[str, Any]:
        return {
            "complete": self.complete,
            "total": len(self.conditions),
            "conditions": [asdict(each) | {"never": list(each.never)} for each in self.conditions],
            "stages_never_reached": list(self.stages_never_reached),
            "rules_never_fired": list(self.rules_never_fired),
        }


class Coverage:
    """Told each decision and the facts it was made from."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._leaves = _leaves(book)
        self._seen: dict[str, set[bool | None]] = {}
        self._stages: set[str] = set()
        self._fired: set[str] = set()
        self._asked: dict[int, Compiled] = {}  # by identity: the rulebook keeps its conditions
        self._measures = _measures(self._leaves)
        self._of_roles = frozenset(_of_roles(book))

    def note(self, decision: Decision, facts: AccountFacts) -> None:
        for name in decision.findings:
            self._note(decision.findings[name])
        self._note_contacts(decision, facts)
        self._note_measures(decision, facts)
        self._note_plays(decision, facts)
        self._stages |= {move.to_stage for move in decision.moves if move.to_stage is not None}
        self._fired |= set(decision.fired)

    def covered(self, language: str) -> Covered:
        known = declared(self._book)
        found = [
            CoveredCondition(place, sentence(leaf, language), self._never(place, leaf, known))
            for place, leaf in self._leaves.items()
        ]
        rules = [rule.rule for rule in self._book.rules]
        return Covered(
            tuple(found),
            tuple(stage for stage in stage_names(self._book) if stage not in self._stages),
            tuple(rule for rule in rules if rule not in self._fired),
        )

    def _never(self, place: str, leaf: Leaf, known: Mapping[str, Sort]) -> tuple[str, ...]:
        unknown = may_be_unknown(leaf, known) and place not in self._of_roles
        possible = _WORDS if unknown else {True: "yes", False: "no"}
        seen = self._seen.get(place, set())
        return tuple(word for verdict, word in possible.items() if verdict not in seen)

    def _note(self, finding: Finding) -> None:
        if finding.leaf is not None:
            self._seen.setdefault(finding.leaf.place, set()).add(finding.verdict)
        for part in finding.parts:
            self._note(part)

    def _note_contacts(self, decision: Decision, facts: AccountFacts) -> None:
        """What is asked of each contact by itself; a decision keeps no findings of that."""
        steps = {step.contact: step.step for step in decision.memory.funnel}
        for contact in facts.contacts:
            step: Fact = Const(steps.get(contact.id, Missing("not in the funnel yet")))
            known = {**facts.facts, **contact.facts, "funnel": step}
            for when in self._asked_always(decision):
                self._look(when, known, decision.at, None)
            for when in self._asked_by_rules(decision, contact):
                self._look(when, known, decision.at, decision.memory.cycle_since)

    def _asked_always(self, decision: Decision) -> Iterator[Condition]:
        yield from (step.when for step in self._book.funnel.values())
        yield from self._book.may.values()
        outside = self._book.handover.outside_key_accounts if self._book.handover else None
        if outside is not None and decision.memory.stage is None:
            yield outside.when

    def _asked_by_rules(self, decision: Decision, contact: ContactFact) -> Iterator[Condition]:
        """A rule asks of a contact only where it holds, or may hold, for the account."""
        for rule in self._book.rules:
            each, finding = rule.for_each, decision.findings.get(f"rule.{rule.rule}")
            if each is None or each.where is None or finding is None or finding.verdict is False:
                continue
            if each.members == "contacts" or (contact.roles and contact.counts):
                yield each.where

    def _note_measures(self, decision: Decision, facts: AccountFacts) -> None:
        things: dict[str, Things] = {
            "contacts": facts.contacts,
            "deals": facts.deals,
            "tickets": facts.tickets,
        }
        for of, where in self._measures:
            for thing in things[of]:
                self._look(where, thing.facts, decision.at, decision.memory.cycle_since)

    def _note_plays(self, decision: Decision, facts: AccountFacts) -> None:
        """Of several plays that run, a decision keeps the finding of one."""
        before = decision.before.plays if decision.before else ()
        running = {run.play for run in (*before, *decision.memory.plays)}
        stops = [play.stop_when for name, play in self._book.plays.items() if name in running]
        known = self._after(decision, facts) if any(stops) else {}
        for when in stops:
            if when is not None:
                self._look(when, known, decision.at, decision.memory.cycle_since)

    def _after(self, decision: Decision, facts: AccountFacts) -> dict[str, Fact]:
        """The facts of the account, and what deciding has found out besides."""
        draft = Draft(
            book=self._book,
            account=facts,
            at=decision.at,
            before=decision.memory,
            memory=decision.memory,
            sight=Sight(compiled(self._book), decision.at),
            quiet=decision.quiet,
            facts=dict(facts.facts),
        )
        for learn in (know_tier, know_excluded, Draft.know_cycle, Draft.know_funnel, Draft.know_stage):
            learn(draft)
        return draft.facts

    def _look(self, when: Condition, facts: Facts, at: Moment, since: Moment | None) -> None:
        if id(when) not in self._asked:
            self._asked[id(when)] = Compiled(when, self._book.tz)
        self._note(self._asked[id(when)].program.look(facts, Now(at, since, self._book.tz)).finding(""))


def may_be_unknown(leaf: Leaf, known: Mapping[str, Sort]) -> bool:
    """Whether an account can be such that nobody knows; that something could not be read is no matter of the rules."""
    if leaf.op in {Op.KNOWN, Op.UNKNOWN} or leaf.unset_means is not None or leaf.metric.startswith(CHANGED):
        return False
    if leaf.measure is not None:
        return _measure_may_be_unknown(leaf.measure, known)
    return leaf.metric not in ALWAYS_SAID and sort_of_metric(leaf, known) not in COUNTED


def _measure_may_be_unknown(measure: Measure, known: Mapping[str, Sort]) -> bool:
    filtered = measure.where is not None and any(
        may_be_unknown(leaf, known) for leaf in leaves(measure.where)
    )
    return filtered or measure.how != "count"


def _leaves(book: Rulebook) -> dict[str, Leaf]:
    """The comparisons of a rulebook by their places, in the order of the file; what is declared once counts once."""
    found = {leaf.place: leaf for _, condition in conditions(book) for leaf in leaves(condition)}
    return {place: leaf for place, leaf in found.items() if place and not place.startswith(NOT_OF_DECIDING)}


def _of_roles(book: Rulebook) -> Iterator[str]:
    """The places that ask for the role of somebody who has one."""
    for rule in book.rules:
        if rule.for_each and rule.for_each.where and rule.for_each.members == "buying_center":
            yield from (leaf.place for leaf in leaves(rule.for_each.where) if leaf.metric == "role")


def _measures(found: Mapping[str, Leaf]) -> list[tuple[str, Condition]]:
    """What is asked of each of the things that the rulebook measures, once for each measure."""
    by_name = {leaf.measure.metric: leaf.measure for leaf in found.values() if leaf.measure}
    return [(measure.of, measure.where) for measure in by_name.values() if measure.where is not None]

"""What a condition says of an account at a moment: yes, no or unknown, of which parts, and until when at least.

Only yes fires. `all`: no wins, then unknown; `any`: yes wins, then unknown; not of unknown is unknown. Every leaf is
visited, so that each moment at which time alone may change one of them is seen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo

from accounts.metrics import NOT_A_FACT, Facts
from accounts.values import Moment
from rules.conditions import All, AnyOf, Condition, Finding, Leaf, Not
from rules.leaf import Now, all_of, any_of, negated, say
from rules.wake import flip


def walk(condition: Condition, facts: Facts, at: Moment, since: Moment | None, tz: tzinfo) -> Finding:
    """The verdict on a condition with the verdicts on all of its parts. `since`: facts count from there (the cycle).

    The finding's `flip` is never later than the first moment after `at` at which time alone changes the verdict.
    """
    return _walk(condition, facts, Now(at, since, tz))


def walks(
    conditions: Mapping[str, Condition], facts: Facts, at: Moment, since: Moment | None, tz: tzinfo
) -> dict[str, Finding]:
    """`walk` over many conditions by name; each fact is read once for all of them."""
    now = Now(at, since, tz)
    return {name: _walk(condition, facts, now) for name, condition in conditions.items()}


def verdict(condition: Condition, facts: Facts, at: Moment, since: Moment | None, tz: tzinfo) -> bool | None:
    """The verdict of `walk` alone, at less cost."""
    return judge(condition, facts, Now(at, since, tz))


def judge(condition: Condition, facts: Facts, now: Now) -> bool | None:
    match condition:
        case Leaf():
            return say(condition, facts.get(condition.metric, NOT_A_FACT), now).verdict
        case Not(part):
            return negated(judge(part, facts, now))
        case All(parts):
            return all_of(judge(part, facts, now) for part in parts)
        case AnyOf(parts):
            return any_of(judge(part, facts, now) for part in parts)


@dataclass(frozen=True)
class Compiled:
    """A condition as the predicate of a count; see `accounts.metrics.Predicate`."""

    condition: Condition
    tz: tzinfo = UTC

    def verdict(self, facts: Facts, at: Moment, since: Moment | None) -> bool | None:
        return judge(self.condition, facts, Now(at, since, self.tz))

    def flip(self, facts: Facts, at: Moment, since: Moment | None) -> Moment | None:
        return _walk(self.condition, facts, Now(at, since, self.tz)).flip


def leaves(condition: Condition) -> Iterator[Leaf]:
    """All leaves, in the order of the file."""
    match condition:
        case Leaf():
            yield condition
        case Not(part):
            yield from leaves(part)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)


def reads(condition: Condition) -> set[str]:
    """The metrics a condition looks at."""
    return {leaf.metric for leaf in leaves(condition)}


def _walk(condition: Condition, facts: Facts, now: Now) -> Finding:
    match condition:
        case Leaf():
            fact = facts.get(condition.metric, NOT_A_FACT)
            said = say(condition, fact, now)
            return Finding(
                "leaf", said.verdict, condition, said.seen, said.because, flip(condition, fact, now, said)
            )
        case Not(part):
            below = _walk(part, facts, now)
            return Finding("not", negated(below.verdict), flip=below.flip, parts=(below,))
        case All(parts):
            findings = tuple(_walk(part, facts, now) for part in parts)
            return Finding(
                "all", all_of(f.verdict for f in findings), flip=_earliest(findings), parts=findings
            )
        case AnyOf(parts):
            findings = tuple(_walk(part, facts, now) for part in parts)
            return Finding(
                "any", any_of(f.verdict for f in findings), flip=_earliest(findings), parts=findings
            )


def _earliest(findings: tuple[Finding, ...]) -> Moment | None:
    return min((finding.flip for finding in findings if finding.flip is not None), default=None)

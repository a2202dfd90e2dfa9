"""What rules cause: values that stand while their condition holds, and tasks once in an episode."""

import re
from dataclasses import dataclass

from accounts.metrics import Const, Span, read
from accounts.values import Bad, Missing
from rules import sentences
from rules.calendar import due, local_day, next_midnight
from rules.decision import TaskWish
from rules.draft import Draft, Target
from rules.episodes import episode_key
from rules.handover import asked_owner, leading_contacts
from rules.memory import Standing
from rules.model import Rule, Task
from rules.sight import Stratum

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.]*)\}")


@dataclass(frozen=True)
class Claim:
    """What one rule wants a property to hold."""

    priority: float  # a rule that declares none ranks below all that do
    text: str
    rule: str
    keep: bool


def follow(draft: Draft, stratum: Stratum) -> None:
    """Evaluate the rules of one stratum, and settle each property whose last writer is among them."""
    for rules, since in ((stratum.timeless, None), (stratum.rules, draft.memory.cycle_since)):
        draft.followed |= draft.sight.rules(rules, draft.facts, since)
    for rule in stratum.all_rules:
        if draft.followed[rule.rule]:
            _act_once(draft, rule)
    writers = draft.sight.compiled.writers
    for name in stratum.targets:
        if all(rule.rule in draft.followed for rule, _ in writers[name]):
            _settle_value(draft, name)


def _act_once(draft: Draft, rule: Rule) -> None:
    tasks = [effect.task for effect in rule.then if effect.task is not None]
    if tasks and rule.once_per == "day":
        draft.wait_for(next_midnight(draft.book, draft.at))
    for place, task in enumerate(tasks):
        key = episode_key(
            draft.book, draft.account.account, rule.rule, place, rule.once_per, *_episode(draft, rule)
        )
        company = draft.account.company
        if key in draft.memory.done or (company is None and not draft.quiet):
            continue
        draft.remember(done=tuple(sorted({*draft.memory.done, key})))
        if company is not None and not draft.quiet:
            draft.tasks.append(_task(draft, rule, task, key, company))


def _episode(draft: Draft, rule: Rule) -> tuple[object, ...]:
    """What makes one episode differ from the next."""
    memory = draft.memory
    match rule.once_per:
        case "stage_entry":
            return (memory.cycle, memory.stage, memory.since)
        case "cycle":
            return (memory.cycle,)
        case "day":
            return (local_day(draft.book, draft.at),)
        case _:
            return ()


def _task(draft: Draft, rule: Rule, task: Task, key: str, company: str) -> TaskWish:
    reason = sentences.rule_fired(draft, rule.rule)
    return TaskWish(
        key=key,
        rule=rule.rule,
        title=filled(draft, task.title),
        body=reason,
        to=task.to,
        due=due(draft.book, task.due, draft.at),
        priority=task.priority,
        company=company,
        contacts=tuple(contact.id for contact in leading_contacts(draft)),
        reason=reason,
        asked=asked_owner(draft, task.to),
    )


def filled(draft: Draft, text: str) -> str:
    """The text with its placeholders filled in; what nobody knows is a dash."""
    return _PLACEHOLDER.sub(lambda found: _value(draft, found[1]), text)


def _value(draft: Draft, name: str) -> str:
    if name in {"account.name", "company.name"}:
        return draft.account.name
    fact = draft.facts.get(name)
    match value := Missing() if fact is None else read(fact, draft.at):
        case Missing() | Bad() | Span():
            return "-"
        case tuple():
            return ", ".join(value)
        case _:
            return str(value)


def _settle_value(draft: Draft, name: str) -> None:
    """Want the winning value, or clear what stood. Rules that come later see the outcome as a fact.

    Neither of two different values of equal priority is wanted, and what stands stays.
    """
    kind, _, suffix = name.partition(".")
    if kind != "company" or draft.account.company is None:
        return
    target: Target = ("company", draft.account.company, suffix)
    standing = next((s for s in draft.memory.standing if (s.kind, s.object, s.property) == target), None)
    claims = _claims(draft, name, standing)
    top = max((claim.priority for claim in claims), default=0.0)
    best = [claim for claim in claims if claim.priority == top]
    if len({claim.text for claim in best}) > 1:
        draft.conflicts.add(name)
    elif best:
        _stand(draft, target, best[0])
        draft.facts[name] = Const(best[0].text)
    elif standing is not None:
        draft.put(target, "", sentences.cleared(draft.book.language, standing.rule))
        draft.facts[name] = Const(Missing())
        _remember_standing(draft, target, None)


def _claims(draft: Draft, name: str, standing: Standing | None) -> list[Claim]:
    """A rule claims while it says yes; while it is unknown, what it has set stands."""
    claims = []
    for rule, effect in draft.sight.compiled.writers[name]:
        stands = standing is not None and standing.rule == rule.rule
        verdict = draft.followed.get(rule.rule)
        if effect.set and (verdict or (verdict is None and stands)):
            priority = float("-inf") if rule.priority is None else rule.priority
            claims.append(Claim(priority, filled(draft, effect.set[name]), rule.rule, effect.keep))
    return claims


def _stand(draft: Draft, target: Target, claim: Claim) -> None:
    draft.put(target, claim.text, sentences.rule_fired(draft, claim.rule))
    standing = Standing(kind=target[0], object=target[1], property=target[2], rule=claim.rule)
    _remember_standing(draft, target, None if claim.keep else standing)


def _remember_standing(draft: Draft, target: Target, standing: Standing | None) -> None:
    others = [s for s in draft.memory.standing if (s.kind, s.object, s.property) != target]
    kept = [*others, standing] if standing else others
    draft.remember(standing=tuple(sorted(kept, key=lambda s: (s.kind, s.object, s.property))))


def tidy(draft: Draft) -> None:
    """Clear what a rule has set that is no longer in the rulebook."""
    declared = draft.sight.compiled.writers
    for standing in draft.memory.standing:
        if f"{standing.kind}.{standing.property}" not in declared:
            target: Target = (standing.kind, standing.object, standing.property)
            draft.put(target, "", sentences.cleared(draft.book.language, standing.rule))
            _remember_standing(draft, target, None)

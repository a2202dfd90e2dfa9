"""What rules cause: values that stand while their condition holds, and what happens once in an episode."""

from dataclasses import dataclass
from datetime import timedelta

from accounts.metrics import Const
from accounts.values import Missing
from rules.deciding.calendar import local_day, midnight
from rules.deciding.draft import Draft, Target
from rules.deciding.episodes import episode_key
from rules.deciding.lists import keep_lists
from rules.deciding.members import NOBODY, holds_for, look_at_members, person
from rules.deciding.once import act_once, close_tasks
from rules.deciding.strata import Stratum
from rules.deciding.tasks import filled
from rules.decision import Wish
from rules.memory import Standing
from rules.model import Rule
from rules.wording import sentences


@dataclass(frozen=True)
class Claim:
    """What one rule wants a property to hold."""

    priority: float  # a rule that declares none ranks below all that do
    text: str
    rule: Rule
    keep: bool


def follow(draft: Draft, stratum: Stratum) -> None:
    """Evaluate the rules of one stratum, and settle each property whose last writer is among them."""
    for rules, since in ((stratum.timeless, None), (stratum.rules, draft.memory.cycle_since)):
        draft.followed |= draft.sight.rules(rules, draft.facts, since)
    for rule in stratum.seasonal:
        if not _in_season(draft, rule):
            draft.followed[rule.rule] = False
    for rule in stratum.of_members:
        look_at_members(draft, rule)
    for rule in stratum.once:
        if draft.followed[rule.rule]:
            act_once(draft, rule)
    writers = draft.sight.compiled.writers
    for name in stratum.targets:
        if all(rule.rule in draft.followed for rule, _ in writers[name]):
            _settle_everywhere(draft, name)


def _in_season(draft: Draft, rule: Rule) -> bool:
    """Whether the day of the decision lies between `from` and `until`; both days count."""
    today = local_day(draft.book, draft.at)
    if rule.from_ is not None and today < rule.from_:
        draft.wait_for(midnight(draft.book, rule.from_))
        return False
    if rule.until is None:
        return True
    if today <= rule.until:
        draft.wait_for(midnight(draft.book, rule.until + timedelta(days=1)))
    return today <= rule.until


def _settle_everywhere(draft: Draft, name: str) -> None:
    """On the company, or on every contact that a rule looks at or on which something stands."""
    kind, _, suffix = name.partition(".")
    if kind == "company":
        if draft.account.company is not None:
            _settle_value(draft, name, ("company", draft.account.company, suffix), NOBODY)
        return
    standing = {object_ for (of, object_, name_) in draft.standing if (of, name_) == (kind, suffix)}
    writers = {rule.rule for rule, _ in draft.sight.compiled.writers[name]}
    looked_at = {contact for rule in writers for contact in draft.members.get(rule, ())}
    for contact in sorted(standing | looked_at):
        _settle_value(draft, name, ("contact", contact, suffix), contact)


def _settle_value(draft: Draft, name: str, target: Target, contact: str) -> None:
    """Want the winning value, or clear what stood. Rules that come later see the outcome on the company as a fact.

    Neither of two different values of equal priority is wanted, and what stands stays.
    """
    standing = draft.standing.get(target)
    claims = _claims(draft, name, standing, contact)
    top = max((claim.priority for claim in claims), default=0.0)
    best = [claim for claim in claims if claim.priority == top]
    if len({claim.text for claim in best}) > 1:
        draft.conflicts.add(name)
    elif best and not draft.book.owns(name):
        _wish_value(draft, target, best[0])
    elif best:
        _stand(draft, target, best[0])
        if not contact:
            draft.facts[name] = Const(best[0].text)
    elif standing is not None:
        _clear(draft, target, standing)
        if not contact:
            draft.facts[name] = Const(Missing())


def _claims(draft: Draft, name: str, standing: Standing | None, contact: str) -> list[Claim]:
    """A rule claims while it says yes; while it is unknown, what it has set stands."""
    claims = []
    for rule, effect in draft.sight.compiled.writers[name]:
        stands = standing is not None and standing.rule == rule.key
        verdict = holds_for(draft, rule.rule, contact)
        if not effect.set or not (verdict or (verdict is None and stands)) or rule.mode == "observe":
            continue
        text = filled(draft, effect.set[name], contact)
        if rule.mode == "suggest":
            draft.suggestions.add(sentences.suggests(draft, rule.rule, f"{name} = {text}", contact))
            continue
        priority = float("-inf") if rule.priority is None else rule.priority
        claims.append(Claim(priority, text, rule, effect.keep))
    return claims


def _wish_value(draft: Draft, target: Target, claim: Claim) -> None:
    """A property that is not ours is wished for, never simply written."""
    kind, object_, name = target
    if draft.quiet:
        return
    key = episode_key(draft.book, draft.account.account, "write", *target, claim.text)
    reason = sentences.rule_fired(draft, claim.rule.rule)
    draft.wishes.append(
        Wish("write", key, claim.rule.rule, object_, f"{kind}.{name}", reason, claim.text, kind == "contact")
    )


def _stand(draft: Draft, target: Target, claim: Claim) -> None:
    draft.put(target, claim.text, sentences.rule_fired(draft, claim.rule.rule))
    if claim.keep:
        draft.standing.pop(target, None)
    else:
        kind, object_, name = target
        draft.standing[target] = Standing(kind=kind, object=object_, property=name, rule=claim.rule.key)


def _clear(draft: Draft, target: Target, standing: Standing) -> None:
    """What stands on a contact that belongs to another account now is that account's business."""
    del draft.standing[target]
    if target[0] == "company" or person(draft, target[1]) is not None:
        name = draft.sight.compiled.names.get(standing.rule, standing.rule)
        draft.put(target, "", sentences.cleared(draft.book.language, name))


def tidy(draft: Draft) -> None:
    """Clear what a rule has set that is no longer in the rulebook, and what stood for a reason that has gone."""
    declared = draft.sight.compiled.writers
    for target, standing in sorted(draft.standing.items()):
        if f"{standing.kind}.{standing.property}" not in declared:
            _clear(draft, target, standing)
    keep_lists(draft)
    close_tasks(draft)

"""Lists on which contacts stay as long as a rule holds for them."""

from rules.deciding.draft import Draft
from rules.deciding.episodes import episode_key
from rules.deciding.members import NOBODY, holds_for
from rules.decision import Wish
from rules.memory import Listed
from rules.model import Effect, Rule
from rules.wording import sentences


def stays_on_list(effect: Effect) -> bool:
    return effect.add_to_list is not None and effect.add_to_list.while_ == "holds"


def keep_lists(draft: Draft) -> None:
    """Who belongs on a list joins it, who does not any more leaves it; where nobody knows, all stays as it was.

    A first run notes who belongs there and disturbs nobody. A shut gate lets nobody join.
    """
    held = set(draft.memory.listed)
    rules = {rule.key: rule for rule in draft.book.rules if any(map(stays_on_list, rule.then))}
    if not held and not rules:
        return
    now: set[Listed] = set()
    for rule in rules.values():
        now |= _belonging(draft, rule, held)
    if not draft.quiet:
        draft.wishes += [_joins(draft, each, rules[each.rule]) for each in now - held]
        draft.wishes += [_leaves(draft, each) for each in held - now]
    kept = now | held if draft.quiet else now
    draft.remember(listed=tuple(sorted(kept, key=lambda each: (each.rule, each.list, each.contact))))


def _belonging(draft: Draft, rule: Rule, held: set[Listed]) -> set[Listed]:
    shut = draft.gated and not rule.despite_gate
    names = [effect.add_to_list.list for effect in rule.then if effect.add_to_list and stays_on_list(effect)]
    found = set()
    for contact in draft.account.contacts if rule.mode == "act" else ():
        holds = holds_for(draft, rule.rule, contact.id if rule.for_each else NOBODY)
        entries = {Listed(contact=contact.id, list=name, rule=rule.key) for name in names}
        if holds is not False:
            found |= entries if holds and not shut else entries & held
    return found


def _joins(draft: Draft, entry: Listed, rule: Rule) -> Wish:
    reason = sentences.rule_fired(draft, rule.rule)
    return Wish(
        "join_list", _key(draft, entry, "join"), rule.rule, entry.contact, entry.list, reason, contact=True
    )


def _leaves(draft: Draft, entry: Listed) -> Wish:
    name = draft.sight.compiled.names.get(entry.rule, entry.rule)
    reason = sentences.cleared(draft.book.language, name)
    return Wish(
        "leave_list", _key(draft, entry, "leave"), name, entry.contact, entry.list, reason, contact=True
    )


def _key(draft: Draft, entry: Listed, what: str) -> str:
    parts = (what, entry.rule, entry.list, entry.contact, draft.at)
    return episode_key(draft.book, draft.account.account, *parts)

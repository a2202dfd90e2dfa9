"""Plays: sequences of tasks that begin with a rule and stop when its reason ends."""

from accounts.values import Moment
from rules.deciding.draft import Draft
from rules.deciding.episodes import episode_key
from rules.deciding.members import NOBODY, holds_for
from rules.deciding.tasks import task_wish
from rules.memory import Running
from rules.model import Rule


def start(draft: Draft, rule: Rule, play: str, key: str, contact: str) -> None:
    """The play runs from now on; one that this rule has begun already, for the same contact, goes on instead."""
    running = Running(key=key, play=play, rule=rule.key, contact=contact or None, began=draft.at)
    if not any(
        (run.play, run.rule, run.contact) == (play, rule.key, running.contact) for run in draft.memory.plays
    ):
        draft.remember(plays=tuple(sorted({*draft.memory.plays, running}, key=lambda run: run.key)))


def play_on(draft: Draft) -> None:
    """Take the steps whose time has come, and end what has lost its reason."""
    if not draft.memory.plays:
        return
    rules = {rule.key: rule for rule in draft.book.rules}
    kept = [
        _go_on(draft, rules[run.rule], run) for run in draft.memory.plays if _has_reason(draft, rules, run)
    ]
    draft.remember(plays=tuple(run for run in kept if run.done < len(draft.book.plays[run.play].steps)))


def _has_reason(draft: Draft, rules: dict[str, Rule], run: Running) -> bool:
    """Unknown is no reason to stop."""
    rule = rules.get(run.rule)
    if rule is None or rule.mode != "act" or not any(effect.play == run.play for effect in rule.then):
        return False
    if holds_for(draft, rule.rule, run.contact or NOBODY) is False:
        return False
    if draft.book.plays[run.play].stop_when is None:
        return True
    return draft.sight.stops(run.play, draft.facts, draft.memory.cycle_since) is not True


def _go_on(draft: Draft, rule: Rule, run: Running) -> Running:
    steps, done = draft.book.plays[run.play].steps, run.done
    if (draft.gated and not rule.despite_gate) or draft.account.company is None:
        return run
    if draft.quiet:
        draft.wait_for(draft.at + 1)  # a first run causes nothing; the next look goes on
        return run
    while done < len(steps) and (moment := _moment(run, steps[done].after)) <= draft.at:
        key = episode_key(draft.book, draft.account.account, "play", run.key, done)
        draft.tasks += task_wish(draft, rule, steps[done].task, key, run.contact or NOBODY)
        done += 1
    if done < len(steps):
        draft.wait_for(moment)
    return run.model_copy(update={"done": done})


def _moment(run: Running, after: int) -> Moment:
    return run.began + after

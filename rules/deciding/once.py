"""What rules cause once in an episode: tasks, notes, owners, lists, plays, notices; for the account or for each contact."""

from collections.abc import Iterator

from rules.deciding import plays
from rules.deciding.calendar import local_day, next_midnight
from rules.deciding.draft import Draft
from rules.deciding.episodes import episode_key
from rules.deciding.lists import stays_on_list
from rules.deciding.members import NOBODY, for_whom, holds_for
from rules.deciding.tasks import filled, task_wish
from rules.decision import Wish
from rules.language.doing import AddToList, AssignOwner, Note, Notify
from rules.model import Effect, Rule, Task
from rules.wording import sentences


def act_once(draft: Draft, rule: Rule) -> None:
    """Cause what the rule wants in this episode, unless it was caused already, or the gate is shut."""
    if rule.mode == "observe":
        return
    if rule.once_per == "day":
        draft.wait_for(next_midnight(draft.book, draft.at))
    if draft.gated and not rule.despite_gate and not draft.quiet:
        return  # a first run notes what held before, whether or not anything could be sold then
    for contact in for_whom(draft, rule):
        for name, effect in _once(rule):
            _act(draft, rule, name, effect, contact)


def _once(rule: Rule) -> Iterator[tuple[tuple[object, ...], Effect]]:
    """The effects that happen once, each with what tells it from the others of its rule."""
    tasks = 0
    for place, effect in enumerate(rule.then):
        if effect.task is not None:
            yield (tasks,), effect
            tasks += 1
        elif effect.set is None and not stays_on_list(effect):
            yield ("effect", place), effect


def _act(draft: Draft, rule: Rule, name: tuple[object, ...], effect: Effect, contact: str) -> None:
    if rule.mode == "suggest":
        draft.suggestions.add(sentences.suggests(draft, rule.rule, _said(draft, effect, contact), contact))
        return
    parts = (rule.key, *name, rule.once_per, *_episode(draft, rule), *([contact] if contact else []))
    key = episode_key(draft.book, draft.account.account, *parts)
    company = draft.account.company
    if draft.is_done(key) or (company is None and not draft.quiet):
        return
    draft.note_done(key, local_day(draft.book, draft.at) if rule.once_per == "day" else None)
    if company is not None and not draft.quiet:
        _cause(draft, rule, effect, key, contact)


def _cause(draft: Draft, rule: Rule, effect: Effect, key: str, contact: str) -> None:
    if effect.task is not None:
        draft.tasks += task_wish(draft, rule, effect.task, key, contact)
    elif effect.play is not None:
        plays.start(draft, rule, effect.play, key, contact)
    else:
        draft.wishes += _wishes(draft, rule, effect, key, contact)


def _wishes(draft: Draft, rule: Rule, effect: Effect, key: str, contact: str) -> list[Wish]:
    target = contact or draft.account.company or ""
    reason = sentences.rule_fired(draft, rule.rule)
    match effect:
        case Effect(note=Note(text=text)):
            return [
                Wish("note", key, rule.rule, target, filled(draft, text, contact), reason, "", bool(contact))
            ]
        case Effect(notify=Notify(to=to, text=text)):
            said = filled(draft, text, contact)
            return [Wish("notice", key, rule.rule, target, said, reason, to, bool(contact))]
        case Effect(assign_owner=AssignOwner(to=to, property=name)):
            of_contact = name.startswith("contact.")
            object_ = target if of_contact else draft.account.company or ""
            return [Wish("owner", key, rule.rule, object_, name, reason, to, of_contact)]
        case Effect(add_to_list=AddToList() as wanted):
            people = [contact] if contact else sorted(each.id for each in draft.account.contacts)
            return [
                Wish("join_list", f"{key}-{each}", rule.rule, each, wanted.list, reason, contact=True)
                for each in people
            ]
    return []


def _said(draft: Draft, effect: Effect, contact: str) -> str:
    """What an effect would do, in a few words."""
    match effect:
        case Effect(task=Task(title=text)) | Effect(note=Note(text=text)) | Effect(notify=Notify(text=text)):
            return filled(draft, text, contact)
        case (
            Effect(add_to_list=AddToList(list=name))
            | Effect(play=str(name))
            | Effect(assign_owner=AssignOwner(to=name))
        ):
            return name
    return ", ".join(f"{name}: {text}" for name, text in (effect.set or {}).items())


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


def close_tasks(draft: Draft) -> None:
    """Name the tasks whose reason has gone. Unknown is no reason to close one; the first run of a rulebook closes none."""
    for key, task in sorted(draft.closing.items()):
        name = draft.sight.compiled.names.get(task.rule, "")
        if not draft.quiet and holds_for(draft, name, task.contact or NOBODY) is False:
            draft.resolved.append(key)
            del draft.closing[key]

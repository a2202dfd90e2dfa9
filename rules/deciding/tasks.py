"""Tasks as they are wished for, and texts with their placeholders filled in."""

from accounts.metrics import Span, read
from accounts.values import Bad, Missing
from rules.deciding.calendar import due
from rules.deciding.center import missing_roles, next_gap
from rules.deciding.draft import Draft
from rules.deciding.handover import asked_owner, leading_contacts
from rules.deciding.members import NOBODY, person
from rules.decision import TaskWish
from rules.language import texts
from rules.language.vocabulary import GAPS, OF_CONTACT
from rules.memory import Closing
from rules.model import Rule, Task
from rules.wording import sentences
from rules.wording.claims import value as said


def task_wish(draft: Draft, rule: Rule, task: Task, key: str, contact: str) -> list[TaskWish]:
    """The task; none where there is no company that could carry it."""
    company = draft.account.company
    if company is None:
        return []
    if task.close_when == "resolved":
        draft.closing[key] = Closing(key=key, rule=rule.key, contact=contact or None)
    reason = sentences.rule_fired(draft, rule.rule)
    wish = TaskWish(
        key=key,
        rule=rule.rule,
        title=filled(draft, task.title, contact),
        body=reason,
        to=task.to,
        due=due(draft.book, task.due, draft.at),
        priority=task.priority,
        company=company,
        contacts=(contact,) if contact else tuple(each.id for each in leading_contacts(draft)),
        reason=reason,
        asked=asked_owner(draft, task.to),
    )
    return [wish]


def filled(draft: Draft, text: str, contact: str = NOBODY) -> str:
    """The text with its placeholders filled in; what nobody knows is a dash."""
    return texts.filled(text, lambda name: _value(draft, name, contact))


def _value(draft: Draft, name: str, contact: str) -> str:
    if name in {"account.name", "company.name"}:
        return draft.account.name
    if name in OF_CONTACT:
        known = person(draft, contact)
        return known.name if known else "-"
    if name in GAPS:
        return (next_gap(draft) if name == "next_gap" else missing_roles(draft)) or "-"
    return _said(draft, name)


def _said(draft: Draft, name: str) -> str:
    fact = draft.facts.get(name)
    match value := Missing() if fact is None else read(fact, draft.at):
        case Missing() | Bad() | Span():
            return "-"
        case tuple():
            return ", ".join(value)
        case _:
            return said(name, value, draft.book.language)

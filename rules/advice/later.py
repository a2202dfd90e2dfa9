"""What a rulebook may declare and this version does not carry out yet: it is read, checked and decided, and nothing follows.

One entry for each feature; whoever brings one to life deletes its entry.
"""

from collections.abc import Callable, Iterator, Mapping

from rules.advice.cone import stages
from rules.language.texts import effects
from rules.model import Rulebook
from rules.problems import Complaint, Path

Places = Iterator[Path]
Finder = Callable[[Rulebook], Places]


def _effect(name: str) -> Finder:
    def find(book: Rulebook) -> Places:
        return ((*path, name) for path, effect, _ in effects(book) if getattr(effect, name) is not None)

    return find


def _foreign_writes(book: Rulebook) -> Places:
    for path, effect, _ in effects(book):
        yield from ((*path, "set", target) for target in effect.set or () if not book.owns(target))


def _close_when(book: Rulebook) -> Places:
    for path, effect, _ in effects(book):
        if effect.task and effect.task.close_when:
            yield (*path, "task", "close_when")
    for name, play in book.plays.items():
        for index, step in enumerate(play.steps):
            if step.task.close_when:
                yield ("plays", name, "steps", index, "task", "close_when")


def _suggestions(book: Rulebook) -> Places:
    if book.accounts.key_account.suggest is not None:
        yield ("accounts", "key_account", "suggest")
    if book.cone.moves.back == "ask":
        yield ("cone", "moves", "back")
    yield from ((*path, "max_stay") for _, path, stage in stages(book) if stage.max_stay is not None)
    yield from (("rules", number, "mode") for number, rule in enumerate(book.rules) if rule.mode == "suggest")
    yield from _rejections(book, "suggest")


def _rejections(book: Rulebook, key: str) -> Places:
    for reason, declared in book.handover.on_reject.items() if book.handover else ():
        if getattr(declared, key) is not None:
            yield ("handover", "on_reject", reason, key)


def _ask_date(book: Rulebook) -> Places:
    for path in _rejections(book, "recycle"):
        if book.handover and book.handover.on_reject[str(path[2])].recycle == "ask_date":
            yield path


def _lifecycle(book: Rulebook) -> Places:
    return (("funnel", name, "lifecyclestage") for name, step in book.funnel.items() if step.lifecyclestage)


def _pools(key: str, ordinary: object) -> Finder:
    def find(book: Rulebook) -> Places:
        for name, pool in book.people.pools.items():
            if getattr(pool, key) != ordinary:
                yield ("people", "pools", name, key)

    return find


def _packet(part: str) -> Finder:
    def find(book: Rulebook) -> Places:
        if book.handover and part in book.handover.packet:
            yield ("handover", "packet", book.handover.packet.index(part))

    return find


def _set(*path: str, ordinary: object = None) -> Finder:
    """Whether something stands at this path that is neither empty nor the ordinary value."""

    def find(book: Rulebook) -> Places:
        value: object = book
        for step in path:
            value = getattr(value, step, None)
        if value not in (None, (), {}, False, ordinary):
            yield path

    return find


LATER: Mapping[str, tuple[str, Finder]] = {
    "note": ("No note is written to HubSpot yet.", _effect("note")),
    "assign_owner": ("No owner is assigned yet.", _effect("assign_owner")),
    "add_to_list": ("No contact is put on a list yet.", _effect("add_to_list")),
    "notify": ("Nobody is told anything yet.", _effect("notify")),
    "close_when": ("Tasks stay open when their reason has gone.", _close_when),
    "foreign_writes": ("Only our own properties are written yet.", _foreign_writes),
    "lifecyclestage": ("HubSpot's lifecycle stage is not written yet.", _lifecycle),
    "suggestions": ("Suggestions are not shown to anybody yet.", _suggestions),
    "outside_key_accounts": (
        "Contacts outside key accounts are not handed over yet.",
        _set("handover", "outside_key_accounts"),
    ),
    "holidays": ("Holidays count as working days.", _set("business_hours", "holidays")),
    "smallest": ("Deals of any size count.", _set("deals", "smallest")),
    "ignore": (
        "Pipelines are not ignored yet; those that count are named in 'new_business' and 'expansion'.",
        _set("deals", "ignore"),
    ),
    "tasks_per_person_per_day": (
        "Nobody's tasks are limited.",
        _set("limits", "tasks_per_person_per_day"),
    ),
    "handovers_per_rep_per_week": (
        "Nobody's handovers are limited.",
        _set("limits", "handovers_per_rep_per_week"),
    ),
    "one_open_per": (
        "One handover is open for an account at a time, however many buying units it has.",
        _set("handover", "one_open_per", ordinary="account"),
    ),
    "worked_when": (
        "A handover counts as worked once it is accepted; activities are not looked at yet.",
        _set("handover", "worked_when", ordinary="accepted"),
    ),
    "capacity": ("Nobody's capacity is counted yet.", _pools("capacity", None)),
    "by": ("Tasks go to the least busy of a pool.", _pools("by", "least_busy")),
    "recycle": ("Nobody is asked for a date yet; 'else' counts at once.", _ask_date),
    "again_when": (
        "A cap after a rejection is lifted by its date and any new signal.",
        lambda book: _rejections(book, "again_when"),
    ),
    "open_tasks": ("The packet does not hold open tasks yet.", _packet("open_tasks")),
}
"""By a name for the waiver: what happens instead, and where the rulebook asks for it."""


def later(book: Rulebook) -> Iterator[Complaint]:
    """One for each feature, where the rulebook first asks for it."""
    for name, (says, find) in LATER.items():
        path = next(find(book), None)
        if path is not None:
            hint = "It is checked and decided; a later version carries it out."
            yield Complaint("not-yet-carried-out", says, hint, path, "", name)

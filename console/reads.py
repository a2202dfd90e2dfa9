"""What each page shows, gathered from the store and put into words; the templates only lay it out."""

import functools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import sqlalchemy as sa

import rules
from accounts.unfit import Unfit
from console.account_parts import Parts, parts
from console.cone import Cone, draw
from console.findings import Question, questions
from console.words import Words, plain
from rules.model import Rulebook
from store import account_view, portals, rulebooks, unfit, views
from store.portals import Portal
from store.views import AccountLine, Entry

PAGE = 100
LADDERS = ("prospect", "customer", "former")


@dataclass(frozen=True)
class Wish:
    """What the address of the start page asks for."""

    ladder: str | None = None
    stage: str | None = None
    page: int = 1


@dataclass(frozen=True)
class Book:
    """What the console needs of the rulebook in force: its name, its ladders and where it writes what is missing."""

    name: str
    ladders: Mapping[str, tuple[str, ...]]
    missing_property: str
    readable: bool


@dataclass(frozen=True)
class Row:
    """One account in the list."""

    account: AccountLine
    stage: str
    tint: int
    ladder: str
    ago: str
    since: str
    newest: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Start:
    book: Book | None
    counts: views.Counts
    cones: tuple[Cone, ...]
    rows: tuple[Row, ...]
    wish: Wish
    first: int
    last: int
    all: int

    @property
    def more(self) -> bool:
        return self.last < self.all


@dataclass(frozen=True)
class Account:
    row: Row
    hubspot: str | None
    members: tuple[account_view.Member, ...]
    history: tuple[tuple[Entry, str], ...]
    decided: account_view.Decided | None
    questions: tuple[Question, ...]
    wishes: tuple[account_view.WishLine, ...]
    tasks: tuple[account_view.TaskLine, ...]
    unreadable: tuple[Unfit, ...]
    parts: Parts

    @property
    def contacts(self) -> Mapping[str, str]:
        """The names of its contacts by their ids."""
        return {member.contact_id: member.name for member in self.members}


def portal(tx: sa.Connection, asked: int | None) -> Portal | None:
    """The portal asked for, else the first."""
    known = portals.all(tx)
    return next((one for one in known if one.id == asked), known[0] if known else None)


def start(tx: sa.Connection, at: Portal, words: Words, now: int, wish: Wish) -> Start:
    """The cone with its counts, and the accounts on it with their why."""
    book = _book(tx, at.id)
    if book is None:
        return Start(None, views.counts(tx, at.id), (), (), wish, 0, 0, 0)
    counted = views.stage_counts(tx, at.id, book.name)
    chosen = views.Selection(wish.ladder, wish.stage, (wish.page - 1) * PAGE, PAGE)
    lines = views.account_lines(tx, at.id, book.name, book.missing_property, chosen)
    chosen_count = sum(
        one.accounts
        for one in counted
        if wish.ladder in {None, one.relationship} and wish.stage in {None, one.stage}
    )
    return Start(
        book=book,
        counts=views.counts(tx, at.id),
        cones=_cones(book, counted),
        rows=tuple(_row(line, book, words, now) for line in lines),
        wish=wish,
        first=min(chosen.offset + 1, chosen_count),
        last=chosen.offset + len(lines),
        all=chosen_count,
    )


def account(tx: sa.Connection, at: Portal, words: Words, now: int, account_id: str) -> Account | None:
    """One account with everything behind its stage; None where there is none of this id."""
    book = _book(tx, at.id)
    name, missing = (book.name, book.missing_property) if book else ("", "")
    line = views.account_line(tx, at.id, name, missing, account_id)
    if line is None:
        return None
    decided = account_view.newest_decision(tx, at.id, account_id)
    history = account_view.stage_history(tx, at.id, name, account_id)
    ladder = book.ladders.get(line.memory.relationship or "", ()) if book else ()
    members = account_view.members(tx, at.id, account_id)
    return Account(
        row=_row(line, book, words, now),
        hubspot=None if line.company_id is None else _in_hubspot(at.id, line.company_id),
        members=tuple(members),
        history=tuple((entry, _move(entry, words)) for entry in history),
        decided=decided,
        questions=tuple(questions(decided.findings, words, ladder)) if decided else (),
        wishes=tuple(account_view.wishes(tx, at.id, account_id)),
        tasks=tuple(account_view.tasks(tx, at.id, account_id)),
        unreadable=tuple(unfit.of_account(tx, at.id, account_id)),
        parts=parts(tx, at.id, (account_id, line.name), decided, members, words, now),
    )


def _book(tx: sa.Connection, portal_id: int) -> Book | None:
    version = rulebooks.active(tx, portal_id)
    return None if version is None else _read_book(version.name, version.text, version.file)


@functools.lru_cache(maxsize=8)  # a page is asked for often, a rulebook is changed rarely
def _read_book(name: str, text: str, file: str) -> Book:
    try:
        book: Rulebook = rules.load(text, file)
    except rules.RulebookError:
        return Book(name, {}, "", readable=False)
    ladders = {ladder: tuple(stage.name for stage in book.cone.ladder(ladder)) for ladder in LADDERS}
    return Book(
        name, {key: stages for key, stages in ladders.items() if stages}, book.own("missing"), readable=True
    )


def _cones(book: Book, counted: list[views.StageCount]) -> tuple[Cone, ...]:
    """A cone for each ladder. Stages that the rulebook no longer has keep their accounts visible at the end."""
    numbers: dict[str, Counter[str]] = {ladder: Counter() for ladder in book.ladders}
    for one in counted:
        numbers.setdefault(one.relationship, Counter())[one.stage] += one.accounts
    return tuple(
        draw(
            ladder, [(name, plain(name), here[name]) for name in _stages(book.ladders.get(ladder, ()), here)]
        )
        for ladder, here in numbers.items()
    )


def _stages(declared: tuple[str, ...], here: Counter[str]) -> tuple[str, ...]:
    return (*declared, *sorted(set(here) - set(declared)))


def _row(line: AccountLine, book: Book | None, words: Words, now: int) -> Row:
    memory = line.memory
    ladder = memory.relationship or "prospect"
    stages = book.ladders.get(ladder, ()) if book else ()
    place = stages.index(memory.stage) if memory.stage in stages else 0
    return Row(
        account=line,
        stage=plain(memory.stage) if memory.stage else words("not_on_cone"),
        tint=1 + round(4 * place / max(1, len(stages) - 1)),
        ladder=words.known("ladder", ladder),
        ago=words.ago(memory.since, now),
        since=words.day(memory.since),
        newest="" if line.newest is None else _move(line.newest, words),
        notes=tuple(_notes(line, words)),
    )


def _notes(line: AccountLine, words: Words) -> list[str]:
    """What binds the account at present, in short phrases."""
    memory = line.memory
    notes = []
    if memory.hold is not None:
        notes.append(words("held", by=memory.hold.by, moment=words.day(memory.hold.until)))
    if memory.cap is not None:
        notes.append(words("capped", stage=plain(memory.cap.stage), moment=words.day(memory.cap.until)))
    if memory.leaving_since is not None:
        notes.append(words("leaving", moment=words.day(memory.leaving_since)))
    if memory.handover is not None:
        notes.append(words(f"handover_{memory.handover.state}"))
    if memory.cycle > 1:
        notes.append(f"{words('cycle')} {memory.cycle}")
    return notes


def _move(entry: Entry, words: Words) -> str:
    from_, to = plain(entry.from_stage or ""), plain(entry.to_stage or "")
    if not to:
        return words("left", from_=from_)
    return words("moved", from_=from_, to=to) if from_ else words("came", to=to)


def _in_hubspot(portal_id: int, company_id: str) -> str:
    return f"https://app.hubspot.com/contacts/{portal_id}/record/0-2/{quote(company_id, safe='')}"


def address(path: str, query: Mapping[str, str | int | None]) -> str:
    """A path of the console with its query; what is not given is left out."""
    kept = {name: value for name, value in query.items() if value is not None}
    return f"{quote(path, safe='/:')}?{urlencode(kept)}" if kept else quote(path, safe="/:")

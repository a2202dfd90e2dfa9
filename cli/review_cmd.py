"""`flipfunnel accounts review`: the questions that weak evidence leaves open, and what people answer to them."""

import getpass
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Annotated

import sqlalchemy as sa
import typer

import rules
from accounts.values import Kind
from app import open_database
from cli import output
from cli import review_words as say
from cli.errors import Code, CommandError
from cli.hygiene_cmd import Language
from cli.setup import read_settings
from pipeline import review as doing
from pipeline.tools import Tools
from store import aliases, answers, link_wishes, match_keys, portals, review_view, rulebooks
from store.answers import Question
from store.database import Database

PAGE = 500
ROUNDS = 50
"""A question that is answered with no may have further candidates behind those it showed; never that many times over."""
CONTACT = "contact:"
Meant = Annotated[bool | None, typer.Option("--accept/--reject", help="Whether that company is meant.")]


@dataclass(frozen=True)
class Desk:
    """Where answers are given: in which portal, in which language, and by whom."""

    tools: Tools
    portal: int
    language: str
    by: str

    @property
    def database(self) -> Database:
        return self.tools.database


def review(  # noqa: PLR0913 - a command's options
    *,
    answer: Annotated[str | None, typer.Option(metavar="KEY", help="Answer this question.")] = None,
    company: Annotated[
        str | None, typer.Option(metavar="ID", help="The company that the answer is about.")
    ] = None,
    accept: Meant = None,
    reject_all: Annotated[
        str | None, typer.Option(metavar="KEY", help="None of the candidates of this question is meant.")
    ] = None,
    answered: Annotated[bool, typer.Option("--answered", help="Show what was answered so far.")] = False,
    forget: Annotated[
        str | None, typer.Option(metavar="KEY", help="Take back what was answered to this question.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who answers; else the name of the system's user.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many questions are shown.")] = 20,
    language: Annotated[
        Language | None, typer.Option(help="In which language; else in that of the rulebook.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> int:
    """Which company is meant? The questions that most contacts depend on come first; nobody is asked twice.

    Example: flipfunnel accounts review --answer domain:acme.example --company 9001 --accept
    """
    _one_thing(answer, reject_all, forget, answered=answered)
    _whole(answer, company, accept)
    with open_database(read_settings()) as database:
        desk = _desk(database, language, by)
        key = answer or reject_all or forget
        if key is None:
            _show_answered(desk, as_json=as_json) if answered else _show(desk, limit, as_json=as_json)
            return Code.OK
        if reject_all or forget:
            told = (_reject_all if reject_all else _forget)(desk, key)
        else:
            told = (_accept if accept else _reject)(desk, key, company or "")
    output.as_json({"question": key, "says": told}) if as_json else output.lines(told)
    return Code.OK


def _whole(answer: str | None, company: str | None, accept: bool | None) -> None:  # noqa: FBT001 - None: not said
    """An answer needs all its parts. Raises CommandError."""
    if answer is None and (company is not None or accept is not None):
        raise CommandError(Code.USAGE, "It is not said which question is answered.", "Add --answer KEY.")
    if answer is not None and (company is None or accept is None):
        message = "An answer names a company and says whether it is meant."
        raise CommandError(Code.USAGE, message, "Add --company ID, and --accept or --reject.")


def _one_thing(*wanted: str | None, answered: bool) -> None:
    if sum(one is not None for one in wanted) + answered > 1:
        raise CommandError(
            Code.USAGE,
            "--answer, --reject-all, --forget and --answered each stand alone.",
            "Give one command after the other.",
        )


def _desk(database: Database, language: Language | None, by: str | None) -> Desk:
    """Raises CommandError, RulebookError."""
    with database.begin() as tx:
        known = portals.all(tx)
        version = rulebooks.active(tx, known[0].id) if known else None
    if version is None:
        raise CommandError(
            Code.CONFIGURATION,
            "No portal has been read yet.",
            "Set FLIPFUNNEL_HUBSPOT_TOKEN and run `flipfunnel sync`, or look around with `make demo`.",
        )
    spoken = language.value if language else rules.load(version.text, version.file).language
    return Desk(Tools(database, {}), known[0].id, spoken, by or _user())


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container may have no name for its user
        return "unknown"


def _show(desk: Desk, limit: int, *, as_json: bool) -> None:
    with desk.database.begin() as tx:
        questions = answers.open_questions(tx, desk.portal, limit)
        everything = answers.count_open(tx, desk.portal)
        present = review_view.present(tx, desk.portal, [one.key for one in questions])
        links = link_wishes.counts(tx, desk.portal)
    if as_json:
        listed = [say.question_data(one, present.get(one.key, ()), desk.language) for one in questions]
        output.as_json({"open": everything, "questions": listed, "associations": links})
        return
    for number, one in enumerate(questions, start=1):
        output.lines(list(say.question_lines(number, one, present.get(one.key, ()), desk.language)))
    if questions:
        told = say.say(desk.language, "shown", shown=len(questions), all=everything)
        more = say.say(desk.language, "show_more", all=everything) if everything > len(questions) else ""
        output.lines([f"{told} {more}".strip()])
    else:
        output.say(say.say(desk.language, "nothing"))
    if line := say.links_line(links, desk.language):
        output.lines([line])


def _show_answered(desk: Desk, *, as_json: bool) -> None:
    with desk.database.begin() as tx:
        found = answers.answered(tx, desk.portal)
        names = review_view.company_names(tx, desk.portal, {one.company for one in found})
    if as_json:
        rows = [
            {**vars(one), "name": names.get(one.company), "at": _moment(one.at).isoformat()} for one in found
        ]
        output.as_json(rows)
    elif found:
        rows_ = [
            say.answered_row(
                one,
                names.get(one.company, one.company),
                _moment(one.at).date().isoformat(),
                desk.language,
            )
            for one in found
        ]
        output.table(say.say(desk.language, "heads").split("|"), rows_)
    else:
        output.say(say.say(desk.language, "nothing_answered"))


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


def _accept(desk: Desk, key: str, company: str) -> list[str]:
    with desk.database.begin() as tx:
        _known(tx, desk.portal, key)
        company, name = _company(tx, desk.portal, company)
        for one in answers.answered(tx, desk.portal, [key]):
            if one.accepted and one.company != company:
                raise CommandError(
                    Code.USAGE,
                    f"{one.by} has answered {key} with the company {one.company} already.",
                    f"Take that back first: {say.COMMAND} --forget '{key}'",
                )
        concerned = match_keys.asked_by(tx, desk.portal, [key])
        before = review_view.companies_of(tx, desk.portal, concerned)
    doing.answer(desk.tools, desk.portal, key, company, accepted=True, by=desk.by)
    with desk.database.begin() as tx:
        now = review_view.companies_of(tx, desk.portal, concerned)
    moved = [one for one, where in now.items() if where == company and before.get(one) != company]
    return [say.belongs(len(moved), name, desk.language)]


def _reject(desk: Desk, key: str, company: str) -> list[str]:
    with desk.database.begin() as tx:
        _known(tx, desk.portal, key)
        company, name = _company(tx, desk.portal, company)
    doing.answer(desk.tools, desk.portal, key, company, accepted=False, by=desk.by)
    return [say.say(desk.language, "rejected", company=name), _what_is_left(desk, key)]


def _reject_all(desk: Desk, key: str) -> list[str]:
    with desk.database.begin() as tx:
        _known(tx, desk.portal, key)
    told = []
    for _ in range(ROUNDS):
        with desk.database.begin() as tx:
            question = _open(tx, desk.portal, key)
        if question is None or not question.candidates:
            break
        for one in question.candidates:
            doing.answer(desk.tools, desk.portal, key, one.company, accepted=False, by=desk.by)
            told.append(say.say(desk.language, "rejected", company=one.name))
    return [*told, _what_is_left(desk, key)]


def _forget(desk: Desk, key: str) -> list[str]:
    if not doing.forget(desk.tools, desk.portal, key):
        with desk.database.begin() as tx:
            known = [one.question for one in answers.answered(tx, desk.portal)]
        raise CommandError(
            Code.NOT_FOUND,
            f"Nothing was answered to {key}.",
            _nearest(key, known) or f"`{say.COMMAND} --answered` shows what was.",
        )
    with desk.database.begin() as tx:
        left = review_view.of_question(tx, desk.portal, key)
    again = say.say(desk.language, "asked_again", contacts=say.people(left, desk.language))
    return [say.say(desk.language, "forgotten"), *([again] if left else [])]


def _what_is_left(desk: Desk, key: str) -> str:
    with desk.database.begin() as tx:
        left = review_view.of_question(tx, desk.portal, key)
    if not left:
        return say.say(desk.language, "settled")
    return say.say(desk.language, "still_open", contacts=say.people(left, desk.language))


def _known(tx: sa.Connection, portal_id: int, key: str) -> None:
    """Whether it is a question that is asked, or was; of a contact anybody may say where it belongs. Raises CommandError."""
    if key.startswith(CONTACT) and review_view.has_contact(tx, portal_id, key.removeprefix(CONTACT)):
        return
    if review_view.of_question(tx, portal_id, key) or answers.answered(tx, portal_id, [key]):
        return
    known = [one.key for one in answers.open_questions(tx, portal_id, PAGE)]
    raise CommandError(
        Code.NOT_FOUND,
        f"There is no question {key}.",
        _nearest(key, known) or f"`{say.COMMAND}` lists what is asked.",
    )


def _nearest(key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, n=1, cutoff=0.5)
    return f"Did you mean '{near[0]}'?" if near else ""


def _open(tx: sa.Connection, portal_id: int, key: str) -> Question | None:
    """The question, if it is still asked."""
    for offset in range(0, answers.count_open(tx, portal_id), PAGE):
        for one in answers.open_questions(tx, portal_id, PAGE, offset):
            if one.key == key:
                return one
    return None


def _company(tx: sa.Connection, portal_id: int, given: str) -> tuple[str, str]:
    """The id now, if it was merged, and the name. Raises CommandError."""
    id_ = aliases.survivor(tx, portal_id, Kind.COMPANY, given.removeprefix("company:"))
    name = review_view.company_names(tx, portal_id, [id_]).get(id_)
    if name is None:
        raise CommandError(
            Code.NOT_FOUND,
            f"There is no company {given} in what was read.",
            "Name its id in HubSpot, as the candidates show it; for one that is new run `flipfunnel sync` first.",
        )
    return id_, name

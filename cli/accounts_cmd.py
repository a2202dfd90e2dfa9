"""`flipfunnel accounts`: who is an account, where it stands and why."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import sqlalchemy as sa
import typer

from accounts.unfit import Unfit
from accounts.values import Kind
from app import open_database
from cli import output
from cli.errors import Code, CommandError
from cli.hygiene_cmd import hygiene
from cli.setup import read_settings
from rules.decision import Wish
from store import account_view, aliases, portals, rulebooks, tally, unfit
from store.views import Entry

app = typer.Typer(help="Who is an account, where it stands and why.", no_args_is_help=True)

app.command("hygiene")(hygiene)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@app.command("list")
def show_list(
    *,
    everybody: Annotated[bool, typer.Option("--all", help="Also accounts that are no key accounts.")] = False,
    as_json: AsJson = False,
) -> int:
    """The key accounts with stage, since and why.

    Example: flipfunnel accounts list --all
    """
    with _portal() as (tx, portal_id, rulebook):
        lines = tally.accounts(tx, portal_id, rulebook, everybody=everybody)
    if as_json:
        output.as_json([vars(line) for line in lines])
    elif lines:
        rows = [
            (one.id, one.name, one.stage or "-", _day(one.since), str(one.members), one.why) for one in lines
        ]
        output.table(("Account", "Name", "Stage", "Since", "Members", "Why"), rows)
    else:
        output.say("No account yet: `flipfunnel sync` reads the portal, `flipfunnel worker` decides.")
    return Code.OK


@app.command("show")
def show_one(
    account: Annotated[str, typer.Argument(help="An id as `accounts list` shows it, as company:123.")],
    *,
    as_json: AsJson = False,
) -> int:
    """One account: its members and why they belong to it, its stages and why it stood there.

    Example: flipfunnel accounts show company:9001
    """
    with _portal() as (tx, portal_id, rulebook):
        account = _today(tx, portal_id, account)
        found = [one for one in tally.accounts(tx, portal_id, rulebook, everybody=True) if one.id == account]
        members = account_view.members(tx, portal_id, account)
        history = account_view.stage_history(tx, portal_id, rulebook, account)
        unreadable = unfit.of_account(tx, portal_id, account)
        decided = account_view.newest_decision(tx, portal_id, account)
    suggestions, wishes = (decided.suggestions, decided.wishes) if decided else ((), ())
    if not found:
        raise CommandError(
            Code.NOT_FOUND,
            f"There is no account {account}.",
            "`flipfunnel accounts list --all` shows every id.",
        )
    if as_json:
        parts: dict[str, Sequence[object]] = {
            "members": members,
            "history": history,
            "unreadable": unreadable,
            "wishes": wishes,
        }
        listed = {name: [vars(one) for one in some] for name, some in parts.items()}
        output.as_json({**vars(found[0]), "suggestions": list(suggestions), **listed})
    else:
        _print(found[0], members, history, unreadable)
        _print_besides(suggestions, wishes)
    return Code.OK


def _print(
    line: tally.AccountLine,
    members: Sequence[account_view.Member],
    history: Sequence[Entry],
    unreadable: Sequence[Unfit],
) -> None:
    output.lines(
        [f"{line.name} ({line.id})", f"Stage: {line.stage or 'not on the cone'} since {_day(line.since)}"]
    )
    output.lines([line.why, ""] if line.why else [""])
    rows = [(one.contact_id, one.name, one.job_title, ", ".join(one.roles), _reason(one)) for one in members]
    output.table(("Contact", "Name", "Job title", "Roles", "Belongs here because of"), rows)
    output.lines([""])
    moves = [(_day(one.at), f"{one.from_stage or '-'} -> {one.to_stage or '-'}", one.why) for one in history]
    output.table(("Day", "Move", "Why"), moves)
    if unreadable:
        output.lines(["", "Values that nobody can read; until they are corrected, they count as unknown:"])
        odd = [(f"{one.kind.value} {one.id}", one.property, one.says()) for one in unreadable]
        output.table(("Whose", "Property", "What is the matter"), odd)


def _print_besides(suggestions: Sequence[str], wishes: Sequence[Wish]) -> None:
    """What the rules propose to people, and what they want that this version does not carry out."""
    if suggestions:
        output.lines(["", "Suggestions:", *(f"  {one}" for one in suggestions)])
    if wishes:
        output.lines(["", "Wanted by rules; this version decides it and does not carry it out:"])
        rows = [(one.rule, one.kind.replace("_", " "), one.what, one.to, one.reason) for one in wishes]
        output.table(("Rule", "What", "Which", "To", "Why"), rows)


@contextmanager
def _portal() -> Iterator[tuple[sa.Connection, int, str]]:
    """A transaction, the portal's id and the name of its rulebook. HubSpot is not needed for looking."""
    with open_database(read_settings()) as database, database.begin() as tx:
        known = portals.all(tx)
        version = rulebooks.active(tx, known[0].id) if known else None
        if version is None:
            raise CommandError(
                Code.CONFIGURATION,
                "No portal has been read yet.",
                "Set FLIPFUNNEL_HUBSPOT_TOKEN and run `flipfunnel sync`, or look around with `make demo`.",
            )
        yield tx, known[0].id, version.name


def _today(tx: sa.Connection, portal_id: int, account: str) -> str:
    """The account's id now, where its company was merged into another one."""
    word, _, id_ = account.partition(":")
    return f"company:{aliases.survivor(tx, portal_id, Kind.COMPANY, id_)}" if word == "company" else account


def _reason(member: account_view.Member) -> str:
    return f"{member.reason.replace('_', ' ')} {member.evidence}".strip()


def _day(moment: int | None) -> str:
    return "-" if moment is None else datetime.fromtimestamp(moment, tz=UTC).date().isoformat()

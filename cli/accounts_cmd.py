"""`flipfunnel accounts`: who is an account, where it stands and why."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import sqlalchemy as sa
import typer

from accounts.values import Kind
from app import open_database
from cli import output
from cli.account_show import Shown, as_data, day, show
from cli.errors import Code, CommandError
from cli.hygiene_cmd import hygiene
from cli.review_cmd import review
from cli.setup import read_settings
from console.account_parts import parts
from console.words import Words
from store import account_view, aliases, clock, portals, rulebooks, tally, unfit

app = typer.Typer(help="Who is an account, where it stands and why.", no_args_is_help=True)

app.command("hygiene")(hygiene)
app.command("review")(review)

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
            (one.id, one.name, one.stage or "-", day(one.since), str(one.members), one.why) for one in lines
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
    """One account: who decides there and how that is known, why each belongs to it, its points, its stages and why.

    Example: flipfunnel accounts show company:9001
    """
    with _portal() as (tx, portal_id, rulebook):
        account = _today(tx, portal_id, account)
        found = [one for one in tally.accounts(tx, portal_id, rulebook, everybody=True) if one.id == account]
        members = account_view.members(tx, portal_id, account)
        history = account_view.stage_history(tx, portal_id, rulebook, account)
        unreadable = unfit.of_account(tx, portal_id, account)
        decided = account_view.newest_decision(tx, portal_id, account)
        name, now = found[0].name if found else account, int(clock.now(tx).timestamp())
        told = parts(tx, portal_id, (account, name), decided, members, Words("en"), now)
    if not found:
        raise CommandError(
            Code.NOT_FOUND,
            f"There is no account {account}.",
            "`flipfunnel accounts list --all` shows every id.",
        )
    shown = Shown(found[0], members, history, unreadable, decided, told, now)
    if as_json:
        output.as_json(as_data(shown))
    else:
        show(shown)
    return Code.OK


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
    word, _, rest = account.partition(":")
    if word != "company":
        return account
    id_, slash, unit = rest.partition("/")
    return f"company:{aliases.survivor(tx, portal_id, Kind.COMPANY, id_)}{slash}{unit}"

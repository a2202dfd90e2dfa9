"""`flipfunnel accounts hygiene`: what is untidy in the portal, what hurts first, and what to do about it."""

from dataclasses import replace
from enum import StrEnum
from typing import Annotated

import sqlalchemy as sa
import typer

import rules
from accounts.hygiene.examine import examine
from accounts.hygiene.plain import as_data
from accounts.hygiene.rows import Asked
from accounts.hygiene.text import lines
from accounts.hygiene.values import Report
from accounts.hygiene.words import Language as Spoken
from app import open_database
from cli import output
from cli.errors import Code, CommandError
from cli.setup import read_settings
from pipeline.intake import with_own_domain
from store import clock, portals, rulebooks
from store import hygiene as rows


class Language(StrEnum):
    DE = "de"
    EN = "en"


def hygiene(
    *,
    language: Annotated[
        Language | None, typer.Option(help="The language of the report; else that of the rulebook.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> int:
    """What is untidy in the portal: what hurts first, how much of it, examples, and what to do.

    It is a report: the exit code is 0 whether or not anything is found. It reads what the last sync brought, asks HubSpot
    nothing and changes nothing.

    Example: flipfunnel accounts hygiene --language de
    """
    with open_database(read_settings()) as database, database.begin() as tx:
        report, spoken = _report(tx)
    said = language.value if language else spoken
    if as_json:
        output.as_json(as_data(report, said))
    else:
        output.lines(lines(report, said))
    return Code.OK


def _report(tx: sa.Connection) -> tuple[Report, Spoken]:
    """The report, and the language of the rulebook. Raises CommandError, RulebookError."""
    known = portals.all(tx)
    version = rulebooks.active(tx, known[0].id) if known else None
    if version is None:
        raise CommandError(
            Code.CONFIGURATION,
            "No portal has been read yet.",
            "Set FLIPFUNNEL_HUBSPOT_TOKEN and run `flipfunnel sync`, or look around with `make demo`.",
        )
    book = rules.load(version.text, version.file)
    spec = rules.fact_spec(book)
    spec = replace(spec, matching=with_own_domain(tx, known[0].id, spec.matching))
    found = rows.read(tx, known[0].id, rows.Book(version.name, spec, has_funnel=bool(book.funnel)))
    return examine(found, Asked(spec, int(clock.now(tx).timestamp()))), book.language

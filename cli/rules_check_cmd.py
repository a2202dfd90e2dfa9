"""`flipfunnel rules check`: what is wrong with a rulebook, what is odd about it, and whether it fits a portal."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

import rules
from accounts.needs import kinds_of
from app import open_tools
from cli import output
from cli.errors import Code, CommandError
from cli.setup import read_rulebook, read_settings, refuse_rulebook
from pipeline.portal_schema import KINDS, read_schema
from rules.advice.lint import Advice, look_over
from rules.model import Rulebook
from rules.needs import needs
from rules.portal.fits import Fit, check_portal
from rules.portal.recorded import UnfitFile, read, written
from rules.portal.schema import PortalSchema
from rules.portal.uses import flags_of

LIVE = "live"
Flag = bool


def check(
    file: Annotated[Path, typer.Argument(help="The rulebook, a YAML file.")],
    portal: Annotated[
        str | None,
        typer.Option(
            help=f"Check against a portal too: `{LIVE}` asks the one of the settings, a file one recorded."
        ),
    ] = None,
    record: Annotated[
        Path | None, typer.Option(help="Ask the portal of the settings, and record its answer in this file.")
    ] = None,
    strict: Annotated[Flag, typer.Option("--strict", help="Advice counts as a finding too.")] = False,  # noqa: FBT002 - typer's way to write a flag
    as_json: Annotated[Flag, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002 - see above
) -> None:
    """Find every problem of a rulebook in one pass, and what is odd about it; exit code 6 if there are problems."""
    text = read_rulebook(file)
    try:
        fit = _looked_over(text, str(file), portal, record)
    except rules.RulebookError as error:
        _print_problems(str(file), error.problems, (), as_json=as_json)
        raise typer.Exit(Code.FINDINGS) from error
    if fit.problems:
        _print_problems(str(file), fit.problems, fit.advice, as_json=as_json)
        raise typer.Exit(Code.FINDINGS)
    if as_json:
        output.as_json(
            {"ok": True, "file": str(file), "problems": [], **summary(fit.book), **_plain(fit.advice)}
        )
    else:
        output.lines([f"ok: {file}", *(f"  {name}: {value}" for name, value in summary(fit.book).items())])
        _print_advice(fit.advice)
    if strict and fit.advice:
        output.say(
            "--strict: advice counts as a finding. Follow it, or waive it in the rulebook with your reason."
        )
        raise typer.Exit(Code.FINDINGS)


def _looked_over(text: str, file: str, portal: str | None, record: Path | None) -> Fit:
    book, advice = look_over(text, file)
    if portal is None and record is None:
        return Fit(book, (), advice)
    portal = LIVE if portal is not None and portal.casefold() == LIVE else portal
    if portal not in {None, LIVE}:
        if record is not None:
            raise CommandError(Code.USAGE, "A recorded portal cannot be recorded.", f"Write --portal {LIVE}.")
        return check_portal(text, file, _recorded(Path(str(portal))))
    with open_tools(read_settings()) as tools:
        kinds = dict.fromkeys((*KINDS, *kinds_of(needs(book))))
        schema = read_schema(next(iter(tools.portals.values())), flags_of(book), kinds)
    if record is not None:
        _keep(record, schema)
    return check_portal(text, file, schema)


def _recorded(file: Path) -> PortalSchema:
    hint = f"Record one with `flipfunnel rules check my-rulebook.yaml --record portal.json`, or write --portal {LIVE}."
    try:
        return read(file.read_text("utf-8"))
    except FileNotFoundError:
        raise CommandError(Code.NOT_FOUND, f"{file} does not exist.", hint) from None
    except (OSError, UnicodeDecodeError):
        raise CommandError(Code.CONFIGURATION, f"{file} cannot be read.", hint) from None
    except UnfitFile as unfit:
        raise CommandError(Code.FINDINGS, f"{file} is no recorded portal: {unfit}.", hint) from None


def _keep(file: Path, schema: PortalSchema) -> None:
    refuse_rulebook(file)
    try:
        file.write_text(json.dumps(written(schema), ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror}."
        raise CommandError(Code.CONFIGURATION, message, "Name a file in a folder that exists.") from None
    output.say(f"Recorded the portal in {file}: its properties, pipelines and the addresses of its owners.")


def _print_problems(
    file: str, problems: Sequence[rules.Problem], advice: Sequence[Advice], *, as_json: bool
) -> None:
    said = [str(problem) for problem in problems]
    if as_json:
        output.as_json({"ok": False, "file": file, "problems": said, **_plain(advice)})
        return
    output.lines(said)
    _print_advice(advice)
    output.say(f"{len(said)} problem{'s' if len(said) != 1 else ''}: the rulebook is refused as a whole.")


LATER = "not-yet-carried-out"


def _print_advice(advice: Sequence[Advice]) -> None:
    later = [each for each in advice if each.id == LATER]
    output.lines([f"advice: {each}" for each in advice if each.id != LATER])
    if later:
        output.lines([f"{LATER}: what this version reads, checks and decides, and a later one does"])
        output.lines([f"  {each.place.line}:{each.place.column} {each.message}" for each in later])


def _plain(advice: Sequence[Advice]) -> dict[str, Any]:
    return {"advice": [asdict(each) for each in advice]}


def summary(book: Rulebook) -> dict[str, str]:
    """What a rulebook declares, in four short lines."""
    ladders = {"prospect": book.cone.prospect, "customer": book.cone.customer, "former": book.cone.former}
    stages = (
        f"{name}: {' > '.join(stage.name for stage in ladder)}" for name, ladder in ladders.items() if ladder
    )
    return {
        "rulebook": f"{book.rulebook} (prefix {book.prefix}, digest {book.digest})",
        "cone": "; ".join(stages),
        "rules": ", ".join(rule.rule for rule in book.rules) or "none",
        "signals": ", ".join(book.engagement.signals) or "none",
    }

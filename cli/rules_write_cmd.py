"""`flipfunnel rules schema`, `fmt`, `docs` and `diff`: what is written about a rulebook, and its own layout."""

import json
from difflib import unified_diff
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

import rules
from cli import output
from cli.errors import Code, CommandError
from cli.rules_test_cmd import Language
from cli.setup import read_rulebook, refuse_rulebook
from rules.files.formatting import formatted
from rules.files.plaintext import plain
from rules.files.schema import schema as schema_of_rulebooks
from rules.pages.differ import diff as differences
from rules.pages.page import page

File = Annotated[Path, typer.Argument(help="The rulebook, a YAML file.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write it to this file instead of printing it.")]
Speaking = Annotated[
    Language | None, typer.Option("--language", help="Speak this language, not the rulebook's.")
]


def register(app: typer.Typer) -> None:
    """The commands of this file, as commands of `flipfunnel rules`."""
    app.command("schema", epilog="Example:  flipfunnel rules schema --out rulebook.schema.json")(schema)
    app.command("fmt", epilog="Example:  flipfunnel rules fmt --check my-rulebook.yaml")(fmt)
    app.command("docs", epilog="Example:  flipfunnel rules docs my-rulebook.yaml --language de")(docs)
    app.command("diff", epilog="Example:  flipfunnel rules diff old.yaml new.yaml")(diff)


def schema(out: Out = None) -> None:
    """Print the JSON Schema of rulebooks: with it an editor completes keys, operators and words."""
    _give(json.dumps(schema_of_rulebooks(), ensure_ascii=False, indent=2) + "\n", out)


def fmt(
    file: File,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit code 6 if it would.")] = False,  # noqa: FBT002 - typer's way to write a flag
    diff: Annotated[bool, typer.Option("--diff", help="Change nothing; show what it would.")] = False,  # noqa: FBT002 - see above
) -> None:
    """Bring a rulebook, and the files it includes, into the one layout. Comments and meaning stay."""
    text = read_rulebook(file)
    rules.load(text, str(file))
    changed = {}
    for path, before in _files(file).items():
        after = formatted(before, str(path))
        if after != before:
            changed[path] = (before, after)
    for path, (before, after) in changed.items():
        if diff:
            output.lines(_compared(path, before, after))
        elif not check:
            _write(path, after)
            output.say(f"laid out anew: {path}")
        else:
            output.lines([str(path)])
    if not changed:
        output.say(f"{file} is well laid out.")
    elif check:
        output.say(f"`flipfunnel rules fmt {file}` lays it out.")
        raise typer.Exit(Code.FINDINGS)


def docs(file: File, out: Out = None, language: Speaking = None) -> None:
    """Write a page (Markdown) that says in plain sentences what a rulebook holds."""
    book = rules.load(read_rulebook(file), str(file))
    _give(page(book, language or book.language), out)


def diff(
    before: Annotated[Path, typer.Argument(help="The rulebook as it was.")],
    after: Annotated[Path, typer.Argument(help="The rulebook as it is now.")],
    language: Speaking = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002 - typer's way to write a flag
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit code 6 if anything changed.")] = False,  # noqa: FBT002 - see above
) -> None:
    """Say in words what changed between two rulebooks; layout and comments do not count."""
    old, new = (rules.load(read_rulebook(file), str(file)) for file in (before, after))
    found = differences(old, new, language or new.language)
    if as_json:
        told = [
            {name: getattr(change, name) for name in ("section", "kind", "what", "before", "after", "text")}
            for change in found
        ]
        output.as_json({"before": str(before), "after": str(after), "changes": told})
    else:
        for section, changes in groupby(found, lambda change: change.section):
            output.lines([section, *(f"  {change.text}" for change in changes)])
        count = len(found)
        output.say(f"{count or 'no'} change{'s' if count != 1 else ''} from {before} to {after}")
    if found and exit_code:
        raise typer.Exit(Code.FINDINGS)


def _files(file: Path) -> dict[Path, str]:
    """The rulebook's file and those it includes, with their texts."""
    texts = {file: _text(file)}

    def read(path: str) -> str:
        included = file.parent / path
        texts[included] = _text(included)
        return texts[included]

    rules.bundle(plain(texts[file]), str(file), read)
    return texts


def _text(file: Path) -> str:
    return file.read_bytes().decode("utf-8")


def _compared(path: Path, before: str, after: str) -> list[str]:
    lines = unified_diff(
        before.splitlines(), after.splitlines(), str(path), f"{path} (laid out)", lineterm=""
    )
    return list(lines)


def _give(text: str, out: Path | None) -> None:
    if out is None:
        output.lines(text.splitlines())
        return
    refuse_rulebook(out)
    _write(out, text)
    output.say(f"written: {out}")


def _write(file: Path, text: str) -> None:
    """Raises CommandError."""
    try:
        file.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise CommandError(
            Code.CONFIGURATION,
            f"{file} cannot be written: {error.strerror}.",
            "Check the folder and its permissions.",
        ) from None

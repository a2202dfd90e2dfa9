"""`rules check`: problems, advice, and a portal, live or recorded, over real HTTP."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cli.errors import Code
from cli.main import run
from sandbox import definitions
from tests.cli.conftest import Desk

Captured = pytest.CaptureFixture[str]
ODD = "conditions: {large: {company.numberofemployees: {at_least: 250}}}\n"


def checked(capsys: Captured, *arguments: str, code: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["rules", "check", *arguments, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def codes(problems: Sequence[str]) -> list[str]:
    return [problem.split(" ")[1] for problem in problems]


def with_odd(file: Path, extra: str = ODD) -> str:
    file.write_text(file.read_text("utf-8") + extra, "utf-8")
    return str(file)


def test_advice_stands_below_ok(desk: Desk, capsys: Captured) -> None:
    """It keeps nothing from being used, unless --strict asks for that; --json carries it whole."""
    file = with_odd(desk.rulebook)
    assert run(["rules", "check", file]) == Code.OK
    first, *rest = capsys.readouterr().out.splitlines()
    assert first == f"ok: {file}"
    assert any(line.startswith(f"advice: {file}:") and " never-used " in line for line in rest)
    assert run(["rules", "check", file, "--strict"]) == Code.FINDINGS
    advice = checked(capsys, file)["advice"]
    [unused] = [each for each in advice if each["id"] == "never-used"]
    assert (unused["name"], unused["file"]) == ("large", file)
    assert unused["line"] == len(desk.rulebook.read_text("utf-8").splitlines())


def test_a_waiver_makes_strict_content(tmp_path: Path, capsys: Captured) -> None:
    """What is waived is not told, and a rulebook without advice passes."""
    file = tmp_path / "small.yaml"
    text = "rulebook: S\nprefix: abm\naccounts: {key_account: {when: {company.a: known}}}\ncone: {prospect: [one]}\n"
    file.write_text(text, "utf-8")
    assert run(["rules", "check", str(file), "--strict"]) == Code.FINDINGS
    file.write_text(f"{text}waive: {{missing-case: it has one stage only}}\n", "utf-8")
    assert run(["rules", "check", str(file), "--strict"]) == Code.OK
    assert "advice" not in capsys.readouterr().out.splitlines()[-1]


def test_the_example_fits_the_portal(desk: Desk, capsys: Captured) -> None:
    """Our own properties need not be there yet; what HubSpot works out itself is told as advice."""
    found = checked(capsys, str(desk.rulebook), "--portal", "live")
    assert found["problems"] == []
    told = {(each["id"], each["name"]) for each in found["advice"]}
    assert ("no-webhook", "contact.recent_conversion_event_name") in told


BROKEN = """\
rules:
  - rule: r
    when:
      company.industri: known
      company.industry: {at_least: 3}
      company.lifecyclestage: {is: Customer}
      company.num_associated_contacts: {at_least: 1}
    then:
      - set: {company.createdate: x}
"""


def broken(desk: Desk) -> str:
    text = desk.rulebook.read_text("utf-8")
    text = text[: text.index("rules:\n")] + BROKEN + text[text.index("handover:\n") : text.index("\ncases:")]
    text = text.replace(
        "  company.abm_*: own\n", "  company.abm_*: own\n  company.createdate: fill_if_empty\n"
    )
    desk.rulebook.write_text(text, "utf-8")
    return str(desk.rulebook)


def test_a_live_portal_and_its_recording_say_the_same(desk: Desk, tmp_path: Path, capsys: Captured) -> None:
    """Recorded once, it is checked against without a token, in CI for instance; and it holds no record of anybody."""
    file, schema = broken(desk), str(tmp_path / "schema.json")
    live = checked(capsys, file, "--record", schema, code=Code.FINDINGS)
    found = codes(live["problems"])
    for code in ("unknown-property", "wrong-type", "not-writable"):
        assert code in found
    assert "Did you mean 'industry'?" in " ".join(live["problems"])
    desk.server.close()
    assert checked(capsys, file, "--portal", schema, code=Code.FINDINGS) == live
    assert "oak.example" not in Path(schema).read_text("utf-8")


def test_a_label_instead_of_a_value(desk: Desk, capsys: Captured) -> None:
    """The hint names the value."""
    definitions.define(
        desk.portal.db,
        "companies",
        {
            "name": "health",
            "type": "enumeration",
            "fieldType": "select",
            "options": [{"label": "All is well", "value": "green", "displayOrder": 0, "hidden": False}],
        },
    )
    text = desk.rulebook.read_text("utf-8").replace(
        "company.customer_health: {is_any_of: [green]}", "company.health: {is: All is well}"
    )
    desk.rulebook.write_text(text, "utf-8")
    found = checked(capsys, str(desk.rulebook), "--portal", "live", code=Code.FINDINGS)
    assert "'All is well' is its label; write its value 'green'." in " ".join(found["problems"])


def test_a_scope_that_the_token_lacks(desk: Desk, capsys: Captured) -> None:
    """It is found by asking, and said where the rulebook needs it; the rest is checked all the same."""
    desk.portal.missing_scopes |= {"crm.objects.deals.read", "crm.objects.owners.read"}
    file = broken(desk)
    found = checked(capsys, file, "--portal", "live", code=Code.FINDINGS)
    scopes = [each for each in found["problems"] if " missing-scope " in each]
    assert ["crm.objects.deals.read" in scopes[1], "crm.objects.owners.read" in scopes[0]] == [True, True]
    assert "unknown-owner" not in codes(found["problems"])
    assert "unknown-property" in codes(found["problems"])


def test_yes_no_properties_are_counted_on_records(desk: Desk, capsys: Captured) -> None:
    """Where most of a page of records say nothing, an empty one should mean something."""
    for number in range(12):
        desk.portal.create("contacts", {"email": f"no{number}@oak.example"})
    definitions.define(
        desk.portal.db, "contacts", {"name": "need_confirmed", "type": "bool", "fieldType": "booleancheckbox"}
    )
    found = checked(capsys, str(desk.rulebook), "--portal", "live")
    told = [each["name"] for each in found["advice"] if each["id"] == "yes-no-without-unset-means"]
    assert told == ["contact.need_confirmed"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--portal", "nowhere.json"], Code.NOT_FOUND, "nowhere.json does not exist. Record one with"),
        (["--portal", "book.yaml"], Code.FINDINGS, "book.yaml is no recorded portal"),
        (["--portal", "."], Code.CONFIGURATION, ". cannot be read."),
        (
            ["--portal", "book.yaml", "--record", "x.json"],
            Code.USAGE,
            "A recorded portal cannot be recorded.",
        ),
        (["--record", "no/such/folder.json"], Code.CONFIGURATION, "no/such/folder.json cannot be written"),
    ],
)
def test_a_portal_that_cannot_be_read(
    desk: Desk, capsys: Captured, arguments: list[str], code: Code, says: str
) -> None:
    """One sentence, the next step, and the exit code that fits."""
    assert run(["rules", "check", str(desk.rulebook), *arguments]) == code
    assert says in " ".join(capsys.readouterr().err.split())

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
SMALL = (
    "rulebook: S\nprefix: abm\naccounts: {key_account: {when: {company.a: known}}}\ncone: {prospect: [one]}\n"
)
FUNNEL = "funnel: {need: {when: {contact.need_confirmed: {is: true}}}}\n"
ODD = "conditions: {large: {company.numberofemployees: {at_least: 250}}}\n"


def checked(capsys: Captured, *arguments: str, code: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["rules", "check", *arguments, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def codes(problems: Sequence[str]) -> list[str]:
    return [problem.split(" ")[1] for problem in problems]


def test_advice_stands_below_ok(tmp_path: Path, capsys: Captured) -> None:
    """It keeps nothing from being used, unless --strict asks for that; --json carries it whole."""
    book = tmp_path / "odd.yaml"
    book.write_text(SMALL + ODD, "utf-8")
    file = str(book)
    assert run(["rules", "check", file]) == Code.OK
    first, *rest = capsys.readouterr().out.splitlines()
    assert first == f"ok: {file}"
    assert any(line.startswith(f"advice: {file}:") and " never-used " in line for line in rest)
    assert run(["rules", "check", file, "--strict"]) == Code.FINDINGS
    advice = checked(capsys, file)["advice"]
    [unused] = [each for each in advice if each["id"] == "never-used"]
    assert (unused["name"], unused["file"]) == ("large", file)
    assert unused["line"] == len(book.read_text("utf-8").splitlines())


def test_a_waiver_makes_strict_content(tmp_path: Path, capsys: Captured) -> None:
    """What is waived is not told, and a rulebook without advice passes."""
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, "utf-8")
    assert run(["rules", "check", str(file), "--strict"]) == Code.FINDINGS
    file.write_text(f"{SMALL}waive: {{missing-case: it has one stage only}}\n", "utf-8")
    assert run(["rules", "check", str(file), "--strict"]) == Code.OK
    assert "advice" not in capsys.readouterr().out.splitlines()[-1]


def test_the_example_fits_the_portal(desk: Desk, capsys: Captured) -> None:
    """Our own properties need not be there yet; what HubSpot works out itself is told as advice."""
    found = checked(capsys, str(desk.rulebook), "--portal", "live")
    assert found["problems"] == []
    told = {(each["id"], each["name"]) for each in found["advice"]}
    assert ("no-webhook", "contact.recent_conversion_event_name") in told


BROKEN = """\
rulebook: Small
prefix: abm
accounts: {key_account: {when: {company.hs_is_target_account: {is: true, unset_means: false}}}}
writes: {company.abm_*: own, company.createdate: fill_if_empty}
people: {anna: {property: company.hubspot_owner_id, else: {pool: team}}, pools: {team: {members: [nobody@oak.example]}}}
deals: {new_business: [defalt]}
cone: {prospect: [identified, {well: {when: {company.health: {is: All is well}}}}]}
rules:
  - rule: r
    when:
      company.industri: known
      company.industry: {at_least: 3}
    then:
      - set: {company.createdate: x}
      - task: {title: Call, to: anna}
"""
HEALTH = {
    "name": "health",
    "type": "enumeration",
    "fieldType": "select",
    "options": [{"label": "All is well", "value": "green", "displayOrder": 0, "hidden": False}],
}


def broken(desk: Desk) -> str:
    definitions.define(desk.portal.db, "companies", HEALTH)
    desk.rulebook.write_text(BROKEN, "utf-8")
    return str(desk.rulebook)


def test_a_live_portal_and_its_recording_say_the_same(desk: Desk, tmp_path: Path, capsys: Captured) -> None:
    """Recorded once, it is checked against without a token, in CI for instance; and it holds no record of anybody."""
    file, schema = broken(desk), str(tmp_path / "schema.json")
    live = checked(capsys, file, "--record", schema, code=Code.FINDINGS)
    found = codes(live["problems"])
    assert found == [
        *("not-writable", "unknown-owner", "unknown-pipeline", "unknown-option"),
        *("unknown-property", "wrong-type", "not-writable"),
    ]
    hints = " ".join(live["problems"])
    assert "Did you mean 'industry'?" in hints
    assert "Did you mean 'default'?" in hints
    assert "'All is well' is its label; write its value 'green'." in hints
    desk.server.close()
    assert checked(capsys, file, "--portal", schema, code=Code.FINDINGS) == live
    assert "oak.example" not in Path(schema).read_text("utf-8")


def test_a_scope_that_the_token_lacks(desk: Desk, capsys: Captured) -> None:
    """It is found by asking, and said where the rulebook needs it; the rest is checked all the same."""
    desk.portal.missing_scopes |= {"crm.objects.deals.read", "crm.objects.owners.read"}
    file = broken(desk)
    found = checked(capsys, file, "--portal", "live", code=Code.FINDINGS)
    scopes = [each for each in found["problems"] if " missing-scope " in each]
    told = " ".join(scopes)
    assert [len(scopes), "crm.objects.deals.read" in told, "crm.objects.owners.read" in told] == [
        2,
        True,
        True,
    ]
    assert "unknown-owner" not in codes(found["problems"])
    assert "unknown-property" in codes(found["problems"])


def test_yes_no_properties_are_counted_on_records(desk: Desk, capsys: Captured) -> None:
    """Where most of a page of records say nothing, an empty one should mean something."""
    for number in range(12):
        desk.portal.create("contacts", {"email": f"no{number}@oak.example"})
    definitions.define(
        desk.portal.db, "contacts", {"name": "need_confirmed", "type": "bool", "fieldType": "booleancheckbox"}
    )
    file = str(desk.rulebook)
    desk.rulebook.write_text(
        SMALL.replace("company.a: known", "company.hs_is_target_account: {is: true}") + FUNNEL, "utf-8"
    )
    found = checked(capsys, file, "--portal", "live")
    told = [each["name"] for each in found["advice"] if each["id"] == "yes-no-without-unset-means"]
    assert told == ["company.hs_is_target_account", "contact.need_confirmed"]


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
    desk.rulebook.write_text(SMALL, "utf-8")
    assert run(["rules", "check", str(desk.rulebook), *arguments]) == code
    assert says in " ".join(capsys.readouterr().err.split())

"""`flipfunnel accounts hygiene` against a portal: what it says, in which language, and that it is no judgement."""

import json

import pytest

from accounts.hygiene.words import SAID, TEXTS, Language
from cli.errors import Code
from cli.main import run
from tests.cli.conftest import Desk

Captured = pytest.CaptureFixture[str]


def told(capsys: Captured, *options: str) -> str:
    """What stands on stdout; the exit code is 0 whatever that is."""
    capsys.readouterr()
    assert run(["accounts", "hygiene", *options]) == Code.OK
    return capsys.readouterr().out


def test_before_the_first_sync_there_is_nothing_to_report(desk: Desk, capsys: Captured) -> None:
    """The next step is told instead."""
    assert run(["accounts", "hygiene"]) == Code.CONFIGURATION
    assert "flipfunnel sync" in capsys.readouterr().err


def test_what_is_found_is_told_and_is_no_error(desk: Desk, capsys: Captured) -> None:
    """The company of the desk has no owner and one of its domain: both stand in the report, with their ids."""
    twin = desk.portal.create("companies", {"name": "Oak again", "domain": "www.oak.example"})
    assert run(["sync"]) == Code.OK
    desk.work()
    found = {one["check"]: one for one in json.loads(told(capsys, "--json"))["defects"]}
    assert found["shared_domains"]["examples"][0]["objects"] == [
        {"kind": "company", "id": desk.oak, "name": "Oak"},
        {"kind": "company", "id": twin, "name": "Oak again"},
    ]
    assert found["key_accounts_without_owner"]["count"] == 1
    assert f"Oak (Unternehmen {desk.oak})" in told(capsys)


@pytest.mark.parametrize(
    ("options", "language"), [((), "de"), (("--language", "en"), "en"), (("--language", "de"), "de")]
)
def test_the_report_speaks_as_the_rulebook_does(
    desk: Desk, capsys: Captured, options: tuple[str, ...], language: Language
) -> None:
    """Or as the option says; in JSON, too."""
    assert run(["sync"]) == Code.OK
    assert TEXTS[language]["contacts"].format(n=3) in told(capsys, *options).splitlines()[0]
    data = json.loads(told(capsys, *options, "--json"))
    assert data["language"] == language
    assert data["counts"]["contacts"] == 3
    steps = {said.step for said in SAID[language].values()}
    assert all(one["step"] in steps for one in data["defects"])


def test_our_own_people_are_known_by_the_domain_of_the_owners(desk: Desk, capsys: Captured) -> None:
    """A company with that domain is told of as one that is ourselves, though no rulebook names it."""
    for number in range(71, 91):
        desk.portal.add_owner(number, f"colleague{number}@ourselves.example", "Kim", f"Kern{number}")
    ours = desk.portal.create("companies", {"name": "We", "domain": "ourselves.example"})
    assert run(["sync"]) == Code.OK
    found = {one["check"]: one for one in json.loads(told(capsys, "--json"))["defects"]}
    assert found["unfit_domains"]["by"] == {"own": 1}
    assert found["unfit_domains"]["examples"][0]["objects"][0]["id"] == ours


def test_another_language_is_refused(desk: Desk) -> None:
    """There are two."""
    assert run(["accounts", "hygiene", "--language", "fr"]) == Code.USAGE

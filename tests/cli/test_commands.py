"""`sync`, `accounts` and `doctor` against a portal: what they say, and the exit codes that scripts lean on."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from cli.errors import Code
from cli.main import run
from sandbox import definitions
from store import clock
from store.database import Database
from tests.cli.conftest import Desk

Captured = pytest.CaptureFixture[str]
NOWHERE = "http://127.0.0.1:9"


def said(capsys: Captured) -> str:
    """What was said to whoever looks on, since it was last asked for."""
    return " ".join(capsys.readouterr().err.split())


def answered(capsys: Captured, *command: str, code: int = 0) -> Any:
    capsys.readouterr()
    assert run([*command, "--json"]) == code
    return json.loads(capsys.readouterr().out)


# --- sync


def test_the_first_sync_reads_the_whole_portal(desk: Desk, capsys: Captured) -> None:
    """It puts the rulebook in force, creates our properties and reads everybody; a second one reads what changed."""
    first = answered(capsys, "sync")
    assert (first["companies"], first["contacts"], first["deals"]) == (1, 3, 0)
    assert definitions.one(desk.portal.db, "companies", "abm_stage") is not None
    counts = {"companies": 1, "contacts": 3, "deals": 0, "meetings": 0, "calls": 0}
    assert answered(capsys, "sync") == counts
    assert answered(capsys, "sync", "--full")["definitions"] > 50


def test_sync_speaks_to_people(desk: Desk, capsys: Captured) -> None:
    """Without --json there is talk on stderr, and no data."""
    assert run(["sync"]) == Code.OK
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Created the property company.abm_stage in the portal." in captured.err
    assert "1 companies, 3 contacts" in captured.err


def test_an_edited_rulebook_is_read_before_it_decides(desk: Desk, capsys: Captured) -> None:
    """A property that only the new version asks for is in the mirror when that version comes into force."""
    desk.portal.update("companies", desk.oak, {"city": "Kassel"})
    assert run(["sync"]) == Code.OK
    assert mirrored(desk, "city") is None
    with database_of(desk) as database, database.begin() as tx:  # as if the company had been quiet for long
        tx.execute(sa.text("UPDATE portal SET changes_seen_until = now() + interval '1 hour'"))
    edit(desk, "hs_is_target_account: {is: true, unset_means: false}", "city: {is: Kassel}")
    assert run(["sync"]) == Code.OK
    assert mirrored(desk, "city") == "Kassel"
    desk.work()
    assert desk.portal.records("tasks") == []
    assert [line["stage"] for line in answered(capsys, "accounts", "list")] == ["expanded"]


def test_a_broken_edit_is_refused_whole(desk: Desk, capsys: Captured) -> None:
    """Every problem with its place and exit code 6; the last good version goes on deciding."""
    assert run(["sync"]) == Code.OK
    desk.work()
    edit(desk, "expanded: {when:", "expanded: {whenever:")
    capsys.readouterr()
    assert run(["sync"]) == Code.FINDINGS
    assert "book.yaml:" in said(capsys)
    desk.portal.archive("contacts", desk.portal.records("contacts")[0].id)
    desk.work()
    assert [line["stage"] for line in answered(capsys, "accounts", "list")] == ["expanded"]


def test_a_rulebook_that_does_not_exist(desk: Desk, capsys: Captured) -> None:
    """One sentence names the file."""
    desk.rulebook.unlink()
    assert run(["sync"]) == Code.NOT_FOUND
    assert f"{desk.rulebook} does not exist." in said(capsys)


def test_a_property_that_somebody_deleted_is_created_again(desk: Desk, capsys: Captured) -> None:
    """The doctor misses it and says how to mend it; `sync --full` does."""
    assert run(["sync"]) == Code.OK
    definitions.remove(desk.portal.db, "companies", "abm_missing")
    check = {one["name"]: one for one in answered(capsys, "doctor", code=Code.FINDINGS)}["our properties"]
    assert (check["is_good"], check["says"]) == (False, "The portal lacks company.abm_missing.")
    assert "sync --full" in check["next_step"]
    assert run(["sync", "--full"]) == Code.OK
    assert run(["doctor"]) == Code.OK


def edit(desk: Desk, old: str, new: str) -> None:
    text = desk.rulebook.read_text("utf-8")
    assert old in text
    desk.rulebook.write_text(text.replace(old, new), "utf-8")


def mirrored(desk: Desk, name: str) -> str | None:
    with database_of(desk) as database, database.begin() as tx:
        rows = tx.execute(sa.text("SELECT properties FROM record WHERE kind = 'company'")).scalars().all()
    value: str | None = rows[0].get(name)
    return value


@contextmanager
def database_of(desk: Desk) -> Iterator[Database]:
    database = Database.connect(desk.environment["DATABASE_URL"])
    yield database
    database.dispose()


# --- exit codes


def cut_off(desk: Desk, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("FLIPFUNNEL_HUBSPOT_HOST", NOWHERE)


def wrong_token(desk: Desk, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("FLIPFUNNEL_HUBSPOT_TOKEN", "pat-eu1-00000000-0000-0000-0000-000000000000")


def lost_scope(desk: Desk, patch: pytest.MonkeyPatch) -> None:
    desk.portal.missing_scopes.add("crm.objects.contacts.read")


def limited(desk: Desk, patch: pytest.MonkeyPatch) -> None:
    for method in ("GET", "POST"):
        desk.portal.faults.answer_next(method, "/crm/objects", 429, times=99)


def troubled(desk: Desk, patch: pytest.MonkeyPatch) -> None:
    for method in ("GET", "POST"):
        desk.portal.faults.answer_next(method, "/crm/objects", 503, times=99)


Strike = Callable[[Desk, pytest.MonkeyPatch], None]
TROUBLE: dict[str, tuple[Strike, Code, str]] = {
    "unreachable": (cut_off, Code.HUBSPOT_UNAVAILABLE, "HubSpot cannot be reached."),
    "wrong token": (wrong_token, Code.AUTHENTICATION, "HubSpot does not accept the access token."),
    "missing scope": (lost_scope, Code.AUTHENTICATION, "lacks the scope crm.objects.contacts.read."),
    "limit": (limited, Code.HUBSPOT_UNAVAILABLE, "HubSpot's ten_secondly limit of calls is used up."),
    "trouble": (troubled, Code.HUBSPOT_UNAVAILABLE, "HubSpot has trouble of its own (503)."),
}


@pytest.mark.parametrize("name", TROUBLE)
def test_trouble_has_its_code(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: Captured, name: str
) -> None:
    """At the first sync as at any later one: one sentence with the next step; mended, the command works at once."""
    strike, code, sentence = TROUBLE[name]
    for _ in ("the first sync", "a later one"):
        with monkeypatch.context() as patch:
            strike(desk, patch)
            capsys.readouterr()
            assert run(["sync"]) == code
            text = said(capsys)
            assert sentence in text
            assert "Traceback" not in text
        desk.portal.missing_scopes.clear()
        desk.portal.faults.stop()
        assert run(["sync"]) == Code.OK
    assert run(["doctor"]) == Code.OK


def test_the_doctor_names_the_trouble(desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """Without HubSpot the doctor still says what is wrong, and the next step."""
    assert run(["sync"]) == Code.OK
    wrong_token(desk, monkeypatch)
    checks = answered(capsys, "doctor", code=Code.FINDINGS)
    found = {one["says"]: one["next_step"] for one in checks if not one["is_good"]}
    step = "Set a valid one in FLIPFUNNEL_HUBSPOT_TOKEN and check it with `flipfunnel doctor`."
    assert found == {"HubSpot does not accept the access token.": step}


def test_without_a_token(desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """Commands that need HubSpot say which setting is missing."""
    monkeypatch.delenv("FLIPFUNNEL_HUBSPOT_TOKEN")
    for command in ("sync", "doctor", "run", "web", "worker"):
        assert run([command]) == Code.CONFIGURATION
        assert "FLIPFUNNEL_HUBSPOT_TOKEN" in said(capsys)


def test_a_database_that_does_not_answer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """One sentence names it, without its password."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hidden-password@127.0.0.1:9/none")
    assert run(["sync"]) == Code.CONFIGURATION
    text = said(capsys)
    assert "127.0.0.1:9" in text
    assert "hidden-password" not in text


def test_the_demos_folder_is_left_to_the_demo(desk: Desk, capsys: Captured) -> None:
    """A database that lives in virtual time is not turned towards a real portal."""
    with database_of(desk) as database, database.begin() as tx:
        clock.start_virtual(tx, clock.now(tx))
    for command in ("sync", "run", "web"):
        assert run([command]) == Code.CONFIGURATION
        assert "virtual time" in said(capsys)


# --- accounts


def test_accounts_before_anything_was_read(desk: Desk, capsys: Captured) -> None:
    """The next step is named."""
    assert run(["accounts", "list"]) == Code.CONFIGURATION
    assert "flipfunnel sync" in said(capsys)


def test_accounts(desk: Desk, capsys: Captured) -> None:
    """Who stands where, since when and why; and of one account its members with the reason for each."""
    assert run(["sync"]) == Code.OK
    assert answered(capsys, "accounts", "list") == []
    desk.work()
    (line,) = answered(capsys, "accounts", "list")
    assert (line["id"], line["name"], line["stage"], line["members"]) == (
        f"company:{desk.oak}",
        "Oak",
        "expanded",
        3,
    )
    shown = answered(capsys, "accounts", "show", line["id"])
    assert [member["name"] for member in shown["members"]] == ["Ada", "Ben", "Cleo"]
    assert {member["reason"] for member in shown["members"]} == {"association"}
    assert [(move["to_stage"], move["because"]) for move in shown["history"]] == [("expanded", "first")]
    keys = {
        "buying_center",
        "engagement",
        "next_gap",
        "companies",
        "questions",
        "belonging",
        "tier",
        "excluded",
    }
    assert shown.keys() >= keys
    assert {one["id"] for one in shown["buying_center"]["people"]} == {
        one["contact_id"] for one in shown["members"]
    }
    assert run(["accounts", "show", line["id"]]) == Code.OK
    out = capsys.readouterr().out
    assert "Stage: expanded since" in out
    assert "Ada" in out
    assert run(["accounts", "list"]) == Code.OK
    assert "Oak" in capsys.readouterr().out


def test_values_that_nobody_can_read(desk: Desk, capsys: Captured) -> None:
    """The account names them with their reason, under an old number of its company too; the doctor counts them."""
    health = definitions.one(desk.portal.db, "companies", "customer_health")
    desk.portal.update("companies", desk.oak, {"customer_health": "green"})
    desk.portal.define("companies", {**(health or {}), "type": "number", "fieldType": "number"})
    desk.portal.load_merged("companies", desk.oak, ["77"])
    assert run(["sync"]) == Code.OK
    desk.work()
    capsys.readouterr()
    assert run(["accounts", "show", "company:77"]) == Code.OK
    assert "“green” is not a number" in capsys.readouterr().out
    (odd,) = answered(capsys, "accounts", "show", f"company:{desk.oak}")["unreadable"]
    assert (odd["property"], odd["text"], odd["reason"]) == ("customer_health", "green", "not a number")
    assert run(["doctor"]) == Code.FINDINGS
    assert "1 company has a value in customer_health that is not a number: “green”" in capsys.readouterr().out


def test_an_account_that_does_not_exist(desk: Desk, capsys: Captured) -> None:
    """Exit code 4, and where to find those that do."""
    assert run(["sync"]) == Code.OK
    capsys.readouterr()
    assert run(["accounts", "show", "company:404"]) == Code.NOT_FOUND
    assert "There is no account company:404." in said(capsys)


def test_accounts_need_no_hubspot(desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """Looking at what is remembered works without a token and without a network."""
    assert run(["sync"]) == Code.OK
    desk.work()
    monkeypatch.delenv("FLIPFUNNEL_HUBSPOT_TOKEN")
    monkeypatch.setenv("FLIPFUNNEL_HUBSPOT_HOST", NOWHERE)
    assert [line["name"] for line in answered(capsys, "accounts", "list")] == ["Oak"]


# --- doctor


def test_the_doctor_changes_nothing(desk: Desk, capsys: Captured) -> None:
    """All is well after a sync, with one line for each thing looked at; nothing is written."""
    assert run(["sync"]) == Code.OK
    desk.work()
    before = desk.portal.api_calls()
    capsys.readouterr()
    assert run(["doctor"]) == Code.OK
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 12
    assert all(line.startswith("ok") for line in lines)
    assert {call.method for call in desk.portal.calls()[before:]} == {"GET"}


def test_the_doctor_before_the_first_sync(desk: Desk, capsys: Captured) -> None:
    """It says that nothing has been read, and what to run."""
    checks = {one["name"]: one for one in answered(capsys, "doctor", code=Code.FINDINGS)}
    assert not checks["rulebook"]["is_good"]
    assert not checks["full sync"]["is_good"]
    assert "flipfunnel sync" in checks["full sync"]["next_step"]


def test_a_forger_does_not_make_the_doctor_worry(desk: Desk, capsys: Captured) -> None:
    """Refused webhooks are a finding only where none was ever taken: then a setting of ours is wrong."""
    assert run(["sync"]) == Code.OK
    with database_of(desk) as database, database.begin() as tx:
        tx.execute(sa.text("INSERT INTO counter VALUES (0, 'webhooks_refused', 3)"))
    check = {one["name"]: one for one in answered(capsys, "doctor", code=Code.FINDINGS)}["webhooks"]
    assert check["says"] == "0 taken, 3 refused for their signature so far."
    with database_of(desk) as database, database.begin() as tx:
        tx.execute(
            sa.text("INSERT INTO delivery (portal_id, received_at, body) VALUES (:id, now(), '')"),
            {"id": desk.portal.portal_id},
        )
    assert run(["doctor"]) == Code.OK


def test_rules_check(desk: Desk, tmp_path: Path, capsys: Captured) -> None:
    """The rulebook is looked at without database or portal."""
    assert answered(capsys, "rules", "check", str(desk.rulebook))["ok"]
    assert desk.portal.api_calls() == 0

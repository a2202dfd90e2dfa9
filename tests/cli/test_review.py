"""`flipfunnel accounts review`: what is asked, what to type, what an answer changes, and that nobody is asked twice."""

import getpass
import json
from typing import Any

import pytest

from cli.errors import Code
from cli.main import run
from tests.cli.conftest import Desk

Captured = pytest.CaptureFixture[str]
KEY = "name:ashworth maschinenbaus"


@pytest.fixture
def works(desk: Desk) -> str:
    """A company that two contacts may mean; a third gives no company, a fourth means another one."""
    works = desk.portal.create("companies", {"name": "Ashworth Maschinenbau", "domain": "ashworth.example"})
    desk.portal.create("companies", {"name": "Birkenfeld Logistik", "domain": "birkenfeld.example"})
    for name, company in (
        ("dora", "Ashworth Maschinenbaus"),
        ("emil", "Ashworth Maschinenbaus"),
        ("fred", "Birkenfelds Logistik"),
    ):
        desk.portal.create(
            "contacts", {"email": f"{name}@gmail.com", "firstname": name.title(), "company": company}
        )
    desk.portal.create("contacts", {"email": "gus@gmail.com"})
    assert run(["sync"]) == Code.OK
    desk.work()
    return works


def told(capsys: Captured, *options: str) -> str:
    capsys.readouterr()
    assert run(["accounts", "review", *options]) == Code.OK
    return capsys.readouterr().out


def data(capsys: Captured, *options: str) -> Any:
    return json.loads(told(capsys, *options, "--json"))


def keys(capsys: Captured) -> list[str]:
    return [one["question"] for one in data(capsys)["questions"]]


def test_before_the_first_sync_nothing_is_asked(desk: Desk, capsys: Captured) -> None:
    """The next step is told instead."""
    assert run(["accounts", "review"]) == Code.CONFIGURATION
    assert "flipfunnel sync" in capsys.readouterr().err


def test_questions_with_what_to_type(desk: Desk, works: str, capsys: Captured) -> None:
    """The weightiest first, each with its contacts, its candidates, what speaks for them, and the commands."""
    out = told(capsys)
    assert out.startswith("1. Welches Unternehmen ist mit „ashworth maschinenbaus“ gemeint? (2 Kontakte)\n")
    assert f"Frage: {KEY}" in out
    assert "Kontakte: Dora (" in out
    assert "heißt ähnlich (" in out
    assert f"flipfunnel accounts review --answer '{KEY}' --company {works} --accept" in out
    assert f"Keines davon: flipfunnel accounts review --reject-all '{KEY}'" in out
    assert out.endswith("2 von 2 offenen Fragen.\n")
    assert "1. Which company is meant by “ashworth maschinenbaus”? (2 contacts)" in told(
        capsys, "--language", "en"
    )
    assert told(capsys, "--limit", "1").endswith("1 von 2 offenen Fragen. Mehr zeigt --limit 2.\n")


def test_questions_for_programs(desk: Desk, works: str, capsys: Captured) -> None:
    """Everything that is known of a question stands in the JSON."""
    found = data(capsys)
    first = found["questions"][0]
    assert (found["open"], first["question"], first["contacts"]) == (2, KEY, 2)
    assert [one["email"] for one in first["examples"]] == ["dora@gmail.com", "emil@gmail.com"]
    (candidate,) = first["candidates"]
    assert (candidate["company"], candidate["name"], candidate["reason"]) == (
        works,
        "Ashworth Maschinenbau",
        "company_name",
    )
    assert 0.8 < candidate["confidence"] < 1
    assert candidate["because"].startswith("2 Kontakte nennen als Unternehmen „Ashworth Maschinenbaus“; ")


def test_a_yes_puts_the_contacts_there_and_is_never_asked_for_again(
    desk: Desk, works: str, capsys: Captured
) -> None:
    """Also not when a new contact comes that gives the same name: it belongs there at once."""
    assert (
        told(capsys, "--answer", KEY, "--company", works, "--accept")
        == "2 Kontakte gehören jetzt zu Ashworth Maschinenbau.\n"
    )
    assert KEY not in keys(capsys)
    late = desk.portal.create("contacts", {"email": "hedi@gmail.com", "company": "Ashworth Maschinenbaus"})
    assert run(["sync", "--full"]) == Code.OK
    desk.work()
    assert KEY not in keys(capsys)
    assert run(["accounts", "show", f"company:{works}", "--json"]) == Code.OK
    members = {one["contact_id"]: one["reason"] for one in json.loads(capsys.readouterr().out)["members"]}
    assert members[late] == "answer"
    assert len(members) == 3


def test_a_no_settles_the_question_too(desk: Desk, works: str, capsys: Captured) -> None:
    """One candidate or all: nobody is asked about a company again that was said not to be meant."""
    lines = told(capsys, "--answer", KEY, "--company", works, "--reject").splitlines()
    assert lines == ["Gemerkt: Ashworth Maschinenbau ist nicht gemeint.", "Die Frage ist damit erledigt."]
    other = "name:birkenfelds logistics"
    assert keys(capsys) == [other]
    assert (
        told(capsys, "--reject-all", other, "--language", "en").splitlines()[-1]
        == "That settles the question."
    )
    desk.portal.create("contacts", {"email": "hedi@gmail.com", "company": "Birkenfelds Logistik"})
    assert run(["sync", "--full"]) == Code.OK
    desk.work()
    assert keys(capsys) == []
    capsys.readouterr()
    assert run(["accounts", "review"]) == Code.OK
    assert "Keine offene Frage" in capsys.readouterr().err


def test_answers_are_remembered_with_their_author(desk: Desk, works: str, capsys: Captured) -> None:
    """By name where one is given, else by that of the system's user; and can be taken back."""
    told(capsys, "--answer", KEY, "--company", works, "--accept", "--by", "Kim Kern")
    told(capsys, "--reject-all", "name:birkenfelds logistics")
    by = {one["question"]: (one["by"], one["accepted"]) for one in data(capsys, "--answered")}
    assert by == {KEY: ("Kim Kern", True), "name:birkenfelds logistics": (getpass.getuser(), False)}
    row = next(one for one in told(capsys, "--answered").splitlines() if KEY in one)
    assert f"Ashworth Maschinenbau ({works})" in row
    lines = told(capsys, "--forget", KEY).splitlines()
    assert lines == ["Die Antwort ist zurückgenommen.", "Die Frage wird wieder gestellt: 2 Kontakte."]
    assert keys(capsys) == [KEY]
    assert [one["question"] for one in data(capsys, "--answered")] == ["name:birkenfelds logistics"]


def test_a_person_may_say_where_one_contact_belongs(desk: Desk, works: str, capsys: Captured) -> None:
    """Nobody asks it, but the answer is taken."""
    gus = next(
        one.id for one in desk.portal.records("contacts") if one.properties.get("email") == "gus@gmail.com"
    )
    out = told(capsys, "--answer", f"contact:{gus}", "--company", f"company:{works}", "--accept")
    assert out == "1 Kontakt gehört jetzt zu Ashworth Maschinenbau.\n"


REFUSED = [
    (("--answer", "name:ashworth maschinenbau", "--company", "{works}", "--accept"), Code.NOT_FOUND, f"Did you mean '{KEY}'?"),
    (("--answer", "contact:99999", "--company", "{works}", "--accept"), Code.NOT_FOUND, "flipfunnel accounts review"),
    (("--answer", KEY, "--company", "99999", "--accept"), Code.NOT_FOUND, "flipfunnel sync"),
    (("--answer", KEY, "--company", "{works}"), Code.USAGE, "--accept or --reject"),
    (("--answer", KEY, "--accept"), Code.USAGE, "--company ID"),
    (("--company", "{works}", "--accept"), Code.USAGE, "--answer KEY"),
    (("--answered", "--forget", KEY), Code.USAGE, "stand alone"),
    (("--reject-all", "name:ashworth"), Code.NOT_FOUND, "There is no question name:ashworth."),
    (("--forget", KEY), Code.NOT_FOUND, "--answered"),
]  # fmt: skip


@pytest.mark.parametrize("refused", REFUSED)
def test_what_does_not_fit_is_told_with_the_way_on(
    desk: Desk, works: str, capsys: Captured, refused: tuple[tuple[str, ...], Code, str]
) -> None:
    """And changes nothing."""
    options, code, hint = refused
    capsys.readouterr()
    assert run(["accounts", "review", *(one.format(works=works) for one in options)]) == code
    assert hint in capsys.readouterr().err
    assert data(capsys, "--answered") == []


def test_another_company_takes_the_place_only_after_the_first_is_taken_back(
    desk: Desk, works: str, capsys: Captured
) -> None:
    """Of two that were both said to be meant the older one would win, and nobody would know why."""
    told(capsys, "--answer", KEY, "--company", works, "--accept", "--by", "Kim")
    assert run(["accounts", "review", "--answer", KEY, "--company", desk.oak, "--accept"]) == Code.USAGE
    err = capsys.readouterr().err
    assert "Kim has answered" in err
    assert "--forget" in err

"""The review in the database: what is asked, who answered what, and what answers mean after a merge."""

import pytest
import sqlalchemy as sa

from accounts.matching.spec import MatchSpec, Way
from accounts.values import Kind
from pipeline import intake, review
from store import aliases, answers
from store import tables as t
from tests.store.mirrored import NOW, PORTAL, company, contact, due, nobody_is_due, take

NAMES = MatchSpec(ways=tuple(Way))
OAK = "domain:oakworks.example"


def in_question(tx: sa.Connection) -> None:
    """Two companies that a domain may mean, and three colleagues; and a name that somebody wrote."""
    take(
        tx,
        *(company("10", "oakworks.test", name="Oakworks GmbH"), company("20", "oakworks.co.uk", name="Oakworks Ltd")),
        *(company("30", "elmtec.example", name="Elmtec Maschinenbau GmbH"),),
        *(contact(id_, f"{id_}@oakworks.example", firstname="Ada", lastname=f"No {id_}") for id_ in "123"),
        *(contact("4", "dora@gmail.com", company="Elmtec Maschinenbau"), contact("5", "eva@gmail.com")),
        matching=NAMES,
    )  # fmt: skip
    nobody_is_due(tx)


def say(tx: sa.Connection, question: str, company_id: str, *, yes: bool) -> set[str]:
    return review.keep(tx, PORTAL, review.Said(question, company_id, yes, "Ada"), NOW, NAMES)


def home(tx: sa.Connection, contact_id: str) -> str | None:
    query = sa.select(t.membership.c.account_id).where(t.membership.c.contact_id == contact_id)
    found: str | None = tx.execute(query).scalar_one()
    return found


def test_what_is_asked(tx: sa.Connection) -> None:
    """First what most contacts depend on, with some of them and all candidates; page by page."""
    in_question(tx)
    first, second = answers.open_questions(tx, PORTAL)
    assert (first.key, first.contacts) == (OAK, 3)
    assert [(one.id, one.name, one.email) for one in first.examples][:1] == [
        ("1", "Ada No 1", "1@oakworks.example")
    ]
    assert {one.company for one in first.candidates} == {"10", "20"}
    assert (second.key.partition(":")[0], second.contacts, second.examples[0].company) == (
        "name",
        1,
        "Elmtec Maschinenbau",
    )
    assert answers.open_questions(tx, PORTAL, limit=1, offset=1) == [second]
    assert answers.count_open(tx, PORTAL) == 2


def test_yes_puts_all_who_are_concerned_where_they_belong(tx: sa.Connection) -> None:
    """And nobody else is looked at; the question is not asked again."""
    in_question(tx)
    assert say(tx, OAK, "20", yes=True) == {"company:20", "domain:oakworks.example"}
    assert due(tx) == {"company:20", "domain:oakworks.example"}
    assert {home(tx, one) for one in "123"} == {"company:20"}
    assert [one.key for one in answers.open_questions(tx, PORTAL) if one.key == OAK] == []
    take(tx, contact("6", "finn@oakworks.example"), matching=NAMES)
    assert home(tx, "6") == "company:20"


def test_no_leaves_the_other_candidates_open(tx: sa.Connection) -> None:
    """Who was said not to be is offered no more; when nobody is left, nothing is asked."""
    in_question(tx)
    assert say(tx, OAK, "10", yes=False) == set()
    (asked,) = (one for one in answers.open_questions(tx, PORTAL) if one.key == OAK)
    assert [one.company for one in asked.candidates] == ["20"]
    say(tx, OAK, "20", yes=False)
    assert OAK not in {one.key for one in answers.open_questions(tx, PORTAL)}
    assert home(tx, "1") == "domain:oakworks.example"


def test_a_later_answer_takes_the_place_of_the_earlier(tx: sa.Connection) -> None:
    """About the same company; whoever said it last stands there."""
    in_question(tx)
    say(tx, OAK, "10", yes=False)
    say(tx, OAK, "10", yes=True)
    assert [
        (one.question, one.company, one.accepted, one.by, one.at) for one in answers.answered(tx, PORTAL)
    ] == [(OAK, "10", True, "Ada", NOW)]
    assert home(tx, "1") == "company:10"


@pytest.mark.parametrize("chained", [False, True])
def test_answers_follow_merges(tx: sa.Connection, *, chained: bool) -> None:
    """Whoever was sent to a company is at the one that took it in, also where that was taken in by a third."""
    in_question(tx)
    say(tx, OAK, "20", yes=True)
    steps = [("20", "30"), ("30", "10")] if chained else [("20", "10")]
    for old, new in steps:
        taken = intake.Taken(NOW, gone={Kind.COMPANY: {old}}, aliases={Kind.COMPANY: {old: new}})
        touched = intake.keep(tx, PORTAL, taken, NOW, NAMES)
        assert touched >= {f"company:{old}", f"company:{new}"}
    assert {home(tx, one) for one in "123"} == {"company:10"}
    assert [one.company for one in answers.answered(tx, PORTAL)] == ["10"]


def test_a_merge_that_is_told_late_takes_effect(tx: sa.Connection) -> None:
    """First the company is gone, later we hear into which it went."""
    in_question(tx)
    say(tx, OAK, "20", yes=True)
    take(tx, gone={Kind.COMPANY: {"20"}}, matching=NAMES)
    assert home(tx, "1") == "domain:oakworks.example"
    intake.keep(tx, PORTAL, intake.Taken(NOW, aliases={Kind.COMPANY: {"20": "10"}}), NOW, NAMES)
    assert home(tx, "1") == "company:10"


def test_answers_about_companies_that_became_one_are_one(tx: sa.Connection) -> None:
    """The latest counts."""
    in_question(tx)
    for at, (id_, yes) in enumerate([("10", True), ("20", False)]):
        answers.answer(tx, PORTAL, OAK, id_, accepted=yes, by="Ada", at=NOW + at)
    aliases.put_aliases(tx, PORTAL, Kind.COMPANY, [("20", "10")])
    assert [(one.company, one.accepted) for one in answers.answered(tx, PORTAL)] == [("10", False)]
    assert answers.naming(tx, PORTAL, ["10"]) == answers.naming(tx, PORTAL, ["20"]) == {OAK}
    assert answers.answered(tx, PORTAL, ["name:other"]) == []

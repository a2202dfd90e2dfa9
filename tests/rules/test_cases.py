"""The cases of a rulebook: what is given becomes an account, and what comes of it is compared with what is expected."""

import time
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from accounts.values import Definition, Kind
from rules import Rulebook, RulebookError, load
from rules.files.dumping import dump
from rules.language.cases import Expect
from rules.trying.expected import COMPARED
from rules.trying.trial import Trial, as_data, lines, try_cases
from rules.trying.words import NAMES, TEXTS

DATA = Path(__file__).parent / "cases_data"
BOOK = (DATA / "book.yaml").read_text("utf-8")


def book(cases: str, more: str = BOOK) -> Rulebook:
    """The cases stand first, so that they keep their lines."""
    return load(f"{cases}\n{more}", "cases.yaml")


def stored(name: str) -> str:
    return (DATA / name).read_text("utf-8")


def tried(cases: str, more: str = BOOK, **options: Any) -> Trial:
    return try_cases(book(cases, more), **options)


def one(given: str, expect: str, then: str = "") -> Trial:
    """A trial of one case, written in flow style."""
    return tried(f"cases: [{{case: one, given: {given}, expect: {expect}, then: [{then}]}}]")


def found(trial: Trial) -> list[tuple[str, str, str]]:
    return [
        (each.difference.what, each.difference.expected, each.difference.got)
        for case in trial.cases
        for each in case.found
    ]


def never(trial: Trial, place: str) -> tuple[str, ...]:
    return next(each.never for each in trial.coverage.conditions if each.place == place)


# --- expectations


def test_right_cases_pass() -> None:
    """Every kind of expectation, each met; nothing is said but that it is right."""
    trial = tried(stored("right.yaml"))
    assert [(case.case, case.found, case.error) for case in trial.cases if case.result != "passed"] == []
    assert trial.ok
    assert len(trial.cases) == 11


@pytest.mark.parametrize("language", ["en", "de"])
def test_wrong_cases_say_what_came_instead(language: str) -> None:
    """Expected and got, why the account stands there and why not elsewhere; the whole text, in both languages."""
    trial = tried(stored("wrong.yaml"), language=language)
    assert "\n".join(lines(trial, with_coverage=False)) + "\n" == stored(f"wrong.{language}.txt")
    assert not trial.ok


def test_each_kind_of_expectation_is_once_right_and_once_wrong() -> None:
    """No kind of expectation is left without a case that meets it and one that does not."""
    right = {
        name
        for case in book(stored("right.yaml")).cases
        for expect in (case.expect, *(step.expect for step in case.then))
        for name in COMPARED
        if getattr(expect, name) is not None
    }
    wrong = {what for what, _, _ in found(tried(stored("wrong.yaml")))}
    assert right == wrong == set(COMPARED) == set(Expect.model_fields)


def test_a_case_that_breaks_keeps_no_other_from_being_played() -> None:
    """It is reported as such, with the reason, and those behind it are played."""
    cases = {case.case: case for case in tried(stored("wrong.yaml")).cases}
    assert cases["beyond the calendar"].result == "raised"
    assert cases["beyond the calendar"].error.startswith("OverflowError: ")
    assert cases["the last one is played as well"].result == "passed"


def test_names_that_do_not_exist_are_problems_of_the_file() -> None:
    """Stages, rules, signals, people and numbers are checked at loading, each with its place."""
    with pytest.raises(RulebookError) as refused:
        load(f"{stored('broken.yaml')}\n{BOOK}", "broken.yaml")
    assert "".join(f"{problem}\n" for problem in refused.value.problems) == stored("broken.txt")


def test_cases_written_out_are_read_as_the_same() -> None:
    """Short forms, relative times and further steps survive being written as a file."""
    for name in ("right.yaml", "wrong.yaml"):
        told = book(stored(name))
        assert load(dump(told), "dumped.yaml").cases == told.cases


def test_both_languages_say_the_same_things() -> None:
    """No text lacks its counterpart."""
    assert TEXTS["de"].keys() == TEXTS["en"].keys()
    assert NAMES["de"].keys() == NAMES["en"].keys()


# --- given


@pytest.mark.parametrize(
    ("condition", "given", "verdict"),
    [
        ("company.x: {is: true}", "{company: {x: true}}", True),
        ("company.x: {is: true}", "{company: {x: false}}", False),
        ("company.x: {is: true}", "{}", None),
        ("company.x: {is: true}", '{company: {x: ""}}', None),
        ("company.x: {at_least: 250}", "{company: {x: 250}}", True),
        ("company.x: {at_least: 2.5}", "{company: {x: 2.4}}", False),
        ("company.x: {is: green}", "{company: {x: green}}", True),
        ("company.x: {is_any_of: [a, b]}", "{company: {x: [c, b]}}", True),
        ("company.x: {before: today}", "{company: {x: 2026-05-31}}", True),
        ("company.x: {before: today}", "{company: {x: today}}", False),
        ("company.x: {after: 2026-06-10}", "{company: {x: in 10 days}}", True),
        ("since.company.x: {at_least: 3 hours}", "{company: {x: 3 hours ago}}", True),
        ("since.company.x: {at_least: 3 hours}", "{company: {x: 2 hours ago}}", False),
        ("until.company.x: {at_most: 9 days}", "{company: {x: 2026-06-11}}", False),
        ("company.x: {stale: 10 days}", "{company: {x: a}}", False),
        ("company.x: {stale: 10 days}", "{company: {x: a}, changed: {company.x: 11 days}}", True),
        ("signals.visit: {within: 3 days}", "{contacts: [{}], signals: [{signal: visit, ago: 2 days}]}", True),
        ("signals.visit: {within: 3 days}", "{contacts: [{}], signals: [{signal: visit, ago: 4 days}]}", False),
        ("signals.quote: {ever: true}", "{contacts: [{}], signals: [{signal: download}]}", False),
        ("signals.quote: {at_least: 2}", "{contacts: [{}], signals: [{signal: quote}, {signal: quote, ago: 1 day}]}", True),
        ("coverage.CHAMPION: {is: 2}", "{contacts: [{roles: [CHAMPION]}, {roles: [CHAMPION, DECISION_MAKER]}]}", True),
        ("count: contacts, where: {contact.jobtitle: {contains: cfo}}, at_least: 1", "{contacts: [{jobtitle: CFO}]}", True),
        ("deals.open: {is: 1}", "{deals: [{}, {state: lost}, {state: won}]}", True),
        ("deals.open: {is: 1}", "{deals: [{pipeline: other}]}", False),
        ("deals.lost: {at_least: 1, within: 5 days}", "{deals: [{state: lost, closed: 4 days ago}]}", True),
        ("deals.lost: {at_least: 1, within: 5 days}", "{deals: [{state: lost, closed: 2026-05-26}]}", False),
        ("sum: deal.amount, where: {deal.state: {is: open}}, is: 250", "{deals: [{amount: 250}, {amount: 1, state: won}]}", True),
        ("tickets.open: {is: 1}", "{tickets: [{}, {state: closed}]}", True),
        ("metrics.urgent: {is: 1}", "{tickets: [{hs_ticket_priority: URGENT}, {hs_ticket_priority: LOW}]}", True),
        ("stage.age: {at_least: 3 days}", "{company: {target: true}, stage: identified, stage_age: 3 days}", True),
        ("cycle: {is: 3}", "{cycle: 3}", True),
        ("signals.visit: {ever: true}", "{cycle_age: 1 day, contacts: [{}], signals: [{signal: visit, ago: 2 days}]}", False),
    ],
)  # fmt: skip
def test_what_is_given_is_what_conditions_see(
    condition: str,
    given: str,
    verdict: bool | None,  # noqa: FBT001 - a verdict
) -> None:
    """Values are typed by their YAML kind, times are relative to the case, and what is not given is empty."""
    rule = f"  - rule: looked-at\n    when: {{{condition}}}\n    then: [{{note: {{text: x}}}}]\n"
    more = BOOK.replace("rules:\n", f"rules:\n{rule}", 1)
    trial = tried(f"cases: [{{case: one, given: {given}, expect: {{cycle: 9}}}}]", more)
    said = {True: "yes", False: "no", None: "unknown"}[verdict]
    place = next(each for each in trial.coverage.conditions if each.place.startswith("rules[0].when"))
    assert trial.cases[0].result == "failed"
    assert said not in place.never


def test_definitions_of_a_portal_go_before_kinds_of_values() -> None:
    """Where a portal says that a property holds a number, a text is none."""
    case = 'cases: [{case: one, given: {company: {target: false, numberofemployees: "300"}}, expect: {suggestions: [key account]}}]'
    key = (Kind.COMPANY, "numberofemployees")
    assert not tried(case).ok
    assert tried(case, definitions={key: Definition(*key, type="number")}).ok


def test_time_passes_between_steps_as_it_does_in_life() -> None:
    """The account is looked at whenever it wakes, so a hold that ends in between is noticed then."""
    given = "{company: {target: true}, stage: expanded, hold: 10 days, contacts: [{}]}"
    held = "{after: 9 days, expect: {stage: expanded}}"
    fallen = "{after: 20 days, expect: {stage: identified, wake_in: 11 days}}"  # cool_down from day 10 on
    assert found(one(given, "{stage: expanded}", f"{held}, {fallen}")) == []


def test_a_case_passes_whatever_the_order_of_its_contacts() -> None:
    """The numbers of contacts only tell them apart."""
    people = ["{roles: [CHAMPION], name: Ada}", "{jobtitle: CFO, need: true}", "{roles: [DECISION_MAKER]}"]
    given = (
        "{{company: {{target: true}}, contacts: [{people}], signals: [{{signal: quote, contact: {first}}}]}}"
    )
    results = set()
    for order in permutations(range(3)):
        told = given.format(people=", ".join(people[place] for place in order), first=order.index(0) + 1)
        right = one(told, "{stage: ready, handover: true, fired: [ask-for-the-industry]}")
        wrong = one(told, "{stage: identified, wake_in: 1 day, wishes: []}")
        assert right.ok
        results.add(str((found(wrong), right.coverage)))
    assert len(results) == 1


def test_one_case_alone() -> None:
    """It is found by its name; the others are not played."""
    trial = tried(stored("wrong.yaml"), only="no task")
    assert [case.case for case in trial.cases] == ["no task"]


def test_a_thousand_cases_take_seconds() -> None:
    """Nobody waits for a coffee between an edit and its tests."""
    few = book(stored("right.yaml"))
    many = few.model_copy(update={"cases": tuple(few.cases[place % 11] for place in range(1000))})
    started = time.process_time()
    trial = try_cases(many)
    assert trial.ok
    assert time.process_time() - started < 20


# --- coverage


def test_coverage_names_what_was_never_seen() -> None:
    """Of each condition the verdicts it never had; stages never reached; rules that never fired."""
    trial = tried("cases: [{case: one, given: {company: {target: true}}, expect: {stage: identified}}]")
    assert never(trial, "accounts.key_account.when.company.target") == ("no", "unknown")
    assert never(trial, "cone.prospect[1].when.contacts.count") == ("yes",)
    assert never(trial, "conditions.large.company.numberofemployees") == ("yes", "no", "unknown")
    assert "identified" not in trial.coverage.stages_never_reached
    assert trial.coverage.stages_never_reached[:2] == ("expanded", "engaged")
    assert trial.coverage.rules_never_fired == ("find-somebody", "greet-champions", "think-of-renewal")


@pytest.mark.parametrize(
    "place",
    [
        "cone.prospect[1].when.contacts.count",
        "cone.prospect[2].when.engagement.score",
        "cone.prospect[3].when.coverage.DECISION_MAKER",
        "relationship.customer.when.deals.won",
        "funnel.interest.when.signals.download",
        "metrics.urgent.where.ticket.state",
        "rules[1].when.company.industry",
        "rules[2].for_each.where.role",
    ],
)
def test_nobody_is_asked_for_an_unknown_that_cannot_be(place: str) -> None:
    """Counts, scores, states and what is stale are always known."""
    trial = tried("cases: [{case: one, given: {}, expect: {stage: none}}]")
    assert "unknown" not in never(trial, place)


def test_a_stage_that_was_given_is_not_reached() -> None:
    """Only a move shows that the conditions of a stage let an account in."""
    case = "cases: [{case: one, given: {company: {target: true}, contacts: [{}, {}], stage: expanded}, expect: {stage: expanded}}]"
    assert "expanded" in tried(case).coverage.stages_never_reached


def test_all_verdicts_of_a_condition_complete_it() -> None:
    """A condition that was yes, no and unknown counts; what is asked of single people and things is counted too."""
    cases = """
cases:
  - {case: a, given: {contacts: [{need: true}], tickets: [{hs_ticket_priority: URGENT}, {state: closed}]}, expect: {stage: none}}
  - {case: b, given: {contacts: [{need: false}, {}], tickets: [{hs_ticket_priority: LOW}]}, expect: {stage: none}}
"""
    trial = tried(cases)
    for place in ("funnel.consideration.when.contact.need", "metrics.urgent.where.ticket.hs_ticket_priority",
                  "metrics.urgent.where.ticket.state"):  # fmt: skip
        assert never(trial, place) == ()
    less = tried(cases.replace("need: false", "need: true"))
    assert less.coverage.complete == trial.coverage.complete - 1


def test_json_carries_all_of_it() -> None:
    """The whole trial as plain data: cases, differences with their step, coverage condition by condition."""
    trial = tried(stored("wrong.yaml"))
    data = as_data(trial)
    assert (data["ok"], data["passed"], data["total"]) == (False, 1, 16)
    handover = next(case for case in data["cases"] if case["case"] == "a handover that is not accepted")
    assert [(each["step"], each["got"]) for each in handover["differences"]] == [
        (0, "offered"),
        (2, "accepted"),
    ]
    assert data["coverage"]["total"] == len(data["coverage"]["conditions"])
    assert {"place", "words", "never"} == set(data["coverage"]["conditions"][0])
    assert as_data(replace(trial, cases=()))["cases"] == []

"""The JSON Schema of rulebooks takes what `rules.load` takes, and refuses what is written in a form it does not know."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from rules import RulebookError, load
from rules.files.dumping import content, dump
from rules.files.schema import schema
from rules.files.source import read
from rules.judging.kinds import KINDS
from rules.language.fixed import FIXED
from rules.language.reading import BESIDE, GROUPS, MEASURES
from tests.rules import tales
from tests.rules.drafts import ROOT, SHIPPED, Data, Scribe, drafts

SCHEMA = schema()
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=None)
COMMITTED = ROOT / "rules/examples/rulebook.schema.json"
SMALL = """\
rulebook: Small
prefix: abm
people: {owner: {property: company.owner}}
writes: {company.abm_*: own}
conditions: {big: {company.size: {at_least: 5}}}
accounts: {key_account: {when: {deals.won: known}}}
cone: {prospect: [identified, {expanded: {when: {contacts.count: {at_least: 2}}}}]}
rules: [{rule: one, when: {deals.won: known}, then: [{set: {company.abm_x: y}}]}]
"""
WHEN = "{contacts.count: {at_least: 2}}"
BROKEN: tuple[tuple[str, str], ...] = (
    ("rulebook: Small", "rulebok: Small"),
    ("prefix: abm", "prefix: ABM"),
    ("prefix: abm", "prefix: abm\nlanguage: fr"),
    ("prefix: abm", "prefix: abm\nlimits: {stage_changes: {per: 3 fortnights}}"),
    ("prefix: abm", "prefix: abm\nlimits: {stage_changes: {most: 0.2}}"),
    ("prefix: abm", "prefix: abm\nlimits: {stage_changes: {most: 101%}}"),
    ("prefix: abm", "prefix: abm\nbusiness_hours: {from: 9 am}"),
    ("prefix: abm", "prefix: abm\ndeals: {smallest: 5 Euro}"),
    ("prefix: abm", "prefix: abm\nrelationship: {partner: {when: {deals.won: known}}}"),
    ("prefix: abm", "prefix: abm\nfunnel: {Awareness: {when: {deals.won: known}}}"),
    ("prefix: abm", "prefix: abm\nwaive: [all]"),
    ("{property: company.owner}", "{property: owner}"),
    ("company.abm_*: own", "company.abm_*: mine"),
    ("identified,", "Identified,"),
    ("identified,", "{identified: {}, other: {}},"),
    ("{expanded: {when", "{expanded: {wenn"),
    ("rule: one, ", ""),
    ("rule: one", "rule: Rule One"),
    ("[{set: {company.abm_x: y}}]", "[]"),
    ("{set: {company.abm_x: y}}", "{set: {company.abm_x: y}, play: one}"),
    ("{set: {company.abm_x: y}}", "{keep: true}"),
    ("{set: {company.abm_x: y}}", "{task: {title: Call, to: owner, priority: high}}"),
    ("{set: {company.abm_x: y}}", "{task: {title: Call, to: owner, due: 3 business weeks}}"),
    (WHEN, "{}"),
    (WHEN, "[contacts.count]"),
    (WHEN, "{contacts.counts: {at_least: 2}}"),
    (WHEN, "{contacts.count: 2}"),
    (WHEN, "{contacts.count: {}}"),
    (WHEN, "{contacts.count: {atleast: 2}}"),
    (WHEN, "{contacts.count: {at_least: '2'}}"),
    (WHEN, "{contacts.count: {contains: x}}"),
    (WHEN, "{contacts.count: {at_least: 2, within: 2 days}}"),
    (WHEN, "{contacts.count: {at_least: 2, unset_means: 0}}"),
    (WHEN, "{contacts.count: sometimes}"),
    (WHEN, "{engagement.score: {is: 5}}"),
    (WHEN, "{stage.age: {at_least: 2}}"),
    (WHEN, "{since.company.seen: {at_least: today}}"),
    (WHEN, "{relationship: {is: partner}}"),
    (WHEN, "{deals.won: {within: ever}}"),
    (WHEN, "{deals.won: {ever: false}}"),
    (WHEN, "{company.x: {before: tomorrow}}"),
    (WHEN, "{company.x: {is_any_of: []}}"),
    (WHEN, "{company.x: {is_any_of: [a, 1]}}"),
    (WHEN, "{company.x: {is: '  '}}"),
    (WHEN, "{conditions.big: maybe}"),
    (WHEN, "{any: []}"),
    (WHEN, "{not: [{deals.won: known}]}"),
    (WHEN, "{at_least_n_of: {n: 0, of: [{deals.won: known}]}}"),
    (WHEN, "{at_least_n_of: {of: [{deals.won: known}]}}"),
    (WHEN, "{count: companies, at_least: 1}"),
    (WHEN, "{count: deals, sum: deal.amount, at_least: 1}"),
    (WHEN, "{sum: amount, at_least: 1}"),
    (WHEN, "{count: deals}"),
)  # fmt: skip


def faults(text: str) -> list[Any]:
    return list(VALIDATOR.iter_errors(read(text, "x").data))


def test_the_committed_schema_is_the_one_that_is_generated() -> None:
    """Else: `flipfunnel rules schema --out rules/examples/rulebook.schema.json`."""
    assert json.loads(COMMITTED.read_text("utf-8")) == SCHEMA


def test_the_schema_is_one() -> None:
    """It keeps to its own dialect, and every reference leads somewhere."""
    Draft202012Validator.check_schema(SCHEMA)
    text = json.dumps(SCHEMA)
    names = {part.partition('"')[0] for part in text.split("#/$defs/")[1:]}
    assert names <= set(SCHEMA["$defs"])
    assert "x-definition" not in text
    assert '"null"' not in text


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_rulebooks_fit(path: Path) -> None:
    """The schema takes them, and where their first line names one for editors, it is this one."""
    text = path.read_text("utf-8")
    assert faults(text) == []
    assert text.count("yaml-language-server") == text.startswith(
        f"# yaml-language-server: $schema=./{COMMITTED.name}\n"
    )


def test_rulebooks_of_other_tests_fit() -> None:
    """As they are written, and as they are dumped with everything that is usual left out."""
    assert faults(tales.BOOK) == []
    assert faults(SMALL) == []
    assert faults(dump(load(tales.BOOK, "x"))) == []


@settings(deadline=None, max_examples=60)
@given(drafts())
def test_what_is_loaded_fits(data: Data) -> None:
    """The schema takes every rulebook that is loaded."""
    VALIDATOR.validate(data)
    VALIDATOR.validate(content(load(Scribe(Random(0)).file(data), "x")))


@pytest.mark.parametrize(("right", "wrong"), BROKEN, ids=[wrong for _, wrong in BROKEN])
def test_what_is_written_wrongly_is_refused_by_both(right: str, wrong: str) -> None:
    """What an editor marks is what `rules check` refuses."""
    assert load(SMALL, "x").rulebook == "Small"
    text = SMALL.replace(right, wrong, 1)
    assert text != SMALL
    assert faults(text)
    with pytest.raises(RulebookError):
        load(text, "x")


def test_an_editor_is_offered_every_word() -> None:
    """Each group, metric and operator stands in the schema with a sentence about it."""
    metrics = SCHEMA["$defs"]["metrics"]["properties"]
    assert {*GROUPS, *FIXED} <= set(metrics)
    assert all(part["description"] for part in metrics.values() if "anyOf" not in part)
    compared = SCHEMA["$defs"]["property"]["anyOf"][1]["properties"]
    times = SCHEMA["$defs"]["times"]["anyOf"][1]["properties"]
    words = {word for word, kind in KINDS.items() if kind.reads is not None}
    assert words <= compared.keys()
    assert {*BESIDE} <= compared.keys() | times.keys()
    assert all(compared[word]["description"] for word in words)
    assert set(MEASURES) <= SCHEMA["$defs"]["measure"]["properties"].keys()


def test_defaults_are_written_as_in_a_rulebook() -> None:
    """A duration by its unit, a share in per cent."""
    brake = SCHEMA["$defs"]["Brake"]["properties"]
    assert (brake["per"]["default"], brake["most"]["default"]) == ("1 hour", "5%")
    assert SCHEMA["$defs"]["Handover"]["properties"]["accept_within"]["default"] == "1 business day"

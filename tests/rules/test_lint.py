"""Advice on a rulebook: each kind is found where it is, is not found where it is not, and can be waived."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from accounts.metrics import Score
from rules.advice.later import LATER
from rules.advice.lint import IDS, Advice, look_over
from rules.advice.reads import most_points
from rules.model import Rulebook
from tests.rules.chance import AT, DAY

EXAMPLES = sorted((Path(__file__).parents[2] / "rules/examples").glob("*.yaml"))
HEAD = """\
rulebook: Small
prefix: abm
language: en
accounts: {key_account: {when: {company.target: {is: yes_please}}}}
writes: {company.abm_*: own}
people:
  anna: {property: company.hubspot_owner_id, else: {pool: team}}
  pools: {team: {members: [lena@nordwind.example]}}
"""
CONE = "cone: {prospect: [identified, {big: {when: {company.size: {at_least: 5}}}}]}\n"
SET = "then: [{set: {company.abm_gap: A}}]"
TASK = "then: [{task: {title: Call, to: anna}}]"
MAIL = "then: [{task: {title: Mail, to: anna}}]"
PLAY = "plays: {calls: {steps: [{task: {title: Call, to: anna}}]}}\n"
NOISE = frozenset({"missing-case", "not-yet-carried-out"})


def looked(text: str) -> tuple[Rulebook, tuple[Advice, ...]]:
    return look_over(text, "book.yaml")


def found(text: str, *, quiet: Iterable[str] = NOISE) -> list[tuple[str, str]]:
    """The advice by id and name, without what nearly every small rulebook is told."""
    _, advice = looked(text)
    return [(each.id, each.name) for each in advice if each.id not in quiet]


def ruled(*rules: str, cone: str = CONE) -> str:
    lines = "\n".join(f"  - {{{rule}}}" for rule in rules)
    return f"{HEAD}{cone}rules:\n{lines}\n"


def cone(*stages: str, more: str = "") -> str:
    return (
        f"{HEAD}cone:\n  prospect:\n    - identified\n" + "".join(f"    - {each}\n" for each in stages) + more
    )


def points(signals: str, wanted: str = "contacts.engaged: {at_least: 1}", more: str = "") -> str:
    section = f"engagement: {{half_life: 30 days, {more}signals: {{{signals}}}}}\n"
    return f"{HEAD}cone: {{prospect: [identified, {{big: {{when: {{{wanted}}}}}}}]}}\n{section}rules: [{{rule: r, when: {{stage: known}}, {TASK}}}]\n"


USED = f"rule: use, when: {{stage: known}}, {TASK}"
HANDOVER = "handover: {to: anna}\n"

# (what it shows, the rulebook, what is found). Each kind of advice has a row that finds it and one that does not.
ROWS: list[tuple[str, str, list[tuple[str, str]]]] = [
    ("a small rulebook without a fault", ruled(USED), []),
    (
        "a stage that asks for more than 5 and less than 3",
        cone("big: {when: {company.size: {at_least: 5, at_most: 3}}}", more=f"rules: [{{{USED}}}]\n"),
        [("stage-unreachable", "big")],
    ),
    (
        "a stage whose needs contradict it",
        cone(
            "big: {when: {company.size: {at_least: 5}}}",
            "small: {when: {company.size: {at_most: 3}}, needs: big}",
            more=f"rules: [{{{USED}}}]\n",
        ),
        [("stage-unreachable", "small")],
    ),
    (
        "where staying on what it needs is enough, it can be reached",
        cone(
            "big: {when: {company.size: {at_least: 5}}, stay_while: {company.size: {at_least: 2}}}",
            "small: {when: {company.size: {at_most: 3}}, needs: big}",
            more=f"rules: [{{{USED}}}]\n",
        ),
        [],
    ),
    (
        "a stage that a later one outshines is reached below a cap",
        cone(
            "five: {when: {company.size: {at_least: 5}}}",
            "two: {when: {company.size: {at_least: 2}}}",
            more=f"rules: [{{{USED}}}]\n",
        ),
        [],
    ),
    (
        "a stage that asks for another relationship than that of its ladder",
        cone("big: {when: {relationship: {is: customer}}}", more=f"rules: [{{{USED}}}]\n"),
        [("stage-unreachable", "big")],
    ),
    (
        "a stage that needs one which pins alone reach",
        cone(
            "sold: {pinned_by: [open_deal]}",
            "big: {when: {company.size: known}, needs: sold}",
            more=f"rules: [{{{USED}}}]\n",
        ),
        [("stage-unreachable", "big")],
    ),
    (
        "a ladder for former customers, and nothing makes one",
        cone(more=f"  former: [parked]\nrules: [{{{USED}}}]\n"),
        [("stage-unreachable", "former")],
    ),
    (
        "a branch of 'any' that can never hold",
        ruled(
            USED,
            f"rule: r, when: {{any: [{{company.a: {{is: x, is_not: X}}}}, {{company.b: known}}]}}, {TASK}",
        ),
        [("contradictory-condition", "r")],
    ),
    (
        "a silence within which something has happened",
        ruled(
            USED,
            f"rule: r, when: {{all: [{{signals.any: {{none_for: 30 days}}}}, {{signals.any: {{within: 7 days}}}}]}}, {TASK}",
        ),
        [("contradictory-condition", "r")],
    ),
    (
        "several options at once contradict nothing",
        ruled(
            USED,
            f"rule: r, when: {{all: [{{company.a: {{is_any_of: [x]}}}}, {{company.a: {{is_any_of: [y]}}}}]}}, {TASK}",
        ),
        [],
    ),
    (
        "a number of people is never less than nothing",
        ruled(USED, f"rule: r, when: {{company.a: known, contacts.count: {{at_least: 0}}}}, {TASK}"),
        [("always-true", "r")],
    ),
    (
        "every relationship there is",
        ruled(USED, f"rule: r, when: {{relationship: {{is_any_of: [prospect, customer, former]}}}}, {TASK}"),
        [("always-true", "r")],
    ),
    (
        "one way or the other",
        ruled(
            USED, f"rule: r, when: {{any: [{{company.a: {{is: x}}}}, {{company.a: {{is_not: x}}}}]}}, {TASK}"
        ),
        [("always-true", "r")],
    ),
    (
        "a permission may be neither",
        f"{ruled(USED)}may: {{mail: {{contact.p: {{is: a, is_not: a}}}}}}\n",
        [("contradictory-condition", "mail"), ("never-used", "mail")],
    ),
    (
        "a rule whose value another one overrules whenever it holds",
        ruled(
            USED,
            f"rule: r, when: {{stage: {{is: big}}}}, priority: 2, {SET}",
            "rule: s, when: {stage: {is: big}, company.a: known}, then: [{set: {company.abm_gap: B}}]",
        ),
        [("rule-shadowed", "s")],
    ),
    (
        "a rule that holds where the other may be unknown is not overruled",
        ruled(
            USED,
            f"rule: r, when: {{company.a: {{is: x}}}}, priority: 2, {SET}",
            "rule: s, when: {stage: {is: big}}, then: [{set: {company.abm_gap: B}}]",
        ),
        [],
    ),
    (
        "an account's signal is not a contact's",
        ruled(
            USED,
            f"rule: r, when: {{stage: known}}, for_each: {{members: contacts, where: {{signals.any: {{ever: true}}}}}}, {MAIL}",
            f"rule: s, when: {{signals.any: {{ever: true}}}}, for_each: {{members: contacts}}, {MAIL}",
        ),
        [],
    ),
    (
        "the same task for each contact, twice",
        ruled(
            USED,
            f"rule: r, when: {{stage: known}}, for_each: {{members: contacts, where: {{signals.any: {{ever: true}}}}}}, {MAIL}",
            f"rule: s, when: {{stage: {{is: big}}}}, for_each: {{members: contacts, where: {{signals.any: {{at_least: 2}}}}}}, {MAIL}",
        ),
        [("rule-shadowed", "s")],
    ),
    (
        "a rule on which the relationship hangs looks at all time, others at the cycle",
        ruled(
            USED,
            "rule: r, once_per: ever, when: {signals.any: {at_most: 3}}, then: [{task: {title: Mail, to: anna}}, {set: {company.abm_gap: A}}]",
            f"rule: s, once_per: ever, when: {{signals.any: {{at_most: 3}}, company.a: known}}, {MAIL}",
            cone=f"relationship: {{customer: {{when: {{company.abm_gap: {{is: A}}}}}}}}\n{CONE}",
        ),
        [],
    ),
    (
        "the same task twice",
        ruled(USED, f"rule: s, when: {{stage: {{is: big}}}}, {TASK}"),
        [("rule-shadowed", "s")],
    ),
    (
        "two values of one rank",
        ruled(
            USED,
            f"rule: r, when: {{stage: known}}, {SET}",
            "rule: s, when: {company.a: known}, then: [{set: {company.abm_gap: B}}]",
        ),
        [("rules-disagree", "s")],
    ),
    (
        "two values that exclude each other, by condition or by season",
        ruled(
            USED,
            f"rule: r, when: {{stage: {{is: big}}}}, {SET}",
            "rule: s, when: {stage: {is: identified}}, until: 2026-05-31, then: [{set: {company.abm_gap: B}}]",
            "rule: t, when: {stage: {is: identified}}, from: 2026-06-01, then: [{set: {company.abm_gap: C}}]",
        ),
        [],
    ),
    (
        "one rule with two values",
        ruled(
            USED,
            "rule: r, when: {stage: known}, then: [{set: {company.abm_gap: A}}, {set: {company.abm_gap: B}}]",
        ),
        [("rules-disagree", "r")],
    ),
    (
        "a rule that watches",
        ruled(USED, f"rule: r, mode: observe, when: {{company.a: known}}, {TASK}"),
        [("effect-outside-mode", "r")],
    ),
    (
        "a suggestion that is to be kept",
        ruled(
            USED,
            "rule: r, mode: suggest, when: {company.a: known}, then: [{set: {company.abm_gap: A}, keep: true}]",
        ),
        [("effect-outside-mode", "r")],
    ),
    (
        "more points than fading lets one have",
        points(
            "click: {when: contact.click, points: 3, at_most: {count: 3, per: 30 days}}",
            more="engaged_contact: {score: {at_least: 19}}, ",
        ),
        [("score-out-of-reach", "score"), ("score-out-of-reach", "score")],
    ),
    (
        "as many points as one can have",
        points(
            "click: {when: contact.click, points: 3, at_most: {count: 3, per: 30 days}}",
            more="engaged_contact: {score: {at_least: 18}}, ",
        ),
        [],
    ),
    (
        "points without an end",
        points("click: {when: contact.click, points: 1}", "engagement.score: {at_least: 900000}"),
        [],
    ),
    (
        "no points at all",
        points(
            "click: {when: contact.click, points: 0}",
            "engagement.score: {at_least: 1}, signals.click: {ever: true}",
        ),
        [("score-out-of-reach", "engagement.score")],
    ),
    (
        "a signal for nothing",
        points("click: {when: contact.click, points: 0}", "company.a: known"),
        [("signal-unused", "click")],
    ),
    (
        "a signal that is counted among all",
        points("click: {when: contact.click, points: 0}", "signals.any: {ever: true}"),
        [],
    ),
    (
        "stays that cross",
        cone(
            "big: {when: {company.size: known}, min_stay: 9 days, max_stay: 7 days}",
            more=f"rules: [{{{USED}}}]\n",
        ),
        [("min-stay-beyond-max-stay", "big")],
    ),
    (
        "a rule that acts while the stage keeps everybody",
        cone(
            "big: {when: {company.size: known}, min_stay: 7 days}",
            more=f"rules: [{{rule: r, when: {{stage: {{is: big}}, stage.age: {{at_least: 2 days}}}}, {TASK}}}]\n",
        ),
        [("age-under-min-stay", "r")],
    ),
    (
        "a rule that acts afterwards, or on any stage",
        cone(
            "big: {when: {company.size: known}, min_stay: 7 days}",
            more=f"rules: [{{rule: r, when: {{stage: {{is: big}}, stage.age: {{at_least: 7 days}}}}, {TASK}}},"
            f" {{rule: s, when: {{stage.age: {{at_least: 2 days}}}}, then: [{{task: {{title: Other, to: anna}}}}]}}]\n",
        ),
        [],
    ),
    (
        "a role that HubSpot does not offer",
        f"{ruled(USED)}buying_center: {{roles: {{DECISION_MAKER: 1, JANITOR: 1}}}}\n",
        [("role-unyielded", "JANITOR")],
    ),
    (
        "a property of ours that nobody sets",
        ruled(f"rule: r, when: {{company.abm_gap: known}}, {TASK}"),
        [("property-nobody-writes", "company.abm_gap")],
    ),
    (
        "a property of ours in a text, set by a rule that only suggests",
        ruled(
            f"rule: r, mode: suggest, when: {{stage: known}}, {SET}",
            'rule: s, when: {stage: known}, then: [{task: {title: "Gap {company.abm_gap}", to: anna}}]',
        ),
        [("property-nobody-writes", "company.abm_gap")],
    ),
    (
        "a property of ours that is set, and one that every rulebook has",
        ruled(
            USED,
            f"rule: r, when: {{stage: known}}, {SET}",
            "rule: s, when: {company.abm_gap: {is: A}, company.abm_stage: known}, then: [{task: {title: X, to: anna}}]",
        ),
        [],
    ),
    (
        "a handover that rests on nothing",
        cone("big: {when: {company.size: known}, hand_over: true}", more=HANDOVER),
        [("hand-over-without-needs", "big")],
    ),
    (
        "a handover that rests on a stage",
        cone(
            "fit: {when: {company.a: known}}",
            "big: {when: {company.size: known}, needs: fit, hand_over: true}",
            more=HANDOVER,
        ),
        [],
    ),
    (
        "a yes or no that is mostly empty",
        ruled(USED).replace("company.target: {is: yes_please}", "company.hs_is_target_account: {is: true}"),
        [("yes-no-without-unset-means", "company.hs_is_target_account")],
    ),
    (
        "the same, where empty means no",
        ruled(USED).replace(
            "company.target: {is: yes_please}", "company.hs_is_target_account: {is: true, unset_means: false}"
        ),
        [],
    ),
    (
        "a lifecycle stage that nothing allows",
        f"{ruled(USED)}funnel: {{lead: {{when: {{contact.a: known}}, lifecyclestage: lead}}}}\n",
        [("write-undeclared", "lead")],
    ),
    (
        "an owner that nothing allows",
        ruled("rule: r, when: {stage: known}, then: [{assign_owner: {to: anna}}]"),
        [("write-undeclared", "r")],
    ),
    (
        "an owner that 'writes' names",
        ruled("rule: r, when: {stage: known}, then: [{assign_owner: {to: anna}}]").replace(
            "company.abm_*: own", "company.abm_*: own, company.hubspot_owner_id: fill_if_empty"
        ),
        [],
    ),
    (
        "what is declared and never used",
        f"{ruled(USED)}conditions: {{large: {{company.size: known}}}}\nmetrics: {{people: {{count: contacts}}}}\n{PLAY}",
        [("never-used", "large"), ("never-used", "people"), ("never-used", "calls")],
    ),
    ("people who get nothing", f"{HEAD}{CONE}", [("never-used", "anna")]),
    (
        "a pool that stands in for nobody",
        ruled(USED).replace("pools: {", "pools: {spare: {members: [tom@nordwind.example]}, "),
        [("never-used", "spare")],
    ),
    (
        "what is used by name",
        f"{ruled(f'rule: r, when: {{conditions.large: yes, metrics.people: {{at_least: 1}}}}, {TASK}')}conditions: {{large: {{company.size: known}}}}\nmetrics: {{people: {{count: contacts}}}}\n",
        [],
    ),
    (
        "a waiver of nothing",
        f"{ruled(USED)}waive: {{never-used: why, nonsense: why, no-webhook: why}}\n",
        [("waiver-unused", "never-used"), ("waiver-unknown", "nonsense")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_advice(text: str, expected: list[tuple[str, str]]) -> None:
    """It is found where it is meant, and nowhere else."""
    assert sorted(found(text)) == sorted(expected)


def test_every_kind_of_advice_is_shown_above() -> None:
    """No id without a rulebook that gives rise to it; some need cases, a portal, or what cannot be done yet."""
    shown = {id_ for _, _, expected in ROWS for id_, _ in expected}
    assert shown | NOISE | {"no-webhook"} == set(IDS)


def test_each_stage_and_rule_wants_a_case() -> None:
    """Without any case that is said once; with some, for each stage and rule that none expects."""
    text = ruled(USED)
    assert found(text, quiet=()) == [("missing-case", "cases")]
    cases = "cases:\n  - {case: big, given: {company: {size: 7}}, expect: {stage: big, fired: [use]}}\n"
    assert found(text + cases, quiet=()) == [("missing-case", "identified")]
    cases = cases.replace(", fired: [use]", "")
    assert found(text + cases, quiet=()) == [("missing-case", "identified"), ("missing-case", "use")]


def test_a_waiver_holds_for_all_or_for_one() -> None:
    """By the id, or by the id and the name; what is not waived is still said."""
    text = f"{HEAD}{CONE}conditions: {{a: {{company.size: known}}, b: {{company.size: known}}}}\n"
    both = [("never-used", "anna"), ("never-used", "a"), ("never-used", "b")]
    assert found(text) == both
    assert found(f"{text}waive: {{never-used@a: for later}}\n") == [both[0], both[2]]
    assert found(f"{text}waive: {{never-used: for later}}\n") == []
    assert found(f"{text}waive: {{never-used@c: for later}}\n") == [*both, ("waiver-unused", "never-used@c")]


def test_advice_has_a_place_a_message_and_a_hint() -> None:
    """It reads like a problem: file, line and column of what it is about."""
    text = ruled(USED, f"rule: r, when: {{company.a: known, contacts.count: {{at_least: 0}}}}, {TASK}")
    [advice] = [each for each in looked(text)[1] if each.id == "always-true"]
    line = text.splitlines()[advice.line - 1]
    assert line[advice.column - 1 :].startswith("contacts.count")
    assert str(advice).startswith(
        f"book.yaml:{advice.line}:{advice.column} always-true This condition of 'r'"
    )
    assert advice.hint in str(advice)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_shipped_rulebooks_contradict_nothing(path: Path) -> None:
    """What we ship asks for nothing impossible and for nothing in vain."""
    _, advice = look_over(path.read_text("utf-8"), path.name)
    harmless = NOISE | {"hand-over-without-needs"}
    assert [str(each) for each in advice if each.id not in harmless] == []


EVERYTHING = """\
rulebook: Everything
prefix: abm
business_hours: {holidays: DE-NW}
accounts:
  match: [association, email_domain, company_name]
  roll_up: {stop_at: {company.country: {is: AT}}}
  not_members: {labels: [Partner], left_company: true}
  key_account: {when: {company.a: known}, suggest: {company.b: known}}
deals: {smallest: 1000 EUR, ignore: [old]}
writes: {company.hubspot_owner_id: fill_if_empty, company.industry: fill_if_empty, contact.lifecyclestage: forward_only}
people:
  anna: {property: company.hubspot_owner_id, else: {pool: team}}
  pools: {team: {members: [lena@nordwind.example], by: round_robin, capacity: 3}}
tiers: {one: {when: {company.c: known}, roles: {CHAMPION: 1}}}
buying_center: {infer_from_job_title: true}
engagement:
  signals: {click: {when: contact.click, points: 1}}
  weights: {role: {CHAMPION: 2}, tier: {one: 2}}
funnel: {lead: {when: {contact.a: known}, lifecyclestage: lead}}
cone: {prospect: [identified, {big: {when: {company.size: known}, hand_over: true}}]}
rules:
  - rule: all
    when: {stage: known}
    then:
      - note: {text: Note}
      - assign_owner: {to: anna}
      - add_to_list: {list: List}
      - notify: {to: anna, text: News}
      - set: {company.industry: Chemie}
      - task: {title: Task, to: anna, close_when: resolved}
handover:
  to: anna
  one_open_per: buying_unit
  worked_when: first_sales_activity
  on_reject: {not_now: {recycle: ask_date, else: 90 days, again_when: new_signal}}
  outside_key_accounts: {when: {contact.a: known}, to: {pool: team}}
  packet: [company, sources, legal_basis, open_tasks]
limits: {tasks_per_person_per_day: 8, handovers_per_rep_per_week: 3}
"""


def test_what_is_not_carried_out_yet_is_said() -> None:
    """Of each feature once, where the rulebook first asks for it; and nothing of what it does not ask for."""
    _, advice = looked(EVERYTHING)
    told = [each for each in advice if each.id == "not-yet-carried-out"]
    assert sorted(each.name for each in told) == sorted(LATER)
    assert len({each.place for each in told}) == len(LATER)
    assert all(each.line > 1 for each in told)
    assert found(ruled(USED), quiet={"missing-case"}) == []


def test_the_most_points_there_can_be() -> None:
    """Three clicks now, three a half-life ago, three before that: 9 + 4.5 + 2.25 + ... come near 18 and never beyond."""
    book, _ = looked(points("click: {when: contact.click, points: 3, at_most: {count: 3, per: 30 days}}"))
    clicks = tuple(sorted((AT - 30 * DAY * turn, 3.0) for turn in range(20) for _ in range(3)))
    reached = Score(clicks, 30 * DAY).at(AT, None)
    assert 17.99 < reached <= most_points(book) < 18.001

"""The laws of deciding, for random rulebooks and random tales: the same again, idempotent, calm until the wake."""

import json
import random
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.facts import AccountFacts
from accounts.metrics import Const, Score
from rules import Rulebook
from rules.decide import decide
from rules.decision import Decision
from rules.memory import Memory
from tests.rules.tales import DAY, HOUR, Tale, book, moment, person

CONDITIONS = (
    "company.expanded: {is: true}",
    "company.size: {at_least: 100}",
    "company.size: {less_than: 100, unset_means: 0}",
    "engagement.score: {at_least: 30}",
    "engagement.score: {less_than: 12}",
    "signals.visit: {within: 9 days}",
    "signals.visit: {at_least: 2, within: 20 days}",
    "signals.any: {at_most: 1}",
    "company.renewal: {before: today}",
    "company.renewal: {after: today}",
    "contact_funnel.interest: {at_least: 1}",
    "contacts.count: {at_least: 2}",
    "not: {company.expanded: {is: true}}",
    "any: {company.size: known, signals.quote: {within: 3 days}}",
    "cycle: {at_least: 2}",
    "company.gap: {is: ROLE}",
    "at_least_n_of: {n: 2, of: [{company.expanded: {is: true}}, {company.size: {at_least: 100}}, {signals.any: {none_for: 5 days}}]}",
    "company.size: {is_none_of: [50]}",
    "until.company.renewal: {at_most: 7 days}",
    "since.company.renewal: {at_least: 2 days}",
)
RULES = (
    "{rule: age, when: {stage.age: {at_least: 3 days}}, then: [{task: {title: Age, to: desk}}]}",
    "{rule: daily, when: {engagement.score: {at_least: 10}}, once_per: day, then: [{task: {title: Day, to: desk}}]}",
    "{rule: each-cycle, when: {stage: {is: expanded}}, once_per: cycle, then: [{task: {title: Cycle, to: desk}}]}",
    "{rule: ever, when: {signals.visit: {within: 5 days}}, once_per: ever, then: [{task: {title: Ever, to: desk}}]}",
    "{rule: gap, when: {company.size: {at_least: 100}}, then: [{set: {company.abm_gap: ROLE}}]}",
    "{rule: hot, when: {engagement.score: {at_least: 25}}, priority: 1, then: [{set: {company.abm_gap: HOT}}]}",
    "{rule: warm, when: {signals.any: {within: 6 days}}, then: [{set: {company.abm_gap: WARM}}]}",
    "{rule: chained, when: {company.abm_gap: {is: ROLE}}, then: [{task: {title: Chained, to: desk}}]}",
    "{rule: each, when: {company.size: known}, for_each: {members: contacts, where: {contact.wants_more: {is: true}}}, then: [{task: {title: Each, to: desk}}, {set: {contact.abm_topic: x}}]}",
    "{rule: listed, when: {signals.any: {within: 4 days}}, then: [{add_to_list: {list: L, while: holds}}, {note: {text: N}}]}",
    "{rule: playing, when: {company.size: {at_least: 100}}, once_per: cycle, then: [{play: woo}]}",
    "{rule: closing, when: {company.expanded: {is: true}}, then: [{task: {title: Closing, to: desk, close_when: resolved}}]}",
    "{rule: season, when: {company.target: {is: true}}, from: 2026-06-08, until: 2026-06-20, then: [{set: {company.abm_season: x}}]}",
    "{rule: modest, when: {company.size: known}, mode: suggest, then: [{task: {title: Modest, to: desk}}]}",
    "{rule: kept, when: {contacts.count: {at_least: 2}}, then: [{set: {company.abm_kept: x}, keep: true}]}",
)


GATES = (
    "needs: expanded, hand_over: true",
    "needs: expanded, hand_over: true, gate: {company.size: {at_least: 100}}",
    "needs: expanded, hand_over: true, max_stay: 9 days",
)
PLAYS = (
    "plays: {woo: {steps: [{task: {title: One, to: desk}}, {after: 4 days, task: {title: Two, to: desk}}]}}\n"
)
NEVER = (
    "{rule: never, when: {company.size: {at_least: 9, at_most: 3}}, priority: 9, "
    "then: [{set: {company.abm_gap: NEVER}}, {task: {title: Never, to: desk}}, {note: {text: Never}}]}"
)


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    """Rulebooks of one shape, with other conditions, limits and rules."""
    on_cone = st.sampled_from(CONDITIONS)
    all_time = st.sampled_from([text for text in CONDITIONS if "cycle" not in text and "funnel" not in text])
    changes = [
        (f"company.{name}: {{is: true}}", draw(on_cone)) for name in ("engaged", "warm", "ready", "green")
    ]
    changes += [(f"company.{name}: {{is: true}}", draw(all_time)) for name in ("ended", "buys")]
    changes.append(("back: on_no", f"back: {draw(st.sampled_from(('on_no', 'on_no', 'never', 'ask')))}"))
    changes.append(("cool_down: 30 days", f"cool_down: {draw(st.sampled_from((0, 2, 30)))} days"))
    changes.append(("min_stay: 7 days", f"min_stay: {draw(st.sampled_from((0, 7)))} days"))
    changes.append((GATES[0], draw(st.sampled_from(GATES))))
    changes.append(("needs: expanded,", f"needs: {draw(st.sampled_from(('expanded', 'engaged')))},"))
    rules = draw(st.lists(st.sampled_from(RULES), unique=True, max_size=6))
    return book(*changes, more=_with(rules))


def _with(rules: list[str]) -> str:
    return "".join(["\nrules:\n", *(f"  - {rule}\n" for rule in rules), PLAYS]) if rules else ""


@st.composite
def happenings(draw: st.DrawFn) -> dict[str, Any]:
    """What may be told of an account on one day."""
    told: dict[str, Any] = {"days": draw(st.sampled_from((0, HOUR / DAY, 0.9, 1, 3, 8, 15, 31, 100)))}
    truth = st.sampled_from((True, True, False, None))
    for _ in range(draw(st.integers(0, 3))):
        match draw(st.integers(0, 7)):
            case 0:
                told["expanded"] = draw(truth)
            case 1:
                told["size"] = draw(st.sampled_from((None, 50, 100)))
            case 2:
                told["target"] = draw(truth)
            case 3 | 4:
                told["signal"] = draw(st.sampled_from(("visit", "visit", "quote")))
            case 5:
                states = st.sampled_from(("open", "won", "lost"))
                told["deals"] = draw(st.dictionaries(st.sampled_from("de"), states, min_size=1))
            case 6:
                told["order"] = draw(
                    st.sampled_from(("expanded", "engaged", "sales_ready", "in_sales", "growing", "x"))
                )
            case _:
                told["answer"] = draw(st.sampled_from(("accepted", "rejected", "rejected", "offered")))
    told["contacts"] = tuple(
        person(f"c{number}", wants_more=draw(truth)) for number in range(draw(st.integers(0, 3)))
    )
    return told


TALES = st.lists(happenings(), min_size=1, max_size=8)
LAWS = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def said(decision: Decision) -> str:
    """The whole decision as text, byte for byte."""
    memories = {
        "memory": decision.memory.model_dump_json(),
        "before": decision.before and decision.before.model_dump_json(),
    }
    memories["findings"] = json.dumps(
        {name: asdict(one) for name, one in decision.findings.items()}, default=str
    )
    plain = asdict(replace(decision, memory=Memory(), before=None, findings={})) | memories
    return json.dumps(plain, sort_keys=False, default=str)


def lived(rulebook: Rulebook, days: list[dict[str, Any]]) -> list[tuple[AccountFacts, Memory, int, Decision]]:
    """Each decision of a tale with what it was made from."""
    tale = Tale(rulebook)
    tale.told["company.renewal"] = Const(date(2026, 6, 20))
    now, done = 0.0, []
    for told in days:
        rest = dict(told)
        now += rest.pop("days")
        before = tale.memory
        assert before is not None
        tale.told["engagement.score"] = _score(tale, rest.get("signal"), moment(now))
        decision = tale.on(now, **rest)
        assert decision.disagreement is None
        done.append((tale.facts(), before, moment(now), decision))
    return done


def _score(tale: Tale, signal: str | None, at: int) -> Score:
    before = tale.told["engagement.score"]
    assert isinstance(before, Score)
    return Score((*before.points, (at, 20.0)) if signal else before.points, before.half_life)


@LAWS
@given(rulebooks(), TALES)
def test_same_again(rulebook: Rulebook, days: list[dict[str, Any]]) -> None:
    """Deciding again on the same facts, memory and moment gives the same decision byte for byte."""
    for facts, before, at, decision in lived(rulebook, days):
        assert said(decide(rulebook, facts, before, at)) == said(decision)


@LAWS
@given(rulebooks(), TALES)
def test_idempotent(rulebook: Rulebook, days: list[dict[str, Any]]) -> None:
    """Deciding on the memory of a decision at the same moment moves nothing, wishes no task, and remembers the same."""
    for facts, _, at, decision in lived(rulebook, days):
        again = decide(rulebook, facts, decision.memory, at)
        assert (again.moves, again.tasks, again.wishes, again.resolved) == ((), (), (), ())
        assert again.memory.model_dump_json() == decision.memory.model_dump_json()


@LAWS
@given(rulebooks(), TALES, st.floats(0, 1, exclude_max=True))
def test_calm_until_the_wake(rulebook: Rulebook, days: list[dict[str, Any]], share: float) -> None:
    """Before the moment at which an account is to be looked at again, time alone changes nothing."""
    for facts, _, at, decision in lived(rulebook, days):
        settled = decide(rulebook, facts, decision.memory, at)
        assert settled.wake is None or settled.wake > at
        end = settled.wake or at + 1000 * DAY
        for then in {at + int(share * (end - at)), end - 1}:
            later = decide(rulebook, facts, settled.memory, then)
            assert (later.moves, later.tasks, later.wishes, later.resolved) == ((), (), (), ())
            assert later.suggestions == settled.suggestions
            assert later.wants == settled.wants
            assert later.memory.model_dump_json() == settled.memory.model_dump_json()


@LAWS
@given(rulebooks(), TALES, st.randoms(use_true_random=False))
def test_order_is_irrelevant(rulebook: Rulebook, days: list[dict[str, Any]], chance: random.Random) -> None:
    """In which order contacts, deals and signals are told does not matter."""
    for facts, before, at, decision in lived(rulebook, days):
        assert said(decide(rulebook, _shuffled(facts, chance), before, at)) == said(decision)


def _shuffled(facts: AccountFacts, chance: random.Random) -> AccountFacts:
    def mixed(things: Any) -> Any:
        return tuple(chance.sample(list(things), len(things)))

    return replace(
        facts,
        contacts=mixed(facts.contacts),
        deals=mixed(facts.deals),
        signals=mixed(facts.signals),
        facts=dict(mixed(facts.facts.items())),
    )


@LAWS
@given(rulebooks(), TALES)
def test_a_task_is_wished_once(rulebook: Rulebook, days: list[dict[str, Any]]) -> None:
    """No episode is wished twice in the life of an account."""
    keys = [task.key for _, _, _, decision in lived(rulebook, days) for task in decision.tasks]
    assert len(keys) == len(set(keys))


@LAWS
@given(rulebooks(), TALES)
def test_a_stage_of_the_ladder(rulebook: Rulebook, days: list[dict[str, Any]]) -> None:
    """An account stands on a stage of its relationship's ladder or on none; memory is sorted."""
    for _, _, _, decision in lived(rulebook, days):
        memory = decision.memory
        names = [stage.name for stage in rulebook.cone.ladder(memory.relationship or "prospect")]
        assert memory.stage is None or memory.stage in names
        assert (memory.stage is None) == (memory.since is None)
        assert memory.stage is None or list(memory.visited) == sorted(set(memory.visited) & set(names))
        assert list(memory.done) == sorted(set(memory.done))


@LAWS
@given(st.lists(st.sampled_from(RULES), unique=True, max_size=5), TALES)
def test_a_rule_that_never_matches_changes_nothing(rules: list[str], days: list[dict[str, Any]]) -> None:
    """Whatever it would do, and with whatever priority: positions, values, tasks and wishes are the same without it."""
    without = lived(book(more=_with(rules) if rules else PLAYS), days)
    beside = lived(book(more=_with([NEVER, *rules])), days)
    for (_, _, _, one), (_, _, _, other) in zip(without, beside, strict=True):
        assert (one.moves, one.wants, one.tasks, one.wishes) == (
            other.moves,
            other.wants,
            other.tasks,
            other.wishes,
        )
        assert one.memory.model_copy(update={"rulebook": ""}) == other.memory.model_copy(
            update={"rulebook": ""}
        )
        assert (one.wake, one.suggestions, one.fired) == (other.wake, other.suggestions, other.fired)

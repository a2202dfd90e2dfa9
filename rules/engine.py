"""Which of many conditions say yes, asked of durable_rules; the only home of that library.

It is used as a matcher on one flat, typed fact, the one use that was measured to be right: numbers, booleans and
short texts are compared in the engine, whatever it cannot compare safely arrives as a flag. A value that is unknown
is left out of the fact, and a field left out satisfies no test: neither that of a yes nor that of a no.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

import durable_rules_engine

from accounts.metrics import Facts
from accounts.values import Moment
from rules.conditions import Condition
from rules.judging.fields import Fields
from rules.judging.looking import Now, Readings, Seen
from rules.judging.matching import Test
from rules.judging.normal import flagged, normal
from rules.judging.telling import Telling

MOST_TOKENS = 56  # with more than 64 conditions true at once the library fires no rule at all (error 303)
MOST_NODES = 400  # with 512 alternatives below one parent it never returns
MOST_RULES = 60
MOST_GROUPS = 13  # with 15 nested groups it refuses the rule
MOST_FIELDS = 200  # of 252

_GUARD = (
    '{"_k":"a"}'  # in every rule and every fact, so that none of the library's own messages satisfies a rule
)
_FACT = (
    '{"_k":"a","sid":"0","id":"x"'  # one session and one fact for ever: each new session would cost memory
)
_RETRACT = '{"sid":"0","id":"x"}'
_STORED, _NO_USE = 0, 1  # what the library answers to a fact: some rule, or none, has a test that it meets

_lock = threading.Lock()  # one fact at a time in the whole process
_registered: dict[
    str, int
] = {}  # rule set -> handle: the library leaks what it is given, so nothing is given twice


class EngineError(Exception):
    """The library refused what it was given; no decision may rest on its answer."""


@dataclass(frozen=True)
class Rule:
    """One test, and the names of all conditions that come to it."""

    test: Test
    names: tuple[str, ...]


@dataclass(frozen=True)
class Shard:
    """Some of the rules, few enough for one rule set."""

    handle: int
    rules: tuple[Rule, ...]
    telling: Telling


@dataclass(frozen=True)
class Engine:
    """A set of conditions, compiled."""

    shards: tuple[Shard, ...]
    readings: Readings

    @classmethod
    def compile(cls, conditions: Mapping[str, Condition], readings: Readings | None = None) -> "Engine":
        """Register what is not yet registered: the same conditions cost the library nothing the second time.

        `readings`: whose values `says` will be given.
        """
        readings = Readings() if readings is None else readings
        fields = Fields()
        named: dict[Test, list[str]] = {}
        for name, condition in conditions.items():
            named.setdefault(_affordable(condition, fields), []).append(name)
        groups = _groups([Rule(test, tuple(names)) for test, names in named.items()])
        return cls(tuple(_shard(group, fields, readings) for group in groups), readings)

    def matches(self, facts: Facts, at: Moment, since: Moment | None, tz: tzinfo) -> frozenset[str]:
        """The names of the conditions that say yes."""
        now = Now(at, since, tz)
        return self.says(facts, self.readings.values(self.readings.facts(facts, now), now), now)

    def says(self, facts: Facts, values: Sequence[Seen], now: Now) -> frozenset[str]:
        """The same of facts whose values have been read already."""
        [said] = self.says_of_each([(facts, values)], now)
        return said

    def says_of_each(self, several: Sequence[tuple[Facts, Sequence[Seen]]], now: Now) -> list[frozenset[str]]:
        """The same of several facts. Those that come to the same text are one question, asked once."""
        answers: dict[tuple[str, ...], frozenset[str]] = {}
        said = []
        for facts, values in several:
            told = tuple([shard.telling.told(facts, values, now) for shard in self.shards])
            if told not in answers:
                answers[told] = self._answer(told)
            said.append(answers[told])
        return said

    def _answer(self, told: tuple[str, ...]) -> frozenset[str]:
        names: list[str] = []
        for shard, text in zip(self.shards, told, strict=True):
            for index in _hits(shard.handle, text):
                names += shard.rules[index].names
        return frozenset(names)


def _affordable(condition: Condition, fields: Fields) -> Test:
    """The condition's test; its flag where the test alone would break the library's limits."""
    test = normal(condition, fields)
    if (
        test.tokens > MOST_TOKENS
        or test.nodes > MOST_NODES // 2
        or test.groups > MOST_GROUPS
        or len(test.fields) > MOST_FIELDS
    ):
        return flagged(condition, fields)
    return test


def _groups(rules: list[Rule]) -> list[list[Rule]]:
    """The rules in groups that stay below the library's limits."""
    groups: list[list[Rule]] = []
    used = (MOST_TOKENS, 0, 0, 0)
    for rule in rules:
        cost = (rule.test.tokens, rule.test.nodes + 1, 1, len(rule.test.fields))
        total = [spent + more for spent, more in zip(used, cost, strict=True)]
        most = (MOST_TOKENS, MOST_NODES, MOST_RULES, MOST_FIELDS)
        if any(spent > limit for spent, limit in zip(total, most, strict=True)):
            groups.append([])
            total = list(cost)
        groups[-1].append(rule)
        used = (total[0], total[1], total[2], total[3])
    return groups


def _shard(rules: list[Rule], fields: Fields, readings: Readings) -> Shard:
    texts = (f'"r{index}":{{"all":[{{"m":{_guarded(rule.test)}}}]}}' for index, rule in enumerate(rules))
    needed = fields.named(name for rule in rules for name in rule.test.fields)
    return Shard(_handle("{" + ",".join(texts) + "}"), tuple(rules), Telling(needed, readings))


def _guarded(test: Test) -> str:
    inside = (
        test.text.removeprefix('{"$and":[').removesuffix("]}")
        if test.text.startswith('{"$and":[')
        else test.text
    )
    return f'{{"$and":[{_GUARD},{inside}]}}'


def _handle(rule_set: str) -> int:
    with _lock:
        if rule_set not in _registered:
            try:
                _registered[rule_set] = durable_rules_engine.create_ruleset("flipfunnel", rule_set)
            except durable_rules_engine.error as error:
                raise EngineError(
                    f"durable_rules refuses a rule set of {len(rule_set)} letters: {error}"
                ) from error
        return _registered[rule_set]


def _hits(handle: int, told: str) -> Sequence[int]:
    """The rules of one rule set that the fact meets, by number; one with alternatives perhaps several times."""
    if not told:
        return ()  # every test needs a field
    with _lock:
        try:
            code, state = durable_rules_engine.assert_fact(handle, f"{_FACT}{told}}}")
            if code not in {_STORED, _NO_USE}:
                raise EngineError(f"durable_rules answers {code} to a fact of {len(told)} letters")
            return _fired(handle, state) if code == _STORED else ()
        except durable_rules_engine.error as error:
            raise EngineError(f"durable_rules refuses a fact of {len(told)} letters: {error}") from error
        finally:
            durable_rules_engine.retract_fact(handle, _RETRACT)


def _fired(handle: int, state: int) -> list[int]:
    """Start and complete the actions one by one; an action is the rule's name, as in `{"r12":...`."""
    fired = []
    first = durable_rules_engine.start_action_for_state(handle, state)
    action = first[1] if first else None
    while action:
        fired.append(int(action[3 : action.index('"', 3)]))
        action = durable_rules_engine.complete_and_start_action(handle, state)
    return fired

"""Looking at a group of conditions: the engine says which hold, the walk says why and until when; both must agree."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from zoneinfo import ZoneInfo

from accounts.metrics import Facts
from accounts.values import Moment
from rules.circles import CONE, FUNNEL, RELATIONSHIP, graph, targets
from rules.conditions import Condition
from rules.engine import Engine, EngineError
from rules.findings import Findings
from rules.looking import Now
from rules.model import Effect, Rule, Rulebook
from rules.program import Look, Program

Verdicts = Mapping[str, bool | None]


class DisagreementError(Exception):
    """The engine and the walk differ: nothing that rests on either may be written."""


@dataclass(frozen=True)
class Group:
    """Conditions that are looked at together, with the same facts, by name."""

    program: Program
    engine: Engine


@dataclass(frozen=True)
class Stratum:
    """What is found out together, since nothing of it reads what another part of it sets."""

    parts: frozenset[str]  # of RELATIONSHIP, FUNNEL, CONE
    rules: tuple[Rule, ...]  # in the order of the file; their facts count since the cycle began
    timeless: tuple[Rule, ...]  # rules on which the relationship hangs: like it, they look at all time

    @cached_property
    def all_rules(self) -> tuple[Rule, ...]:
        return (*self.timeless, *self.rules)

    @cached_property
    def targets(self) -> list[str]:
        """The properties that its rules set."""
        return sorted({name for rule in self.all_rules for name in targets(rule)})


class Compiled:
    """A rulebook made ready for deciding: its groups of conditions, and its strata, readers after writers."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.zone = ZoneInfo(book.timezone)
        self.strata = _strata(book)
        self.writers = _writers(book)
        self._groups: dict[str, Group] = {}

    def group(self, name: str, conditions: Callable[[], Mapping[str, Condition]]) -> Group:
        """The group of that name; its engine is compiled when it is first asked for."""
        if name not in self._groups:
            made = conditions()
            program = Program(made)
            self._groups[name] = Group(program, Engine.compile(made, program.readings))
        return self._groups[name]


def _writers(book: Rulebook) -> Mapping[str, Sequence[tuple[Rule, Effect]]]:
    """Which rules set a property, and by which of their effects."""
    writers: dict[str, list[tuple[Rule, Effect]]] = {}
    for rule in book.rules:
        for effect in rule.then:
            for name in effect.set or ():
                writers.setdefault(name, []).append((rule, effect))
    return writers


def _strata(book: Rulebook) -> tuple[Stratum, ...]:
    timeless = _before(graph(book), RELATIONSHIP)
    strata = []
    for names in _order(book):
        rules = [rule for rule in book.rules if rule.rule in names]
        strata.append(
            Stratum(
                frozenset(names) & {RELATIONSHIP, FUNNEL, CONE},
                tuple(rule for rule in rules if rule.rule not in timeless),
                tuple(rule for rule in rules if rule.rule in timeless),
            )
        )
    return tuple(strata)


def _order(book: Rulebook) -> tuple[tuple[str, ...], ...]:
    """Rules, relationship, funnel and cone in strata; who reads stands in a later one than who sets."""
    nodes = graph(book)
    early = _before(nodes, RELATIONSHIP)
    # The relationship opens and closes cycles, from which the facts of all other rules are counted.
    for rule in book.rules:
        if rule.rule not in early:
            nodes[rule.rule] |= {RELATIONSHIP}
    acting = {RELATIONSHIP, FUNNEL, CONE, *(rule.rule for rule in book.rules)}
    sorter = TopologicalSorter(nodes)
    sorter.prepare()
    strata = []
    while sorter.is_active():
        ready = sorter.get_ready()
        strata.append(tuple(sorted(acting & set(ready))))
        sorter.done(*ready)
    return tuple(stratum for stratum in strata if stratum)


def _before(nodes: Mapping[str, Iterable[str]], end: str) -> frozenset[str]:
    found: set[str] = set()
    waiting = [end]
    while waiting:
        fresh = set(nodes.get(waiting.pop(), ())) - found
        found |= fresh
        waiting += sorted(fresh)
    return frozenset(found)


_COMPILED: dict[str, Compiled] = {}


def compiled(book: Rulebook) -> Compiled:
    """The rulebook ready for deciding. An engine is never given back whole, so the same content is compiled once."""
    digest = book.digest
    if not digest:
        return Compiled(book)
    if digest not in _COMPILED:
        _COMPILED[digest] = Compiled(book)
    return _COMPILED[digest]


@dataclass
class Sight:
    """What was looked at in one decision."""

    compiled: Compiled
    at: Moment
    soonest: Moment | None = None  # when time alone may change anything of it
    _looks: list[Look] = field(default_factory=list)
    _nows: dict[Moment | None, Now] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.findings = Findings(self._looks)

    def relationship(self, facts: Facts) -> Verdicts:
        def conditions() -> dict[str, Condition]:
            return {f"relationship.{name}": rule.when for name, rule in self._book.relationship.items()}

        return self._look("relationship", conditions, facts, None)

    def key_account(self, facts: Facts) -> bool | None:
        def conditions() -> dict[str, Condition]:
            return {"key_account": self._book.accounts.key_account.when}

        return self._look("key_account", conditions, facts, None)["key_account"]

    def funnel(self, several: Sequence[Facts]) -> list[Verdicts]:
        """The steps of each of several contacts; their findings are not kept, their flips are."""

        def conditions() -> dict[str, Condition]:
            return {name: step.when for name, step in self._book.funnel.items()}

        return self._look_at_each("funnel", conditions, several, None, keep=False)

    def ladder(self, relationship: str, facts: Facts, since: Moment | None) -> Verdicts:
        def conditions() -> dict[str, Condition]:
            stages = self._book.cone.ladder(relationship)
            tests = [(f"stage.{stage.name}", stage.when) for stage in stages]
            tests += [(f"stay.{stage.name}", stage.stay_while) for stage in stages]
            return {name: condition for name, condition in tests if condition is not None}

        return self._look(f"cone.{relationship}", conditions, facts, since)

    def fast_lane(self, facts: Facts, since: Moment | None) -> bool | None:
        """Unknown where the rulebook has none."""

        def conditions() -> dict[str, Condition]:
            handover = self._book.handover
            return {"fast_lane": handover.fast_lane.when} if handover and handover.fast_lane else {}

        return self._look("fast_lane", conditions, facts, since).get("fast_lane")

    def rules(self, rules: tuple[Rule, ...], facts: Facts, since: Moment | None) -> Verdicts:
        """The verdicts by the names of the rules."""

        def conditions() -> dict[str, Condition]:
            return {f"rule.{rule.rule}": rule.when for rule in rules}

        if not rules:
            return {}
        found = self._look(f"rules from {rules[0].rule}", conditions, facts, since)
        return {rule.rule: found[f"rule.{rule.rule}"] for rule in rules}

    @property
    def _book(self) -> Rulebook:
        return self.compiled.book

    def _look(
        self, name: str, conditions: Callable[[], Mapping[str, Condition]], facts: Facts, since: Moment | None
    ) -> Verdicts:
        [verdicts] = self._look_at_each(name, conditions, [facts], since)
        return verdicts

    def _look_at_each(
        self,
        name: str,
        conditions: Callable[[], Mapping[str, Condition]],
        several: Sequence[Facts],
        since: Moment | None,
        *,
        keep: bool = True,
    ) -> list[Verdicts]:
        group, now = self.compiled.group(name, conditions), self._now(since)
        looks = [group.program.look(facts, now) for facts in several]
        if keep:
            self._looks += looks
        for look in looks:
            self.soonest = look.soonest(self.soonest)
        verdicts: list[Verdicts] = [look.verdicts() for look in looks]
        self._agree(group, looks, verdicts, now)
        return verdicts

    def _now(self, since: Moment | None) -> Now:
        if since not in self._nows:
            self._nows[since] = Now(self.at, since, self.compiled.zone)
        return self._nows[since]

    def _agree(self, group: Group, looks: Sequence[Look], verdicts: Sequence[Verdicts], now: Now) -> None:
        try:
            answers = group.engine.says_of_each([(look.facts, look.values) for look in looks], now)
        except EngineError as error:
            raise DisagreementError(f"the engine refused to answer: {error}") from error
        for found, said in zip(verdicts, answers, strict=True):
            yes = {name for name, verdict in found.items() if verdict}
            if said != yes:
                names = ", ".join(sorted(said ^ yes))
                raise DisagreementError(f"engine and explanation differ on {names}")

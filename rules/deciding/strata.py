"""A rulebook made ready for deciding: its groups of conditions, and its rules in strata, readers after writers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from zoneinfo import ZoneInfo

from rules.checking.circles import (
    CONE,
    EXCLUDED,
    FUNNEL,
    RELATIONSHIP,
    TIER,
    graph,
    reshaped,
    scores_in,
    targets,
)
from rules.conditions import Condition
from rules.engine import Engine
from rules.judging.program import Program
from rules.judging.tree import reads
from rules.language.vocabulary import bare
from rules.model import Effect, Rule, Rulebook

PARTS = frozenset({RELATIONSHIP, FUNNEL, CONE, TIER, EXCLUDED})


@dataclass(frozen=True)
class Group:
    """Conditions that are looked at together, with the same facts, by name."""

    program: Program
    engine: Engine


@dataclass(frozen=True)
class Stratum:
    """What is found out together, since nothing of it reads what another part of it sets."""

    parts: frozenset[str]  # of PARTS
    rules: tuple[Rule, ...]  # in the order of the file; their facts count since the cycle began
    timeless: tuple[Rule, ...]  # rules on which the relationship hangs: like it, they look at all time

    @cached_property
    def all_rules(self) -> tuple[Rule, ...]:
        return (*self.timeless, *self.rules)

    @cached_property
    def seasonal(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.all_rules if rule.from_ or rule.until)

    @cached_property
    def of_members(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.all_rules if rule.for_each)

    @cached_property
    def once(self) -> tuple[Rule, ...]:
        """Those that cause something once in an episode."""
        return tuple(rule for rule in self.all_rules if any(effect.set is None for effect in rule.then))

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
        self.names = {rule.key: rule.rule for rule in book.rules}  # of today, by the key of the rule
        self._groups: dict[str, Group] = {}

    @cached_property
    def key_account_early(self) -> bool:
        """Whether neither a rule nor the tier sets what key accounts are known by: then they are looked at together with
        the relationship.
        """
        when = self.book.accounts.key_account.when
        read = {bare(metric) for metric in reads(when)} | scores_in(when)
        return read.isdisjoint(self.writers) and read.isdisjoint(reshaped(self.book))

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
                frozenset(names) & PARTS,
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
    acting = {*PARTS, *(rule.rule for rule in book.rules)}
    strata = [tuple(sorted(acting & generation)) for generation in _generations(nodes)]
    return tuple(stratum for stratum in strata if stratum)


def _generations(nodes: Mapping[str, Iterable[str]]) -> list[set[str]]:
    """Everybody as late as may be, so that there are few groups: a rule that nobody reads belongs to the last."""
    readers: dict[str, set[str]] = {}
    for reader, read in nodes.items():
        readers.setdefault(reader, set())
        for name in read:
            readers.setdefault(name, set()).add(reader)
    sorter = TopologicalSorter(readers)
    sorter.prepare()
    found = []
    while sorter.is_active():
        ready = sorter.get_ready()
        found.append(set(ready))
        sorter.done(*ready)
    return found[::-1]


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

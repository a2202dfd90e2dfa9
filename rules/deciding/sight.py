"""Looking at a group of conditions: the engine says which hold, the walk says why and until when; both must agree."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from accounts.metrics import Facts
from accounts.values import Moment
from rules.conditions import Condition
from rules.deciding.strata import Compiled, Group
from rules.engine import EngineError
from rules.judging.findings import Findings
from rules.judging.looking import Now
from rules.judging.program import Look
from rules.language.naming import permitted
from rules.model import Rule, Rulebook

Verdicts = Mapping[str, bool | None]


class DisagreementError(Exception):
    """The engine and the walk differ: nothing that rests on either may be written."""


@dataclass
class Sight:
    """What was looked at in one decision."""

    compiled: Compiled
    at: Moment
    soonest: Moment | None = None  # when time alone may change anything of it
    _key_verdict: bool | None = None
    _looks: list[Look] = field(default_factory=list)
    _nows: dict[Moment | None, Now] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.findings = Findings(self._looks)

    def relationship(self, facts: Facts) -> Verdicts:
        """The verdicts by `relationship.x`; `key_account` beside them, where that can be known as early."""

        def conditions() -> dict[str, Condition]:
            named = {f"relationship.{name}": rule.when for name, rule in self._book.relationship.items()}
            return {**named, **(self._key_account() if self.compiled.key_account_early else {})}

        found = self._look("relationship", conditions, facts, None)
        self._key_verdict = found.get("key_account")
        return {name: verdict for name, verdict in found.items() if name != "key_account"}

    def key_account(self, facts: Facts) -> bool | None:
        """Precondition: the relationship was looked at."""
        if self.compiled.key_account_early:
            return self._key_verdict
        return self._look("key_account", self._key_account, facts, None)["key_account"]

    def _key_account(self) -> dict[str, Condition]:
        return {"key_account": self._book.accounts.key_account.when}

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
            tests += [(f"gate.{stage.name}", stage.gate) for stage in stages]
            return {name: condition for name, condition in tests if condition is not None}

        return self._look(f"cone.{relationship}", conditions, facts, since)

    def fast_lane(self, facts: Facts, since: Moment | None) -> bool | None:
        """Unknown where the rulebook has none."""

        def conditions() -> dict[str, Condition]:
            handover = self._book.handover
            return {"fast_lane": handover.fast_lane.when} if handover and handover.fast_lane else {}

        return self._look("fast_lane", conditions, facts, since).get("fast_lane")

    def tiers(self, facts: Facts) -> Verdicts:
        def conditions() -> dict[str, Condition]:
            return {f"tier.{name}": tier.when for name, tier in self._book.tiers.items()}

        return self._look("tiers", conditions, facts, None)

    def products(self, facts: Facts) -> Verdicts:
        """Of each product line, whether it is for this account."""

        def conditions() -> dict[str, Condition]:
            products = self._book.buying_center.products
            return {f"product.{name}": product.when for name, product in products.items()}

        return self._look("products", conditions, facts, None)

    def excluded(self, facts: Facts) -> Verdicts:
        def conditions() -> dict[str, Condition]:
            excluded = self._book.accounts.excluded
            return {f"excluded.{name}": each.when for name, each in excluded.items()}

        return self._look("excluded", conditions, facts, None)

    def suggested(self, facts: Facts) -> bool | None:
        """Whether size or the like proposes an account that is no key account."""

        def conditions() -> dict[str, Condition]:
            suggest = self._book.accounts.key_account.suggest
            return {} if suggest is None else {"suggest": suggest}

        return self._look("suggest", conditions, facts, None).get("suggest")

    def members(self, rule: Rule, several: Sequence[Facts], since: Moment | None) -> list[bool | None]:
        """Of each of several contacts, whether the rule looks at it."""

        def conditions() -> dict[str, Condition]:
            where = rule.for_each.where if rule.for_each else None
            return {} if where is None else {"where": where}

        found = self._look_at_each(f"members {rule.rule}", conditions, several, since, keep=False)
        return [verdicts.get("where", True) for verdicts in found]

    def permissions(self, several: Sequence[Facts]) -> list[Verdicts]:
        """Of each of several contacts, which channels are permitted; unknown means no."""

        def conditions() -> dict[str, Condition]:
            return {name: permitted(condition) for name, condition in self._book.may.items()}

        return self._look_at_each("may", conditions, several, None, keep=False)

    def leads(self, several: Sequence[Facts]) -> list[bool | None]:
        """Of each of several contacts, whether it is to be handed over by itself."""

        def conditions() -> dict[str, Condition]:
            outside = self._book.handover.outside_key_accounts if self._book.handover else None
            return {} if outside is None else {"outside": outside.when}

        found = self._look_at_each("outside", conditions, several, None, keep=False)
        return [verdicts.get("outside") for verdicts in found]

    def stops(self, play: str, facts: Facts, since: Moment | None) -> bool | None:
        """Whether a play has lost its reason; unknown where nothing says so."""

        def conditions() -> dict[str, Condition]:
            stop_when = self._book.plays[play].stop_when
            return {} if stop_when is None else {"stop": stop_when}

        return self._look(f"play {play}", conditions, facts, since).get("stop")

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

"""Conditions and facts by chance, from a seed: what the laws of the engine are tried on in great numbers."""

from datetime import date, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from accounts.metrics import Age, Aggregate, Const, Count, Fact, Facts, Lasting, Score, Times, Turns
from accounts.values import Bad, Missing
from rules.judging.tree import Compiled
from rules.language.reading import parse_condition

AT = 1_780_000_000
ZONE = ZoneInfo("Europe/Berlin")
DAY = 86_400
TODAY = date(2026, 5, 28)
WORDS = ("Maschinenbau", "Straße 1", "chemie", "CFO", "Leiter Einkauf", "ABC", "a b", "größe", "tier_1", "ja")
NUMBERS = ("company.size", "company.revenue", "contacts.count")
TEXTS = ("company.industry", "company.city")
EVERYTHING_KNOWN = 0.55  # of the accounts; of the others about half of the values are not known


class Chance:
    """One seed's conditions and facts."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    # --- facts

    def facts(self) -> Facts:
        share = 0.08 if self.random.random() < EVERYTHING_KNOWN else 0.75
        return {name: self._or_missing(fact, share) for name, fact in self._known().items()}

    def _or_missing(self, fact: Fact, share: float) -> Fact:
        if self.random.random() >= share:
            return fact
        nobody = (Missing(), Missing("not read", unreadable=True), Bad("?", "does not fit"))
        return Const(self.random.choice(nobody))

    def _known(self) -> dict[str, Fact]:
        pick, number = self.random.choice, self.random.randint
        people = tuple(self._person() for _ in range(number(0, 4)))
        deals = tuple(self._deal() for _ in range(number(0, 3)))
        where = Compiled(parse_condition({"deal.state": {"is": "open"}}), ZONE)
        return {
            **{name: Const(number(0, 6)) for name in NUMBERS},
            **{name: Const(pick(WORDS)) for name in TEXTS},
            "company.tags": Const(tuple(self.random.sample(WORDS, number(1, 3)))),
            "company.target": Const(pick((True, False))),
            "company.contract_end": Const(TODAY + timedelta(days=number(-5, 5))),
            "company.seen_at": Const(AT - number(-5 * DAY, 9 * DAY)),
            "changed.company.industry": Age(AT - number(0, 400 * DAY)),
            "contacts.engaged": Count(people, Compiled(parse_condition({"score": {"at_least": 10}}), ZONE)),
            "sum deal.amount": Aggregate(deals, "sum", "deal.amount", where),
            "average deal.amount": Aggregate(deals, "average", "deal.amount", None),
            "engagement.score": Score(
                tuple((AT - number(0, 40) * DAY, 10.0) for _ in range(number(0, 6))), 10 * DAY
            ),
            "signals.any": Times(tuple(sorted(AT - number(-2, 40) * DAY for _ in range(number(0, 6))))),
            "engagement.roles": Const(number(0, 4)),
            "coverage.percent": Const(number(0, 100)),
            "source": Const(pick(("inbound", "purchased", "event"))),
            "source.age": Age(AT - number(0, 9) * DAY),
            "freshness": Turns("fresh", ((AT + number(-9, 9) * DAY, "stale"),)),
            "do_not_contact": Const(pick((True, False))),
            "score": Lasting(
                tuple((AT - number(0, 40) * DAY, 10.0) for _ in range(number(0, 4)))[:1], 20 * DAY
            ),
            "stage": Const(pick(("identified", "expanded", "engaged"))),
            "stage.age": Age(AT - number(0, 30) * DAY),
        }

    def _person(self) -> Facts:
        score: Fact = Score(((AT - self.random.randint(0, 20) * DAY, 20.0),), 10 * DAY)
        return {"score": score if self.random.random() < 0.8 else Const(Missing())}

    def _deal(self) -> Facts:
        amount = self.random.choice((0, 1, 2, 3, None))
        return {
            "deal.state": Const(self.random.choice(("open", "won"))),
            "deal.amount": Const(Missing() if amount is None else amount),
        }

    # --- conditions, as the data of a file

    def condition(self, depth: int = 3) -> dict[str, Any]:
        """All of the kinds of conditions, as a rulebook may say them."""
        kind = self.random.random()
        if depth == 0 or kind < 0.45:
            return self.random.choice(_LEAVES)(self)
        parts = [self.condition(depth - 1) for _ in range(self.random.randint(2, 3))]
        if kind < 0.6:
            return {"all": parts[:2]}
        if kind < 0.77:
            return {"any": parts}
        if kind < 0.9:
            return {"at_least_n_of": {"n": self.random.randint(1, len(parts)), "of": parts}}
        return {"not": parts[0]}

    def ordered(self) -> dict[str, Any]:
        metric = self.random.choice((*NUMBERS, "contacts.engaged", "sum deal.amount", "average deal.amount"))
        return {metric: {self._order(): self.random.randint(0, 6)}}

    def score(self) -> dict[str, Any]:
        return {"engagement.score": {self._order(): self.random.randint(0, 40)}}

    def equal(self) -> dict[str, Any]:
        op = self.random.choice(("is", "is_not"))
        return self.random.choice((
            {self.random.choice(TEXTS): {op: self._word()}},
            {"company.target": {op: self.random.choice((True, False))}},
            {self.random.choice(NUMBERS): {op: self.random.randint(0, 6)}},
            {"stage": {op: self.random.choice(("identified", "expanded", "engaged"))}},
        ))  # fmt: skip

    def listed(self) -> dict[str, Any]:
        words = [self._word() for _ in range(self.random.choice((2, 5, 70)))]
        metric = self.random.choice((*TEXTS, "company.tags"))
        return {metric: {self.random.choice(("is_any_of", "is_none_of")): words}}

    def worded(self) -> dict[str, Any]:
        op = self.random.choice(("contains", "starts_with", "ends_with", "matches"))
        word = self.random.choice(WORDS)
        part = {"starts_with": word[:3], "ends_with": word[-3:], "matches": f"^{word[:2]}.*{word[-1]}$"}.get(
            op, word[1:4]
        )
        return {self.random.choice((*TEXTS, "company.tags")): {op: part}}

    def dated(self) -> dict[str, Any]:
        day = TODAY + timedelta(days=self.random.randint(-5, 5))
        metric = self.random.choice(("company.contract_end", "company.seen_at"))
        return {
            metric: {self.random.choice(("before", "after")): self.random.choice(("today", day.isoformat()))}
        }

    def aged(self) -> dict[str, Any]:
        metric = self.random.choice(
            ("since.company.contract_end", "until.company.contract_end", "since.company.seen_at", "stage.age")
        )
        return {metric: {self._order(): f"{self.random.randint(0, 9)} days"}}

    def happened(self) -> dict[str, Any]:
        days = f"{self.random.randint(1, 40)} days"
        return {"signals.any": self.random.choice((
            {"within": days}, {"none_for": days}, {"ever": True}, {self._order(): self.random.randint(0, 4), "within": days},
        ))}  # fmt: skip

    def asked(self) -> dict[str, Any]:
        metric = self.random.choice((*NUMBERS, *TEXTS))
        return {
            metric: self.random.choice(
                ("known", "unknown", {"is": self._word(), "unset_means": self._word()})
            )
        }

    def stale(self) -> dict[str, Any]:
        return {"company.industry": {"stale": f"{self.random.randint(1, 400)} days"}}

    def of_people(self) -> dict[str, Any]:
        """What is asked of the data of a person, of points that last, and of how many roles are held."""
        share, days = self.random.randint(0, 100), f"{self.random.randint(0, 9)} days"
        return self.random.choice((
            {"source": {"is": self.random.choice(("inbound", "purchased"))}},
            {"source": {"is_none_of": ["event", "purchased"]}},
            {"freshness": {self.random.choice(("is", "is_not")): self.random.choice(("fresh", "stale"))}},
            {"do_not_contact": {"is": self.random.choice((True, False))}},
            {"coverage.percent": {self._order(): share}},
            {"engagement.roles": {self._order(): self.random.randint(0, 4)}},
            {"source.age": {self._order(): days}},
            {"score": {self._order(): self.random.choice((5, 10, 15))}},
        ))  # fmt: skip

    def _order(self) -> str:
        return self.random.choice(("at_least", "at_most", "more_than", "less_than"))

    def _word(self) -> str:
        word = self.random.choice(WORDS)
        return self.random.choice((word, word.upper(), word.lower()))


_LEAVES = (
    *(Chance.ordered, Chance.ordered, Chance.score, Chance.equal, Chance.listed, Chance.worded),
    *(Chance.dated, Chance.aged, Chance.happened, Chance.asked, Chance.stale, Chance.of_people),
)

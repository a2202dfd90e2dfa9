"""How many accounts per second `engine.matches` judges by fifty rules, beside plain Python closures on the same facts.

Three shapes of accounts, see `benchmarks.portfolio`; the goal is set for flat ones. `says` is the engine alone, given
values that were read before, as `decide` gives them. Engine, walk and closures have to agree on every account before
anything is timed.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC
from statistics import mean

from accounts.facts import AccountFacts
from accounts.metrics import Age, Const, Fact, Facts, Times
from benchmarks.closures import closures
from benchmarks.common import answer, options, say
from benchmarks.portfolio import DAY, FLAT, NOW, SHAPES, STAGES, fifty_rules, portfolio
from benchmarks.stopwatch import Lap, best, lap
from rules.conditions import Condition
from rules.engine import Engine
from rules.judging.looking import Now
from rules.judging.program import Program

LAPS = 3


def main() -> None:
    chosen = options(__doc__)
    count = chosen.size(2000, 50)
    own: dict[str, float | int | str] = {"rules": 50, "accounts": count}
    baseline, ratios = {}, {}
    for shape in SHAPES:
        say(f"{count} {shape} accounts")
        laps, yes = _measured(shape, chosen.seed, count)
        plain = laps.pop("closures")
        own[f"{shape}_yes_per_account"] = yes
        for name, found in laps.items():
            own[f"{shape}_{name}_per_cpu_second"] = found.cpu
            own[f"{shape}_{name}_per_second"] = found.wall
            ratios[f"{shape}_{name}_by_closures_cpu"] = found.cpu / plain.cpu
        baseline[f"{shape}_per_cpu_second"] = plain.cpu
        baseline[f"{shape}_per_second"] = plain.wall
    answer("engine", chosen, own, baseline, ratios)


def _measured(shape: str, seed: int, count: int) -> tuple[dict[str, Lap], float]:
    """The best laps of each judge, and how many rules say yes to an account on average."""
    conditions = {rule.rule: rule.when for rule in fifty_rules(seed, shape).rules}
    engine = Engine.compile(conditions)
    yes = mean(_agreed(conditions, engine, _facts(shape, seed, count)))
    laps: dict[str, list[Lap]] = {}
    for number in range(1, LAPS + 1):
        for name, found in _laps(conditions, engine, shape, seed + number, count):
            laps.setdefault(name, []).append(found)
    return {name: best(several) for name, several in laps.items()}, yes


def _laps(
    conditions: Mapping[str, Condition], engine: Engine, shape: str, seed: int, count: int
) -> Iterator[tuple[str, Lap]]:
    """Each lap has accounts that nobody has seen yet: what a fact keeps for its next reader is not there."""
    now, accounts = Now(NOW, None, UTC), _facts(shape, seed, count)
    yield "matches", lap(lambda facts: engine.matches(facts, NOW, None, UTC), accounts)
    read = [(facts, engine.readings.values(engine.readings.facts(facts, now), now)) for facts in accounts]
    yield "says", lap(lambda known: engine.says(*known, now), read)
    yield "closures", lap(closures(conditions, NOW), _facts(shape, seed, count))


def _agreed(conditions: Mapping[str, Condition], engine: Engine, accounts: list[Facts]) -> Iterator[int]:
    """How many rules say yes to each account. Raises SystemExit where two of the three judges differ."""
    program, plain = Program(conditions), closures(conditions, NOW)
    for number, facts in enumerate(accounts):
        walked = program.look(facts, Now(NOW, None, UTC)).verdicts()
        yes = {name for name, verdict in walked.items() if verdict}
        if plain(facts) != walked or engine.matches(facts, NOW, None, UTC) != yes:
            raise SystemExit(f"engine, walk and closures differ on account {number}")
        yield len(yes)


def _facts(shape: str, seed: int, count: int) -> list[Facts]:
    """What `decide` would add from memory is added here; flat accounts are complete."""
    accounts = portfolio(seed, count, fifty_rules(seed), shape)
    if shape == FLAT:
        return [account.facts for account in accounts]
    return [_placed(account, number) for number, account in enumerate(accounts)]


def _placed(account: AccountFacts, number: int) -> Mapping[str, Fact]:
    return {
        **account.facts,
        "stage": Const(STAGES[number % len(STAGES)]),
        "stage.age": Age(NOW - number % 40 * DAY),
        "cycle": Const(1 + number % 2),
        "relationship": Const("prospect"),
        "contact_funnel.interest": Times(tuple(NOW - days * DAY for days in range(number % 4, 0, -1))),
    }


if __name__ == "__main__":
    main()

"""How many accounts per second `decide` decides with fifty rules and the whole cone, with its walk, wake and check.

Three shapes of accounts, see `benchmarks.portfolio`; the goal is set for typical ones. The baseline judges the book's
rules, the prospect's ladder and each contact's steps of the funnel on the same facts by plain Python closures, and does
nothing else. Beside it `decide` with every finding spelled out, as it is stored, and the example rulebook. `decide` itself
refuses to decide where engine and walk differ; what the closures say of the conditions that need no memory is compared
with its findings before anything is timed.
"""

from collections.abc import Callable, Mapping
from functools import partial

from accounts.facts import AccountFacts
from benchmarks.closures import closures
from benchmarks.common import answer, options, say
from benchmarks.portfolio import FLAT, NOW, SHAPES, example, fifty_rules, portfolio
from benchmarks.stopwatch import Lap, best, lap
from rules import Rulebook, decide
from rules.conditions import Condition
from rules.decision import Decision
from rules.memory import Memory

LAPS = 3
LATER = 3600  # seconds after the first decision, whose memory the timed ones start from

Case = tuple[AccountFacts, Memory]


def main() -> None:
    chosen = options(__doc__)
    count = chosen.size(1000, 50)
    own: dict[str, float | int | str] = {"rules": 50, "accounts": count}
    baseline, ratios = {}, {}
    for shape in SHAPES:
        say(f"{count} {shape} accounts")
        laps = _measured(fifty_rules(chosen.seed, shape), shape, chosen.seed, count)
        if shape != FLAT:  # the example's rules ask nothing of those
            laps["example"] = _measured(example(), shape, chosen.seed, count)["decide"]
        plain = laps.pop("closures")
        for name, found in laps.items():
            own[f"{shape}_{name}_per_cpu_second"] = found.cpu
            own[f"{shape}_{name}_per_second"] = found.wall
            ratios[f"{shape}_{name}_by_closures_cpu"] = found.cpu / plain.cpu
        baseline[f"{shape}_per_cpu_second"] = plain.cpu
        baseline[f"{shape}_per_second"] = plain.wall
    answer("decide", chosen, own, baseline, ratios)


def _measured(book: Rulebook, shape: str, seed: int, count: int) -> dict[str, Lap]:
    """The best laps of each work."""
    memories = _memories(book, shape, seed, count)
    laps: dict[str, list[Lap]] = {}
    for number in range(LAPS):
        for name, work in _works(book, NOW + LATER + number).items():
            # Facts are made anew, so that nothing which a fact keeps for its next reader is there already.
            accounts = portfolio(seed, count, book, shape)
            laps.setdefault(name, []).append(lap(work, zip(accounts, memories, strict=True)))
    return {name: best(several) for name, several in laps.items()}


def _works(book: Rulebook, at: int) -> dict[str, Callable[[Case], object]]:
    return {
        "decide": partial(_decide, book, at),
        "spelled_out": partial(_spelled_out, book, at),
        "closures": _closures(book, at),
    }


def _decide(book: Rulebook, at: int, case: Case) -> Decision:
    return decide(book, *case, at)


def _spelled_out(book: Rulebook, at: int, case: Case) -> object:
    return dict(decide(book, *case, at).findings)


def _closures(book: Rulebook, at: int) -> Callable[[Case], object]:
    rules: Mapping[str, Condition] = {rule.rule: rule.when for rule in book.rules}
    stages = {stage.name: stage.when for stage in book.cone.prospect if stage.when is not None}
    account = closures({**_timeless(book), **rules, **stages}, at)
    contact = closures({name: step.when for name, step in book.funnel.items()}, at)

    def judge(case: Case) -> object:
        facts, _ = case
        return account(facts.facts), [contact({**facts.facts, **one.facts}) for one in facts.contacts]

    return judge


def _timeless(book: Rulebook) -> dict[str, Condition]:
    """The conditions that look neither at memory nor at what other parts of the book set."""
    relationship = {f"relationship.{name}": rule.when for name, rule in book.relationship.items()}
    return {"key_account": book.accounts.key_account.when, **relationship}


def _memories(book: Rulebook, shape: str, seed: int, count: int) -> list[Memory]:
    """What each account remembers of its first decision. Raises SystemExit where the three judges differ."""
    plain, memories = closures(_timeless(book), NOW), []
    for account in portfolio(seed, count, book, shape):
        decision = decide(book, account, Memory(rulebook=book.digest), NOW)
        told = plain(account.facts)
        if decision.disagreement or any(decision.findings[name].verdict is not told[name] for name in told):
            raise SystemExit(
                f"engine, walk and closures differ on {account.account}: {decision.disagreement}"
            )
        memories.append(decision.memory)
    return memories


if __name__ == "__main__":
    main()

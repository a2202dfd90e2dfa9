"""How much memory a process gains while it decides.

One process, one rulebook in force, the engine active: invented accounts are made, decided by `rules.decide` and thrown
away, and the process's resident memory is read on the way. The baseline is the same loop without the decision.

    python -m benchmarks.memory [--quick] [--seed N]
"""

import gc
import time
from collections.abc import Callable, Sequence

from accounts.facts import AccountFacts
from benchmarks.common import answer, options, resident, say
from benchmarks.portfolio import NOW, example, portfolio
from rules import decide
from rules.memory import Memory

AT_ONCE = 500


def main() -> None:
    chosen = options(__doc__)
    steps = [chosen.size(usual, usual // 100) for usual in (10_000, 50_000, 100_000)]
    book = example()

    def decided(accounts: Sequence[AccountFacts]) -> None:
        for facts in accounts:
            decide(book, facts, Memory(rulebook=book.digest), NOW)

    def made(chance: int) -> list[AccountFacts]:
        return portfolio(chance, AT_ONCE if not chosen.quick else AT_ONCE // 10, book)

    decided(made(chosen.seed))  # the engine and every cache are there before anything is measured
    without = _grown(steps, chosen.seed, made, lambda _accounts: None)
    began = time.perf_counter()
    own = _grown(steps, chosen.seed, made, decided)
    seconds = time.perf_counter() - began
    counted = steps[-1] - steps[0]
    answer(
        "memory",
        chosen,
        own={
            "decisions": steps[-1],
            **{f"rss_mb_after_{step}": size / 2**20 for step, size in zip(steps, own, strict=True)},
            "bytes_per_decision": (own[-1] - own[0]) / counted,
            "seconds": seconds,
        },
        baseline={
            **{f"rss_mb_after_{step}": size / 2**20 for step, size in zip(steps, without, strict=True)},
            "bytes_per_account": (without[-1] - without[0]) / counted,
        },
        ratios={
            "own_last_rss_to_first": own[-1] / own[0],
            "own_last_rss_to_baseline": own[-1] / without[-1],
        },
    )


def _grown(
    steps: Sequence[int],
    seed: int,
    made: Callable[[int], list[AccountFacts]],
    work: Callable[[Sequence[AccountFacts]], None],
) -> list[int]:
    """Resident bytes when so many accounts have been made and worked on."""
    sizes: list[int] = []
    done = 0
    for step in steps:
        while done < step:
            accounts = made(seed + done)
            work(accounts)
            done += len(accounts)
        del accounts
        gc.collect()
        sizes.append(resident())
        say(f"{done} accounts: {sizes[-1] / 2**20:.1f} MiB")
    return sizes


if __name__ == "__main__":
    main()

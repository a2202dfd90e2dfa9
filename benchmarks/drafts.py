"""What it costs a running program to try out rulebooks that nobody may ever put in force.

The engine's library never gives back a rule set whole, so a draft is loaded and decided in a child that ends with it. The
children are forked from a small server that has imported the rules and nothing else has happened in: a program with threads
and database connections must not fork itself.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

from benchmarks.common import resident
from benchmarks.portfolio import FLAT, NOW, portfolio
from rules import decide, engine, load
from rules.deciding import strata
from rules.memory import Memory

ACCOUNTS = 20  # that a draft is tried out on
_SERVER = get_context("forkserver")
_T = TypeVar("_T")


@dataclass(frozen=True)
class Cost:
    """Of several drafts: bytes and rule sets that stay in the process, and seconds for each draft."""

    grown: int
    rule_sets: int
    books: int
    seconds: float


def prepare() -> None:
    """Start the server before anything is measured, with all that the children would have to import."""
    _SERVER.set_forkserver_preload(["benchmarks.drafts", "benchmarks.rivals", "benchmarks.stopwatch"])
    _asked(_nothing, "")


def cost_here(texts: Sequence[str]) -> Cost:
    """Of trying them out in the process itself, in a child, so that this one does not pay for it."""
    return _asked(_here, *texts)


def cost_by_children(texts: Sequence[str]) -> Cost:
    """Of trying them out one by one, each in a child of its own. Raises SystemExit where one did not decide."""
    return _cost(lambda text: _asked(try_out, text), texts)


def try_out(text: str) -> int:
    """How many accounts the draft decided."""
    book = load(text, "draft.yaml")
    accounts = portfolio(1, ACCOUNTS, book, FLAT)
    decisions = [decide(book, facts, Memory(rulebook=book.digest), NOW) for facts in accounts]
    return sum(not decision.disagreement for decision in decisions)


def _here(*texts: str) -> Cost:
    try_out(texts[0])  # the first pays for what the others find ready
    return _cost(try_out, texts[1:])


def _nothing(_: str) -> None:
    """Whoever has answered this is there."""


def _cost(work: Callable[[str], int], texts: Sequence[str]) -> Cost:
    size, (rule_sets, books), began = resident(), _kept(), time.perf_counter()
    for text in texts:
        if work(text) != ACCOUNTS:
            raise SystemExit("a draft did not decide every account")
    seconds = (time.perf_counter() - began) / len(texts)
    now_rule_sets, now_books = _kept()
    return Cost(resident() - size, now_rule_sets - rule_sets, now_books - books, seconds)


def _kept() -> tuple[int, int]:
    """The rule sets the library holds, and the rulebooks made ready: what only ever grows."""
    return len(engine._registered), len(strata._COMPILED)  # noqa: SLF001 - no caller needs to know but this one


def _asked(work: Callable[..., _T], *given: str) -> _T:
    """The answer of a child that does one thing and ends. Raises SystemExit where it ends without one."""
    ours, theirs = _SERVER.Pipe(duplex=False)
    child = _SERVER.Process(target=_answered, args=(theirs, work, given))
    child.start()
    theirs.close()
    try:
        answer: _T = ours.recv()
    except EOFError:
        raise SystemExit("a child ended without an answer; what it said stands above") from None
    finally:
        ours.close()
        child.join()
    return answer


def _answered(theirs: Connection, work: Callable[..., object], given: Sequence[str]) -> None:
    with theirs:
        theirs.send(work(*given))

"""How many accounts per second the rules judge and decide, beside other engines given the same rules and the same facts.

Flat accounts, see `benchmarks.portfolio`, by 50 and by 500 rules: through `Engine.matches`, through `rules.decide`, by the
engines of `benchmarks.rivals` and by plain Python closures. On a sample all of them have to agree on every rule of every
account before anything is timed. One value in ten is missing, which `matches`, the walk and the closures tell from a no; the
other engines know yes and no alone, so they are compared on who says yes. They are handed plain records that were made
before; `matches` and closures read the facts themselves. Besides: what it takes to compile 200 rules, how much memory
evaluations gain, and what it costs a program to try out drafts of rulebooks.
"""

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from functools import partial
from time import perf_counter

from accounts.facts import AccountFacts
from benchmarks import drafts
from benchmarks.closures import closures
from benchmarks.common import Options, answer, options, resident, say
from benchmarks.portfolio import FLAT, NOW, TYPICAL, fifty_rules, portfolio, rules_text
from benchmarks.rivals import Record, record, rivals
from benchmarks.stopwatch import Pace, pace
from rules import Rulebook, decide, load
from rules.conditions import Condition
from rules.engine import Engine
from rules.judging.looking import Now
from rules.judging.program import Program
from rules.memory import Memory

OURS = {"matches", "decide", "decide_typical", "load", "walk_and_engine"}
LAPS = 3
SAMPLE = 250  # accounts that all have to agree on
COMPILED = 200  # rules
AT_ONCE = 1000  # accounts between two looks at the memory
LATER = 3600  # seconds after the first decision, whose memory the timed ones start from

Case = tuple[AccountFacts, Record]
Judge = Callable[[Case], frozenset[str]]
Conditions = Mapping[str, Condition]


@dataclass(frozen=True)
class Report:
    own: dict[str, float | int | str] = field(default_factory=dict)
    baseline: dict[str, float | int | str] = field(default_factory=dict)
    ratios: dict[str, float] = field(default_factory=dict)

    def of(self, name: str) -> dict[str, float | int | str]:
        return self.own if name in OURS else self.baseline


def main() -> None:
    chosen = options(__doc__, long="1,000,000 evaluations and 1,000 drafts, where 50,000 and 100 are usual")
    report = Report()
    _memory(chosen, report)
    _drafts(chosen, report)
    _compile(chosen, report)
    for rules, count in ((50, 2000), (chosen.size(500, 100), 1000)):
        _speed(chosen, rules, chosen.size(count, 20), report)
    answer("rules", chosen, report.own, report.baseline, report.ratios)


def _speed(chosen: Options, rules: int, count: int, report: Report) -> None:
    book = fifty_rules(chosen.seed, FLAT, rules)
    conditions = _conditions(book)
    judges = _judges(conditions)
    compared = _agreed(book, conditions, judges, _cases(chosen.seed, chosen.size(SAMPLE, 10), book))
    say(f"{rules} rules: {compared} verdicts are the same")
    report.own[f"{rules}_verdicts_compared"] = compared
    paces = _paces(judges, book, rules, chosen, count)
    own, plain = paces["matches"].lap, paces["closures"].lap
    for name, found in paces.items():
        report.of(name).update({f"{rules}_{name}_{key}": value for key, value in _told(found).items()})
        if name != "closures":
            report.ratios[f"{rules}_{name}_by_closures_cpu"] = found.lap.cpu / plain.cpu
        if name not in OURS:
            report.ratios[f"{rules}_matches_by_{name}_cpu"] = own.cpu / found.lap.cpu


def _told(found: Pace) -> dict[str, float]:
    return {
        "per_second": found.lap.wall,
        "per_cpu_second": found.lap.cpu,
        "p50_us": found.p50,
        "p99_us": found.p99,
    }


def _conditions(book: Rulebook) -> Conditions:
    return {rule.rule: rule.when for rule in book.rules}


def _cases(seed: int, count: int, book: Rulebook) -> list[Case]:
    return [(account, record(account)) for account in portfolio(seed, count, book, FLAT)]


def _judges(conditions: Conditions) -> dict[str, Judge]:
    engine, plain = Engine.compile(conditions), closures(conditions, NOW)

    def by(judge: Callable[[Record], frozenset[str]]) -> Judge:
        return lambda case: judge(case[1])

    return {
        "matches": lambda case: engine.matches(case[0].facts, NOW, None, UTC),
        "closures": lambda case: frozenset(name for name, yes in plain(case[0].facts).items() if yes),
        **{name: by(make(conditions)) for name, make in rivals().items()},
    }


def _agreed(book: Rulebook, conditions: Conditions, judges: Mapping[str, Judge], sample: list[Case]) -> int:
    """How many verdicts were compared with those of the walk. Raises SystemExit at the first that differs."""
    program, plain, compared = Program(conditions), closures(conditions, NOW), 0
    for case in sample:
        walked = program.look(case[0].facts, Now(NOW, None, UTC)).verdicts()
        yes = frozenset(name for name, verdict in walked.items() if verdict)
        differing = [name for name, judge in judges.items() if judge(case) != yes]
        if plain(case[0].facts) != walked:
            differing.append("closures, in what is unknown")
        decision = decide(book, case[0], Memory(rulebook=book.digest), NOW)
        decided = {name: decision.findings.get(f"rule.{name}") for name in conditions}
        found = {name: finding.verdict for name, finding in decided.items() if finding is not None}
        if decision.disagreement or any(verdict is not walked[name] for name, verdict in found.items()):
            differing.append("decide")
        if differing:
            raise SystemExit(f"{case[0].account}: these differ from the walk: {', '.join(differing)}")
        compared += len(judges) * len(conditions) + len(found)
    return compared


def _paces(
    judges: Mapping[str, Judge], book: Rulebook, rules: int, chosen: Options, count: int
) -> dict[str, Pace]:
    """The best lap of each; all take turns, so that whatever else the machine does meets them alike."""
    seed = chosen.seed
    works: dict[str, Callable[[int], Pace]] = {}
    for name, judge in judges.items():
        works[name] = partial(_judged, judge, _cases(seed, count, book))
    works["decide"] = _decided(book, FLAT, seed, count)
    works["decide_typical"] = _decided(fifty_rules(seed, TYPICAL, rules), TYPICAL, seed, max(20, count // 2))
    laps: dict[str, list[Pace]] = {}
    for number in range(chosen.size(LAPS, 1)):
        for name, work in works.items():
            laps.setdefault(name, []).append(work(number))
    return {name: max(several, key=lambda each: each.lap.cpu) for name, several in laps.items()}


def _judged(judge: Judge, cases: list[Case], _lap: int) -> Pace:
    return pace(judge, cases)


def _decided(book: Rulebook, shape: str, seed: int, count: int) -> Callable[[int], Pace]:
    """One decision of each account an hour after its first."""
    first = portfolio(seed, count, book, shape)
    memories = [decide(book, facts, Memory(rulebook=book.digest), NOW).memory for facts in first]

    def run(number: int) -> Pace:
        # Facts are made anew, so that nothing which a fact keeps for its next reader is there already.
        accounts = portfolio(seed, count, book, shape)
        at = NOW + LATER + number
        return pace(lambda case: decide(book, *case, at), zip(accounts, memories, strict=True))

    return run


def _compile(chosen: Options, report: Report) -> None:
    """Milliseconds that 200 rules take nobody has seen yet, the best of several."""
    taken: dict[str, list[float]] = {}
    for number in range(chosen.size(LAPS, 1)):
        text = rules_text(chosen.seed + number + 1, FLAT, COMPILED)
        began = perf_counter()
        conditions = _conditions(load(text, "rules.yaml"))
        taken.setdefault("load", []).append(perf_counter() - began)
        for name, make in _makers().items():
            began = perf_counter()
            make(conditions)
            taken.setdefault(name, []).append(perf_counter() - began)
    least = {name: min(several) * 1000 for name, several in taken.items()}
    for name, milliseconds in least.items():
        report.of(name)[f"compile_{COMPILED}_{name}_ms"] = milliseconds
    report.ratios[f"compile_{COMPILED}_by_closures"] = least["walk_and_engine"] / least["closures"]


def _makers() -> dict[str, Callable[[Conditions], object]]:
    def walk_and_engine(conditions: Conditions) -> object:
        program = Program(conditions)
        return Engine.compile(conditions, program.readings)

    return {
        "walk_and_engine": walk_and_engine,  # as `decide` needs them
        "closures": lambda conditions: closures(conditions, NOW),
        **rivals(),
    }


def _memory(chosen: Options, report: Report) -> None:
    """What stays in the process of ever new accounts that were judged, and of those that were only made."""
    count = chosen.size(50_000, 1000, 1_000_000)
    book = fifty_rules(chosen.seed, FLAT)
    engine = Engine.compile(_conditions(book))

    def judged(account: AccountFacts) -> object:
        return engine.matches(account.facts, NOW, None, UTC)

    report.baseline["growth_mib_without_evaluations"] = _grown(
        book, chosen.seed, count, lambda account: account
    )
    report.own["evaluations"] = count
    report.own["growth_mib"] = _grown(book, chosen.seed, count, judged)
    say(f"{count} evaluations: {report.own['growth_mib']:.2f} MiB")


def _grown(book: Rulebook, seed: int, count: int, work: Callable[[AccountFacts], object]) -> float:
    """MiB, from the second thousand on: the first brings what is there from then on."""
    first = 0
    for done in range(0, count + AT_ONCE, AT_ONCE):
        for account in portfolio(seed + done, AT_ONCE, book, FLAT):
            work(account)
        gc.collect()
        first = first or resident()
    return (resident() - first) / 2**20


def _drafts(chosen: Options, report: Report) -> None:
    count, few = chosen.size(100, 3, 1000), chosen.size(20, 2)
    texts = [rules_text(chosen.seed + 1000 + number, FLAT) for number in range(count)]
    drafts.prepare()
    found = drafts.cost_by_children(texts)
    say(f"{count} drafts were tried out")
    report.own["drafts"] = count
    report.own["drafts_growth_mib"] = found.grown / 2**20
    report.own["drafts_rule_sets_kept"] = found.rule_sets
    report.own["drafts_rulebooks_kept"] = found.books
    report.own["ms_per_draft"] = found.seconds * 1000
    here = drafts.cost_here(texts[: few + 1])
    report.baseline["drafts_in_one_process"] = few
    report.baseline["drafts_in_one_process_mib_each"] = here.grown / few / 2**20
    report.baseline["drafts_in_one_process_rule_sets_each"] = here.rule_sets / few
    report.baseline["drafts_in_one_process_ms_each"] = here.seconds * 1000
    report.ratios["draft_in_a_child_by_one_process_seconds"] = found.seconds / here.seconds


if __name__ == "__main__":
    main()

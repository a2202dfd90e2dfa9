"""What the benchmarks share: their options, the one JSON object they print, and the machine they ran on."""

import argparse
import json
import os
import platform
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

Numbers = Mapping[str, float | int | str]
STATM = Path("/proc/self/statm")


@dataclass(frozen=True)
class Options:
    """`quick`: sizes for a test of the benchmark itself, too small for a number that means anything.

    `long`: sizes that take minutes, for those benchmarks that have them.
    """

    quick: bool
    seed: int
    long: bool = False

    def size(self, usual: int, quick: int, long: int | None = None) -> int:
        if self.quick:
            return quick
        return long if self.long and long is not None else usual


def options(about: str | None, long: str = "") -> Options:
    """Read the command line, the same for all benchmarks; `long` says what --full is for, where there is such a thing."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--quick", action="store_true", help="small sizes: does the benchmark itself work?")
    parser.add_argument("--seed", type=int, default=20260302, help="of everything that looks like chance")
    if long:
        parser.add_argument("--full", action="store_true", help=long)
    given = parser.parse_args()
    return Options(given.quick, given.seed, bool(long) and given.full)


def answer(name: str, chosen: Options, own: Numbers, baseline: Numbers, ratios: Mapping[str, float]) -> None:
    """Print the one JSON object of a benchmark. Every ratio says in its name what is divided by what."""
    told = {
        "name": name,
        "seed": chosen.seed,
        "quick": chosen.quick,
        "environment": environment(),
        "own": _rounded(own),
        "baseline": _rounded(baseline),
        "ratios": _rounded(ratios),
    }
    print(json.dumps(told, indent=2))


def environment() -> dict[str, str | int | float]:
    """`load` is the machine's load average over the last minute, this benchmark included."""
    return {
        "python": platform.python_version(),
        "cpus": os.cpu_count() or 1,
        "load": round(os.getloadavg()[0], 2),
    }


def say(sentence: str) -> None:
    """For whoever looks on; never data."""
    print(sentence, file=sys.stderr, flush=True)


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of all does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, round(share * len(ordered) + 0.5) - 1))]


def resident() -> int:
    """Bytes in use now; where the system does not tell, the most that ever were."""
    if STATM.exists():
        return int(STATM.read_text().split()[1]) * resource.getpagesize()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


@contextmanager
def folder() -> Iterator[Path]:
    """A folder on the disk, gone afterwards."""
    made = Path(tempfile.mkdtemp(prefix="flipfunnel-benchmark-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _rounded(numbers: Mapping[str, float | int | str]) -> dict[str, float | int | str]:
    """Four digits: more would only pretend."""
    return {
        name: float(f"{value:.4g}") if isinstance(value, float) else value for name, value in numbers.items()
    }

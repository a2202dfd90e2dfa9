"""Every benchmark works and says what docs/benchmarks.md promises. How fast it was is not judged here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HELPERS = {
    *("bare", "box", "closures", "common", "crowd", "drafts", "load", "portfolio", "processes", "rivals"),
    *("population", "stopwatch"),
}
NAMES = sorted({file.stem for file in (ROOT / "benchmarks").glob("*.py")} - HELPERS)
PARTS = ("name", "seed", "quick", "environment", "own", "baseline", "ratios")


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_prints_one_json_object(name: str, tmp_path: Path) -> None:
    """With --quick it runs through from any folder, and prints its numbers, a baseline and ratios between them."""
    command = [sys.executable, "-m", f"benchmarks.{name}", "--quick", "--seed", "7"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert tuple(told) == PARTS
    assert (told["name"], told["seed"], told["quick"]) == (name, 7, True)
    assert told["environment"].keys() >= {"python", "cpus"}
    assert told["own"]
    assert told["baseline"]
    assert told["ratios"]
    assert all(ratio > 0 for ratio in told["ratios"].values())


@pytest.mark.parametrize("name", NAMES)
def test_every_benchmark_is_documented(name: str) -> None:
    """docs/benchmarks.md shows how each is run."""
    assert f"python -m benchmarks.{name}" in (ROOT / "docs" / "benchmarks.md").read_text("utf-8")

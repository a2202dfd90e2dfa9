"""The lists beside this file, read once and only when asked for. Who made them, and their licences: data/NOTICE.txt."""

from functools import cache
from importlib.resources import files


@cache
def entries(*names: str) -> frozenset[str]:
    """What stands in these files of `data/`, one entry a line; `#` begins a remark."""
    return frozenset(entry for name in names for entry in _lines(name))


def _lines(name: str) -> list[str]:
    text = files("accounts.addresses").joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    return [entry for line in text.splitlines() if (entry := line.partition("#")[0].strip())]

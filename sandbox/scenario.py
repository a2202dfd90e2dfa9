"""Scenario files: what is in a portal at the start, and what happens there later."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sandbox.database import Database
from sandbox.durations import duration
from sandbox.scenario_lines import line_of, named
from sandbox.scenario_shape import Fault, faults_of, unknown

SHIPPED = Path(__file__).parent / "scenarios"
KEPT = "scenario"


@dataclass(frozen=True)
class Scenario:
    """A file as read; `tables` has the shape that scenario_shape describes."""

    name: str
    text: str
    tables: Mapping[str, Any]

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with its shape."""
        return tuple(faults_of(self.tables))

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    def all(self, table: str) -> list[tuple[int, dict[str, Any]]]:
        """(number from 0, table) of the tables written as [[table]]; those of a wrong shape are left out."""
        found = self.tables.get(table, [])
        listed = enumerate(found) if self._is_sound(table) else ()
        return [(number, one) for number, one in listed if self._is_sound(table, number)]

    def named(self, table: str) -> dict[str, dict[str, Any]]:
        """The tables written as [table.name], by name; those of a wrong shape are left out."""
        found = self.tables.get(table, {}) if self._is_sound(table) else {}
        return {name: one for name, one in found.items() if self._is_sound(table, name)}

    def nicknames(self) -> list[str]:
        """Those of all records, whether their tables have the right shape or not."""
        found = self.tables.get("records", {})
        return list(found) if isinstance(found, dict) else []

    def one(self, table: str) -> dict[str, Any]:
        """The table that stands once, without keys of a wrong shape."""
        return self.named(table)

    def _is_sound(self, *place: str | int) -> bool:
        exact = len(place) == 1
        return all(where != place if exact else where[:2] != place for where, _ in self.faults)


class ScenarioError(Exception):
    """A scenario that cannot be played; every problem in one sentence with file and line."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def shipped() -> dict[str, Path]:
    """The scenarios that come along, by name."""
    return {file.stem: file for file in sorted(SHIPPED.glob("*.toml"))}


def read(wanted: str) -> Scenario:
    """The scenario in a file, or one that comes along by its name; ScenarioError where there is none."""
    file = shipped().get(wanted, Path(wanted))
    try:
        return parse(file.read_bytes().decode("utf-8-sig"), file.name)
    except FileNotFoundError:
        found = unknown(wanted, ("demo", *shipped()), "scenario")
        names = ", ".join(("demo", *shipped()))
        raise ScenarioError([f"{found} (nor is there such a file; these come along: {names})"]) from None
    except UnicodeDecodeError as error:
        raise ScenarioError([f"{file} is not UTF-8 text (byte {error.start}); save it as UTF-8."]) from None
    except OSError as error:
        raise ScenarioError([f"{file} cannot be read: {error.strerror}."]) from None


def parse(text: str, name: str) -> Scenario:
    """The scenario that a text describes; ScenarioError where it is not TOML. What it says may still be wrong."""
    try:
        return Scenario(name, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([f"{name}: this is not TOML: {error}"]) from None


def refuse(scenario: Scenario, faults: list[Fault]) -> None:
    """Raise ScenarioError where there are faults, in the order of their lines."""
    if faults:
        placed = sorted((line_of(scenario.text, place), named(place), said) for place, said in faults)
        raise ScenarioError(
            f"{scenario.name}:{line}: " + (f"{where}: {said}" if where else said)
            for line, where, said in placed
        )


def moment(value: Any, start: datetime) -> datetime:
    """A moment of the file: itself, or a length of time from the start."""
    return value if isinstance(value, datetime) else start + duration(value)


def keep(db: Database, scenario: Scenario) -> None:
    """The portal remembers which scenario it plays, so that a folder opened again goes on with it."""
    db.keep_setting(KEPT, f"{scenario.name}\n{scenario.text}")


def kept(db: Database) -> Scenario | None:
    """The scenario that a portal plays, or None."""
    found = db.setting(KEPT)
    if found is None:
        return None
    name, _, text = found.partition("\n")
    return Scenario(name, text, tomllib.loads(text))

"""A rulebook as it was read: plain data, and where each part of it stands."""

import re
from dataclasses import dataclass, field
from typing import Any

from rules.problems import Path, Place, Problem

LONGEST_KEY = 200
_INDEX = re.compile(r"\[(\d+)\]")


@dataclass
class Spot:
    """Where a value stands, and where its parts stand: of a mapping the keys and values, of a list the items."""

    place: Place
    keys: dict[str, Place] = field(default_factory=dict)
    parts: "dict[str | int, Spot]" = field(default_factory=dict)


@dataclass(frozen=True)
class Places:
    """Finds places by path. A mapping with one key stands for its value where a step is not found in it itself
    (`- expanded: {when: ...}` is the stage `expanded`); steps that do not exist at all are skipped.
    """

    top: Spot

    def of(self, path: Path, *, value: bool = False) -> Place:
        """The place of the key (or list item) at the end of the path; of its value where `value` is asked for."""
        place, spot = self.top.place, self.top
        for step in path:
            spot = holder_of(spot, step)
            if step in spot.parts:
                place, spot = spot.keys.get(str(step), spot.parts[step].place), spot.parts[step]
        return spot.place if value else place

    def find(self, dotted: str) -> Path:
        """The path of a leaf's dotted place, such as `rules[0].when.stage.age`, as far as it exists."""
        path: Path = ()
        spot, rest = self.top, dotted
        while step := _first_step(spot, rest.removeprefix(".")):
            key, rest = step
            spot = holder_of(spot, key).parts[key]
            path = (*path, key)
        return path


def holder_of(spot: Spot, step: str | int) -> Spot:
    if step not in spot.parts and len(spot.parts) == 1:
        [only] = spot.parts.values()
        if step in only.parts and isinstance(next(iter(spot.parts)), str):
            return only
    return spot


def _first_step(spot: Spot, text: str) -> tuple[str | int, str] | None:
    """The longest key of this value with which the text begins, and what is left of the text."""
    if found := _INDEX.match(text):
        index = int(found[1])
        return (index, text[found.end() :]) if index in holder_of(spot, index).parts else None
    for end in range(min(len(text), LONGEST_KEY), 0, -1):
        if (end == len(text) or text[end] in ".[") and text[:end] in holder_of(spot, text[:end]).parts:
            return text[:end], text[end:]
    return None


@dataclass(frozen=True)
class Source:
    """A rulebook as it was read, from one file or several. `problems` are those that do not keep the rest from
    being checked.
    """

    data: dict[str, Any]
    places: Places
    problems: tuple[Problem, ...]

    def problem(self, place: Place, code: str, message: str, hint: str = "") -> Problem:
        return Problem(*place, code, message, hint)

    def drop(self, path: Path) -> bool:
        """Take the part at this path out, so that the rest can still be checked; parts behind it in a list move up.
        Answers whether nothing is left around it.
        """
        value, spot = self._down(path[:-1])
        del value[path[-1]]
        del spot.parts[path[-1]]
        if isinstance(value, list):
            spot.parts = dict(enumerate(spot.parts.values()))
        return not spot.parts

    def put(self, path: Path, stand_in: object) -> None:
        """Let something else stand at this path; its place stays, a new key has the place of what is around it."""
        value, spot = self._down(path[:-1])
        value[path[-1]] = stand_in
        spot.parts[path[-1]] = Spot(spot.parts.get(path[-1], spot).place)

    def get(self, path: Path) -> Any:
        """The value at this path; None where there is none."""
        value, spot = self._down(path[:-1])
        return value[path[-1]] if path[-1] in spot.parts else None

    def path(self, loose: Path) -> Path:
        """The steps of a path that exist in the data, one-key mappings filled in."""
        spot, steps = self.places.top, []
        for step in loose:
            holder = holder_of(spot, step)
            if step not in holder.parts:
                continue
            if holder is not spot:
                steps.append(next(iter(spot.parts)))
            steps.append(step)
            spot = holder.parts[step]
        return tuple(steps)

    def _down(self, path: Path) -> tuple[Any, Spot]:
        value: Any = self.data
        spot = self.places.top
        for step in path:
            value, spot = value[step], spot.parts[step]
        return value, spot

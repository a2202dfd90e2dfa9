"""Where the parts of a file stand: line and column by path."""

from dataclasses import dataclass, field

Path = tuple[str | int, ...]
Place = tuple[int, int]  # line and column, from 1


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
        while step := _first_step(spot, rest):
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


def _first_step(spot: Spot, rest: str) -> tuple[str | int, str] | None:
    """The longest key of this value with which the text begins, and what is left of the text."""
    candidates = dict(spot.parts)
    if len(spot.parts) == 1:
        candidates = {**next(iter(spot.parts.values())).parts, **candidates}
    for key in sorted(candidates, key=lambda key: -len(str(key))):
        start = f"[{key}]" if isinstance(key, int) else key
        text = rest.removeprefix(".")
        if text == start or text.startswith((f"{start}.", f"{start}[")):
            return key, text[len(start) :]
    return None

"""The picture of one ladder: a flipped funnel, narrow at the first stage and wide at the last. Geometry only, no HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 360  # of the drawing, in its own units; the page scales it
CENTRE = 100
NARROW, WIDE = 36.0, 98.0  # half the width of the cone's first and last edge
BAND, GAP = 50, 4
LABEL_AT = 214
LONGEST_LABEL = 18


@dataclass(frozen=True)
class Band:
    """One stage. `points` is the outline as SVG wants it; `tint` runs from 1 (first stage) to 5 (last)."""

    stage: str
    label: str
    count: int
    points: str
    tint: int
    middle: float
    edge: float  # where the line to the label begins
    share: int  # per cent of the ladder's accounts


@dataclass(frozen=True)
class Cone:
    ladder: str
    bands: tuple[Band, ...]
    total: int
    height: int
    width: int = WIDTH
    centre: int = CENTRE
    label_at: int = LABEL_AT


def draw(ladder: str, stages: Sequence[tuple[str, str, int]]) -> Cone:
    """The cone of a ladder; `stages` are (name, label, number of accounts), the first stage first."""
    total = sum(count for _, _, count in stages)
    bands = tuple(
        _band(place, len(stages), name, label, count, total)
        for place, (name, label, count) in enumerate(stages)
    )
    return Cone(ladder, bands, total, len(stages) * BAND)


def _band(place: int, of: int, name: str, label: str, count: int, total: int) -> Band:  # noqa: PLR0913, PLR0917 - one band's numbers
    top, bottom = place * BAND, (place + 1) * BAND - GAP
    above, below = _half(top, of), _half(bottom, of)
    corners = (
        (CENTRE - above, top),
        (CENTRE + above, top),
        (CENTRE + below, bottom),
        (CENTRE - below, bottom),
    )
    return Band(
        stage=name,
        label=label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…",
        count=count,
        points=" ".join(f"{x:.1f},{y}" for x, y in corners),
        tint=1 + round(4 * place / max(1, of - 1)),
        middle=(top + bottom) / 2,
        edge=round(CENTRE + (above + below) / 2, 1),
        share=round(100 * count / total) if total else 0,
    )


def _half(height: int, of: int) -> float:
    """Half the width at a height. A ladder of one stage is drawn at its widest."""
    if of == 1:
        return WIDE - (WIDE - NARROW) / 4 * (1 - height / BAND)
    return NARROW + (WIDE - NARROW) * height / (of * BAND)

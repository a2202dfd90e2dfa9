"""The picture of a ladder."""

import pytest

from console.cone import LONGEST_LABEL, WIDTH, draw


def widths(points: str) -> tuple[float, float]:
    """The upper and the lower edge of a band."""
    (left, _), (right, _), (below_right, _), (below_left, _) = (
        map(float, corner.split(",")) for corner in points.split()
    )
    return right - left, below_right - below_left


@pytest.mark.parametrize("stages", [1, 2, 5, 12])
def test_each_band_is_wider_than_the_one_before(stages: int) -> None:
    """Narrow at the first stage, wide at the last, and never beyond the drawing."""
    cone = draw("prospect", [(f"s{n}", f"s{n}", n) for n in range(stages)])
    edges = [edge for band in cone.bands for edge in widths(band.points)]
    assert edges == sorted(edges)
    assert edges[-1] < WIDTH
    assert [band.tint for band in cone.bands][:: max(1, stages - 1)][:2] in ([1, 5], [1])


def test_counts_and_shares() -> None:
    """Shares are of the ladder's own accounts; an empty ladder has none."""
    cone = draw("customer", [("a", "a", 3), ("b", "b", 1), ("c", "c", 0)])
    assert (cone.total, [band.share for band in cone.bands]) == (4, [75, 25, 0])
    assert [band.share for band in draw("customer", [("a", "a", 0)]).bands] == [0]


def test_long_names_are_cut_in_the_picture_only() -> None:
    """The label fits beside the cone; the stage keeps its whole name."""
    name = "a very long name of a stage"
    band = draw("prospect", [(name, name, 1)]).bands[0]
    assert len(band.label) == LONGEST_LABEL
    assert band.label.endswith("…")
    assert band.stage == name

"""The stylesheet: every text can be read in both themes."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "console" / "static" / "console.css").read_text("utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
)

# Text and the ground it stands on.
PAIRS = (
    *((text, ground) for text in ("ink", "soft", "link") for ground in ("ground", "card")),
    *((verdict, "card") for verdict in ("yes", "no", "unknown")),
    *(("on-tint", f"tint-{tint}") for tint in range(1, 6)),
    ("warn-ink", "warn-ground"),
    ("demo-ink", "demo-ground"),
)


def luminance(colour: str) -> float:
    """As WCAG 2.2 defines it."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_contrast(theme: dict[str, str], text: str, ground: str) -> None:
    """At least 4.5 to 1, which is level AA for text of any size."""
    darker, lighter = sorted((luminance(theme[text]), luminance(theme[ground])))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_both_themes_name_the_same_colours() -> None:
    """No colour of one theme is left over in the other."""
    assert set(LIGHT) == set(DARK)


def test_nothing_is_fetched_from_elsewhere() -> None:
    """The stylesheet is small and asks no other host."""
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert len(CSS) < 45_000

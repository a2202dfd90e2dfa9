"""The marker in a task's text."""

import pytest

from connector import marked, marker_of

MARKERS = [
    "a",
    "find-the-decision-maker/company:1001/3",
    "Größe > 5 & <b>]",
    "100 %",
    "a" * 300,
    "[flipfunnel x]",
]


@pytest.mark.parametrize("marker", MARKERS)
@pytest.mark.parametrize("body", ["", "<p>Text</p>", marked("Old", "another")])
def test_a_marker_survives_in_a_text(marker: str, body: str) -> None:
    """Whatever the marker is made of, it is read as it was written, and HTML has nothing to change in it."""
    text = marked(body, marker)
    assert marker_of(text) == marker
    assert text.startswith(body)
    assert marked(text, marker) == text
    assert not set("<>&\"'") & set(text.rpartition("[flipfunnel ")[2].partition("]")[0])


def test_a_text_of_somebody_else_has_no_marker() -> None:
    """Only what we marked is ours."""
    assert [marker_of(text) for text in ("", "Call Ada", "[flipfunnel]", "[other x]")] == [None] * 4

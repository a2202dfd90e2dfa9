"""A file of another version of the sandbox is refused in plain words, and left as it was."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sandbox import OtherVersionError, Portal
from sandbox.portal import FILE


def test_a_file_of_another_version_is_refused_and_untouched(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as older:
        older.execute("CREATE TABLE queue (seq INTEGER PRIMARY KEY)")
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(OtherVersionError, match="another version of the sandbox"):
        Portal.open(tmp_path)
    assert (tmp_path / FILE).read_bytes() == before


def test_a_file_of_this_version_opens_again(tmp_path: Path) -> None:
    first = Portal.open(tmp_path, empty=True)
    made = first.create("companies", {"name": "Aster Werke"})
    first.close()
    with closing(Portal.open(tmp_path)) as again:
        found = again.record("companies", made)
    assert found is not None
    assert found.properties["name"] == "Aster Werke"

"""Houses for tests: empty, at the beginning of the week, and after it; each test gets one of its own."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from store import embedded
from tests.pipeline.house import House, Kept, Shelf


@pytest.fixture(scope="session")
def shelf(server: embedded.Server, _template: sa.URL, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(server.url, _template.database or "", tmp_path_factory.mktemp("houses"))


@pytest.fixture(scope="session")
def kept_small(shelf: Shelf) -> Kept:
    with shelf.new(empty=True) as built:
        built.go_live()
        return shelf.keep(built)


@pytest.fixture(scope="session")
def kept_monday(shelf: Shelf) -> Kept:
    with shelf.new() as built:
        built.go_live()
        return shelf.keep(built)


@pytest.fixture(scope="session")
def kept_week(shelf: Shelf, kept_monday: Kept) -> Kept:
    with shelf.copy(kept_monday) as built:
        built.play_week()
        return shelf.keep(built)


@pytest.fixture
def small(shelf: Shelf, kept_small: Kept) -> Iterator[House]:
    """A live program on a portal without records; the test makes those it needs."""
    with shelf.copy(kept_small) as built:
        yield built


@pytest.fixture
def monday(shelf: Shelf, kept_monday: Kept) -> Iterator[House]:
    """The demo portal on Monday morning: the first run is over."""
    with shelf.copy(kept_monday) as built:
        yield built


@pytest.fixture(scope="session")
def week(shelf: Shelf, kept_week: Kept) -> Iterator[House]:
    """The demo portal after the week, for looking only."""
    with shelf.copy(kept_week) as built:
        yield built


@pytest.fixture
def after(shelf: Shelf, kept_week: Kept) -> Iterator[House]:
    """The demo portal after the week, for the test alone."""
    with shelf.copy(kept_week) as built:
        yield built

"""A transaction that is rolled back: for tests that need no second one, at a fraction of a database's cost."""

from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa

from store import embedded
from store.database import Database


@pytest.fixture(scope="session")
def _shared(server: embedded.Server, _template: sa.URL) -> Iterator[Database]:
    """A migrated database in which nothing is ever committed."""
    name = "shared_by_tests"
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {_template.database} STRATEGY FILE_COPY")
    database = Database.connect(_template.set(database=name).render_as_string(hide_password=False))
    yield database
    database.dispose()


@pytest.fixture
def tx(_shared: Database) -> Iterator[sa.Connection]:
    with _shared.engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()

"""One embedded PostgreSQL for all tests; each test that asks for it gets a fresh database of its own."""

import itertools
import shutil
from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa

from store import embedded
from store.database import Database, migrate, plain_url

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Server]:
    # A test's data may be lost, so it need not wait for the disk; everything else is as in the program.
    folder = tmp_path_factory.mktemp("postgres")
    with embedded.attach(folder, settings={"fsync": "off"}) as running:
        yield running
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def _template(server: embedded.Server) -> sa.URL:
    """A migrated database: copying it costs a fraction of migrating again."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE template_of_tests")
    template = sa.make_url(server.url).set(database="template_of_tests")
    migrate(template.render_as_string(hide_password=False))
    return template


@pytest.fixture
def database_url(server: embedded.Server, _template: sa.URL) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {_template.database} STRATEGY FILE_COPY")
        yield plain_url(_template.set(database=name).render_as_string(hide_password=False))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database.connect(database_url)
    yield database
    database.dispose()

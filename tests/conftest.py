"""One embedded PostgreSQL for all tests; each test that asks for it gets a fresh database of its own."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from store import embedded
from store.database import Database, migrate, plain_url

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def scratch() -> str:
    """Where databases of tests live: in memory if there is room, else in the usual place for temporary files."""
    memory = Path("/dev/shm")  # noqa: S108 - the folders made there are new, random and private
    has_room = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**31
    return str(memory) if has_room else tempfile.gettempdir()


@pytest.fixture(scope="session")
def server(scratch: str) -> Iterator[embedded.Server]:
    folder = Path(tempfile.mkdtemp(prefix="flipfunnel-tests-", dir=scratch))
    # A test's data may be lost, so it need not wait for the disk; everything else is as in the program.
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

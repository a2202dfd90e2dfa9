"""The migrations build what store/tables.py declares, once, whoever asks for it."""

import importlib.metadata
import re
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from store import embedded, tables
from store.database import Database, migrate
from store.unavailable import DatabaseUnavailable

ROOT = Path(tables.__file__).parent.parent


@pytest.fixture
def empty_url(server: embedded.Server) -> Iterator[str]:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty")
        yield sa.make_url(server.url).set(database="empty").render_as_string(hide_password=False)
        connection.execute("DROP DATABASE empty WITH (FORCE)")


def test_the_tables_are_those_that_are_declared(database: Database) -> None:
    """After all migrations nothing of store/tables.py is missing, and nothing is different."""

    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name in tables.metadata.tables

    with database.begin() as tx:
        context = MigrationContext.configure(
            tx, opts={"include_name": is_ours, "compare_server_default": True}
        )
        assert compare_metadata(context, tables.metadata) == []


def test_there_is_one_clock(database: Database) -> None:
    """A second row would be a second time."""
    with pytest.raises(sa.exc.IntegrityError), database.begin() as tx:
        tx.execute(sa.text('INSERT INTO clock ("only") VALUES (false)'))
    with database.begin() as tx:
        assert tx.execute(sa.text("SELECT count(*) FROM clock")).scalar_one() == 1


def test_several_processes_may_migrate_at_once(empty_url: str) -> None:
    """One does it, the others wait and find it done; doing it again changes nothing."""
    troubles: list[BaseException] = []

    def one() -> None:
        try:
            migrate(empty_url)
        except BaseException as trouble:  # noqa: BLE001 - shown by the assertion below
            troubles.append(trouble)

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    migrate(empty_url)
    with psycopg.connect(empty_url) as connection:
        assert connection.execute("SELECT count(*) FROM clock").fetchone() == (1,)


def test_a_database_of_a_newer_program_is_left_alone(database: Database, database_url: str) -> None:
    """The sentence says so, and what to do; nothing is changed."""
    with database.begin() as tx:
        tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnavailable, match="another version of flipfunnel"):
        migrate(database_url)


def test_the_job_queue_is_the_version_whose_tables_we_know() -> None:
    """Its schema is read from the installed package, so a newer one needs a migration before it may be installed."""
    source = (ROOT / "store" / "migrations" / "versions" / "0001_job_queue.py").read_text()
    known = re.search(r'PROCRASTINATE = "([^"]+)"', source)
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert known is not None
    assert f"procrastinate=={known[1]}" in declared
    assert importlib.metadata.version("procrastinate") == known[1]


COLUMNS = {
    "procrastinate_jobs": {
        "id", "queue_name", "task_name", "priority", "lock", "queueing_lock", "args", "status", "scheduled_at",
        "attempts", "worker_id",
    },
    "procrastinate_workers": {"id", "last_heartbeat"},
}  # fmt: skip


@pytest.mark.parametrize("table", COLUMNS)
def test_the_columns_that_store_queue_writes_exist(database: Database, table: str) -> None:
    """store/queue.py speaks SQL to the library's tables; these are the columns it relies on."""
    with database.begin() as tx:
        assert COLUMNS[table] <= {column["name"] for column in sa.inspect(tx).get_columns(table)}


def test_the_rules_that_store_queue_relies_on_exist(database: Database) -> None:
    """One running job a lock, and a notice to the workers at every insert."""
    with database.begin() as tx:
        lock = tx.execute(
            sa.text("SELECT indexdef FROM pg_indexes WHERE indexname = 'procrastinate_jobs_lock_idx_v1'")
        ).scalar_one()
        notice = tx.execute(
            sa.text(
                "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname LIKE '%notify_queue_job_inserted%'"
            )
        ).scalar_one()
    assert "UNIQUE INDEX" in lock
    assert "(lock) WHERE (status = 'doing'" in lock
    assert "AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW" in notice

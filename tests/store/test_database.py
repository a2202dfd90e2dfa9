"""Connections and transactions."""

import threading

import psycopg
import pytest
import sqlalchemy as sa

from store.database import Database, plain_url
from store.unavailable import DatabaseUnavailable


def test_a_transaction_is_committed_at_its_end_and_rolled_back_by_an_exception(database: Database) -> None:
    """What is written before an exception is not there afterwards."""
    with database.begin() as tx:
        tx.execute(sa.text("CREATE TABLE seen (n int)"))
    with pytest.raises(ZeroDivisionError), database.begin() as tx:  # noqa: PT012 - the point is what came before it
        tx.execute(sa.text("INSERT INTO seen VALUES (1)"))
        _ = 1 / 0
    with database.begin() as tx:
        assert tx.execute(sa.text("SELECT count(*) FROM seen")).scalar_one() == 0


def test_each_thread_knows_whether_it_has_a_transaction_open(database: Database) -> None:
    """HubSpot is not called inside one; another thread's transaction is none of ours."""
    elsewhere: list[bool] = []
    assert not database.transaction_is_open()
    with database.begin():
        assert database.transaction_is_open()
        other = threading.Thread(target=lambda: elsewhere.append(database.transaction_is_open()))
        other.start()
        other.join()
        with database.begin():
            assert database.transaction_is_open()
        assert database.transaction_is_open()
    assert not database.transaction_is_open()
    assert elsewhere == [False]
    with pytest.raises(ZeroDivisionError), database.begin():
        _ = 1 / 0
    assert not database.transaction_is_open()


def test_moments_come_back_in_utc_whatever_the_server_prefers(database: Database, database_url: str) -> None:
    """Also on a server of somebody else's, who lives in Berlin."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {connection.info.dbname} SET timezone = 'Europe/Berlin'".encode())
    with database.begin() as tx:
        assert tx.execute(sa.text("SHOW timezone")).scalar_one() == "UTC"
        assert tx.execute(sa.text("SHOW transaction_isolation")).scalar_one() == "read committed"


def test_a_restarted_server_costs_no_transaction(database: Database, database_url: str) -> None:
    """Connections that died in the pool are noticed before they are used."""
    with database.begin() as tx:
        pid = tx.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
    with psycopg.connect(database_url) as connection:
        connection.execute("SELECT pg_terminate_backend(%s)", [pid])
    with database.begin() as tx:
        assert tx.execute(sa.text("SELECT 1")).scalar_one() == 1


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_usual_form_of_the_address_is_understood(scheme: str, database_url: str) -> None:
    """Hosting platforms write postgres://, PostgreSQL itself postgresql://."""
    database = Database.connect(f"{scheme}://{database_url.partition('://')[2]}")
    with database.begin() as tx:
        assert tx.execute(sa.text("SELECT 1")).scalar_one() == 1
    assert database.url == plain_url(database_url) == database_url
    database.dispose()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://root@localhost/x", "begins with 'mysql': flipfunnel needs PostgreSQL"),
        ("sqlite:///x.db", "begins with 'sqlite': flipfunnel needs PostgreSQL"),
        ("postgresql://user@host:port/x", "DATABASE_URL cannot be read"),
        ("", "flipfunnel needs PostgreSQL"),
    ],
)
def test_an_address_that_is_none_is_refused_with_the_right_form(url: str, sentence: str) -> None:
    """One sentence, with an example of what is wanted."""
    with pytest.raises(DatabaseUnavailable, match=sentence) as trouble:
        Database.connect(url)
    assert "postgresql://user@host/database" in str(trouble.value)


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    """The sentence says which one, and what to look at."""
    database = Database.connect("postgresql://ada:s3cret-word@127.0.0.1:1/none?connect_timeout=2")
    with pytest.raises(DatabaseUnavailable, match="cannot be reached") as trouble, database.begin():
        pass
    assert "127.0.0.1:1/none" in str(trouble.value)
    assert "s3cret-word" not in str(trouble.value)
    assert not database.transaction_is_open()

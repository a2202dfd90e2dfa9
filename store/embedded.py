"""A PostgreSQL of our own, in the data folder: started by the first command that needs it, stopped by the last.

Promises: data is safe against kill -9 and power loss (fsync stays on); the server listens on a socket in a private
folder and nowhere else; a server left behind by a killed command is found and used again; whatever a crash left over
(a pid file, a socket, a half-made database) is mended at the next start.
"""

import fcntl
import logging
import os
import shutil
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self
from urllib.parse import quote

import psycopg

from store.embedded_place import Place, prepare, try_exclusive
from store.embedded_start import LONGEST_RECOVERY, NAME, Postmaster, postmaster, start
from store.unavailable import DatabaseUnavailable

__all__ = ["DatabaseUnavailable", "Server", "attach"]

log = logging.getLogger(__name__)

_LONGEST_GOODBYE = 60.0
_LONGEST_SILENCE = 15.0
_NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


@dataclass
class Server:
    """Our hold on the running server. `close` lets go; the last one to let go stops it."""

    url: str
    _place: Place
    _users: int | None = field(repr=False)

    def close(self) -> None:
        users, self._users = self._users, None
        if users is not None:
            with self._place.alone():
                _leave(self._place, users)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()


def attach(folder: Path, *, settings: Mapping[str, str] = _NO_SETTINGS) -> Server:
    """Use the server of this folder, starting it if it does not run. `settings` count only for a new start."""
    place = prepare(folder)
    with place.alone():
        users = place.open_lock("users")
        try:
            fcntl.flock(users, fcntl.LOCK_SH)
            sockets = _running(place, users) or _started(place, settings)
        except BaseException:
            _leave(place, users)
            raise
    return Server(_url(sockets, NAME), place, users)


def _leave(place: Place, users: int) -> None:
    """Whoever holds the users' lock alone is the last one."""
    try:
        if try_exclusive(users):
            _stop(place)
    finally:
        os.close(users)


def _url(sockets: Path, database: str) -> str:
    return f"postgresql://{NAME}@/{database}?host={quote(str(sockets), safe='')}&port=5432"


def _running(place: Place, users: int) -> Path | None:
    """The sockets of a server that answers, or nothing once no process of an old one is left."""
    until = time.monotonic() + LONGEST_RECOVERY
    trouble = "neither gets ready nor ends"
    while place.has_server():
        found = postmaster(place)
        if found and found.ready and place.runs_here(found.pid):
            if not place.is_private(found.sockets) or not (found.sockets / ".s.PGSQL.5432").exists():
                _restart_or_refuse(place, users, found)
            elif no_answer := _make_sure_of_database(found.sockets):
                until = min(until, time.monotonic() + _LONGEST_SILENCE)  # it may just be dying
                trouble = f"does not answer ({no_answer})"
            else:
                return found.sockets
        if time.monotonic() > until:
            raise DatabaseUnavailable(f"PostgreSQL in {place.folder} {trouble}: look into {place.log}.")
        time.sleep(0.01)
    return None


def _started(place: Place, settings: Mapping[str, str]) -> Path:
    sockets = start(place, settings)
    if no_answer := _make_sure_of_database(sockets):
        raise DatabaseUnavailable(
            f"PostgreSQL in {place.folder} was started but does not answer ({no_answer}): look into {place.log}."
        )
    return sockets


def _restart_or_refuse(place: Place, users: int, found: Postmaster) -> None:
    """Somebody tidied up the folder of the socket, so nobody new can come in any more."""
    if not try_exclusive(users):
        raise DatabaseUnavailable(
            f"The socket folder {found.sockets} is gone: stop the other flipfunnel commands and try again."
        )
    _stop(place)
    fcntl.flock(users, fcntl.LOCK_SH)


def _stop(place: Place) -> None:
    """The fast way: sessions are ended, everything is written. Returns when no process is left."""
    sockets: Path | None = None
    started, asked, signals = time.monotonic(), 0.0, [signal.SIGQUIT, signal.SIGINT]
    while place.has_server():
        found = postmaster(place)
        late = time.monotonic() - started > asked
        if late and signals and found and place.runs_here(found.pid):
            sockets = found.sockets
            os.kill(found.pid, signals.pop())
            asked += _LONGEST_GOODBYE
        elif late and time.monotonic() - started > 2 * _LONGEST_GOODBYE:
            log.warning("PostgreSQL in %s does not end; its own log is %s", place.folder, place.log)
            return
        time.sleep(0.005)
    if sockets and sockets.parent != place.folder and place.is_private(sockets):
        shutil.rmtree(sockets, ignore_errors=True)


def _make_sure_of_database(sockets: Path) -> str:
    """Our database exists after this. Answers what is wrong, or an empty text."""
    try:
        with psycopg.connect(_url(sockets, "postgres"), autocommit=True, connect_timeout=10) as connection:
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
            if there is None:
                connection.execute(f"CREATE DATABASE {NAME}")
    except psycopg.Error as trouble:
        return str(trouble).splitlines()[0]
    return ""

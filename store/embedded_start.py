"""Making the embedded database once, and starting its server."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from store import embedded_launch
from store.embedded_place import VERSION, Place, copied_installation, installation, open_private
from store.unavailable import DatabaseUnavailable

NAME = "flipfunnel"  # of the database and of its one role
LONGEST_RECOVERY = 600.0
_LARGEST_LOG = 5_000_000
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "fsync": "on",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "jit": "off",
    "io_method": "sync",  # three processes less; one machine's queue needs no more
    "max_parallel_workers_per_gather": "0",  # the shared memory of a container is too small for it
    "max_parallel_maintenance_workers": "0",
    # The log must not hold what people wrote: no statements, no values.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}


@dataclass(frozen=True)
class Postmaster:
    """What PostgreSQL says of itself in postmaster.pid."""

    pid: int
    sockets: Path
    ready: bool


def postmaster(place: Place) -> Postmaster | None:
    try:
        lines = (place.data / "postmaster.pid").read_text().splitlines()
        return Postmaster(int(lines[0]), Path(lines[4]), ready=len(lines) > 7 and lines[7].strip() == "ready")
    except PermissionError:
        raise place.closed_to_us() from None
    except (OSError, ValueError, IndexError):
        return None  # none there, or still being written


def start(place: Place, settings: Mapping[str, str]) -> Path:
    lock = place.take_server_lock()
    if lock is None:
        raise DatabaseUnavailable(f"PostgreSQL in {place.folder} has just been started by hand: try again.")
    try:
        _clear_leftovers(place)
        programs = _initialise(place, settings)
        sockets = place.new_socket_folder()
        chosen = {**_SETTINGS, **settings, "unix_socket_directories": str(sockets)}
        options = [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
        pid = _launch_server(
            place, [str(programs / "bin" / "postgres"), "-D", str(place.data), *options], lock
        )
    finally:
        os.close(lock)  # the server has inherited it
    _wait_until_ready(place, pid)
    return sockets


def _clear_leftovers(place: Place) -> None:
    """No process of ours is left (we hold their lock), so a pid file is a stale one; unless somebody used pg_ctl."""
    found = postmaster(place)
    if found and place.runs_here(found.pid):
        raise DatabaseUnavailable(
            f"A PostgreSQL (process {found.pid}) that flipfunnel has not started uses {place.data}: stop it and try again."
        )
    (place.data / "postmaster.pid").unlink(missing_ok=True)
    if found and found.sockets.parent != place.folder and place.is_private(found.sockets):
        shutil.rmtree(found.sockets, ignore_errors=True)


def _initialise(place: Place, settings: Mapping[str, str]) -> Path:
    """Make the database once. It is made beside its place and then renamed, so a half-made one is never taken for whole."""
    if place.data.exists():
        _check_version(place)
        if place.account.switch and place.data.stat().st_uid == 0:
            _give_away(place)  # restored from a backup by root
        place.hand_over(place.data)
        return _programs_for(place, place.data)
    part = place.folder / "data.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    place.hand_over(part)
    programs = _programs_for(place, part)
    words = ["--locale=C", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    words += ["--auth-local=trust", "--auth-host=reject", "--no-instructions", f"--username={NAME}"]
    words += ["--no-sync"] if settings.get("fsync") == "off" else []
    _run(place, [str(programs / "bin" / "initdb"), f"--pgdata={part}", *words], [str(part)])
    part.rename(place.data)
    _write_through(place.folder)
    return programs


def _check_version(place: Place) -> None:
    try:
        version = (place.data / "PG_VERSION").read_text().strip()
    except OSError:
        raise DatabaseUnavailable(
            f"{place.data} holds no database: move it away, or name another data folder by FLIPFUNNEL_DATA."
        ) from None
    if version != VERSION:
        raise DatabaseUnavailable(
            f"{place.data} was written by PostgreSQL {version}, this flipfunnel brings {VERSION}: "
            "start the flipfunnel that wrote it, or name another data folder by FLIPFUNNEL_DATA."
        )


def _give_away(place: Place) -> None:
    for folder, folders, files in os.walk(place.data):
        for name in (*folders, *files):
            os.chown(Path(folder) / name, place.account.uid, place.account.gid, follow_symlinks=False)


def _programs_for(place: Place, data: Path) -> Path:
    """The installed programs, or a copy of them where the account cannot walk to them by any means."""
    programs = installation()
    test = [str(programs / "bin" / "postgres"), "--version"]
    if not place.account.switch or (done := _try(place, test, [str(data)])).returncode == 0:
        return programs
    if done.returncode == embedded_launch.CANNOT_REACH and done.stderr.startswith(str(programs)):
        return copied_installation(place)
    raise _explained(place, done)


def _write_through(folder: Path) -> None:
    """A new name in a folder outlives a power cut only after this."""
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _request(place: Place, command: list[str], reach: list[str]) -> dict[str, object]:
    request: dict[str, object] = {
        "command": command,
        "reach": [str(Path(command[0]).parent.parent / "share"), *reach],
        "environment": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        "detach": False,
    }
    if place.account.switch:
        request |= {"uid": place.account.uid, "gid": place.account.gid}
    return request


def _launcher(request: Mapping[str, object]) -> list[str]:
    return [sys.executable, "-I", "-S", embedded_launch.__file__, json.dumps(request)]


def _try(place: Place, command: list[str], reach: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _launcher(_request(place, command, reach)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


def _run(place: Place, command: list[str], reach: list[str]) -> None:
    done = _try(place, command, reach)
    if done.returncode != 0:
        raise _explained(place, done)


def _launch_server(place: Place, command: list[str], lock: int) -> int:
    if place.log.exists() and place.log.stat().st_size > _LARGEST_LOG:
        place.log.replace(place.log.with_suffix(".log.1"))
    journal = open_private(place.log, place.folder)
    request = _request(place, command, [str(place.data)]) | {"detach": True, "log": journal}
    try:
        done = subprocess.run(
            _launcher(request),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            pass_fds=(lock, journal),
            start_new_session=True,
        )
    finally:
        os.close(journal)
    if done.returncode != 0:
        raise _explained(place, done)
    return int(done.stdout)


def _wait_until_ready(place: Place, pid: int) -> None:
    """After a crash PostgreSQL first repeats its journal; that is waited for as long as the server lives."""
    until = time.monotonic() + LONGEST_RECOVERY
    while place.has_server():
        found = postmaster(place)
        if found and found.ready and found.pid == pid:
            return
        if time.monotonic() > until:
            raise DatabaseUnavailable(
                f"PostgreSQL is still recovering; watch {place.log} and try again later."
            )
        time.sleep(0.005)
    raise DatabaseUnavailable(f"PostgreSQL did not start: {_last_words(place)} (the whole log: {place.log})")


def _last_words(place: Place) -> str:
    lines = place.log.read_text(errors="replace").splitlines() if place.log.exists() else []
    telling = [line for line in lines[-20:] if "FATAL" in line or "PANIC" in line] or lines[-1:]
    return telling[-1] if telling else "it said nothing"


def _explained(place: Place, done: subprocess.CompletedProcess[str]) -> DatabaseUnavailable:
    said = done.stderr.strip().splitlines() or ["it said nothing"]
    way_on = "run flipfunnel as an ordinary account, or set DATABASE_URL to a database of yours"
    if done.returncode == embedded_launch.CANNOT_SWITCH:
        return DatabaseUnavailable(
            f"PostgreSQL does not run as root, and root may not become {place.account.name} here ({said[-1]}): {way_on}."
        )
    if done.returncode == embedded_launch.CANNOT_REACH:
        return DatabaseUnavailable(
            f"PostgreSQL runs as {place.account.name}, who cannot reach {said[-1]}: "
            f"choose a data folder outside of closed ones by FLIPFUNNEL_DATA, or {way_on}."
        )
    return DatabaseUnavailable(f"The database could not be made in {place.folder}: {said[-1]}")

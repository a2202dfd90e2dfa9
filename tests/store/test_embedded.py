"""The embedded server: started by the first, stopped by the last, mended after every kind of crash."""

import contextlib
import json
import os
import pwd
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from store import embedded, embedded_launch, embedded_place, embedded_start

REPOSITORY = Path(embedded.__file__).parent.parent
IS_ROOT = os.geteuid() == 0

# A command of the program in small: it attaches, says so, does what it is told, and lets go.
COMMAND = """
import sys
from pathlib import Path
from store.embedded import DatabaseUnavailable, attach
try:
    server = attach(Path(sys.argv[1]))
except DatabaseUnavailable as trouble:
    sys.exit(f"unavailable: {trouble}")
print(server.url, flush=True)
if sys.stdin.readline():
    server.close()
"""


@pytest.fixture
def home(scratch: str) -> Iterator[Path]:
    """A folder with a short path, because a socket's address has room for about a hundred bytes."""
    folder = Path(tempfile.mkdtemp(prefix="ff", dir=scratch))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def made(scratch: str) -> Iterator[Path]:
    """A data folder that a first start has made, and that was stopped in order; every account can walk to it."""
    home = Path(tempfile.mkdtemp(prefix="ff", dir=scratch))
    home.chmod(0o711)
    embedded.attach(home / "pg", settings={"fsync": "off"}).close()
    yield home / "pg"
    shutil.rmtree(home)


@pytest.fixture
def folder(made: Path) -> Iterator[Path]:
    """The data folder of a program that ran before and is not running now."""
    yield made
    assert not runs(made), "every test leaves the server stopped"


@contextlib.contextmanager
def moved(folder: Path, place: Path) -> Iterator[Path]:
    """The same data at another path for a while."""
    place.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(place)
    try:
        yield place
    finally:
        place.rename(folder)


@contextlib.contextmanager
def closed(folder: Path) -> Iterator[None]:
    """Only root can walk to the data for a while."""
    folder.parent.chmod(0o700)
    try:
        yield
    finally:
        folder.parent.chmod(0o711)


def command(folder: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(folder)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline().startswith("postgresql://")
    return child


def finish(child: subprocess.Popen[str]) -> None:
    child.communicate("done\n", timeout=30)


def answer(server: embedded.Server, query: str) -> object:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None


def postmaster(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def socket_folder(folder: Path) -> Path:
    return Path((folder / "data" / "postmaster.pid").read_text().splitlines()[4])


def runs(folder: Path) -> bool:
    return embedded_place.prepare(folder).has_server()


def test_the_first_start_makes_a_private_database(home: Path) -> None:
    """It speaks UTF-8, sorts the same everywhere, waits for the disk, and listens on a socket only its owner can reach."""
    with embedded.attach(home / "new" / "pg") as server:
        settings = {
            name: answer(server, f"SHOW {name}")
            for name in ("server_encoding", "fsync", "listen_addresses", "data_checksums", "timezone")
        }
        assert settings == {
            "server_encoding": "UTF8",
            "fsync": "on",
            "listen_addresses": "",
            "data_checksums": "on",
            "timezone": "UTC",
        }
        assert answer(server, "SELECT lower('ÄÖÜ') || ('Z' < 'a')::text") == "äöütrue"
        assert (home / "new" / "pg" / "socket").stat().st_mode & 0o777 == 0o700
        assert (home / "new" / "pg" / "data").stat().st_mode & 0o777 == 0o700
        assert (
            answer(
                server,
                "SELECT count(*) FROM pg_hba_file_rules WHERE type <> 'local' AND auth_method <> 'reject'",
            )
            == 0
        )


def test_the_last_one_stops_it(folder: Path) -> None:
    """Two commands share one server; it ends with the second, not with the first."""
    first = embedded.attach(folder)
    second = embedded.attach(folder)
    pid = postmaster(folder)
    first.close()
    assert answer(second, "SELECT 1") == 1
    assert postmaster(folder) == pid
    second.close()
    second.close()
    assert not runs(folder)


def test_a_killed_command_leaves_the_server_to_the_next(folder: Path) -> None:
    """After kill -9 of the only command the next one finds the same server, and stops it at its end."""
    child = command(folder)
    pid = postmaster(folder)
    child.kill()
    child.communicate()
    with embedded.attach(folder) as server:
        assert answer(server, "SELECT 1") == 1
        assert postmaster(folder) == pid
    assert not runs(folder)


def test_a_command_among_others_may_be_killed(folder: Path) -> None:
    """The kernel lets go for a command killed by kill -9, so the other one knows that it is the last."""
    with embedded.attach(folder):
        child = command(folder)
        child.kill()
        child.communicate()
    assert not runs(folder)


def test_ctrl_c_does_not_reach_the_server(folder: Path) -> None:
    """Ctrl-C goes to the whole foreground group of a terminal; the server is not in it."""
    child = command(folder)
    with embedded.attach(folder) as server:
        os.killpg(child.pid, signal.SIGINT)
        child.communicate()
        assert answer(server, "SELECT 1") == 1


def test_the_server_does_not_hold_our_pipes(folder: Path) -> None:
    """Whoever reads a command's output sees its end when the command ends, though the server it started runs on."""
    child = command(folder)
    child.kill()
    child.communicate(timeout=10)
    assert runs(folder)
    embedded.attach(folder).close()


def test_two_starts_at_once(folder: Path) -> None:
    """Of several commands that start together one starts the server, and all use it."""
    children = [
        subprocess.Popen(
            [sys.executable, "-c", COMMAND, str(folder)],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    said = [child.stdout.readline() for child in children if child.stdout]
    assert len(set(said)) == 1
    assert said[0].startswith("postgresql://")
    for child in children:
        finish(child)
    assert not runs(folder)


def test_starts_and_stops_may_cross(folder: Path) -> None:
    """Threads that attach and let go in any order never meet a server that is going down."""
    troubles: list[BaseException] = []

    def use() -> None:
        try:
            for _ in range(3):
                with embedded.attach(folder) as server:
                    answer(server, "SELECT 1")
        except BaseException as trouble:  # noqa: BLE001 - shown by the assertion below
            troubles.append(trouble)

    threads = [threading.Thread(target=use) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert not runs(folder)


def test_a_killed_server_is_started_again_and_recovers(folder: Path) -> None:
    """What was committed before kill -9 of PostgreSQL itself is there after the next start."""
    first = embedded.attach(folder)
    with psycopg.connect(first.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
    os.kill(postmaster(folder), signal.SIGKILL)
    with embedded.attach(folder) as second:
        assert answer(second, "SELECT n FROM kept") == 42
        first.close()
        assert answer(second, "SELECT n FROM kept") == 42


def _dead_process() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


@pytest.mark.parametrize(
    "pid",
    [
        pytest.param(_dead_process, id="a process that is gone"),
        pytest.param(os.getpid, id="a living stranger with the same number"),
        pytest.param(lambda: 1, id="the first process of the machine"),
    ],
)
def test_a_stale_pid_file_and_socket_are_mended(folder: Path, pid: Callable[[], int]) -> None:
    """After a power cut the old files name a process that is gone, or by now somebody else."""
    number = pid()
    (folder / "socket").mkdir(mode=0o700, exist_ok=True)
    (folder / "socket" / ".s.PGSQL.5432").touch()
    (folder / "socket" / ".s.PGSQL.5432.lock").write_text(
        f"{number}\n{folder / 'data'}\n0\n5432\n{folder / 'socket'}\n"
    )
    (folder / "data" / "postmaster.pid").write_text(
        f"{number}\n{folder / 'data'}\n0\n5432\n{folder / 'socket'}\n\n0 0\nready   \n"
    )
    with embedded.attach(folder) as server:
        assert answer(server, "SELECT 1") == 1


def test_an_empty_pid_file_is_mended(folder: Path) -> None:
    """A full disk or a power cut can leave a pid file without content, at which PostgreSQL itself gives up."""
    (folder / "data" / "postmaster.pid").touch()
    with embedded.attach(folder) as server:
        assert answer(server, "SELECT 1") == 1


def test_a_half_made_database_is_made_again(home: Path) -> None:
    """A crash while the database was made leaves a part beside its place, never a broken database in it."""
    (home / "pg" / "data.part" / "base").mkdir(parents=True)
    (home / "pg" / "data.part" / "PG_VERSION").write_text("18\n")
    with embedded.attach(home / "pg", settings={"fsync": "off"}) as server:
        assert answer(server, "SELECT 1") == 1
    assert not (home / "pg" / "data.part").exists()


@pytest.mark.parametrize("name", ["long-" * 20, "a space, a comma and 'quotes' für alle"])
def test_a_path_that_no_socket_address_can_carry(home: Path, folder: Path, name: str) -> None:
    """The socket then lies in a short private folder, which is gone after the stop."""
    with moved(folder, home / name / "pg") as there:
        with embedded.attach(there) as server, embedded.attach(there) as second:
            sockets = socket_folder(there)
            assert not sockets.is_relative_to(home)
            assert sockets.stat().st_mode & 0o777 == 0o700
            assert answer(second, "SELECT 1") == 1
            assert server.url == second.url
        assert not sockets.exists()


def test_a_socket_folder_that_was_tidied_away(folder: Path) -> None:
    """Where a cleaner of temporary files took the socket of a server left behind, that server is started anew."""
    child = command(folder)
    child.kill()
    child.communicate()
    shutil.rmtree(socket_folder(folder))
    with embedded.attach(folder) as server:
        assert answer(server, "SELECT 1") == 1


def test_a_socket_folder_that_was_tidied_away_under_others(folder: Path) -> None:
    """While others still use that server it is not taken from them; the error says what to do."""
    with embedded.attach(folder):
        shutil.rmtree(socket_folder(folder))
        with pytest.raises(embedded.DatabaseUnavailable, match="stop the other flipfunnel commands"):
            embedded.attach(folder)


def test_a_socket_folder_of_somebody_else_is_not_trusted(home: Path) -> None:
    """A folder that others can write to could hold a server that is not ours."""
    place = embedded_place.prepare(home / "pg")
    mine = place.new_socket_folder()
    assert place.is_private(mine)
    mine.chmod(0o770)
    assert not place.is_private(mine)
    mine.chmod(0o700)
    (home / "link").symlink_to(mine)
    assert not place.is_private(home / "link")
    assert not place.is_private(home / "nothing")


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        ("PG_VERSION", b"17\n", "was written by PostgreSQL 17"),
        ("PG_VERSION", None, "holds no database"),
        ("global/pg_control", None, "did not start"),
    ],
)
def test_what_cannot_be_mended_is_said_in_a_sentence(
    folder: Path, file: str, content: bytes | None, sentence: str
) -> None:
    """Data that this program cannot use stay untouched; the error says what it is and where."""
    spoiled = folder / "data" / file
    aside = spoiled.rename(folder / "aside")
    if content is not None:
        spoiled.write_bytes(content)
    with pytest.raises(embedded.DatabaseUnavailable, match=sentence) as trouble:
        embedded.attach(folder)
    aside.rename(spoiled)
    assert str(folder) in str(trouble.value)
    assert "\n" not in str(trouble.value)


def test_a_data_folder_that_cannot_be_made(home: Path) -> None:
    """A file in the way is named, with the next step."""
    (home / "file").touch()
    with pytest.raises(embedded.DatabaseUnavailable, match="name another one by FLIPFUNNEL_DATA"):
        embedded.attach(home / "file" / "pg")


def test_a_server_that_somebody_started_by_hand_is_left_alone(folder: Path) -> None:
    """Its pid file is not taken for a stale one, and it is not stopped by us."""
    with embedded.attach(folder):
        place = embedded_place.prepare(folder)
        (folder / "server.lock").unlink()  # as if it had been started without our lock
        with pytest.raises(embedded.DatabaseUnavailable, match="has not started"):
            embedded_start.start(place, {})
    pid = postmaster(folder)
    end = os.pidfd_open(pid)
    os.kill(pid, signal.SIGINT)
    select.select([end], [], [])
    os.close(end)


def test_a_large_log_is_put_aside(folder: Path) -> None:
    """The server's own log cannot fill the disk: it is renamed at a start, and the one before it goes."""
    (folder / "postgres.log").write_text("x" * 6_000_000)
    with embedded.attach(folder):
        assert (folder / "postgres.log").stat().st_size < 10_000
    assert (folder / "postgres.log.1").stat().st_size == 6_000_000


def test_the_log_holds_nothing_that_people_wrote(folder: Path) -> None:
    """A refused row is not repeated in PostgreSQL's log: neither the statement nor the values."""
    with (
        embedded.attach(folder) as server,
        contextlib.suppress(psycopg.Error),
        psycopg.connect(server.url) as connection,
    ):
        connection.execute("CREATE TABLE person (email text UNIQUE)")
        connection.execute("INSERT INTO person VALUES ('erika@muster.example'), ('erika@muster.example')")
    said = (folder / "postgres.log").read_text()
    assert "duplicate key" in said
    assert "muster" not in said


# --- accounts: what follows needs root, who may become somebody else

needs_root = pytest.mark.skipif(not IS_ROOT, reason="only root can run a command as somebody else")
SECURE_BITS, NO_AMBIENT = 28, 1 << 6  # of prctl
DROP_FROM_BOUNDING_SET, READ_AND_SEARCH = 24, 2


def _as_account(name: str, words: list[str]) -> list[str]:
    """The command that runs these words as that account, wherever Python is installed."""
    entry = pwd.getpwnam(name)
    request = {
        "uid": entry.pw_uid,
        "gid": entry.pw_gid,
        "command": words,
        "reach": [str(REPOSITORY), str(Path(os.__file__).parent)],
        "environment": {"PYTHONPATH": str(REPOSITORY), "PATH": os.environ["PATH"]},
        "detach": False,
    }
    return [sys.executable, "-I", "-S", embedded_launch.__file__, json.dumps(request)]


def _run(words: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, cwd=REPOSITORY, input="done\n", capture_output=True, text=True, check=False, timeout=60
    )


def capabilities(folder: Path) -> int:
    status = Path(f"/proc/{postmaster(folder)}/status").read_text()
    assert int(status.split("Uid:")[1].split()[0]) == (folder / "data").stat().st_uid != 0
    return int(status.split("CapEff:")[1].split()[0], 16)


@needs_root
def test_root_runs_the_server_as_an_unprivileged_account(folder: Path) -> None:
    """Also in a folder closed to that account; it is not opened, the server may just search (or override) and no more."""
    with closed(folder), embedded.attach(folder) as server:
        assert capabilities(folder) in {0b010, 0b100}
        assert answer(server, "SELECT 1") == 1
        assert folder.parent.stat().st_mode & 0o777 == 0o700


@needs_root
def test_a_server_that_need_not_search_may_not(folder: Path) -> None:
    """Programs and data that the account reaches by itself: the server may do what that account may, and no more."""
    reachable = all(parent.stat().st_mode & 0o001 for parent in embedded_place.installation().parents)
    with embedded.attach(folder):
        assert (capabilities(folder) == 0) == reachable


@needs_root
def test_data_that_root_restored_from_a_backup(folder: Path) -> None:
    """They belong to root then, and are given back to the account that runs the server."""
    for path in ((folder / "data"), *(folder / "data").rglob("*")):
        os.chown(path, 0, 0)
    with embedded.attach(folder) as server:
        assert answer(server, "SELECT 1") == 1


@needs_root
def test_root_uses_the_data_of_an_ordinary_account_as_that_account(home: Path) -> None:
    """`sudo flipfunnel` on one's own data leaves nothing behind that one cannot use oneself."""
    entry = pwd.getpwnam("nobody")
    (home / "pg").mkdir()
    os.chown(home, entry.pw_uid, entry.pw_gid)
    os.chown(home / "pg", entry.pw_uid, entry.pw_gid)
    with embedded.attach(home / "pg", settings={"fsync": "off"}):
        assert (home / "pg" / "data").stat().st_uid == entry.pw_uid
    done = _run(_as_account("nobody", [sys.executable, "-c", COMMAND, str(home / "pg")]))
    assert done.stderr == ""
    assert done.stdout.startswith("postgresql://")


@needs_root
def test_an_ordinary_account_runs_the_server_as_itself(home: Path) -> None:
    """No root, no switch: everything belongs to the one who started it."""
    entry = pwd.getpwnam("nobody")
    os.chown(home, entry.pw_uid, entry.pw_gid)
    done = _run(_as_account("nobody", [sys.executable, "-c", COMMAND, str(home / "pg")]))
    assert done.stderr == ""
    assert done.stdout.startswith("postgresql://")
    assert {path.stat().st_uid for path in (home / "pg").rglob("*")} == {entry.pw_uid}
    assert not runs(home / "pg")


@needs_root
def test_an_ordinary_account_is_told_that_the_data_are_not_its_own(home: Path) -> None:
    """One sentence, instead of a traceback."""
    (home / "pg").mkdir(mode=0o700)
    home.chmod(0o755)
    done = _run(_as_account("nobody", [sys.executable, "-c", COMMAND, str(home / "pg")]))
    assert done.returncode == 1
    assert "unavailable: The data folder" in done.stderr
    assert "let it belong to the account that runs flipfunnel" in done.stderr


def _without_capabilities(first: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """As root, but nothing that root may do can be handed on to another account."""
    drop = f"import ctypes, sys; ctypes.CDLL(None).prctl({SECURE_BITS}, {NO_AMBIENT}, 0, 0, 0)\n"
    return _run([sys.executable, "-c", drop + first + COMMAND, str(folder)])


@needs_root
def test_root_of_an_ordinary_container(folder: Path) -> None:
    """Containers withhold the right to search every folder, but not the one to override permissions: that does, too."""
    drop = f"import ctypes; ctypes.CDLL(None).prctl({DROP_FROM_BOUNDING_SET}, {READ_AND_SEARCH}, 0, 0, 0)\n"
    with closed(folder):
        done = _run([sys.executable, "-c", drop + COMMAND, str(folder)])
    assert done.stderr == ""
    assert done.stdout.startswith("postgresql://")


@needs_root
def test_root_that_may_not_look_into_folders_of_others(home: Path) -> None:
    """Where even that is withheld, the embedded database cannot be used: one sentence says so, and nothing waits."""
    drop = "import ctypes\nfor right in (1, 2): "
    drop += f"ctypes.CDLL(None).prctl({DROP_FROM_BOUNDING_SET}, right, 0, 0, 0)\n"
    again = f"import os, sys\nos.execv(sys.executable, [sys.executable, '-c', {COMMAND!r}, {str(home / 'pg')!r}])\n"
    done = _run([sys.executable, "-c", drop + again])
    assert done.returncode == 1
    assert "into whose folders this program may not look" in done.stderr
    assert "set DATABASE_URL" in done.stderr
    assert not runs(home / "pg")


@needs_root
def test_programs_behind_a_closed_door_are_copied(home: Path, folder: Path) -> None:
    """Where no capability can be handed on and the programs are in a closed folder, they are copied beside the data."""
    home.chmod(0o700)
    installed = embedded_place.installation()
    package = installed.parent
    shutil.copytree(installed, home / package.name / installed.name, ignore=shutil.ignore_patterns("include"))
    shutil.copytree(package.with_name(f"{package.name}.libs"), home / f"{package.name}.libs")
    (home / package.name / "__init__.py").touch()
    done = _without_capabilities(f"sys.path.insert(0, {str(home)!r})\n", folder)
    assert done.stderr == ""
    assert done.stdout.startswith("postgresql://")
    assert list(folder.glob("programs-*"))


@needs_root
def test_data_behind_a_closed_door_without_capabilities(folder: Path) -> None:
    """Where nothing helps, one sentence names the folder and the way on."""
    with closed(folder):
        done = _without_capabilities("", folder)
    assert done.returncode == 1
    assert f"cannot reach {folder / 'data'}" in done.stderr
    assert "FLIPFUNNEL_DATA" in done.stderr

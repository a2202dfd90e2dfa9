"""Starts one PostgreSQL program under another account and, if asked, out of reach of our terminal and our pipes.

Run by path as a program of its own (`python -I -S embedded_launch.py <json>`), because changing accounts is for
a whole process and must not be done in one that has threads. It imports the standard library only.

PostgreSQL refuses to run as root. An ordinary account, however, cannot walk into /root, where the data or the
virtual environment may lie. Nobody's permissions are loosened for that: only if it is needed, the program keeps the
one capability to read and search folders (or, where the container withholds that one, to override permissions).
"""

import contextlib
import ctypes
import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

CANNOT_SWITCH = 76
CANNOT_REACH = 77

_KEEP_CAPABILITIES = 8  # prctl
_AMBIENT, _AMBIENT_RAISE = 47, 2  # prctl
_CAPABILITY_VERSION_3 = 0x20080522
_MAY_OVERRIDE, _MAY_READ_AND_SEARCH = 1, 2


def main(request: dict[str, Any]) -> None:
    os.umask(0o077)
    os.chdir("/")  # the place we were called from may be closed to the account
    if "uid" in request:
        _become(request["uid"], request["gid"])
        _open_the_way(request)
    if request["detach"]:
        _detach(request["log"])
    os.execve(request["command"][0], request["command"], request["environment"])  # noqa: S606 - no shell is wanted


def _become(uid: int, gid: int) -> None:
    try:
        _prctl(_KEEP_CAPABILITIES, 1)
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
    except OSError as trouble:
        _give_up(CANNOT_SWITCH, str(trouble))


def _open_the_way(request: dict[str, Any]) -> None:
    """Without capabilities if that is enough, else with the smallest one that is."""
    program, paths = request["command"][0], request["reach"]
    closed = _closed(program, paths)
    if not closed:
        return
    for capability in (_MAY_READ_AND_SEARCH, _MAY_OVERRIDE):
        with contextlib.suppress(OSError):
            _keep(capability)
            if not _closed(program, paths, any_execute_bit=capability == _MAY_OVERRIDE):
                return
    _give_up(CANNOT_REACH, closed)


def _closed(program: str, paths: list[str], *, any_execute_bit: bool = False) -> str:
    """The first path that the present account cannot use, or an empty text."""
    for path in [program, *paths]:
        try:
            os.close(os.open(path, os.O_RDONLY | os.O_CLOEXEC))
        except OSError:
            return path
    return "" if _may_run(Path(program).stat(), any_execute_bit=any_execute_bit) else program


def _may_run(status: os.stat_result, *, any_execute_bit: bool) -> bool:
    bits = stat.S_IXOTH
    if any_execute_bit:
        bits = stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH
    elif status.st_uid == os.getuid():
        bits = stat.S_IXUSR
    elif status.st_gid == os.getgid():
        bits = stat.S_IXGRP
    return bool(status.st_mode & bits)


def _keep(capability: int) -> None:
    """Of everything root may do, keep this one, also for the program that is started."""
    mask = 1 << capability
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)(
        mask, mask, mask, 0, 0, 0
    )  # effective, permitted, inheritable; then the high halves
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.capset(ctypes.byref(header), ctypes.byref(sets)) != 0:
        raise OSError(ctypes.get_errno(), "capset")
    _prctl(_AMBIENT, _AMBIENT_RAISE, capability)


def _prctl(option: int, *arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    padded = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    if libc.prctl(option, *padded) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def _detach(log: int) -> None:
    """A session of its own (Ctrl-C stays with us), and nothing of ours held open but what was handed over."""
    child = os.fork()
    if child:
        sys.stdout.write(str(child))
        sys.stdout.flush()
        os._exit(0)
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    for ours, theirs in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(ours, theirs)


def _give_up(code: int, text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))

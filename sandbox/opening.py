"""How a sandbox gets its portal: the folder it lives in, filled the first time, and refused where it holds something else."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox import scenario_making
from sandbox.portal import FILE, Portal
from sandbox.scenario import Scenario, ScenarioError, kept, read
from sandbox.story import START

PORT = 8702
DEMO, EMPTY = "demo", "empty"
KIND = "made from"  # the setting that says what a folder was filled with


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line. `scenario` is a file, the name of one that comes along, or "demo"."""

    port: int = PORT
    folder: Path | None = None
    scenario: str | None = None
    empty: bool = False
    webhooks: str | None = None
    speed: float | None = None


class CannotStartError(Exception):
    """The sandbox cannot start. `lines` say in plain words what is the matter, and what to do.

    `is_scenario` tells a scenario that is wrong from a port or folder that cannot be had.
    """

    def __init__(self, *lines: str, is_scenario: bool = False) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
        self.is_scenario = is_scenario


@contextmanager
def opened(wanted: Wanted) -> Iterator[Portal]:
    """The portal that was asked for, with nobody else in its folder. Raises CannotStartError."""
    try:
        scenario = _scenario(wanted)
        if scenario:
            scenario_making.rehearse(scenario)
    except ScenarioError as wrong:
        raise CannotStartError(*wrong.problems, is_scenario=True) from None
    with _folder(wanted) as folder, _alone(folder):
        is_new = not (folder / FILE).exists()
        with closing(_open(wanted, folder, scenario, is_new=is_new)) as portal:
            if is_new:
                _fill(portal, _asked(wanted, scenario) or DEMO, scenario)
            else:
                _refuse_another(portal, folder, _asked(wanted, scenario), scenario)
            if wanted.speed and not portal.has_own_now():
                portal.set_now(portal.now())
            yield portal


def _scenario(wanted: Wanted) -> Scenario | None:
    """The scenario asked for; None for the demo, an empty portal, or whatever the folder holds."""
    if wanted.empty and wanted.scenario is not None:
        raise CannotStartError("--empty and --scenario exclude each other: a scenario begins empty anyway.")
    return None if wanted.scenario in {None, DEMO} else read(str(wanted.scenario))


def _asked(wanted: Wanted, scenario: Scenario | None) -> str | None:
    """What the portal is to be made from; None: nothing was said."""
    return scenario.name if scenario else EMPTY if wanted.empty else wanted.scenario


@contextmanager
def _folder(wanted: Wanted) -> Iterator[Path]:
    """The folder named, or one that is gone afterwards."""
    if wanted.folder is None:
        with tempfile.TemporaryDirectory(prefix="hubspot-sandbox-", ignore_cleanup_errors=True) as made:
            yield Path(made)
        return
    try:
        wanted.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _no_folder(wanted.folder, str(error.strerror)) from None
    yield wanted.folder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two sandboxes in one folder would deliver every webhook twice. The lock ends with its process, however that ends."""
    try:
        connection = sqlite3.connect(folder / "lock.sqlite", timeout=0, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise _no_folder(folder, str(error)) from None
    with closing(connection) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                what = f"A sandbox already runs in {folder}."
                raise CannotStartError(what, "Stop it, or name another --folder.") from None
            raise _no_folder(folder, str(error)) from None
        yield


def _no_folder(folder: Path, why: str) -> CannotStartError:
    return CannotStartError(f"The folder {folder} cannot be used: {why}.", "Name another one with --folder.")


def _open(wanted: Wanted, folder: Path, scenario: Scenario | None, *, is_new: bool) -> Portal:
    """A scenario has its own time where it says when it starts; the demo where a speed is asked for."""
    is_demo = _asked(wanted, scenario) in {None, DEMO}
    start = scenario.tables.get("start") if scenario else (START if wanted.speed and is_demo else None)
    try:
        return Portal.open(folder, virtual_now=start if is_new else None, empty=not is_demo)
    except (sqlite3.DatabaseError, OSError) as error:
        raise _no_folder(folder, str(error)) from None


def _fill(portal: Portal, asked: str, scenario: Scenario | None) -> None:
    with portal.db.transaction():
        if scenario:
            scenario_making.load(portal, scenario)
        portal.db.keep_setting(KIND, asked)


def _refuse_another(portal: Portal, folder: Path, asked: str | None, scenario: Scenario | None) -> None:
    """A portal is made from its scenario once; what happened in it since would be lost."""
    held, known = portal.db.setting(KIND), kept(portal.db)
    if asked not in {None, held}:
        what = f"a portal made from {held}" if held else "a portal that something else made"
        said = f"The folder {folder} holds {what}, not one made from {asked}."
        raise CannotStartError(said, "Name another --folder, or delete this one.")
    if scenario and known and known.digest != scenario.digest:
        said = f"The portal in {folder} was made from {scenario.name} before that file was changed."
        raise CannotStartError(said, "Name another --folder, or delete this one.")

"""What the command line says and returns when something stands in the way: one sentence, the next step, an exit code."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from app import AddressTaken, NotConnected
from cli.week import Stuck
from connector import HubSpotError, MissingScope, Unauthorized
from pipeline.connect import HoldsTheDemo
from rules.problems import RulebookError
from settings import SettingsError
from store.unavailable import DatabaseUnavailable


class Code(IntEnum):
    """The exit codes. Scripts lean on them, so they never change their meaning."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    CONFIGURATION = 3
    NOT_FOUND = 4
    AUTHENTICATION = 5
    FINDINGS = 6
    HUBSPOT_UNAVAILABLE = 7
    PLAN_HAS_CHANGES = 8
    INTERRUPTED = 130


MEANING = {
    Code.OK: "done",
    Code.UNEXPECTED: "something unexpected; --debug shows where",
    Code.USAGE: "the command was written wrongly",
    Code.CONFIGURATION: "a setting is missing or wrong",
    Code.NOT_FOUND: "what was asked for does not exist",
    Code.AUTHENTICATION: "HubSpot refused the token, or a scope is missing",
    Code.FINDINGS: "there are findings: a rulebook's problems, or the doctor's",
    Code.HUBSPOT_UNAVAILABLE: "HubSpot did not answer; try again later",
    Code.PLAN_HAS_CHANGES: "the plan has changes",
    Code.INTERRUPTED: "interrupted",
}


@dataclass(frozen=True)
class Answer:
    """What is said on stderr, line by line, and the exit code."""

    code: Code
    lines: tuple[str, ...]


class CommandError(Exception):
    """A command cannot go on: what is the matter in one sentence, and the next step."""

    def __init__(self, code: Code, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.next_step = code, sentence, next_step


def _refused(error: CommandError) -> Answer:
    return Answer(error.code, tuple(line for line in (error.sentence, error.next_step) if line))


def _settings(error: SettingsError) -> Answer:
    hint = "`flipfunnel config show` lists every setting with its present value."
    return Answer(Code.CONFIGURATION, (*error.problems, hint))


def _rulebook(error: RulebookError) -> Answer:
    return Answer(Code.FINDINGS, tuple(str(problem) for problem in error.problems))


def _hubspot(error: HubSpotError) -> Answer:
    barred = isinstance(error, Unauthorized | MissingScope)
    code = Code.AUTHENTICATION if barred else Code.HUBSPOT_UNAVAILABLE
    return Answer(code, (error.sentence, error.next_step))


def _not_connected(_error: NotConnected) -> Answer:
    step = "Set FLIPFUNNEL_HUBSPOT_TOKEN to the token of a HubSpot app or service key, or look around with `make demo`."
    return Answer(Code.CONFIGURATION, ("There is no HubSpot portal to work with yet.", step))


def _database(error: DatabaseUnavailable) -> Answer:
    return Answer(Code.CONFIGURATION, (str(error),))


def _demo(_error: HoldsTheDemo) -> Answer:
    step = "Give your own portal a folder of its own: FLIPFUNNEL_DATA=/some/other/folder."
    return Answer(Code.CONFIGURATION, ("This data folder holds the demo, which lives in virtual time.", step))


def _taken(error: AddressTaken) -> Answer:
    return Answer(
        Code.CONFIGURATION,
        (str(error), "Set FLIPFUNNEL_WEBHOOK_PORT and FLIPFUNNEL_CONSOLE_PORT to free ones."),
    )


def _stuck(_error: Stuck) -> Answer:
    return Answer(
        Code.UNEXPECTED, ("The work of the demo does not come to an end.", "Its log above says why.")
    )


# Exceptions of the rooms and what they mean to whoever called. One line each; the first that fits speaks.
KNOWN: tuple[tuple[type[Exception], Callable[..., Answer]], ...] = (
    (CommandError, _refused),
    (SettingsError, _settings),
    (RulebookError, _rulebook),
    (NotConnected, _not_connected),
    (HubSpotError, _hubspot),
    (DatabaseUnavailable, _database),
    (HoldsTheDemo, _demo),
    (AddressTaken, _taken),
    (Stuck, _stuck),
)


def answer_to(error: Exception) -> Answer:
    """What to say of any exception. An unknown one is named without its text, which may hold a person's data."""
    for kind, answer in KNOWN:
        if isinstance(error, kind):
            return answer(error)
    kind_name = type(error).__name__
    return Answer(
        Code.UNEXPECTED,
        (f"Something unexpected went wrong ({kind_name}).", "`flipfunnel --debug ...` shows where."),
    )

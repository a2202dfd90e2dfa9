"""How the program speaks: the standard `logging` of all rooms, written as JSON or text, with nothing personal and no secret in it."""

import logging
import re
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# What a line may carry beside its sentence (`extra={...}`): ids, names of our own things, numbers. Everything else is left out.
ALLOWED = frozenset(
    {
        "account", "accounts", "action", "attempts", "calls", "code", "count", "decision_id", "events", "job", "path", "portal_id",
        "reason", "request_id", "run", "status", "time_zone", "trouble",
    }
)  # fmt: skip
FRAME = frozenset({"event", "level", "logger", "time", "exception"})

_TOKEN = re.compile(
    r"pat-[a-z]{2,4}\d*-[0-9a-f-]{8,}"  # HubSpot's access tokens
    r"|(?<=[Bb]earer )\S+"
    r"|(?<=://)[^\s/@:]*:[^\s@]*(?=@)"  # user and password in an address
    r"|(?<=[Pp]assword=)[^\s&]+"
)
_MAIL = re.compile(r"[^\s@<>\"'(),;:=]+@[^\s@<>\"'(),;:]+\.[^\s@<>\"'(),;:]+")
HIDDEN = "[hidden]"


def configure(
    level: str = "INFO",
    style: Literal["auto", "json", "text"] = "auto",
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """From here on all logging goes to `stream` (stderr), as JSON unless a person is looking on."""
    stream = sys.stderr if stream is None else stream
    plain = style == "text" or (style == "auto" and stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter(plain=plain, secrets=secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("alembic", "apscheduler", "procrastinate", "sqlalchemy", "urllib3", "waitress"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))


def formatter(*, plain: bool, secrets: Iterable[str] = ()) -> logging.Formatter:
    render: Processor = _sentence if plain else structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(allow=ALLOWED),
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _where,
            _Scrub(secrets),
            render,
        ],
    )


def _where(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """An exception by its kind and its place. Its own words are left out: they may quote a person's data."""
    error = line.pop("exc_info", None)
    error = error[1] if isinstance(error, tuple) else error
    if isinstance(error, BaseException):
        line["exception"] = "\n".join(_told(error))
    return line


def _told(error: BaseException) -> Iterator[str]:
    state = getattr(getattr(error, "orig", error), "sqlstate", None)  # PostgreSQL's code, which quotes nobody
    yield f"{type(error).__module__}.{type(error).__qualname__}{f' ({state})' if state else ''}"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield "because of"
        yield from _told(cause)


class _Scrub:
    """Second net below the allow-list: tokens, passwords, known secrets and e-mail addresses leave every text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = sorted((secret for secret in secrets if len(secret) >= 6), key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, _logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
        kept = {key: value for key, value in line.items() if key in ALLOWED or key in FRAME}
        return {key: self._clean(value) for key, value in kept.items()}

    def _clean(self, value: object) -> object:
        """Numbers stay numbers; all else becomes text, because a secret may hide in any object."""
        if value is None or isinstance(value, bool | int | float):
            return value
        text = str(value)
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        return _MAIL.sub("[e-mail]", _TOKEN.sub(HIDDEN, text))


def _sentence(_logger: WrappedLogger, _method: str, line: Mapping[str, object]) -> str:
    """One line a person can read. Line breaks of a value are shown, so that no value can forge a line."""
    fields = [f"{key}={line[key]}" for key in sorted(line) if key not in FRAME]
    head = f"{line.get('time', '')} {str(line.get('level', '')).upper():<7} {line.get('event', '')}"
    text = " ".join([head, *fields]).replace("\r", "\\r").replace("\n", "\\n")
    return f"{text}\n{line['exception']}" if line.get("exception") else text

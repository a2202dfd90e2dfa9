"""The one way to HubSpot's API: the official client, with every call passing through one `call_api` of ours.

The client addresses the endpoint (path, encoding, token). Its models are not used: every answer comes back as plain
JSON, because the models drop what they do not know and are slow on whole pages.
"""

import http.client
import logging
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import hubspot
import urllib3
import urllib3.exceptions

from connector.answers import Json
from connector.outcomes import HubSpotError, Odd2xx, TransactionIsOpen, Unreachable
from connector.paths import Call, dated
from connector.sorting import sort_answer, sort_silence

HOST = "https://api.hubapi.com"
# Batches of which the client does not know that some of their inputs may fail alone.
PARTLY_DONE = ("/batch/associate/default",)
# Raised before a byte of the request was sent.
NEVER_SENT = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.LocationValueError,
    urllib3.exceptions.ProxyError,
)


def _no_wait(_template: str, _is_search: bool) -> None:  # noqa: FBT001 - the shape of Manners.before
    pass


def _nobody_listens(_template: str, _status: int | None, _headers: Mapping[str, str]) -> None:
    pass


@dataclass(frozen=True)
class Manners:
    """What holds around every call; the program hands it in.

    `before(path template, is it a search)` blocks until the budget allows the call. `on_answer(path template, status,
    headers)` is told of every call made; no answer has the status None; names of headers are in lower case.
    """

    before: Callable[[str, bool], None] = _no_wait
    on_answer: Callable[[str, int | None, Mapping[str, str]], None] = _nobody_listens
    transaction_is_open: Callable[[], bool] = lambda: False
    timeout: tuple[float, float] = (3.05, 10.0)  # seconds to connect, and between two pieces of the answer


def pool(connections: int = 8) -> urllib3.PoolManager:
    """The connections of a process. `retries=False`, or urllib3 would sleep through a Retry-After on its own."""
    return urllib3.PoolManager(maxsize=connections, block=True, retries=False)


class Gateway:
    """HubSpot's API for one token. Safe for many threads; a new token needs a new gateway, which may share the pool.

    Raises a HubSpotError for all that is not a plain success; TransactionIsOpen and Unmapped for mistakes of ours.
    """

    def __init__(
        self,
        token: str,
        host: str = HOST,
        version: str = "2026-03",
        manners: Manners | None = None,
        connections: urllib3.PoolManager | None = None,
    ) -> None:
        self.host, self.version = host, version
        self._desk = _Desk(version, manners or Manners())
        self._pool = connections or pool()
        self._apis: dict[tuple[str, str], Any] = {}
        self._classes: dict[str, type[Any]] = {}
        self._lock = threading.Lock()
        self._client = hubspot.Client.create(access_token=token, host=host, api_factory=self._api)

    def __repr__(self) -> str:
        return f"Gateway({self.host}, {self.version})"

    @property
    def crm(self) -> Any:
        """The official client's `crm`; its methods take plain JSON, and here they also answer it."""
        return self._client.crm

    def get(self, path: str) -> Json:
        """GET an endpoint that the client does not have, on the same way as all others."""
        client = self._client.crm.objects.basic_api.api_client
        found: Json = client.call_api(
            path,
            "GET",
            {},
            [],
            {"Accept": "application/json"},
            response_types_map={200: "object"},
            auth_settings=["oauth2"],
            _return_http_data_only=True,
        )
        return found

    def _api(self, package: Any, name: str, config: Mapping[str, Any]) -> Any:
        """The client's `api_factory` hook: one API object per package and name, all on one pool."""
        key = (package.__name__, name)
        with self._lock:
            if key not in self._apis:
                self._apis[key] = getattr(package, name)(api_client=self._api_client(package, config))
            return self._apis[key]

    def _api_client(self, package: Any, config: Mapping[str, Any]) -> Any:
        kind = self._classes.setdefault(package.__name__, _client_class(package, self._desk))
        with _logging_as_it_was():
            configuration = package.Configuration()
        configuration.retries = False
        for option, value in config.items():
            setattr(configuration, option, value)
        client = kind(configuration=configuration)
        client.user_agent = "flipfunnel"
        client.rest_client.pool_manager = self._pool
        return client


class _Desk:
    """Every call is signed out and in here; each thread has its own current call."""

    def __init__(self, version: str, manners: Manners) -> None:
        self.version = version
        self.manners = manners
        self._calls = threading.local()

    def opened(self, path: str, method: str, expected: Collection[int]) -> Call:
        """What must hold before any call: a known path, no open transaction, room in the budget."""
        call = Call(dated(path, self.version), method, expected)
        if self.manners.transaction_is_open():
            raise TransactionIsOpen(call.template)
        self.manners.before(call.template, call.is_search)
        self._calls.current = call
        return call

    def answered(self, status: int, headers: Mapping[str, str] | None) -> Call:
        call: Call = self._calls.current
        told = {name.lower(): value for name, value in (headers or {}).items()}
        self.manners.on_answer(call.template, status, told)
        return call

    def lost(self, error: Exception) -> HubSpotError:
        call: Call = self._calls.current
        self.manners.on_answer(call.template, None, {})
        return sort_silence(sent=not _never_sent(error), changes=call.changes)


def _client_class(package: Any, desk: _Desk) -> type[Any]:
    """Every package of the client has an ApiClient of its own, so each is subclassed once."""

    class Client(package.ApiClient):  # type: ignore[misc] # the library ships no types
        def call_api(self, path: str, method: str, *rest: Any, **options: Any) -> Any:
            expected = set(options.get("response_types_map") or ()) or {204}
            if path.endswith(PARTLY_DONE):
                expected.add(207)
            call = desk.opened(path, method, expected)
            options["response_types_map"] = dict.fromkeys(expected - {204}, "object")
            options["_request_timeout"] = options.get("_request_timeout") or desk.manners.timeout
            try:
                answer = super().call_api(call.template, method, *rest, **options)
            except (UnicodeDecodeError, RecursionError):
                raise _odd(call, 200) from None
            if expected != {204} and not isinstance(answer, dict):
                raise _odd(call, 200)
            return answer

        def request(self, *args: Any, **options: Any) -> Any:
            """Just above the wire: errors are sorted before the client tries to decode what may be no text."""
            try:
                answer = super().request(*args, **options)
            except package.ApiException as error:
                if not error.status:  # the client's way of telling a TLS failure
                    raise desk.lost(error) from None
                creates = desk.answered(error.status, error.headers).creates
                raise sort_answer(
                    error.status, error.headers or {}, error.body or b"", creates=creates
                ) from None
            except urllib3.exceptions.HTTPError as error:
                raise desk.lost(error) from None
            call = desk.answered(answer.status, answer.getheaders())
            if answer.status not in call.expected:
                raise _odd(call, answer.status)
            return answer

    return Client


def _never_sent(error: Exception) -> bool:
    return isinstance(error, NEVER_SENT) or "certificate verify failed" in str(error).lower()


def _odd(call: Call, status: int) -> HubSpotError:
    if call.changes:
        return Odd2xx(status)
    return Unreachable(f"Something that is not HubSpot's API answered ({status}).")


@contextmanager
def _logging_as_it_was() -> Iterator[None]:
    """Creating a Configuration resets the log levels of urllib3 and http.client for the whole program.

    That of the client's own loggers stays reset: at DEBUG they write whole answers, with everybody's data, to the log.
    """
    urllib3_logger = logging.getLogger("urllib3")
    level, debug = urllib3_logger.level, http.client.HTTPConnection.debuglevel
    try:
        yield
    finally:
        urllib3_logger.setLevel(level)
        http.client.HTTPConnection.debuglevel = debug

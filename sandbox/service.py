"""The box by itself: a portal is opened, served on loopback, and lives (timeline, webhooks) until it is stopped."""

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox import hook_settings, moments
from sandbox.heart import Heart, Pace
from sandbox.opening import DEMO, KIND, PORT, CannotStartError, Wanted, opened
from sandbox.portal import Portal
from sandbox.server import Server, serve
from sandbox.subscriptions import STANDARD_SUBSCRIPTIONS

__all__ = ["PORT", "CannotStartError", "Running", "Wanted", "running", "told_to_stop"]


@dataclass(frozen=True)
class Running:
    """A sandbox that answers. `facts` is what whoever started it needs to know, by name, in the order to show it."""

    portal: Portal
    server: Server
    facts: Mapping[str, str | int | float | bool]


@contextmanager
def running(wanted: Wanted, say: Callable[[str], None]) -> Iterator[Running]:
    """A sandbox that lives until the block ends; `say` is told what its timeline does. Raises CannotStartError."""
    _check(wanted)
    with opened(wanted) as portal, closing(_served(portal, wanted.port)) as server:
        portal.signs_in_real_time = True
        if wanted.webhooks:
            _subscribe(portal, wanted.webhooks)
        pace = Pace(wanted.speed or 1, own_time=portal.has_own_now())
        with closing(Heart(portal, pace, say).start()):
            yield Running(portal, server, _facts(wanted, portal, server))


@contextmanager
def told_to_stop() -> Iterator[threading.Event]:
    """Set by Ctrl-C, and by SIGTERM from whoever supervises. To be entered before anything is started."""
    stop = threading.Event()
    names = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(name, lambda _number, _frame: stop.set()) for name in names]
    try:
        yield stop
    finally:
        for name, handler in zip(names, before, strict=True):
            signal.signal(name, handler)


def _check(wanted: Wanted) -> None:
    if wanted.speed is not None and not 0 < wanted.speed <= 1_000_000:
        raise CannotStartError("--speed must be above 0: 1 is real time, with 60 an hour takes a minute.")
    parts = urlsplit(wanted.webhooks or "http://nowhere")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise CannotStartError(
            f"--webhooks needs an address like http://127.0.0.1:5000/hooks, not {wanted.webhooks}."
        )


def _subscribe(portal: Portal, url: str) -> None:
    """--webhooks names the target; where there are no subscriptions yet, the usual ones go there."""
    if portal.subscribed:
        hook_settings.keep_target(portal.db, url, moments.to_ms(portal.now()))
    else:
        portal.subscribe(url, STANDARD_SUBSCRIPTIONS)


def _served(portal: Portal, port: int) -> Server:
    try:
        return serve(portal, port)
    except (OSError, OverflowError) as error:
        said = (
            f"Port {port} cannot be listened on: {getattr(error, 'strerror', None) or error}".rstrip(".")
            + "."
        )
        raise CannotStartError(said, "Name another one with --port; --port 0 takes any free one.") from None


def _facts(wanted: Wanted, portal: Portal, server: Server) -> dict[str, str | int | float | bool]:
    return {
        "url": server.url,
        "page": f"{server.url}/",
        "token": portal.token,
        "client_secret": portal.client_secret,
        "portal_id": portal.portal_id,
        "app_id": portal.app_id,
        "oauth_client_id": portal.oauth.app.client_id,
        "oauth_client_secret": portal.oauth.app.client_secret,
        "scenario": portal.db.setting(KIND) or DEMO,
        "webhooks": hook_settings.read(portal.db).url,
        "now": moments.iso(moments.to_ms(portal.now())),
        "speed": wanted.speed or 1,
        "file": portal.db.file,
        "kept": wanted.folder is not None,
    }

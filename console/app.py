"""The console as a web application: the frame around every page. It is listened to on 127.0.0.1 only."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, NotFound

from console import reads
from console.words import LANGUAGES, Words, best_language
from store.database import Database
from store.portals import Portal
from store.unavailable import DatabaseUnavailable

LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

log = logging.getLogger(__name__)


def create_console(database: Database, now: Callable[[], datetime], *, demo: bool = False) -> Flask:
    """The pages that people use. Nothing can be changed here: every route only reads.

    `now` is the program's moment; `demo` puts a banner on every page that says the portal is fictional.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 0
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    def frame(words: Words, portal: Portal | None) -> dict[str, object]:
        return {"w": words, "portal": portal, "demo": demo, "moment": words.moment(moment()), "link": _link}

    def moment() -> int:
        return int(now().timestamp())

    @app.get("/")
    def start() -> str:
        with database.begin() as tx:
            portal = reads.portal(tx, request.args.get("portal", type=int))
            words = _words(portal)
            page = None if portal is None else reads.start(tx, portal, words, moment(), _wish())
        return render_template("start.html", page=page, **frame(words, portal))

    @app.get("/accounts/<account_id>")
    def account(account_id: str) -> str:
        if "\0" in account_id:  # the database knows no such text
            raise NotFound
        with database.begin() as tx:
            portal = reads.portal(tx, request.args.get("portal", type=int))
            words = _words(portal)
            page = None if portal is None else reads.account(tx, portal, words, moment(), account_id)
        if page is None:
            raise NotFound
        return render_template("account.html", page=page, **frame(words, portal))

    app.before_request(_only_on_this_machine)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _broken)
    app.after_request(_guarded)
    return app


def _only_on_this_machine() -> tuple[str, int] | None:
    """A foreign page may make a browser resolve its own name to 127.0.0.1; the Host header gives it away."""
    try:
        if urlsplit(f"//{request.host}").hostname in LOCAL_NAMES:
            return None
    except ValueError:  # not a host at all
        pass
    return _message("wrong_host", 421)


def _refused(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    return _message({404: "not_found", 405: "not_allowed"}.get(code, "failed"), code)


def _broken(error: Exception) -> tuple[str, int]:
    if isinstance(error, DatabaseUnavailable):
        log.warning("the console could not read the database")
        return _message("failed", 503)
    log.error("a page failed", exc_info=error, extra={"path": str(request.url_rule)})
    return _message("failed", 500)


def _guarded(response: Response) -> Response:
    """Every answer carries the headers; only the static files may be kept by the browser."""
    response.headers.update(HEADERS)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Language"] = _words(None).language
        response.vary.add("Accept-Language")
    return response


def _message(key: str, code: int) -> tuple[str, int]:
    """A page that says in one sentence what is the matter, and the next step."""
    page = render_template("message.html", w=_words(None), key=key, code=code, link=_link, portal=None)
    return page, code


def _words(portal: Portal | None) -> Words:
    language = best_language(request.args.get("lang"), request.accept_languages.values())
    return Words(language, UTC if portal is None else _zone(portal.time_zone))


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _wish() -> reads.Wish:
    """Which part of the list the address asks for. What cannot be read counts as not asked."""
    return reads.Wish(
        ladder=_asked("ladder"),
        stage=_asked("stage"),
        page=max(1, min(request.args.get("page", 1, type=int), 10_000)),
    )


def _asked(name: str) -> str | None:
    """A word of the address; one with a NUL cannot be in the database, so it asks for nothing."""
    value = request.args.get(name) or None
    return None if value is None or "\0" in value else value


def _link(path: str, **query: str | int | None) -> str:
    """An address on this console that keeps the language and the portal asked for."""
    asked = {name: request.args.get(name) for name in ("lang", "portal")}
    if asked["lang"] not in LANGUAGES:
        asked["lang"] = None
    return reads.address(path, {**asked, **query})

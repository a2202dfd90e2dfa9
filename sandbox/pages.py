"""The page of the box: its records, tasks, calls and webhooks, on the same address as the API, for people on this machine."""

from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, abort, g, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from sandbox import definitions, ledger, limits, objects, page_reads, page_words, timeline
from sandbox.errors import RefusalError
from sandbox.page_consent import PATH as CONSENT
from sandbox.page_consent import consent
from sandbox.page_hands import hands
from sandbox.records import Record
from sandbox.scenario import kept
from sandbox.scenario_making import sentences
from sandbox.wire import portal

LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers would send forms with `Origin: null`
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'{}; base-uri 'none'; "
    "frame-ancestors 'none'"
)
REFRESH_SECONDS = 3


def is_page(path: str) -> bool:
    """Everything else is HubSpot's API."""
    return path in {"/", "/favicon.ico", CONSENT} or path.startswith("/sandbox/")


@cache
def create_pages() -> Flask:
    """The pages as an application of their own: none of the API's tokens, limits and faults apply to them.

    One for all portals of a process, as the API is.
    """
    app = Flask("sandbox", static_url_path="/sandbox/static")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(words=page_words, link=_link, owner_link=_owner_link)
    app.context_processor(_frame)
    _add_pages(app)
    app.register_blueprint(hands)
    app.register_blueprint(consent)
    app.before_request(_only_from_here)
    app.after_request(_guarded)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(RefusalError, _unwanted)
    app.register_error_handler(ValueError, _unwanted)
    return app


def _add_pages(app: Flask) -> None:
    app.add_url_rule("/", "overview", _overview)
    app.add_url_rule("/sandbox/records/<kind>", "records", _records)
    app.add_url_rule("/sandbox/records/<kind>/<int:record_id>", "record", _record)
    app.add_url_rule("/sandbox/tasks", "tasks", _tasks)
    app.add_url_rule("/sandbox/calls", "calls", _calls)
    app.add_url_rule("/sandbox/calls/<int:seq>", "call", _call)
    app.add_url_rule("/sandbox/webhooks", "webhooks", _webhooks)
    app.add_url_rule("/sandbox/timeline", "timeline", _timeline)
    app.add_url_rule("/sandbox/trouble", "trouble", _trouble)
    app.add_url_rule("/favicon.ico", "favicon", lambda: redirect(url_for("static", filename="icon.svg")))


def _overview() -> str:
    return render_template(
        "overview.html",
        counts=page_reads.counts(portal()),
        families=page_reads.calls_by_family(portal()),
        hooks=page_reads.webhooks(portal()),
        used=page_reads.used(portal()),
        target=portal().db.setting("target"),
    )


def _records(kind: str) -> str:
    plural = _kind(kind)
    archived = request.args.get("archived") == "1"
    page = page_reads.listed(portal(), plural, request.args.get("q", ""), _number(), archived=archived)
    shown = page_words.SHOWN.get(plural, ())
    return render_template(
        "records.html", kind=plural, page=page, shown=shown, archived=archived, labels=_labels(plural)
    )


def _record(kind: str, record_id: int) -> str:
    record = portal().record(_kind(kind), record_id)
    if record is None:
        abort(404)
    known = definitions.of_type(portal().db, record.type)
    return render_template(
        "record.html",
        record=record,
        title=page_words.title(record),
        values=page_reads.values(portal(), record),
        history=page_reads.history(portal(), record),
        linked=page_reads.linked(portal(), record),
        known=known,
        edited=known.get(request.args.get("edit", "")),
        at_most=page_reads.HISTORY_SHOWN,
        owners=page_reads.owners(portal()),
    )


def _tasks() -> str:
    everything = request.args.get("all") == "1"
    page = page_reads.tasks(portal(), _number(), all_of_them=everything)
    return render_template("tasks.html", page=page, everything=everything)


def _calls() -> str:
    status, path = request.args.get("status", ""), request.args.get("path", "")
    page = page_reads.calls(portal(), status, path, _number())
    return render_template("calls.html", page=page, status=status, path=path)


def _call(seq: int) -> str:
    found = page_reads.call(portal(), seq)
    if found is None:
        abort(404)
    return render_template(
        "call.html", call=found, bodies=ledger.bodies_of(portal().db, seq), at_most=ledger.KEPT
    )


def _webhooks() -> str:
    return render_template(
        "webhooks.html",
        hooks=page_reads.webhooks(portal()),
        deliveries=ledger.deliveries(portal().db),
        waiting=page_reads.waiting_events(portal()),
        subscribed=portal().subscribed,
        target=portal().db.setting("target"),
        held=timeline.holds_events(portal()),
    )


def _timeline() -> str:
    scenario = kept(portal().db)
    began = timeline.began(portal())
    lines = timeline.lines(scenario, began) if scenario else []
    states = timeline.states(portal())
    told = [(timeline.sentence(at, line), states.get(number, "")) for at, number, line in lines]
    return render_template("timeline.html", lines=told, scenario=scenario, began=began)


def _trouble() -> str:
    return render_template(
        "trouble.html",
        limits=limits.kept(portal().db),
        lag=page_reads.lag(portal()),
        faults=portal().faults.listed(),
        scopes=sorted(portal().missing_scopes),
        revoked=portal().token_revoked,
    )


def _frame() -> dict[str, Any]:
    """What every page shows around itself."""
    refresh = request.args.get("refresh") == "1"
    return {
        "portal": portal(),
        "now": portal().now(),
        "kinds": [kind for kind, *_ in page_reads.counts(portal())],
        "has_timeline": kept(portal().db) is not None,
        "refresh": REFRESH_SECONDS if refresh else None,
        "api": request.host_url.rstrip("/"),
    }


def _kind(name: str) -> str:
    found = objects.named(portal().db, name)
    if found is None:
        abort(404)
    return found.plural


def _labels(kind: str) -> dict[str, str]:
    return {name: one["label"] for name, one in definitions.of_type(portal().db, kind).items()}


def _number() -> int:
    return max(1, min(request.args.get("page", 1, type=int), 10_000))


def _link(**query: str | int | None) -> str:
    """The address of the page shown, with some of its query changed; None takes a part away."""
    asked = {**request.args.to_dict(), **query}
    kept_ = {name: value for name, value in asked.items() if value not in {None, ""}}
    return request.path + (f"?{urlencode(kept_)}" if kept_ else "")


def _owner_link(record: Record) -> str:
    return url_for("record", kind=record.type, record_id=record.id)


def _only_from_here() -> None:
    """A foreign page may point its own name here (the Host header tells), or send a form here (the Origin tells)."""
    try:
        is_local = urlsplit(f"//{request.host}").hostname in LOCAL_NAMES
    except ValueError:  # not a host at all
        is_local = False
    if not is_local:
        abort(421)
    if request.method != "GET" and request.headers.get("Origin") != request.host_url.rstrip("/"):
        abort(403)


def _guarded(response: Response) -> Response:
    response.headers.update(HEADERS)
    also = f" {g.forms_lead_to}" if "forms_lead_to" in g else ""
    response.headers["Content-Security-Policy"] = POLICY.format(also)
    if response.is_streamed:  # a file: the box's server sends bytes
        response.direct_passthrough = False
        response.make_sequence()
        response.close()
    return response


def _refused(error: HTTPException) -> AnyResponse | tuple[str, int]:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    said = {
        403: "This form was sent by another site, or by a program that names no Origin.",
        404: "There is no such page or record here.",
        421: "The sandbox answers to 127.0.0.1 and localhost only.",
    }
    return render_template("message.html", title=error.name, lines=[said.get(code, error.name)]), code


def _unwanted(error: Exception) -> tuple[str, int]:
    """What the portal would not do, in HubSpot's own words."""
    lines = sentences(error) if isinstance(error, RefusalError) else [str(error)]
    return render_template("message.html", title="The portal refused that", lines=lines), 400

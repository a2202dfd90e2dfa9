"""What people do on the page: change records by hand, as in HubSpot's own pages, and order trouble."""

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from sandbox import objects
from sandbox.orders import order_fault
from sandbox.wire import portal

hands = Blueprint("hands", __name__, url_prefix="/sandbox")


@hands.post("/records/<kind>/<int:record_id>")
def edit(kind: str, record_id: int) -> Response:
    """Set one property as a person does."""
    name, values = _asked("name"), request.form.getlist("value")
    portal().update(_kind(kind), str(record_id), {name: ";".join(values)}, by="CRM_UI")
    return _to_record(kind, record_id)


@hands.post("/records/<kind>/<int:record_id>/archive")
def archive(kind: str, record_id: int) -> Response:
    portal().archive(_kind(kind), str(record_id))
    return _to_record(kind, record_id)


@hands.post("/records/<kind>/<int:record_id>/restore")
def restore(kind: str, record_id: int) -> Response:
    portal().restore(_kind(kind), str(record_id))
    return _to_record(kind, record_id)


@hands.post("/tasks/<int:record_id>/complete")
def complete(record_id: int) -> Response:
    portal().update("tasks", str(record_id), {"hs_task_status": "COMPLETED"}, by="CRM_UI")
    return redirect(url_for("tasks"), 303)


@hands.post("/deliver")
def deliver() -> Response:
    """Try to deliver what is due, also where the scenario holds events back."""
    portal().deliver()
    return redirect(url_for("webhooks"), 303)


@hands.post("/limits")
def limit() -> Response:
    """Set all limits; an empty field lifts one."""
    names = ("ten_secondly", "daily", "search_per_second")
    asked = {name: _whole(name) for name in names if request.form.get(name, "").strip()}
    lag = float(request.form.get("search_lag", "").strip() or 0)
    portal().set_limits(**asked)
    portal().set_search_lag(lag)
    return _to_trouble()


@hands.post("/faults")
def fault() -> Response:
    given = {name: value.strip() for name, value in request.form.items() if value.strip()}
    if "path" not in given:
        raise ValueError("A fault needs a path: a regular expression such as /objects/contacts.")
    order_fault(portal(), given)
    return _to_trouble()


@hands.post("/faults/forget")
def forget() -> Response:
    portal().faults.stop()
    return _to_trouble()


@hands.post("/scopes")
def scopes() -> Response:
    """The whole set of scopes that the app lacks, one a line."""
    portal().missing_scopes = set(request.form.get("scopes", "").split())
    return _to_trouble()


@hands.post("/token")
def token() -> Response:
    if _asked("do") == "revoke":
        portal().revoke_token()
    else:
        portal().restore_token()
    return _to_trouble()


def _kind(name: str) -> str:
    found = objects.named(portal().db, name)
    if found is None:
        abort(404)
    return found.plural


def _asked(name: str) -> str:
    value = request.form.get(name, "").strip()
    if not value:
        raise ValueError(f"{name} is missing.")
    return value


def _whole(name: str) -> int:
    value = _asked(name)
    if not value.isdigit():
        raise ValueError(f"{name} should be a whole number, not {value!r}.")
    return int(value)


def _to_record(kind: str, record_id: int) -> Response:
    return redirect(url_for("record", kind=kind, record_id=record_id), 303)


def _to_trouble() -> Response:
    return redirect(url_for("trouble"), 303)

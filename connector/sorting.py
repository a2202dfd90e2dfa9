"""Sorts what came back from a call, or did not come back, into the outcomes. All fields of HubSpot's errors are optional."""

import json
import re
from collections.abc import Mapping

from connector.answers import Json
from connector.outcomes import (
    DAILY,
    SECONDLY,
    TEN_SECONDLY,
    Busy,
    EffectUnknown,
    FieldError,
    HubSpotError,
    MissingScope,
    RateLimited,
    Refused,
    Unauthorized,
    Unreachable,
)

# HubSpot sends no Retry-After with a 429; the windows are documented (usage guidelines).
WAIT = {TEN_SECONDLY: 10, SECONDLY: 1, DAILY: 3600}
LONGEST_WAIT = 86400
# What one record of a batch says has only a category (207); the status it would have had alone:
STATUS_OF_CATEGORY = {
    "VALIDATION_ERROR": 400,
    "INVALID_AUTHENTICATION": 401,
    "EXPIRED_AUTHENTICATION": 401,
    "MISSING_SCOPES": 403,
    "OBJECT_NOT_FOUND": 404,
    "CONFLICT": 409,
    "OBJECT_ALREADY_EXISTS": 409,
    "RATE_LIMITS": 429,
    "RATE_LIMIT": 429,
}
_EXISTING = re.compile(r"existing id:\s*(\d+)", re.IGNORECASE)
_LONGEST_MESSAGE = 1000


def sort_answer(status: int, headers: Mapping[str, str], body: bytes, *, creates: bool) -> HubSpotError:
    """The outcome of an answer outside 2xx. `creates`: repeating the call would make a second record."""
    said = as_json(body)
    wait = _retry_after(headers)
    if status >= 500 or status == 408:
        return _trouble(status, wait, creates=creates)
    match status:
        case 423:  # many writes to one record; documented: wait at least two seconds
            return Busy(wait or 2, "HubSpot has locked the record for a moment.")
        case 477:  # the portal moves to another data centre; the only status with a documented Retry-After
            return Busy(wait or 60, "HubSpot is moving the portal to another data centre.")
        case 429:
            policy = _policy(said)
            return RateLimited(policy, wait or WAIT[policy])
        case _:
            return _no(status, said)


def sort_item(item: Json, *, creates: bool) -> HubSpotError:
    """The outcome of one record in a batch that was partly done (207)."""
    category = _text(item, "category")
    known = STATUS_OF_CATEGORY.get(category)
    if known is None:
        known = 400 if "VALIDATION" in category or "INVALID" in category else 500
    return sort_answer(known, {}, json.dumps(item).encode(), creates=creates)


def sort_silence(*, sent: bool, changes: bool) -> HubSpotError:
    """The outcome of no answer at all. `sent`: the request may have arrived."""
    if not sent:
        return Unreachable()
    if changes:
        return EffectUnknown("HubSpot did not answer after a change was sent.")
    return Unreachable("HubSpot did not answer in time.")


def as_json(body: bytes) -> Json:
    """The body as a JSON object; empty where it is none: a proxy's HTML page is an answer too."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _trouble(status: int, wait: int | None, *, creates: bool) -> HubSpotError:
    if creates:
        return EffectUnknown(f"HubSpot answered {status} after a record was to be created.", wait or 5)
    return Busy(wait or 5, f"HubSpot has trouble of its own ({status}).")


def _no(status: int, said: Json) -> HubSpotError:
    category = _text(said, "category")
    if status == 401:
        return Unauthorized(expired="EXPIRED" in category)
    if status == 403:
        return MissingScope(_scopes(said))
    message = _text(said, "message")
    existing = _EXISTING.search(message)
    return Refused(
        status,
        category,
        message[:_LONGEST_MESSAGE],
        _fields(said, message),
        existing.group(1) if existing else None,
    )


def _policy(said: Json) -> str:
    """By policyName, else by the message: a search's 429 has no policyName (recorded)."""
    named = f"{_text(said, 'policyName')} {_text(said, 'message')}".lower()
    if "daily" in named:
        return DAILY
    if "ten_secondly" in named:
        return TEN_SECONDLY
    return SECONDLY if "secondly" in named else TEN_SECONDLY


def _retry_after(headers: Mapping[str, str]) -> int | None:
    for name, value in headers.items():
        if name.lower() == "retry-after" and value.strip().isdecimal() and len(value.strip()) < 10:
            return min(max(int(value), 1), LONGEST_WAIT)
    return None


def _scopes(said: Json) -> tuple[str, ...]:
    found: set[str] = set()
    for error in _objects(said, "errors"):
        scopes = _object(error, "context").get("requiredGranularScopes") or []
        found.update(scope for scope in scopes if isinstance(scope, str))
    return tuple(sorted(found))


def _fields(said: Json, message: str) -> tuple[FieldError, ...]:
    """Which properties were at fault: from `errors`, or from the JSON list inside the message where that is missing."""
    found = [
        FieldError(name, _text(error, "code"), _text(error, "message"))
        for error in _objects(said, "errors")
        for name in _names(error)
    ]
    if not found:
        found = [
            FieldError(_text(detail, "name"), _text(detail, "error"), _text(detail, "message"))
            for detail in _details(message)
            if _text(detail, "name")
        ]
    return tuple(found)


def _names(error: Json) -> list[str]:
    names = _object(error, "context").get("propertyName") or []
    names = [names] if isinstance(names, str) else names
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _details(message: str) -> list[Json]:
    start = message.find("[")
    if start < 0:
        return []
    try:
        found, _ = json.JSONDecoder().raw_decode(message[start:])
    except (ValueError, RecursionError):
        return []
    return [detail for detail in found if isinstance(detail, dict)] if isinstance(found, list) else []


def _text(said: Json, name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def _object(said: Json, name: str) -> Json:
    value = said.get(name)
    return value if isinstance(value, dict) else {}


def _objects(said: Json, name: str) -> list[Json]:
    value = said.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []

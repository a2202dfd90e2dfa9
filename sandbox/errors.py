"""HubSpot's refusals: one exception that knows its status and its body (HubSpot error-handling page)."""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sandbox import moments

SCOPES_PAGE = "https://developers.hubspot.com/scopes"
AUTH_PAGE = "https://developers.hubspot.com/docs/methods/auth/oauth-overview"


class RefusalError(Exception):
    """An answer outside 2xx.

    `body()` has HubSpot's shape: {status, message, correlationId, category, subCategory?, errors?, context?}; some
    refusals have no category, and then it is absent.
    """

    def __init__(self, status: int, category: str, message: str, **extra: Any) -> None:
        super().__init__(message)
        self.status = status
        self.category = category
        self.message = message
        self.extra = extra

    def body(self) -> dict[str, Any]:
        return {
            "status": "error",
            "message": self.message,
            "correlationId": str(uuid.uuid4()),
            **({"category": self.category} if self.category else {}),
            **self.extra,
        }

    def as_batch_error(self, context: dict[str, list[str]]) -> dict[str, Any]:
        """The shape of one item of a 207's `errors`: {status, category, message, context}."""
        return {"status": "error", "category": self.category, "message": self.message, "context": context}


class RateLimitError(RefusalError):
    """A 429, without Retry-After (69 recorded ones had none), in two forms: a search's has neither policyName nor errorType."""

    def __init__(self, policy: str) -> None:
        super().__init__(429, "", f"You have reached your {policy.lower()} limit.")
        if policy == "SECONDLY":
            self.category = "RATE_LIMITS"
        else:
            self.extra = {"errorType": "RATE_LIMIT", "policyName": policy}
        if policy == "DAILY":
            self.extra["requestId"] = uuid.uuid4().hex

    def name_group(self, app: str) -> None:
        """Of the ten seconds, which each app has for itself, the body tells whose they are."""
        if self.extra.get("policyName") == "TEN_SECONDLY_ROLLING":
            self.extra["groupName"] = f"publicapi:{app}"


def not_found(what: str = "resource not found") -> RefusalError:
    return RefusalError(404, "OBJECT_NOT_FOUND", what)


def conflict(message: str, **extra: Any) -> RefusalError:
    return RefusalError(409, "OBJECT_ALREADY_EXISTS", message, **extra)


def validation(message: str, **extra: Any) -> RefusalError:
    return RefusalError(400, "VALIDATION_ERROR", message, **extra)


def unreadable(what: str, place: str = "") -> RefusalError:
    """A body that HubSpot's reader cannot take; such refusals have no category (seen in reports of users)."""
    return RefusalError(400, "", f"Invalid input JSON{place}: {what}")


def bad_properties(faults: list[tuple[str, str, str]]) -> RefusalError:
    """faults: (property name, code, sentence). HubSpot packs the details as JSON text into the message as well."""
    details = [
        {"isValid": False, "message": said, "error": code, "name": name, "localizedErrorMessage": said}
        for name, code, said in faults
    ]
    errors = [
        {"message": said, "code": code, "context": {"propertyName": [name]}} for name, code, said in faults
    ]
    return validation(f"Property values were not valid: {json.dumps(details)}", errors=errors)


def contact_exists(contact_id: int) -> RefusalError:
    """The id of the other contact stands in the text only (as recorded from a real portal)."""
    return RefusalError(409, "CONFLICT", f"Contact already exists. Existing ID: {contact_id}")


def no_token() -> RefusalError:
    message = (
        "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at"
        f" {AUTH_PAGE}"
    )
    return RefusalError(401, "INVALID_AUTHENTICATION", message)


def wrong_token() -> RefusalError:
    return RefusalError(401, "INVALID_AUTHENTICATION", "Authentication credentials not found or not valid.")


def expired_token(expired: datetime, now: datetime) -> RefusalError:
    """As HubSpot words it (airbyte issue 74726, March 2026): the largest whole unit, and when it was."""
    seconds = int((now - expired).total_seconds())
    units = (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))
    unit, size = next(((unit, size) for unit, size in units if seconds >= size), units[-1])
    message = f"The OAuth token used to make this call expired {seconds // size} {unit}(s) ago."
    context = {"expire time": [moments.iso(moments.to_ms(expired))]}
    return RefusalError(401, "EXPIRED_AUTHENTICATION", message, context=context)


def missing_scopes(scopes: Sequence[str]) -> RefusalError:
    """The words are HubSpot's (hubspot-api-nodejs issue 268); the scopes are those that are lacking."""
    error = {
        "message": "One or more of the following scopes are required.",
        "context": {"requiredGranularScopes": list(scopes)},
    }
    return RefusalError(
        403,
        "MISSING_SCOPES",
        f"This app hasn't been granted all required scopes to make this call. Read more about required scopes here: {SCOPES_PAGE}.",
        errors=[error],
        links={"scopes": SCOPES_PAGE},
    )

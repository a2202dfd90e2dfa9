"""HubSpot's refusals: one exception that knows its status and its body (HubSpot error-handling page)."""

import json
import uuid
from typing import Any


class RefusalError(Exception):
    """An answer outside 2xx.

    `body()` has HubSpot's shape: {status, message, correlationId, category, subCategory?, errors?, context?}.
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
            "category": self.category,
            **self.extra,
        }

    def as_batch_error(self, context: dict[str, list[str]]) -> dict[str, Any]:
        """The shape of one item of a 207's `errors`: {status, category, message, context}."""
        return {"status": "error", "category": self.category, "message": self.message, "context": context}


def not_found(what: str = "resource not found") -> RefusalError:
    return RefusalError(404, "OBJECT_NOT_FOUND", what)


def validation(message: str, **extra: Any) -> RefusalError:
    return RefusalError(400, "VALIDATION_ERROR", message, **extra)


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


def wrong_token() -> RefusalError:
    return RefusalError(401, "INVALID_AUTHENTICATION", "Authentication credentials not found or not valid.")


def missing_scopes(scopes: list[str]) -> RefusalError:
    errors = [
        {
            "message": "One or more of the following scopes are required.",
            "context": {"requiredGranularScopes": scopes},
        },
    ]
    return RefusalError(403, "MISSING_SCOPES", "This app lacks scopes that the call requires.", errors=errors)

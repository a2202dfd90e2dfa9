"""What came back from HubSpot, sorted: documented errors, recorded ones, and bodies that are none."""

import json
from typing import Any

import pytest

from connector import (
    Busy,
    EffectUnknown,
    FieldError,
    HubSpotError,
    MissingScope,
    RateLimited,
    Refused,
    Unauthorized,
)
from connector.sorting import sort_answer, sort_item

EMPTY = dict[str, str]()


def sort(status: int, body: Any = None, headers: dict[str, str] | None = None) -> HubSpotError:
    raw = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
    return sort_answer(status, headers or EMPTY, raw, creates=False)


RATES = [
    ({"policyName": "TEN_SECONDLY_ROLLING", "errorType": "RATE_LIMIT"}, "ten_secondly", 10),
    ({"policyName": "DAILY", "message": "You have reached your daily limit."}, "daily", 3600),
    ({"message": "You have reached your secondly limit.", "category": "RATE_LIMITS"}, "secondly", 1),
    ({"message": "You have reached your ten_secondly_rolling limit."}, "ten_secondly", 10),
    (b"<html>slow down</html>", "ten_secondly", 10),
    (b"", "ten_secondly", 10),
]


@pytest.mark.parametrize(("body", "policy", "wait"), RATES)
def test_a_limit_is_told_by_its_policy_or_its_message(body: Any, policy: str, wait: int) -> None:
    """A 429 says which limit it was and how long to wait, though HubSpot sends no Retry-After."""
    error = sort(429, body)
    assert isinstance(error, RateLimited)
    assert (error.policy, error.wait_seconds, error.retry_after) == (policy, wait, wait)


BUSY = [
    (423, {}, 2),
    (477, {"Retry-After": "7200"}, 7200),
    (477, {"retry-after": "9999999"}, 86_400),
    (477, {"Retry-After": "soon"}, 60),
    (477, {"Retry-After": "0"}, 1),
    (500, {}, 5),
    (502, {}, 5),
    (503, {"Retry-After": "30"}, 30),
    (504, {}, 5),
    (521, {}, 5),
    (524, {}, 5),
    (408, {}, 5),
]


@pytest.mark.parametrize(("status", "headers", "wait"), BUSY)
def test_trouble_on_hubspots_side_is_waited_out(status: int, headers: dict[str, str], wait: int) -> None:
    """Locks, moves and 5xx are busy with a wait, also where the body is a proxy's page."""
    error = sort(status, b"<html>\xe9</html>", headers)
    assert isinstance(error, Busy)
    assert error.wait_seconds == error.retry_after == wait


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 524])
def test_trouble_after_a_creation_leaves_the_effect_unknown(status: int) -> None:
    """The record may have been made: repeating at once could make a second one."""
    assert isinstance(sort_answer(status, EMPTY, b"", creates=True), EffectUnknown)


@pytest.mark.parametrize("status", [400, 409, 423, 429])
def test_a_creation_that_was_refused_is_not_unknown(status: int) -> None:
    """A clear no is a clear no for creations too."""
    assert not isinstance(sort_answer(status, EMPTY, b"", creates=True), EffectUnknown)


def test_a_missing_scope_is_named() -> None:
    """403 names the scopes HubSpot asks for, each once, in order, and where to grant them."""
    context = {"requiredGranularScopes": ["crm.objects.deals.read", "crm.objects.companies.read"]}
    error = sort(403, {"category": "MISSING_SCOPES", "errors": [{"context": context}, {"context": context}]})
    assert isinstance(error, MissingScope)
    assert error.scopes == ("crm.objects.companies.read", "crm.objects.deals.read")
    assert "crm.objects.deals.read" in error.sentence
    assert "Grant it in HubSpot" in error.next_step


@pytest.mark.parametrize("body", [b"", b"<html>", {"errors": "x"}, {"errors": [1, {"context": []}]}])
def test_a_403_that_names_nothing(body: Any) -> None:
    """403 without scopes is still one clear sentence."""
    error = sort(403, body)
    assert isinstance(error, MissingScope)
    assert error.scopes == ()
    assert "does not say which" in str(error)


@pytest.mark.parametrize(
    ("category", "expired"), [("INVALID_AUTHENTICATION", False), ("EXPIRED_AUTHENTICATION", True)]
)
def test_a_401_says_whether_the_token_ran_out(category: str, *, expired: bool) -> None:
    """An expired token and a wrong one read differently and have no time to try again."""
    error = sort(401, {"category": category})
    assert isinstance(error, Unauthorized)
    assert (error.expired, "expired" in str(error), error.retry_after) == (expired, expired, None)


def test_an_existing_record_is_named() -> None:
    """A 409 carries the id of the record that exists; HubSpot writes it in the text only."""
    error = sort(409, {"message": "Contact already exists. Existing ID: 123", "category": "CONFLICT"})
    assert isinstance(error, Refused)
    assert (error.status, error.category, error.existing_id) == (409, "CONFLICT", "123")
    assert "123" in error.sentence


DETAIL = '[{"isValid":false,"message":"Ada is no number","error":"INVALID_INTEGER","name":"size"}]'
REFUSALS = [
    (
        {"errors": [{"message": "no", "code": "PROPERTY_DOESNT_EXIST", "context": {"propertyName": ["x"]}}]},
        (FieldError("x", "PROPERTY_DOESNT_EXIST", "no"),),
    ),
    (
        {"errors": [{"code": "A", "context": {"propertyName": ["x", "y"]}}]},
        (FieldError("x", "A"), FieldError("y", "A")),
    ),
    ({"errors": [{"context": {"propertyName": "x"}}]}, (FieldError("x", ""),)),
    (
        {"message": f"Property values were not valid: {DETAIL}"},
        (FieldError("size", "INVALID_INTEGER", "Ada is no number"),),
    ),
    ({"message": "Property values were not valid: [{broken"}, ()),
    ({"message": "[1, 2]", "errors": None}, ()),
    ({"message": None, "errors": [None, {"context": {"propertyName": {"x": 1}}}]}, ()),
    (b"\xff", ()),
    (b"[" * 100_000, ()),
]


@pytest.mark.parametrize(("body", "fields"), REFUSALS)
def test_a_refusal_names_the_properties(body: Any, fields: tuple[FieldError, ...]) -> None:
    """A 400 says which property and why, from `errors` or from the text; every part may be missing."""
    error = sort(400, body)
    assert isinstance(error, Refused)
    assert (error.status, error.fields, error.retry_after) == (400, fields, None)
    assert all(field.name in error.sentence for field in fields)


def test_a_sentence_quotes_no_value() -> None:
    """What a person is called does not get into sentences, which are logged; it stays in `message`."""
    error = sort(400, {"message": f"Property values were not valid: {DETAIL}"})
    assert isinstance(error, Refused)
    assert "Ada" not in str(error)
    assert "Ada" in error.message


ITEMS = [
    ({"category": "VALIDATION_ERROR"}, Refused, 400),
    ({"category": "SOME_INVALID_THING"}, Refused, 400),
    ({"category": "OBJECT_NOT_FOUND"}, Refused, 404),
    ({"category": "CONFLICT", "message": "Contact already exists. Existing ID: 7"}, Refused, 409),
    ({"category": "MISSING_SCOPES"}, MissingScope, None),
    ({"category": "RATE_LIMITS"}, RateLimited, None),
    ({}, Busy, None),
]


@pytest.mark.parametrize(("item", "kind", "status"), ITEMS)
def test_one_record_of_a_batch_fails_like_a_call(item: Any, kind: type, status: int | None) -> None:
    """The errors inside a 207 become the same outcomes as those of a whole call."""
    error = sort_item(item, creates=False)
    assert type(error) is kind
    assert getattr(error, "status", None) == status


def test_every_outcome_says_what_happened_and_what_to_do() -> None:
    """No outcome is without a sentence and a next step, and its text is both."""
    for status in (400, 401, 403, 404, 405, 409, 414, 423, 429, 477, 500, 502, 302):
        for creates in (False, True):
            error = sort_answer(status, EMPTY, b"", creates=creates)
            assert error.sentence.endswith(".")
            assert error.next_step.endswith(".")
            assert str(error) == f"{error.sentence} {error.next_step}"

"""Answers that a real portal gave in 2022, read by our code. They are not part of the project: FLIPFUNNEL_TEST_DATA says where."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from accounts.values import Kind
from connector import Gateway, HubSpot, RateLimited
from connector.sorting import sort_answer
from tests.connector.conftest import Wire

FILE = Path(os.environ.get("FLIPFUNNEL_TEST_DATA", "")) / "recordings" / "crm-v3-objects-2022.jsonl"
KINDS = {"COMPANY": Kind.COMPANY, "CONTACT": Kind.CONTACT}
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="FLIPFUNNEL_TEST_DATA names no recordings")


@pytest.fixture
def recorded() -> list[dict[str, Any]]:
    return [json.loads(line) for line in FILE.read_text().splitlines()]


def test_every_recorded_refusal_is_sorted(recorded: list[dict[str, Any]]) -> None:
    """Each recorded 429 was a search limit, though it has neither policyName nor Retry-After."""
    failed = [one for one in recorded if one["status"] >= 300]
    assert failed
    for one in failed:
        error = sort_answer(
            one["status"], one["headers"], json.dumps(one["response"]).encode(), creates=False
        )
        assert isinstance(error, RateLimited)
        assert (error.policy, error.wait_seconds) == ("secondly", 1)


def test_recorded_updates_find_their_rows(recorded: list[dict[str, Any]], wire: Wire) -> None:
    """Real answers to batches are not in the order of the request; each row still gets what was written to it."""
    updates = [
        one for one in recorded if one["path"].endswith(("COMPANY/batch/update", "CONTACT/batch/update"))
    ]
    assert updates
    hubspot = HubSpot(Gateway("t", wire.url))
    for one in updates:
        inputs = one["request"]["inputs"]
        rows = [(str(given["id"]), given["properties"]) for given in inputs]
        wire.say(one["status"], json.dumps(one["response"]).encode())
        written = hubspot.update(KINDS[one["path"].split("/")[4]], rows)
        assert [row.id for row in written] == [record_id for record_id, _ in rows]
        answers = {result["id"]: result["properties"] for result in one["response"]["results"]}
        assert all(row.properties == answers[row.id] and row.error is None for row in written)

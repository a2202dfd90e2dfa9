"""Every route there is, and why whoever reaches it may: a new route fails here until somebody has thought about it."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from console.app import create_console
from store.database import Database
from webhooks.receiver import Sender, create_receiver

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

# The public listener: what HubSpot, and so everybody, can reach.
PUBLIC = {
    ("POST", "/webhooks/hubspot"): "signed",
    ("GET", "/healthz"): "harmless: says ok and nothing else",
}
# The console's own listener on 127.0.0.1: reads only.
LOCAL = {
    ("GET", "/"): "reads",
    ("GET", "/accounts/<account_id>"): "reads",
    ("GET", "/static/<path:filename>"): "files that ship with the program",
}


@pytest.fixture
def receiver(database: Database) -> Flask:
    return create_receiver(
        database, lambda: [Sender(1, ("secret",), ("https://hooks.example.com",))], lambda: NOW
    )


def routes(app: Flask) -> set[tuple[str, str]]:
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_the_public_listener_has_no_other_route(receiver: Flask) -> None:
    """Nothing of the console is ever served where webhooks are."""
    assert routes(receiver) == set(PUBLIC)


def test_public_routes_verify_a_signature(receiver: Flask) -> None:
    """Whoever cannot sign gets 401; what is listed as harmless tells nothing."""
    for (method, path), why in PUBLIC.items():
        answer = receiver.test_client().open(path, method=method, data=b"[]")
        assert answer.status_code == 401 if why == "signed" else answer.text == "ok", path


def test_the_console_only_reads(database: Database) -> None:
    """Every route of the console is known, and none takes anything but a question."""
    console = create_console(database, lambda: NOW)
    assert routes(console) == set(LOCAL)
    assert {method for method, _ in routes(console)} == {"GET"}

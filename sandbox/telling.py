"""What whoever starts a sandbox is told: where it is, and how to point a client at it."""

from collections.abc import Mapping

NAMES = {
    "url": "API",
    "page": "Page",
    "token": "Access token",
    "client_secret": "Client secret",
    "portal_id": "Portal id",
    "app_id": "App id",
    "oauth_client_id": "OAuth client id",
    "oauth_client_secret": "OAuth secret",
    "scenario": "Scenario",
    "webhooks": "Webhooks to",
    "file": "Portal file",
}


def rows(facts: Mapping[str, str | int | float | bool]) -> list[tuple[str, str]]:
    """(name, value) of each fact, in words."""
    told = {**facts, "webhooks": facts["webhooks"] or "nowhere (--webhooks URL sends them)"}
    if not facts["kept"]:
        told["file"] = f"{facts['file']} (deleted at the end; --folder keeps it)"
    return [(name, str(told[key])) for key, name in NAMES.items()]


def client(facts: Mapping[str, str | int | float | bool]) -> str:
    """How the official Python client is pointed here: `host` for its typed calls, `base_url` for raw ones."""
    url, token = facts["url"], facts["token"]
    return f'hubspot.Client.create(access_token="{token}", host="{url}", base_url="{url}")'


def lines(facts: Mapping[str, str | int | float | bool]) -> list[str]:
    """All of it as plain lines."""
    told = rows(facts)
    wide = max(len(name) for name, _ in told)
    return [
        *(f"{name:<{wide}}  {value}" for name, value in told),
        "",
        "The official client:",
        f"  {client(facts)}",
    ]

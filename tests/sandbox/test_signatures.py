"""Signatures: each version agrees with published vectors, and version 3 decodes the escapes that HubSpot decodes."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from sandbox.signatures import (
    action_headers,
    decoded,
    signature_v1,
    signature_v2,
    signature_v3,
    signed_headers,
)

SECRET = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy"
URL = "https://www.example.com/webhook_uri"


def vectors() -> list[dict[str, Any]]:
    folder = os.environ.get("FLIPFUNNEL_TEST_DATA")
    if not folder:
        pytest.skip("FLIPFUNNEL_TEST_DATA names no folder with signature-vectors.json")
    found: list[dict[str, Any]] = json.loads((Path(folder) / "signature-vectors.json").read_bytes())
    return found


def signed(vector: dict[str, Any]) -> str:
    secret, body = vector["clientSecret"], vector["body"].encode()
    if vector["version"] == "v1":
        return signature_v1(secret, body)
    method, url = vector["method"], vector["signedUri"]
    if vector["version"] == "v2":
        return signature_v2(secret, method, url, body)
    return signature_v3(secret, method, url, body, vector["timestamp"])


def test_published_vectors() -> None:
    """What HubSpot's documentation and client publish comes out of the same secret, request and moment."""
    found = vectors()
    assert {vector["id"]: signed(vector) for vector in found} == {
        vector["id"]: vector["expected"] for vector in found
    }
    assert {vector["version"] for vector in found} == {"v1", "v2", "v3"}


def test_v3_without_the_data_folder() -> None:
    """The vector of HubSpot's own Python client holds wherever the tests run."""
    body = b"{'example_field':'example_value'}"
    assert (
        signature_v3(SECRET, "POST", URL, body, "1693657560000")
        == "K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y="
    )


ESCAPED = {
    "the twelve": (
        "%3A%2F%3F%40%21%24%27%28%29%2A%2C%3B",
        ":/?@!$'()*,;",
    ),
    "in lower case": ("a%3ab%2fc", "a:b/c"),
    "others stay": ("a%20b%3Dc%26d%25%23%2B", "a%20b%3Dc%26d%25%23%2B"),
    "decoded once only": ("%253A", "%253A"),
}


@pytest.mark.parametrize(("url", "expected"), ESCAPED.values(), ids=ESCAPED)
def test_escapes_of_the_address(url: str, expected: str) -> None:
    """Twelve escapes are decoded before signing, and no others."""
    assert decoded(url) == expected
    assert signature_v3(SECRET, "GET", url, b"", "1") == signature_v3(SECRET, "GET", expected, b"", "1")


def test_v2_signs_the_address_as_it_is() -> None:
    """Only version 3 decodes."""
    assert signature_v2(SECRET, "GET", "a%3Ab", b"") != signature_v2(SECRET, "GET", "a:b", b"")


def test_webhooks_and_actions_carry_different_versions() -> None:
    """Beside version 3 a CRM webhook carries version 1, and a workflow's call version 2."""
    hook, action = signed_headers(SECRET, URL, b"[]", 7), action_headers(SECRET, URL, b"[]", 7)
    assert (hook["X-HubSpot-Signature-Version"], hook["X-HubSpot-Signature"]) == (
        "v1",
        signature_v1(SECRET, b"[]"),
    )
    assert (action["X-HubSpot-Signature-Version"], action["X-HubSpot-Signature"]) == (
        "v2",
        signature_v2(SECRET, "POST", URL, b"[]"),
    )
    for name in ("X-HubSpot-Signature-v3", "X-HubSpot-Request-Timestamp"):
        assert hook[name] == action[name]

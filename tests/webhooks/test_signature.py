"""Only HubSpot's own words get in."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hubspot.utils.signature import Signature
from hypothesis import given
from hypothesis import strategies as st

from webhooks.signature import SignedRequest, decoded, is_authentic, sign

SECRET = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy"
URI = "https://hooks.example.com/webhooks/hubspot"
NOW = datetime(2026, 11, 20, 9, 30, 0, 250_000, tzinfo=UTC)
BODY = '[{"objectId":1,"propertyValue":"Grün"}]'.encode()


def milliseconds(moment: datetime) -> str:
    return str(round(moment.timestamp() * 1000))


def signed(
    uri: str = URI, body: bytes = BODY, timestamp: str | None = None, secret: str = SECRET
) -> SignedRequest:
    timestamp = milliseconds(NOW) if timestamp is None else timestamp
    return SignedRequest("POST", (uri,), body, timestamp, sign(secret, "POST", uri, body, timestamp).decode())


def vectors() -> list[dict[str, str]]:
    folder = os.environ.get("FLIPFUNNEL_TEST_DATA")
    if folder is None:
        return []
    known = json.loads((Path(folder) / "signature-vectors.json").read_text("utf-8"))
    return [vector for vector in known if vector["version"] == "v3"]


@pytest.mark.skipif(
    not vectors(), reason="FLIPFUNNEL_TEST_DATA does not name a folder with signature-vectors.json"
)
def test_known_answers() -> None:
    """HubSpot's published signatures are ours, at their moment."""
    for vector in vectors():
        made = sign(
            vector["clientSecret"],
            vector["method"],
            vector["signedUri"],
            vector["body"].encode(),
            vector["timestamp"],
        )
        assert made.decode() == vector["expected"], vector["id"]
        moment = datetime.fromtimestamp(int(vector["timestamp"]) / 1000, UTC)
        request = SignedRequest(
            vector["method"],
            (vector["signedUri"],),
            vector["body"].encode(),
            vector["timestamp"],
            vector["expected"],
        )
        assert is_authentic(request, [vector["clientSecret"]], moment)


def test_a_published_answer() -> None:
    """The example of HubSpot's own helper, written out, so that this holds without the data folder."""
    made = sign(
        SECRET,
        "POST",
        "https://www.example.com/webhook_uri",
        b"{'example_field':'example_value'}",
        "1693657560000",
    )
    assert made == b"K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y="


@given(st.text(st.characters(codec="utf-8")), st.sampled_from(["", "?a=1&b=%20", "/x"]))
def test_agrees_with_the_official_helper(body: str, ending: str) -> None:
    """What HubSpot's own helper accepts now, ours accepts too."""
    now = datetime.now(UTC)
    request = signed(f"{URI}{ending}", body.encode(), milliseconds(now))
    assert Signature.is_valid(
        signature=request.signature,
        client_secret=SECRET,
        request_body=body,
        signature_version="v3",
        http_uri=request.uris[0],
        http_method="POST",
        timestamp=request.timestamp,
    )
    assert is_authentic(request, [SECRET], now)


@pytest.mark.parametrize(
    ("away_ms", "accepted"),
    [
        (0, True),
        (300_000, True),
        (300_001, False),
        (-300_000, True),
        (-300_001, False),
        (50 * 365 * 86_400_000, False),
    ],
)
def test_five_minutes_both_ways(away_ms: int, accepted: bool) -> None:  # noqa: FBT001 - a column of the table
    """A request is as stale from the future as it is from the past."""
    timestamp = milliseconds(NOW + timedelta(milliseconds=away_ms))
    assert is_authentic(signed(timestamp=timestamp), [SECRET], NOW) is accepted


FULLWIDTH = "".join(
    chr(0xFF10 + int(digit)) for digit in milliseconds(NOW)
)  # digits to Python, not to HubSpot
STRANGE_TIMESTAMPS = (
    *("", " ", "now", "-1", "0x1A", "1_0", "\u00b2", "9" * 5000, FULLWIDTH),
    *(f"+{milliseconds(NOW)}", f"{milliseconds(NOW)}.0", f"{milliseconds(NOW)} ", f"{milliseconds(NOW)}\n"),
)


@pytest.mark.parametrize("timestamp", STRANGE_TIMESTAMPS)
def test_strange_timestamps(timestamp: str) -> None:
    """A timestamp that is not plain digits is refused without an exception, even where it is signed."""
    assert not is_authentic(signed(timestamp=timestamp), [SECRET], NOW)


@pytest.mark.parametrize("signature", [None, "", "ü", "\udcff", "=", "A" * 44, "K36d\n", "x" * 100_000])
def test_strange_signatures(signature: str | None) -> None:
    """A header that is missing or garbage is refused without an exception."""
    assert not is_authentic(replace(signed(), signature=signature), [SECRET], NOW)


def test_no_timestamp() -> None:
    """Without a timestamp there is no telling how old a request is."""
    assert not is_authentic(replace(signed(), timestamp=None), [SECRET], NOW)


def test_both_secrets_count_during_a_rotation() -> None:
    """The old and the new secret are accepted, a third is not, and an empty one never."""
    assert is_authentic(signed(secret="new-secret"), ["new-secret", "old-secret"], NOW)
    assert is_authentic(signed(secret="old-secret"), ["new-secret", "old-secret"], NOW)
    assert not is_authentic(signed(secret="other"), ["new-secret", "old-secret"], NOW)
    assert not is_authentic(signed(secret=""), ["", "new-secret"], NOW)
    assert not is_authentic(signed(), [], NOW)


def test_each_public_address_counts() -> None:
    """A program that HubSpot knows under two addresses takes what is signed for either, and for no third."""
    request = signed()
    assert is_authentic(replace(request, uris=("https://new.example.com/w", URI)), [SECRET], NOW)
    assert not is_authentic(replace(request, uris=("https://new.example.com/w",)), [SECRET], NOW)


def test_documented_escapes_are_decoded() -> None:
    """HubSpot decodes these escapes before it signs, in either case, and leaves all others."""
    assert decoded("/a%3A%2F%3f%40%21%24%27%28%29%2A%2C%3B?q=%20%3D%26%2B") == "/a:/?@!$'()*,;?q=%20%3D%26%2B"
    assert decoded("%253A") == "%253A"  # once, not again
    given_uri = "https://hooks.example.com/w?to=a%40b"
    request = signed("https://hooks.example.com/w?to=a@b")
    assert is_authentic(replace(request, uris=(given_uri,)), [SECRET], NOW)


def test_every_flipped_bit_of_the_body_is_seen() -> None:
    """A body that differs in one bit is not the one that was signed."""
    request = signed()
    for place in range(len(BODY) * 8):
        body = bytearray(BODY)
        body[place // 8] ^= 1 << place % 8
        assert not is_authentic(replace(request, body=bytes(body)), [SECRET], NOW), place


def test_every_changed_character_is_seen() -> None:
    """So is one other character in the address, the method, the timestamp or the signature; and one missing or added."""
    request = signed()
    assert request.timestamp is not None and request.signature is not None  # noqa: PT018 - one thing: it is complete
    forged = [replace(request, method=other) for other in _mutations(request.method)]
    forged += [replace(request, uris=(other,)) for other in _mutations(URI)]
    forged += [replace(request, timestamp=other) for other in _mutations(request.timestamp)]
    forged += [replace(request, signature=other) for other in _mutations(request.signature)]
    assert [one for one in forged if is_authentic(one, [SECRET], NOW)] == []


def _mutations(text: str) -> list[str]:
    changed = [text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :] for place in range(len(text))]
    shorter = [text[:place] + text[place + 1 :] for place in range(len(text))]
    return [other for other in (*changed, *shorter, text + "0", text.swapcase(), text + " ") if other != text]


@given(
    st.text(max_size=30),
    st.text(max_size=60),
    st.binary(max_size=60),
    st.text(max_size=20),
    st.text(max_size=60),
)
def test_nothing_raises(method: str, uri: str, body: bytes, timestamp: str, signature: str) -> None:
    """Whatever arrives is refused; nothing of it raises."""
    assert not is_authentic(SignedRequest(method, (uri,), body, timestamp, signature), [SECRET], NOW)

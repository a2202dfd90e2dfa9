"""The OAuth endpoints, older and dated: tokens, what they are, and their end. They need no token themselves."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request

from sandbox import portal_setup
from sandbox.errors import RefusalError, not_found
from sandbox.oauth import ACCESS, LIVES, REFRESH, USER_ID, Token
from sandbox.wire import Body, portal

HUB_DOMAIN = "sandbox.example"

oauth = Blueprint("oauth", __name__, url_prefix="/oauth")


@oauth.post("/v1/token")
def token_v1() -> Body:
    return _older(portal().oauth.grant(_form()))


@oauth.post("/<version>/token")
def token(**_: str) -> Body:
    made = portal().oauth.grant(_form())
    return {
        **_older(made),
        "token_use": ACCESS,
        "hub_id": portal().portal_id,
        "user_id": USER_ID,
        "scopes": list(made.scopes),
    }


@oauth.post("/<version>/token/introspect")
def introspect(**_: str) -> Body:
    """What is not valid any more says so and nothing else (RFC 7662)."""
    found = portal().oauth.introspect(_form())
    if found is None:
        return {"active": False}
    shared = {
        **_about(found),
        "active": True,
        "token_use": found.kind,
        "app_id": portal().app_id,
        "client_id": portal().oauth.app.client_id,
        "token_type": "bearer",
        "is_private_distribution": True,
    }
    if found.kind == REFRESH:
        return shared
    return {**shared, "expires_in": portal().oauth.seconds_left(found), "signed_access_token": _signed(found)}


@oauth.post("/<version>/token/revoke")
def revoke(**_: str) -> tuple[str, int]:
    portal().oauth.revoke_for(_form())
    return "", 200


@oauth.get("/v1/access-tokens/<value>")
def access_token(value: str) -> Body:
    found = portal().oauth.find(value)
    if found is None or found.kind != ACCESS or not (left := portal().oauth.seconds_left(found)):
        raise not_found()
    return {**_about(found), "token_type": "access", "app_id": portal().app_id, "expires_in": left}


@oauth.get("/v1/refresh-tokens/<value>")
def refresh_token(value: str) -> Body:
    found = portal().oauth.find(value)
    if found is None or found.kind != REFRESH:
        raise not_found()
    return {**_about(found), "token_type": "refresh", "client_id": portal().oauth.app.client_id}


@oauth.delete("/v1/refresh-tokens/<value>")
def forget_refresh_token(value: str) -> tuple[str, int]:
    portal().oauth.revoke(value)
    return "", 204


def _form() -> Mapping[str, str]:
    """HubSpot takes forms only here, no JSON (HubSpot OAuth guide)."""
    if request.mimetype != "application/x-www-form-urlencoded":
        raise RefusalError(415, "", "HTTP 415 Unsupported Media Type")
    return request.form.to_dict()


def _older(made: Token) -> Body:
    return {
        "token_type": "bearer",
        "refresh_token": made.refresh_token,
        "access_token": made.token,
        "expires_in": int(LIVES.total_seconds()),
    }


def _about(found: Token) -> dict[str, Any]:
    return {
        "token": found.token,
        "user": portal_setup.OWNERS[0][1],
        "hub_domain": HUB_DOMAIN,
        "hub_id": portal().portal_id,
        "user_id": USER_ID,
        "scopes": list(found.scopes),
    }


def _signed(found: Token) -> dict[str, Any]:
    """What HubSpot signs for its own services; nothing here checks it."""
    return {
        "expiresAt": found.expires,
        "scopes": " ".join(found.scopes),
        "hubId": portal().portal_id,
        "userId": USER_ID,
        "appId": portal().app_id,
        "signature": "",
        "scopeToScopeGroupPks": "",
        "newSignature": "",
        "hublet": "eu1",
        "trialScopes": "",
        "trialScopeToScopeGroupPks": "",
        "isUserLevel": False,
        "isServiceAccount": False,
        "isPrivateDistribution": True,
        "installingUserId": USER_ID,
    }

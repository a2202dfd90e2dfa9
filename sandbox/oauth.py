"""An OAuth app of the portal: codes, refresh tokens and access tokens that expire in the portal's time (HubSpot OAuth guide)."""

import json
import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox import moments
from sandbox.access import Caller
from sandbox.database import Database
from sandbox.errors import RefusalError, expired_token

LIVES = timedelta(seconds=1800)
CODE_LIVES = timedelta(minutes=1)  # documented nowhere; that codes expire is (EXPIRED_AUTH_CODE)
ACCESS, REFRESH = "access_token", "refresh_token"
USER_ID = 492917
SCOPES = (
    "oauth",
    *(
        f"crm.objects.{kind}.{mode}"
        for kind in ("contacts", "companies", "deals")
        for mode in ("read", "write")
    ),
    *(
        f"crm.schemas.{kind}.{mode}"
        for kind in ("contacts", "companies", "deals")
        for mode in ("read", "write")
    ),
    "crm.objects.owners.read",
    "crm.lists.read",
    "crm.lists.write",
    "tickets",
)


@dataclass(frozen=True)
class App:
    client_id: str
    client_secret: str
    scopes: tuple[str, ...] = SCOPES
    redirect_uris: tuple[str, ...] = ()  # empty: any


@dataclass(frozen=True)
class Token:
    """`expires` is in epoch milliseconds; refresh tokens have none."""

    token: str
    kind: str
    scopes: tuple[str, ...]
    refresh_token: str
    expires: int | None


class OAuthError(RefusalError):
    """{status: "BAD_REFRESH_TOKEN", message, error, error_description}: both the older and the newer words are there."""

    def __init__(self, status: str, message: str, error: str = "invalid_request", code: int = 400) -> None:
        super().__init__(code, "", message, error=error, error_description=message)
        self.said = status

    def body(self) -> dict[str, Any]:
        return {**super().body(), "status": self.said}


class OAuth:
    """The one OAuth app of a portal. Nobody has to click: `authorize` does what a person's consent would."""

    def __init__(self, db: Database, now: Callable[[], datetime]) -> None:
        self._db = db
        self._now = now

    @property
    def app(self) -> App:
        kept = self._db.setting("oauth_app")
        if kept is None:
            return App(_uuid("client id"), _uuid("app secret"))
        body = json.loads(kept)
        return App(**{**body, "scopes": tuple(body["scopes"]), "redirect_uris": tuple(body["redirect_uris"])})

    def register(
        self,
        client_id: str,
        client_secret: str,
        scopes: Sequence[str] = SCOPES,
        redirect_uris: Sequence[str] = (),
    ) -> None:
        """Set the app's data; tokens given out before stay valid."""
        app = App(client_id, client_secret, tuple(scopes), tuple(redirect_uris))
        self._db.keep_setting("oauth_app", json.dumps(asdict(app)))

    def authorize(self, client_id: str, redirect_uri: str, scopes: Sequence[str], state: str = "") -> str:
        """A person grants the app these scopes; returns the code that would be added to the redirect URI.

        ValueError where HubSpot's page would show the person an error instead.
        """
        app = self.app
        if client_id != app.client_id or (app.redirect_uris and redirect_uri not in app.redirect_uris):
            raise ValueError("The app's client_id or redirect_uri is not the one it was registered with.")
        if unknown := set(scopes) - set(app.scopes):
            raise ValueError(f"The app does not have these scopes: {', '.join(sorted(unknown))}.")
        code = f"eu1-{secrets.token_hex(16)}"
        body = {
            "redirect_uri": redirect_uri,
            "scopes": [*scopes],
            "state": state,
            "until": self._in(CODE_LIVES),
        }
        self._db.run("INSERT INTO oauth_code VALUES (?, ?)", code, json.dumps(body))
        return code

    def grant(self, asked: Mapping[str, str]) -> Token:
        """Answer a token request; the access token that comes of it. OAuthError for all that is not right."""
        self._check_client(asked)
        match asked.get("grant_type"):
            case "authorization_code":
                return self._for_code(asked)
            case "refresh_token":
                refresh = self._refresh_token(asked.get("refresh_token", ""))
                return self._issue(refresh.scopes, refresh.token)
            case "client_credentials":
                # For the webhooks journal only, which this portal does not have.
                raise OAuthError(
                    "BAD_SCOPE", "client_credentials serves no scope of this portal", "invalid_scope"
                )
        raise OAuthError("BAD_GRANT_TYPE", "missing or unknown grant type", "unsupported_grant_type")

    def introspect(self, asked: Mapping[str, str]) -> Token | None:
        """The token as it is kept, or None where it is unknown, revoked or expired."""
        self._check_client(asked)
        token = self.find(asked.get("token", ""))
        return token if token and (token.expires is None or token.expires > self._in()) else None

    def revoke(self, token: str) -> None:
        """Forget a refresh token; access tokens made with it live on until they expire (HubSpot OAuth guide)."""
        self._db.run("DELETE FROM oauth_token WHERE token = ? AND kind = ?", token, REFRESH)

    def revoke_for(self, asked: Mapping[str, str]) -> None:
        self._check_client(asked)
        self.revoke(asked.get("token", ""))

    def find(self, token: str) -> Token | None:
        found = self._db.rows("SELECT kind, body, expires FROM oauth_token WHERE token = ?", token)
        if not found:
            return None
        kind, body, expires = found[0]
        kept = json.loads(body)
        return Token(token, kind, tuple(kept["scopes"]), kept["refresh_token"], expires)

    def caller(self, token: str) -> Caller | None:
        """The app behind an access token, or None for a token that is none; RefusalError 401 once it has expired."""
        found = self.find(token)
        if found is None or found.expires is None:
            return None
        if found.expires <= self._in():
            raise expired_token(moments.from_ms(found.expires), self._now())
        return Caller(self.app.client_id, frozenset(found.scopes), static=False)

    def seconds_left(self, token: Token) -> int:
        return max(0, ((token.expires or 0) - self._in()) // 1000)

    def _check_client(self, asked: Mapping[str, str]) -> None:
        app = self.app
        if asked.get("client_id") != app.client_id:
            raise OAuthError("BAD_CLIENT_ID", "missing or unknown client id", "invalid_client")
        if asked.get("client_secret") != app.client_secret:
            raise OAuthError("BAD_CLIENT_SECRET", "missing or invalid client secret", "invalid_client")

    def _for_code(self, asked: Mapping[str, str]) -> Token:
        """A code is good for one exchange."""
        with self._db.transaction():
            kept = self._db.value("SELECT body FROM oauth_code WHERE code = ?", asked.get("code", ""))
            if kept is None:
                raise OAuthError("BAD_AUTH_CODE", "missing or unknown auth code", "invalid_grant")
            body = json.loads(kept)
            if body["redirect_uri"] != asked.get("redirect_uri"):
                raise OAuthError("BAD_REDIRECT_URI", "missing or invalid redirect uri", "invalid_grant")
            if body["until"] <= self._in():
                raise OAuthError("EXPIRED_AUTH_CODE", "auth code has expired", "invalid_grant")
            self._db.run("DELETE FROM oauth_code WHERE code = ?", asked["code"])
            refresh = f"eu1-{uuid.uuid4()}"
            self._keep(Token(refresh, REFRESH, tuple(body["scopes"]), refresh, None))
            return self._issue(tuple(body["scopes"]), refresh)

    def _refresh_token(self, token: str) -> Token:
        found = self.find(token)
        if found is None or found.kind != REFRESH:
            raise OAuthError("BAD_REFRESH_TOKEN", "missing or invalid refresh token", "invalid_grant")
        return found

    def _issue(self, scopes: tuple[str, ...], refresh_token: str) -> Token:
        """A new access token; the refresh token stays the same."""
        token = Token(f"CK{secrets.token_urlsafe(96)}", ACCESS, scopes, refresh_token, self._in(LIVES))
        self._keep(token)
        return token

    def _keep(self, token: Token) -> None:
        body = json.dumps({"scopes": token.scopes, "refresh_token": token.refresh_token})
        self._db.run(
            "INSERT INTO oauth_token VALUES (?, ?, ?, ?)", token.token, token.kind, body, token.expires
        )

    def _in(self, more: timedelta = timedelta()) -> int:
        return moments.to_ms(self._now() + more)


def _uuid(what: str) -> str:
    """The same for every box, and worth nothing outside of it."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{what}.sandbox.example"))

"""The page on which a person lets an OAuth app into the portal; HubSpot shows it at app.hubspot.com/oauth/authorize."""

from urllib.parse import urlencode, urlsplit

from flask import Blueprint, g, redirect, render_template, request
from werkzeug.wrappers import Response

from sandbox.wire import portal

PATH = "/oauth/authorize"
consent = Blueprint("consent", __name__)


@consent.get(PATH)
def ask() -> str:
    """Which app wants what. What HubSpot would refuse is refused when the person agrees."""
    client_id, redirect_uri, scopes = _asked()
    where = urlsplit(redirect_uri)
    # Browsers hold the redirect after a form to the policy as well, and this one leads back to the app.
    g.forms_lead_to = f"{where.scheme}://{where.netloc}"
    return render_template("consent.html", client_id=client_id, to=redirect_uri, scopes=scopes)


@consent.post(PATH)
def grant() -> Response:
    """The person has agreed: back to the app with a code that is good for one exchange within a minute."""
    client_id, redirect_uri, scopes = _asked()
    state = request.args.get("state", "")
    code = portal().oauth.authorize(client_id, redirect_uri, scopes, state)
    answer = {"code": code, **({"state": state} if state else {})}
    return redirect(f"{redirect_uri}{'&' if urlsplit(redirect_uri).query else '?'}{urlencode(answer)}", 302)


def _asked() -> tuple[str, str, list[str]]:
    asked = {name: request.args.get(name, "") for name in ("client_id", "redirect_uri", "scope")}
    if urlsplit(asked["redirect_uri"]).scheme not in {"http", "https"}:
        raise ValueError("redirect_uri is missing, or no address with http:// or https://.")
    return asked["client_id"], asked["redirect_uri"], asked["scope"].split()

"""The sandbox's own pages: they show what was written, let a person act, and let nobody else."""

import re
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, urlencode

import pytest
from flask.testing import FlaskClient

from sandbox import Portal, Server, page_reads
from sandbox.pages import create_pages, is_page
from sandbox.wire import PORTAL
from tests.sandbox.conftest import Api, Target

CSS = (Path(__file__).parents[2] / "sandbox" / "static" / "sandbox.css").read_text("utf-8")
NASTY = "<script>alert(1)</script>"
HERE = {"Origin": "http://localhost"}
PAGES = (
    "/",
    "/sandbox/records/contacts",
    "/sandbox/records/company?q=oak&page=1",
    "/sandbox/records/contacts?archived=1",
    "/sandbox/records/contacts/1001",
    "/sandbox/records/contacts/1001?edit=hs_buying_role",
    "/sandbox/records/contacts/1001?edit=hubspot_owner_id",
    "/sandbox/records/contacts/1001?edit=email",
    "/sandbox/tasks",
    "/sandbox/tasks?all=1",
    "/sandbox/calls?status=4xx&path=crm",
    "/sandbox/webhooks?refresh=1",
    "/sandbox/trouble",
    "/sandbox/timeline",
)

Press = Callable[..., int]


def looking_at(portal: Portal) -> FlaskClient:
    """A browser on this machine."""
    browser = create_pages().test_client()
    cast("dict[str, object]", browser.environ_base)[PORTAL] = portal
    return browser


@pytest.fixture
def browser(portal: Portal) -> Iterator[FlaskClient]:
    """Somebody on this machine looks at a portal with a company, a contact and a task of hostile names."""
    oak = portal.create("companies", {"name": "Oak & Söhne", "domain": "oak.example"})
    ada = {"email": "ada@oak.example", "firstname": NASTY, "lastname": "Fenn"}
    contact = portal.create("contacts", ada, associations=[("companies", oak, 1)])
    task = {
        "hs_timestamp": "2026-09-08T09:00:00Z",
        "hs_task_subject": f"Call {NASTY}",
        "hs_task_body": "<p>Why: <b>three</b> people &amp; a deal</p><img src=x onerror=alert(1)>",
        "hubspot_owner_id": "64492917",
    }
    portal.create("tasks", task, associations=[("contacts", contact, 204)])
    with looking_at(portal) as client:
        yield client


@pytest.fixture
def press(browser: FlaskClient) -> Press:
    """Send a form of the page, as a browser on this machine does."""

    def send(where: str, /, headers: dict[str, str] = HERE, **fields: str) -> int:
        return browser.post(f"/sandbox/{where}", data=fields, headers=headers).status_code

    return send


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers(browser: FlaskClient, path: str) -> None:
    """With HTML that runs nothing and asks nobody else, whatever the records are called."""
    answer = browser.get(path)
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert "<img src=x" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    foreign = re.findall(r'(?:src|href|action)="(https?:[^"]*)"', answer.text)
    assert foreign == []


@pytest.mark.parametrize(
    "path", ["/sandbox/records/unicorns", "/sandbox/records/contacts/9", "/sandbox/calls/7"]
)
def test_what_is_not_there(browser: FlaskClient, path: str) -> None:
    """An unknown type, record or call gets a page that says so."""
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "no such page or record" in answer.text


def test_a_record_shows_what_was_written(browser: FlaskClient, portal: Portal) -> None:
    """Its values by label, its history newest first, and the records it is associated with."""
    portal.update("contacts", "1001", {"jobtitle": "Buyer"}, by="IMPORT")
    portal.update("contacts", "1001", {"jobtitle": "Head of Purchasing"})
    text = browser.get("/sandbox/records/contacts/1001").text
    assert "ada@oak.example" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Fenn" in text
    assert 'href="/sandbox/records/companies/1001"' in text
    assert "Oak &amp; Söhne" in text
    history = text[text.index("History") :]
    assert history.index("Head of Purchasing") < history.index("Buyer") < history.index("IMPORT")


def test_records_are_found_by_any_value(browser: FlaskClient) -> None:
    """Signs that SQL would take for its own are only text."""
    found = {
        text: "oak.example"
        in browser.get(f"/sandbox/records/companies?{urlencode({'q': text})}").text.partition("<table")[2]
        for text in ("oak.ex", "Söhne", "& S", "%", "_", "!", '"', "elm")
    }
    assert found == {
        "oak.ex": True,
        "Söhne": True,
        "& S": True,
        "%": False,
        "_": True,
        "!": False,
        '"': False,
        "elm": False,
    }


def test_tasks_are_readable(browser: FlaskClient) -> None:
    """Due date, owner, status, the text of the body without its markup, and whom it is about."""
    text = browser.get("/sandbox/tasks").text
    for words in ("2026-09-08 09:00:00", "Lena Hartwig", "not started", "Why: three people &amp; a deal"):
        assert words in text
    assert 'href="/sandbox/records/contacts/1001"' in text


def test_a_person_edits_a_property(press: Press, portal: Portal) -> None:
    """The change is a person's: history says CRM_UI; several options are joined as HubSpot keeps them."""
    assert press("records/contacts/1001", name="jobtitle", value="CFO") == 303
    (change,) = portal.history("contacts", "1001", "jobtitle")
    assert (change.value, change.source, change.source_id) == ("CFO", "CRM_UI", "userId:9")
    assert press("records/contacts/1001", name="hs_buying_role") == 303


def test_what_the_portal_refuses(browser: FlaskClient, portal: Portal) -> None:
    """Nothing changes, and the page says HubSpot's own sentence."""
    answer = browser.post(
        "/sandbox/records/contacts/1001", data={"name": "lifecyclestage", "value": "leed"}, headers=HERE
    )
    assert answer.status_code == 400
    assert "leed was not one of the allowed options" in answer.text
    assert portal.history("contacts", "1001", "lifecyclestage") == []


def test_a_person_completes_archives_and_restores(press: Press, portal: Portal) -> None:
    """By hand, as in HubSpot."""
    assert press("tasks/1001/complete") == 303
    (task,) = portal.records("tasks")
    assert task.properties["hs_task_status"] == "COMPLETED"
    assert press("records/contacts/1001/archive") == 303
    assert portal.records("contacts") == []
    assert press("records/contacts/1001/restore") == 303
    assert [one.id for one in portal.records("contacts")] == ["1001"]


def test_trouble_can_be_ordered(browser: FlaskClient, press: Press, portal: Portal) -> None:
    """Faults, limits, scopes and the token, and all of it can be taken back."""
    assert (
        press("faults", path="/objects/contacts$", method="POST", kind="answer", status="502", times="2")
        == 303
    )
    assert press("limits", ten_secondly="10", search_lag="1.5") == 303
    assert press("scopes", scopes="crm.lists.read\ncrm.lists.write") == 303
    assert press("token", do="revoke") == 303
    text = browser.get("/sandbox/trouble").text
    for words in (
        "/objects/contacts$",
        "502",
        'value="10"',
        'value="1.5"',
        "crm.lists.write",
        "It is revoked",
    ):
        assert words in text
    for path, fields in (("faults/forget", {}), ("limits", {}), ("scopes", {}), ("token", {"do": "restore"})):
        assert press(path, **fields) == 303
    assert (portal.faults.listed(), list(portal.missing_scopes), portal.token_revoked) == ([], [], False)
    assert 'value="10"' not in browser.get("/sandbox/trouble").text


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("faults", {"path": "["}),
        ("faults", {"status": "500"}),
        ("faults", {"path": "/crm", "status": "many"}),
        ("limits", {"daily": "-5"}),
        ("limits", {"search_lag": "slow"}),
        ("records/contacts/1001", {"value": "x"}),
    ],
)
def test_forms_that_make_no_sense(press: Press, path: str, fields: dict[str, str]) -> None:
    """They are refused in words, not with an error of the program."""
    assert press(path, **fields) == 400


FORMS = (
    "records/contacts/1001",
    "records/contacts/1001/archive",
    "tasks/1001/complete",
    "deliver",
    "limits",
    "faults",
    "scopes",
    "token",
)


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:1", "null", ""])
def test_forms_of_other_sites_are_refused(press: Press, portal: Portal, path: str, origin: str) -> None:
    """A page elsewhere may make a browser send a form here; its Origin gives it away."""
    before = portal.db.connection.total_changes
    headers = {"Origin": origin} if origin else {}
    fields = {"name": "jobtitle", "value": "x", "path": "/crm", "do": "revoke", "scopes": "x", "daily": "1"}
    assert press(path, headers=headers, **fields) == 403
    assert portal.db.connection.total_changes == before


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "[bad"])
def test_other_names_are_refused(browser: FlaskClient, host: str) -> None:
    """A foreign page may point its own name to 127.0.0.1."""
    assert browser.get("/", headers={"Host": host}).status_code in {400, 421}


def test_pages_are_no_calls(portal: Portal, api: Api) -> None:
    """They need no token, are not counted, and no fault or limit touches them; a call's page shows its bodies, not the token."""
    portal.faults.answer_next("*", "", 500)
    portal.set_limits(ten_secondly=1, daily=1)
    assert is_page("/sandbox/calls")
    assert not is_page("/crm/v3/objects/contacts")
    body = {"properties": {"email": "eve@oak.example", "firstname": portal.token}}
    with looking_at(portal) as browser:
        assert browser.get("/sandbox/calls").status_code == 200
        assert portal.api_calls() == 0
        assert api("POST", "/crm/v3/objects/contacts", body)[0] == 500
        assert api("POST", "/crm/v3/objects/contacts?x=1", body)[0] == 201
        assert "/crm/v3/objects/contacts" in browser.get("/sandbox/calls?status=2xx").text
        text = browser.get("/sandbox/calls/2").text
        assert "eve@oak.example" in text
        assert "<pre>x=1</pre>" in text
        assert portal.token not in text + browser.get("/").text


def test_calls_are_told_by_what_they_are_about(portal: Portal) -> None:
    """Without versions, ids and names; whatever leads nowhere is one row."""
    for path in (
        "/crm/v3/objects/contacts",
        "/crm/objects/2026-03/contacts/1001",
        "/crm/v3/objects/contacts/search",
        "/crm/objects/2026-03/contact/batch/read",
        "/crm/v4/associations/contacts/companies/labels",
        "/crm/properties/2026-03/companies/abm_stage",
        "/crm/v3/objects/unicorns",
        "/crm/v3/objects",
        "/crm/v3/nonsense",
        "/login.php",
        "/a/b/c",
        "/crm",
    ):
        portal.note_call("GET", path, 404)
    found = {name: outcomes.total() for name, outcomes in page_reads.calls_by_family(portal)}
    assert found == {
        "other paths": 6,
        "contacts": 2,
        "contacts search": 1,
        "contact batch read": 1,
        "associations contacts companies labels": 1,
        "properties companies": 1,
    }


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "text/html"), ("/sandbox/static/sandbox.css", "text/css"), ("/favicon.ico", "image/svg+xml")],
)
def test_the_box_serves_them_beside_the_api(server: Server, path: str, kind: str) -> None:
    """On the same address; the stylesheet too."""
    with urllib.request.urlopen(server.url + path, timeout=5) as answer:  # noqa: S310 - our own box
        assert answer.headers["Content-Type"].startswith(kind)
        assert answer.read()


def test_an_app_is_let_in(portal: Portal) -> None:
    """A person agrees, the browser goes back to the app with a code, and the code buys a token."""
    app, to = portal.oauth.app, "http://127.0.0.1:5000/back?x=1"
    asked = {"client_id": app.client_id, "redirect_uri": to, "scope": "oauth crm.lists.read", "state": "s 1"}
    path = f"/oauth/authorize?{urlencode(asked)}"
    assert is_page("/oauth/authorize")
    with looking_at(portal) as browser:
        page = browser.get(path)
        assert "crm.lists.read" in page.text
        assert "form-action 'self' http://127.0.0.1:5000;" in page.headers["Content-Security-Policy"]
        assert browser.post(path, headers={"Origin": "http://evil.example"}).status_code == 403
        back = browser.post(path, headers=HERE).headers["Location"]
        assert browser.post(path.replace("crm.lists.read", "crm.nothing"), headers=HERE).status_code == 400
        assert browser.get(path.replace("http%3A", "javascript%3A")).status_code == 400
    assert back.startswith(f"{to}&code=")
    code, state = (parse_qs(back)[name][0] for name in ("code", "state"))
    exchange = {"grant_type": "authorization_code", "code": code, "redirect_uri": to}
    known = {"client_id": app.client_id, "client_secret": app.client_secret}
    assert (portal.oauth.grant({**exchange, **known}).scopes, state) == (("oauth", "crm.lists.read"), "s 1")


def test_deliveries_are_told(browser: FlaskClient, portal: Portal, target: Target) -> None:
    """What waits, what was answered, and how often it was tried."""
    portal.subscribe(target.url, [("contact.propertyChange", "jobtitle")])
    portal.update("contacts", "1001", {"jobtitle": "CFO"})
    assert "contact.propertyChange 1001 jobtitle=CFO" in browser.get("/sandbox/webhooks").text
    target.status = 503
    portal.deliver()
    target.status = 200
    assert browser.post("/sandbox/deliver", headers=HERE).status_code == 303
    text = browser.get("/sandbox/webhooks").text
    assert re.findall(r'class="status s\d">(\d+)<', text) == ["200", "503"]
    assert "No event waits." in text
    made = portal.events_made()
    assert re.search(rf"<b>{made}</b> <span>made</span>", text)


LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
)
PAIRS = (
    *((text, ground) for text in ("ink", "soft", "link", "bad-ink") for ground in ("ground", "card")),
    *((f"{kind}-ink", f"{kind}-ground") for kind in ("good", "bad", "warn")),
    ("on-press", "press"),
)


def luminance(colour: str) -> float:
    """As WCAG 2.2 defines it."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_contrast(theme: dict[str, str], text: str, ground: str) -> None:
    """At least 4.5 to 1 in both themes, which name the same colours."""
    darker, lighter = sorted((luminance(theme[text]), luminance(theme[ground])))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
    assert set(LIGHT) == set(DARK)

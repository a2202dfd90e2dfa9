"""The pages: what they show, to whom, and that nothing from a CRM can do harm in them."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from console.app import create_console
from store import tables
from store.database import Database

GERMAN = {"Accept-Language": "de-DE,de;q=0.9,en;q=0.5"}


class Outline(HTMLParser):
    """Open tags, the tags' attributes, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(" ".join(data.split()))


def test_the_cone_shows_each_stage_with_its_count(browser: FlaskClient) -> None:
    """The description of each picture and its table twin say the same numbers."""
    page = browser.get("/?lang=en").text
    assert (
        '<desc id="d-prospect">identified: 3; expanded: 2; engaged: 1; sales ready: 1; in sales: 1</desc>'
        in page
    )
    assert '<desc id="d-customer">onboarded: 1; well served: 1; growing: 1; growth in sales: 0</desc>' in page
    assert '<desc id="d-former">parked: 1</desc>' in page
    twin = re.findall(r"stage=(\w+)#accounts\">[\w ]+</a></th><td class=\"n\">(\d+)</td>", page)
    assert ("identified", "3") in twin
    assert ("growth_in_sales", "0") in twin


def test_each_key_account_says_why_it_is_there(browser: FlaskClient) -> None:
    """Stage, since, owner, why, what is missing and the newest move stand in its row."""
    page = browser.get("/?lang=en").text
    row = page[page.index("Falkenried Optik GmbH") :]
    row = " ".join(Outline(row[: row.index("</tr>")]).texts)
    for word in (
        "expanded",
        "Prospects",
        "11 Nov 2026",
        "9 days ago",
        "Lena Hartwig",
        "4 Kontakte, 2 Rollen abgedeckt.",
        "engaged: engagement.score 31 statt 60",
        "identified → expanded",
        "no further than expanded until 8 Feb 2027",
    ):
        assert word in row


def test_choosing_a_stage_shows_its_accounts_only(browser: FlaskClient) -> None:
    """Every number of the cone leads to the accounts behind it."""
    page = browser.get("/?ladder=prospect&stage=expanded").text
    listed = re.findall(r'href="/accounts/[^"]*">([^<]+)</a>', page)
    assert listed == ["Falkenried Optik GmbH", "Hollow Oak Logistics Ltd"]
    assert "1 to 2 of 2" in page


ODD_QUESTIONS = (
    *("page=0", "page=-5", "page=x", "page=9", "page=99999999999999999999", "portal=x", "lang=xx"),
    *("stage=&ladder=", "stage=%00", "ladder=%ff", "stage='"),
)


def test_odd_questions_get_a_page(browser: FlaskClient) -> None:
    """What cannot be read in the address counts as not asked."""
    answers = {query: browser.get(f"/?{query}").status_code for query in ODD_QUESTIONS}
    assert answers == dict.fromkeys(ODD_QUESTIONS, 200)


def test_the_account_page_explains_the_decision(browser: FlaskClient) -> None:
    """Each condition says yes, no or unknown, what was wanted and what was seen."""
    texts = " ".join(Outline(browser.get("/accounts/company:105?lang=en").text).texts)
    for words in (
        "held by Mira Solano until 28 Nov 2026",
        "yes Is it a key account?",
        "no Enough for stage engaged?",
        "no engagement of at least 60 points",
        "seen: 31.4",
        "unknown customer_health is green",
        "customer_health is empty",
        "Ines Thalbach, Jonas Reuter",
        "Belongs to Veltin Pharma SE because HubSpot associates the contact with Veltin Pharma SE.",
        "Time alone could change this at the earliest on 23 Nov 2026",
    ):
        assert words in re.sub(r"\s+", " ", texts), words


def test_tasks_show_how_far_they_are(browser: FlaskClient) -> None:
    """A task that cannot be written says why, and what to do."""
    texts = " ".join(Outline(browser.get("/accounts/company:106?lang=en").text).texts)
    assert "Rosenhain übernehmen" in texts
    assert "set aside" in texts
    assert "The owner is not active in HubSpot: choose another one." in texts
    assert "skipped: engaged" in texts


def test_values_that_nobody_can_read_are_shown(portal: Database, browser: FlaskClient) -> None:
    """With their property and the reason, in both languages; an account where all is well does not speak of it."""
    with portal.begin() as tx:
        need = {"kind": "company", "property": "hubspot_owner_id", "history": False}
        tx.execute(tables.rulebook_version.update().values(needs=[need]))
        tx.execute(
            tables.property_definition.insert().values(
                portal_id=4711, kind="company", name="hubspot_owner_id", type="bool", label="Owner"
            )
        )
    for language, words in (
        (
            "en",
            (
                "Values that nobody can read",
                "hubspot_owner_id",
                "Veltin Pharma SE company 11 neither true nor false",
            ),
        ),
        ("de", ("Werte, die niemand lesen kann", "Veltin Pharma SE Firma 11 weder wahr noch falsch")),
    ):
        texts = " ".join(Outline(browser.get(f"/accounts/company:105?lang={language}").text).texts)
        for word in words:
            assert word in re.sub(r"\s+", " ", texts), word
    assert "Values that nobody can read" not in browser.get("/accounts/company:101?lang=en").text


def test_names_from_the_crm_are_only_text(browser: FlaskClient) -> None:
    """A contact called like a script is shown, not run."""
    page = browser.get("/accounts/company:105").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page


def test_nothing_inline_and_nothing_foreign(browser: FlaskClient) -> None:
    """The policy allows neither scripts nor inline styles nor other hosts, and no page tries."""
    for path in ("/", "/accounts/company:105", "/accounts/nothing", "/nothing"):
        answer = browser.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert {"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(policy.split("; "))
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        _check_tags(answer.text)


def _check_tags(page: str) -> None:
    for tag, attributes in Outline(page).tags:
        assert tag not in {"script", "style", "iframe", "object", "form"}
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        if tag in {"img", "link"}:
            assert str(attributes.get("src") or attributes.get("href")).startswith("/static/")


HOSTS = {
    "127.0.0.1:8701": 200,
    "localhost": 200,
    "[::1]:8701": 200,
    "evil.example": 421,
    "127.0.0.1.evil.example:8701": 421,
    "localhost.evil.example": 421,
    "192.168.1.5:8701": 421,
    "[::1": 421,
}


def test_only_this_machine_is_answered(browser: FlaskClient) -> None:
    """A page elsewhere that lets its own name point to 127.0.0.1 reads nothing (DNS rebinding)."""
    for host, code in HOSTS.items():
        answer = browser.get("/", headers={"Host": host})
        assert answer.status_code == code, host
        assert ("Falkenried" in answer.text) == (code == 200), host


SPOKEN: tuple[tuple[str, dict[str, str], str, str], ...] = (
    ("/", {}, "en", "Where your key accounts stand"),
    ("/", GERMAN, "de", "Wo Ihre Key Accounts stehen"),
    ("/?lang=en", GERMAN, "en", "Where your key accounts stand"),
    ("/?lang=de", {}, "de", "Wo Ihre Key Accounts stehen"),
    ("/?lang=fr", GERMAN, "de", "Wo Ihre Key Accounts stehen"),
    ("/nowhere", GERMAN, "de", "Diese Seite gibt es nicht"),
)


def test_language(browser: FlaskClient) -> None:
    """The browser's language counts, unless the address asks for another."""
    for path, headers, language, words in SPOKEN:
        page = browser.get(path, headers=headers).text
        assert f'<html lang="{language}">' in page, path
        assert words in page, path


def test_links_keep_the_language(browser: FlaskClient) -> None:
    """Who asked for German stays in German."""
    page = browser.get("/?lang=de").text
    assert 'href="/accounts/company:105?lang=de"' in page


def test_unknown_pages(browser: FlaskClient) -> None:
    """404 with the way back, for an unknown address as for an unknown account."""
    for path in ("/nothing", "/accounts/company:9999", "/accounts/domain:%00.example"):
        answer = browser.get(path)
        assert answer.status_code == 404, path
        assert 'href="/"' in answer.text


def test_nothing_can_be_changed(browser: FlaskClient) -> None:
    """Every route only reads."""
    for call in (browser.post, browser.put, browser.delete, browser.patch):
        ask: Callable[..., object] = call
        assert getattr(ask("/"), "status_code", None) == 405


def test_the_demo_says_so(demo_browser: FlaskClient, browser: FlaskClient) -> None:
    """Whoever looks at invented people is told so, with the portal's own clock."""
    assert "all people and companies are fictional" in demo_browser.get("/").text
    assert "20 Nov 2026, 10:30" in demo_browser.get("/").text
    assert "fictional" not in browser.get("/").text


def test_trouble_with_hubspot_is_shown(portal: Database, browser: FlaskClient) -> None:
    """The sentence and the next step stand on the page, because logs are not read."""
    with portal.begin() as tx:
        trouble = "HubSpot refuses the token (401). Put a new one into FLIPFUNNEL_HUBSPOT_TOKEN."
        tx.execute(tables.portal.update().values(trouble=trouble, trouble_since=1_795_000_000))
    assert "HubSpot refuses the token (401)." in browser.get("/").text


def test_an_empty_console_says_what_to_do(empty_browser: FlaskClient, database: Database) -> None:
    """Without a portal, and without a rulebook, the page names the next step."""
    assert "flipfunnel sync" in empty_browser.get("/").text
    with database.begin() as tx:
        tx.execute(tables.portal.insert().values(id=1, time_zone="Nowhere/Nothing", connected_at=1))
    assert "flipfunnel rules check" in empty_browser.get("/").text


def test_a_rulebook_this_version_cannot_read(portal: Database, browser: FlaskClient) -> None:
    """The page still shows where everybody stands, and says what is the matter."""
    with portal.begin() as tx:
        tx.execute(tables.rulebook_version.update().values(text="rulebook: ["))
    page = browser.get("/?lang=en").text
    assert "cannot be read by this version" in page
    assert "sales ready: 1" in page


def test_accounts_that_are_gone_are_not_shown(portal: Database, browser: FlaskClient) -> None:
    """An account that was merged away is neither listed nor counted."""
    with portal.begin() as tx:
        tx.execute(tables.account.update().where(tables.account.c.id == "company:105").values(gone=True))
    page = browser.get("/?lang=en").text
    assert "Veltin" not in page
    assert "engaged: 0" in page
    assert browser.get("/accounts/company:105").status_code == 404


def test_five_thousand_accounts_are_shown_in_parts(portal: Database, browser: FlaskClient) -> None:
    """A long list is turned over, page by page, and nobody is shown twice."""
    copies = sa.text(
        """
        WITH numbers AS (SELECT generate_series(1, 250) AS n),
        copied AS (
            INSERT INTO account (portal_id, id, name) SELECT 4711, 'domain:n' || n || '.example', 'Copy ' || n FROM numbers
        )
        INSERT INTO memory (portal_id, rulebook, account_id, state, stage, relationship)
        SELECT 4711, 'Key accounts', 'domain:n' || n || '.example', state, stage, relationship
        FROM numbers, memory WHERE account_id = 'company:100'
        """
    )
    with portal.begin() as tx:
        tx.execute(copies)
    shown = [name for page in (1, 2, 3) for name in _listed(browser.get(f"/?page={page}").text)]
    assert len(shown) == len(set(shown)) == 262


def _listed(page: str) -> list[str]:
    return re.findall(r'href="/accounts/([^"?]+)', page)


def test_without_the_database_the_page_is_kind() -> None:
    """503 and the next step, no traceback."""
    gone = Database.connect("postgresql://nobody@127.0.0.1:1/none")
    answer = create_console(gone, lambda: pytest.fail("not asked")).test_client().get("/")
    assert answer.status_code == 503
    assert "flipfunnel doctor" in answer.text
    gone.dispose()

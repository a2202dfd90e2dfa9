"""`flipfunnel rules init`: a first rulebook from the command line, out of the box or out of the portal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import rules
from cli.errors import Code
from cli.main import run
from sandbox import Portal, Server, portal_setup, scenario, scenario_making, serve

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)  # no .env of whoever runs the tests is read
    return tmp_path / "first.yaml"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Portal]:
    """The portal of the small scenario."""
    portal = Portal.open(tmp_path / "portal", empty=True)
    scenario_making.load(portal, scenario.read("small"))
    yield portal
    portal.close()


@pytest.fixture
def connected(
    small: Portal, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    running = serve(small)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("FLIPFUNNEL_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FLIPFUNNEL_HUBSPOT_HOST", running.url)
    monkeypatch.setenv("FLIPFUNNEL_HUBSPOT_TOKEN", small.token)
    monkeypatch.setenv("FLIPFUNNEL_HUBSPOT_CALLS_PER_10_SECONDS", "5000")
    yield running
    running.close()


@pytest.mark.parametrize(
    ("options", "language", "words"),
    [
        ((), "en", "What to do next"),
        (("--language", "en"), "en", "What to do next"),
        (("--language", "de"), "de", "Wie es weitergeht"),
    ],
)
def test_the_small_one(
    file: Path, capsys: Captured, options: tuple[str, ...], language: str, words: str
) -> None:
    """Written as it is shipped, with the next steps at its head and at the end."""
    assert run(["rules", "init", str(file), *options]) == Code.OK
    said = capsys.readouterr()
    assert said.out == ""
    assert f"flipfunnel rules check {file}" in said.err
    text = file.read_text("utf-8")
    assert words in text.splitlines()[0]
    assert "flipfunnel rules check first.yaml" in text
    assert rules.load(text, str(file)).language == language
    assert run(["rules", "check", str(file)]) == Code.OK
    assert run(["rules", "test", str(file)]) == Code.OK


def test_nothing_is_overwritten(file: Path, capsys: Captured) -> None:
    """Unless that is asked for."""
    file.write_text("mine", "utf-8")
    assert run(["rules", "init", str(file)]) == Code.USAGE
    assert f"{file} exists already." in capsys.readouterr().err
    assert file.read_text("utf-8") == "mine"
    assert run(["rules", "init", str(file), "--force"]) == Code.OK
    assert rules.load(file.read_text("utf-8"), str(file)).prefix == "abm"


def test_a_folder_that_is_not_there(file: Path, capsys: Captured) -> None:
    """It is not made, and the file is named."""
    assert run(["rules", "init", str(file.parent / "nowhere" / "first.yaml")]) == Code.CONFIGURATION
    assert "first.yaml cannot be written" in capsys.readouterr().err


def test_without_a_portal(
    file: Path, monkeypatch: pytest.MonkeyPatch, database_url: str, capsys: Captured
) -> None:
    """There is nothing to draft from, and no file."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("FLIPFUNNEL_DATA", str(file.parent / "data"))
    assert run(["rules", "init", str(file), "--from-portal"]) == Code.CONFIGURATION
    assert "no HubSpot portal to work with" in capsys.readouterr().err
    assert not file.exists()


@pytest.mark.parametrize("language", ["de", "en"])
def test_from_the_portal(
    connected: Server, small: Portal, file: Path, language: str, capsys: Captured
) -> None:
    """The draft names what is there, fits the portal it came from, and its cases pass."""
    oak = small.create(
        "companies", {"name": "Beech", "domain": "beech.example", "hs_is_target_account": "true"}
    )
    small.create("contacts", {"email": "eve@beech.example"}, associations=[("companies", oak, 279)])
    assert run(["rules", "init", str(file), "--from-portal", "--language", language]) == Code.OK
    text = file.read_text("utf-8")
    book = rules.load(text, str(file))
    assert (book.language, book.timezone) == (language, "Europe/Berlin")
    assert "nora.field@seller.example" in book.people.pools["team"].members
    assert list(book.buying_center.roles) == ["CHAMPION"]
    assert list(book.engagement.signals) == ["conversion"]
    assert book.deals.new_business == ("default",)
    assert [stage.name for stage in book.cone.ladder("customer")] == ["served", "well_served", "in_project"]
    assert "Whitepaper: calibration" in text
    assert ("1 von 4" if language == "de" else "1 of 4") in text
    capsys.readouterr()
    assert run(["rules", "check", str(file), "--portal", "live"]) == Code.OK
    assert run(["rules", "test", str(file)]) == Code.OK


def test_scopes_that_are_lacking(connected: Server, small: Portal, file: Path) -> None:
    """What could not be read is named with its scope; the rest is drafted, and fits."""
    small.deny_scopes("crm.objects.owners.read", "tickets")
    assert run(["rules", "init", str(file), "--from-portal"]) == Code.OK
    text = file.read_text("utf-8")
    assert "#   crm.objects.owners.read: who can get tasks" in text
    assert "#   tickets: tickets and their pipelines" in text
    assert rules.load(text, str(file)).people.persons == {}
    assert run(["rules", "check", str(file), "--portal", "live"]) == Code.OK


def test_it_costs_little(connected: Server, small: Portal, file: Path) -> None:
    """Some thirty calls whatever the portal holds, and none that changes anything."""
    assert run(["rules", "init", str(file), "--from-portal"]) == Code.OK
    assert 0 < len(small.calls()) <= 40
    assert all(call.method == "GET" or call.path.endswith("/search") for call in small.calls())


def test_pools_are_teams(connected: Server, small: Portal, file: Path) -> None:
    """The team that owns target accounts stands in for who owns nothing; the others wait as comments."""
    north: list[dict[str, object]] = [{"id": "1", "name": "North & East", "primary": True}]
    portal_setup.add_owner(small.db, 71, "ida@seller.example", "Ida", "Berg", teams=north)
    beech = {
        "name": "Beech",
        "domain": "beech.example",
        "hs_is_target_account": "true",
        "hubspot_owner_id": "71",
    }
    small.create("companies", beech)
    assert run(["rules", "init", str(file), "--from-portal"]) == Code.OK
    text = file.read_text("utf-8")
    assert rules.load(text, str(file)).people.pools["north-east"].members == ("ida@seller.example",)
    assert "- ida@seller.example  # owns 1 target account" in text
    assert '#     - "nora.field@seller.example"' in text


def test_a_pipeline_is_read_by_its_name(connected: Server, small: Portal, file: Path) -> None:
    """Whatever its name holds, and with the number of its deals."""
    small.add_pipeline("deals", "4711", '💶 "Renewal": #2\nand more', [("s1", "Open", "0.5", False)])
    assert run(["rules", "init", str(file), "--from-portal"]) == Code.OK
    text = file.read_text("utf-8")
    assert "4711" in rules.load(text, str(file)).deals.expansion
    assert '- "4711"  # "💶 "Renewal": #2 and more", 0 deals; a guess, because of "Renewal"' in text
    assert run(["rules", "check", str(file), "--portal", "live"]) == Code.OK

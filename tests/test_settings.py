"""Settings come from the environment, from files and from .env, and none of them is ever shown whole if it is secret."""

from pathlib import Path

import pytest

import settings
from settings import Settings, SettingsError, describe, load, masked

TOKEN = "pat-eu1-0a1b2c3d-1111-2222-3333-444455556666"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder and none of our variables."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        for variable in settings.variables_of(name):
            monkeypatch.delenv(variable, raising=False)
            monkeypatch.delenv(f"{variable}_FILE", raising=False)


def problems_of(**given: object) -> str:
    with pytest.raises(SettingsError) as refused:
        load(**given)
    return "\n".join(refused.value.problems)


def test_everything_has_a_default() -> None:
    """Nothing need be set to look around."""
    loaded = load()
    assert set(loaded.sources.values()) == {"default"}
    assert loaded.settings.client_secrets == ()
    assert loaded.settings.rulebook.is_file()
    assert loaded.settings.data.is_absolute()


def test_the_environment_wins_over_dotenv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And the command line wins over both; each value knows where it came from."""
    (tmp_path / ".env").write_text("FLIPFUNNEL_CONSOLE_PORT=9001\nFLIPFUNNEL_WEBHOOK_PORT=9002\n")
    monkeypatch.setenv("FLIPFUNNEL_CONSOLE_PORT", "9003")
    loaded = load(log_level="DEBUG")
    assert (loaded.settings.console_port, loaded.settings.webhook_port) == (9003, 9002)
    assert loaded.sources["console_port"] == "environment FLIPFUNNEL_CONSOLE_PORT"
    assert loaded.sources["webhook_port"] == ".env FLIPFUNNEL_WEBHOOK_PORT"
    assert loaded.sources["log_level"] == "command line"


@pytest.mark.parametrize(
    "name", [name for name, field in Settings.model_fields.items() if settings.is_secret(field)]
)
def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    """*_FILE names it; the line break at its end does not count."""
    file = tmp_path / "secret"
    file.write_text("postgresql://u:p@h/d\n")
    monkeypatch.setenv(f"{settings.variables_of(name)[0]}_FILE", str(file))
    loaded = load()
    assert getattr(loaded.settings, name).get_secret_value() == "postgresql://u:p@h/d"
    assert loaded.sources[name] == f"file {file}"


def test_a_file_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the variable and the file."""
    monkeypatch.setenv("FLIPFUNNEL_HUBSPOT_TOKEN_FILE", "/nowhere/token")
    assert problems_of() == (
        "FLIPFUNNEL_HUBSPOT_TOKEN_FILE: /nowhere/token cannot be read (No such file or directory). Name a readable file."
    )


def test_database_url_has_its_usual_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """DATABASE_URL is what hosting companies set; our own name works too, and yields to it."""
    monkeypatch.setenv("FLIPFUNNEL_DATABASE_URL", "postgresql://own/x")
    assert load().sources["database_url"] == "environment FLIPFUNNEL_DATABASE_URL"
    monkeypatch.setenv("DATABASE_URL", "postgresql://usual/x")
    assert load().sources["database_url"] == "environment DATABASE_URL"


@pytest.mark.parametrize("empty", ["", "   "])
def test_an_empty_secret_is_none(monkeypatch: pytest.MonkeyPatch, empty: str) -> None:
    """Anybody could sign with an empty secret."""
    monkeypatch.setenv("FLIPFUNNEL_HUBSPOT_CLIENT_SECRET", empty)
    assert load().settings.client_secrets == ()


def test_two_secrets_during_a_rotation(monkeypatch: pytest.MonkeyPatch) -> None:
    """The present secret comes first."""
    monkeypatch.setenv("FLIPFUNNEL_HUBSPOT_CLIENT_SECRET", "new")
    monkeypatch.setenv("FLIPFUNNEL_HUBSPOT_CLIENT_SECRET_PREVIOUS", "old")
    assert load().settings.client_secrets == ("new", "old")


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("CONSOLE_PORT", "http", "valid integer"),
        ("CONSOLE_PORT", "70000", "less than or equal to 65535"),
        ("HUBSPOT_API_VERSION", "v4", "'2026-03', '2026-09' or 'v3'"),
        ("HUBSPOT_HOST", "https://hubapi.com.evil.example", "https://api.hubapi.com"),
        ("HUBSPOT_HOST", "http://api.hubapi.com", "over https"),
        ("HUBSPOT_HOST", "https://user@api.hubapi.com", "https://api.hubapi.com"),
        ("HUBSPOT_HOST", "https://169.254.169.254", "https://api.hubapi.com"),
        ("PUBLIC_URL", "hooks.example.com", "https://hooks.example.com"),
        ("PUBLIC_URL", "https://hooks.example.com/?a=1", "without ? and #"),
        ("LOG_LEVEL", "LOUD", "'DEBUG'"),
    ],
)
def test_wrong_values_say_what_is_right(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str
) -> None:
    """Each sentence names the variable and the way out."""
    monkeypatch.setenv(f"FLIPFUNNEL_{variable}", value)
    said = problems_of()
    assert said.startswith(f"FLIPFUNNEL_{variable} (environment FLIPFUNNEL_{variable}): ")
    assert words in said


@pytest.mark.parametrize(
    "host", ["https://api.hubapi.com/", "https://api-eu1.hubapi.com", "http://127.0.0.1:8790"]
)
def test_hubspots_own_hosts_and_this_machine(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """The token goes nowhere else."""
    monkeypatch.setenv("FLIPFUNNEL_HUBSPOT_HOST", host)
    assert load().settings.hubspot_host == host.rstrip("/")


def test_all_problems_at_once_and_typos_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt variable is not silently ignored."""
    monkeypatch.setenv("FLIPFUNNEL_HUBSPOT_TOKN", "x")
    monkeypatch.setenv("FLIPFUNNEL_TEST_DATA", "/tmp")  # noqa: S108 - only a value
    monkeypatch.setenv("FLIPFUNNEL_CONSOLE_PORT", "x")
    monkeypatch.setenv("FLIPFUNNEL_WEBHOOK_PORT", "y")
    said = problems_of()
    assert "FLIPFUNNEL_HUBSPOT_TOKN is no setting. Did you mean FLIPFUNNEL_HUBSPOT_TOKEN?" in said
    assert said.count("\n") == 2


def test_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in `config show`, not in the settings' own text, and not in a complaint about them."""
    monkeypatch.setenv("FLIPFUNNEL_HUBSPOT_TOKEN", TOKEN)
    monkeypatch.setenv(
        "DATABASE_URL", "postgresql://user:hunter2-hunter2@db.example:5432/flip?password=hunter3"
    )
    loaded = load()
    shown = {described.name: described.value for described in describe(loaded)}
    assert shown["hubspot_token"] == "…6666"
    assert shown["database_url"] == "postgresql://…@db.example/flip"
    monkeypatch.setenv("FLIPFUNNEL_CONSOLE_PORT", "x")
    for text in (str(shown), repr(loaded.settings), str(loaded), problems_of()):
        assert "0a1b2c3d" not in text
        assert "hunter" not in text


@pytest.mark.parametrize(("secret", "shown"), [("short", "…"), ("0123456789ab", "…89ab"), ("", "…")])
def test_masked(secret: str, shown: str) -> None:
    """A short secret shows nothing at all."""
    assert masked(secret) == shown


def test_every_setting_is_described() -> None:
    """`config show` lists each with its help."""
    described = describe(load())
    assert {one.name for one in described} == set(Settings.model_fields)
    assert all(one.help.endswith(".") for one in described)

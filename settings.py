"""Every setting with its type, default and help. Read once at the start and handed down as values."""

import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from platformdirs import user_data_path
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "FLIPFUNNEL_"
FOREIGN_NAMES = {"database_url": ("DATABASE_URL",)}  # the name every hosting company gives it
TEST_PREFIX = "FLIPFUNNEL_TEST_"  # read by the test suite, never by the program
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
EXAMPLE_RULEBOOK = Path(__file__).parent / "rules" / "examples" / "key-accounts.yaml"


class SettingsError(Exception):
    """Settings that cannot be used: one sentence each, naming the variable and what to do."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("write an address such as https://hooks.example.com, without ? and #")
    return text.rstrip("/")


def _hubspot_address(text: str) -> str:
    """The token goes to this host, so only HubSpot's own hosts and this machine (the sandbox) are let through."""
    address = _web_address(text)
    parts = urlsplit(address)
    host = parts.hostname or ""
    ours = host in LOOPBACK
    theirs = parts.scheme == "https" and (host == "hubapi.com" or host.endswith(".hubapi.com"))
    if parts.username is not None or not (ours or theirs):
        raise ValueError("write https://api.hubapi.com (or another host below hubapi.com over https)")
    return address


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _filled(secret: SecretStr | None) -> SecretStr | None:
    """An empty secret is no secret: anybody could sign with it. One with a line break was pasted wrongly."""
    if secret is None or not secret.get_secret_value().strip():
        return None
    text = secret.get_secret_value().strip()
    if not text.isprintable():
        raise ValueError("there is a line break or another invisible character in it; paste it again")
    return SecretStr(text)


WebAddress = Annotated[str, AfterValidator(_web_address)]
HubSpotAddress = Annotated[str, AfterValidator(_hubspot_address)]
AbsolutePath = Annotated[Path, AfterValidator(_absolute)]
Secret = Annotated[SecretStr | None, AfterValidator(_filled)]
Port = Annotated[int, Field(ge=0, le=65535)]


class Settings(BaseSettings):
    """The environment first, then `.env` in the working folder, then the default."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    data: AbsolutePath = Field(
        default_factory=lambda: user_data_path("flipfunnel"),
        description="Folder of everything the program keeps: the embedded database and the sandbox portal.",
    )
    database_url: Secret = Field(
        default=None,
        description="A PostgreSQL of your own, as postgresql://user:password@host/name. "
        "Empty: the embedded one in the data folder.",
    )
    hubspot_token: Secret = Field(
        default=None,
        description="Access token of the HubSpot app or service key (pat-...). Empty: only the demo can run.",
    )
    hubspot_client_secret: Secret = Field(
        default=None,
        description="Client secret of the HubSpot app; it signs the webhooks. "
        "Empty: no webhooks, changes are polled.",
    )
    hubspot_client_secret_previous: Secret = Field(
        default=None,
        description="The client secret before the last rotation; accepted as well for as long as it stands here.",
    )
    hubspot_host: HubSpotAddress = Field(
        default="https://api.hubapi.com", description="Where HubSpot's API answers."
    )
    hubspot_api_version: Literal["2026-03", "2026-09", "v3"] = Field(
        default="2026-03", description="Version of HubSpot's API paths."
    )
    hubspot_calls_per_10_seconds: int = Field(
        default=100, ge=1, description="HubSpot's burst limit of your account; 95 % of it are used."
    )
    public_url: WebAddress | None = Field(
        default=None,
        description="The address under which HubSpot reaches this program, as https://hooks.example.com; "
        "the path /webhooks/hubspot is added. Webhooks are signed for it.",
    )
    webhook_host: str = Field(
        default="127.0.0.1", min_length=1, description="Address on which webhooks are listened for."
    )
    webhook_port: Port = Field(
        default=8700, description="Port on which webhooks are listened for; 0 takes a free one."
    )
    console_port: Port = Field(
        default=8701, description="Port of the console on 127.0.0.1; 0 takes a free one."
    )
    rulebook: AbsolutePath = Field(default=EXAMPLE_RULEBOOK, description="The rulebook that decides.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much the program says on stderr."
    )
    log_format: Literal["auto", "json", "text"] = Field(
        default="auto", description="json, text, or auto: text on a terminal, json elsewhere."
    )

    @property
    def client_secrets(self) -> tuple[str, ...]:
        """The secrets a webhook may be signed with, the present one first."""
        both = (self.hubspot_client_secret, self.hubspot_client_secret_previous)
        return tuple(secret.get_secret_value().strip() for secret in both if secret is not None)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Our own reading of both places, because a secret may stand in a file that its *_FILE twin names."""
        del env_settings, dotenv_settings, file_secret_settings
        return (init_settings, *places(settings_cls))


class Place(PydanticBaseSettingsSource):
    """The environment or `.env`: of each field the variable itself, else the file that its *_FILE twin names."""

    def __init__(
        self, settings_cls: type[BaseSettings], name: str, variables: Mapping[str, str | None]
    ) -> None:
        super().__init__(settings_cls)
        self.name, self.variables = name, variables

    def find(self, field: FieldInfo, field_name: str) -> tuple[str, str] | None:
        """The value and where it came from; an empty variable counts as not set."""
        for variable in variables_of(field_name):
            if value := self.variables.get(variable):
                return value, f"{self.name} {variable}"
            if is_secret(field) and (file := self.variables.get(f"{variable}_FILE")):
                return _content(f"{variable}_FILE", Path(file).expanduser()), f"file {file}"
        return None

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        found = self.find(field, field_name)
        return (found[0] if found else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        fields = self.settings_cls.model_fields.items()
        return {name: found[0] for name, field in fields if (found := self.find(field, name))}


def places(settings_cls: type[BaseSettings]) -> tuple[Place, ...]:
    """Where settings are looked for, the first place first."""
    return (
        Place(settings_cls, "environment", os.environ),
        Place(settings_cls, ".env", dotenv_values(".env")),
    )


def _content(variable: str, file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        problem = f"{variable}: {file} cannot be read ({reason}). Name a readable file."
        raise SettingsError((problem,)) from None


@dataclass(frozen=True)
class Described:
    """One setting as `config show` prints it; of a secret at most the last four characters."""

    name: str
    variable: str
    value: str
    source: str
    help: str


@dataclass(frozen=True)
class Loaded:
    settings: Settings
    sources: Mapping[str, str]  # field -> where its value came from


def variables_of(name: str) -> tuple[str, ...]:
    """The environment variables that set a field, the preferred one first."""
    return (*FOREIGN_NAMES.get(name, ()), PREFIX + name.upper())


def is_secret(field: FieldInfo) -> bool:
    return "SecretStr" in str(field.annotation)


def load(**given: Any) -> Loaded:
    """All settings, or a SettingsError that names what is wrong with each. `given` (from the command line) wins over everything."""
    given = {name: value for name, value in given.items() if value is not None}
    looked_in = places(Settings)
    problems = [problem for place in looked_in for problem in _misspelt(place.variables)]
    sources = {name: _source(name, field, given, looked_in) for name, field in Settings.model_fields.items()}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False, include_context=False):
            name = str(problem["loc"][0])
            text = problem["msg"].removeprefix("Value error, ")
            problems.append(f"{variables_of(name)[0]} ({sources[name]}): {text}.")
    if problems:
        raise SettingsError(tuple(problems))
    return Loaded(settings, sources)


def _source(name: str, field: FieldInfo, given: Mapping[str, object], looked_in: tuple[Place, ...]) -> str:
    if name in given:
        return "command line"
    return next((found[1] for place in looked_in if (found := place.find(field, name))), "default")


def _known() -> set[str]:
    names: set[str] = set()
    for name, field in Settings.model_fields.items():
        for variable in variables_of(name):
            names |= {variable, f"{variable}_FILE"} if is_secret(field) else {variable}
    return names


def _misspelt(variables: Iterable[str]) -> Iterator[str]:
    """A variable of ours that no setting has: most likely a typo, and silence would hide it."""
    known = _known()
    for variable in sorted(variables):
        if variable.startswith(PREFIX) and not variable.startswith(TEST_PREFIX) and variable not in known:
            near = difflib.get_close_matches(variable, sorted(known), n=1)
            hint = f"Did you mean {near[0]}?" if near else "The README lists all settings."
            yield f"{variable} is no setting. {hint}"


def describe(loaded: Loaded) -> tuple[Described, ...]:
    """Every setting with its value (secrets masked), where it came from and what it is for."""
    return tuple(
        Described(
            name,
            variables_of(name)[0],
            _shown(getattr(loaded.settings, name)),
            loaded.sources[name],
            field.description or "",
        )
        for name, field in Settings.model_fields.items()
    )


def _shown(value: object) -> str:
    if value is None:
        return ""
    return masked(value.get_secret_value()) if isinstance(value, SecretStr) else str(value)


def masked(secret: str) -> str:
    """The last four characters of a secret long enough to spare them; of a database address its host and name."""
    parts = urlsplit(secret)
    if parts.scheme.startswith("postgres") and parts.hostname:
        return f"{parts.scheme}://…@{parts.hostname}{parts.path}"
    return f"…{secret[-4:]}" if len(secret) >= 12 else "…"

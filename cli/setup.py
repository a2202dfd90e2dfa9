"""What every command that works begins with."""

import codecs
from pathlib import Path

import logs
import rules
from cli.errors import Code, CommandError
from rules.files.plaintext import MOST_BYTES
from settings import Settings, load


def read_settings() -> Settings:
    """The settings; from here on the program speaks as they say. Raises SettingsError."""
    settings = load().settings
    secrets = [
        secret.get_secret_value() for secret in (settings.hubspot_token, settings.database_url) if secret
    ]
    logs.configure(settings.log_level, settings.log_format, [*secrets, *settings.client_secrets])
    return settings


def read_rulebook(file: Path) -> str:
    """The text of a rulebook and of all that it includes; whatever is wrong inside is for `rules.load` to say.
    Raises CommandError.
    """
    try:
        text = _text(file)
    except FileNotFoundError:
        raise CommandError(Code.NOT_FOUND, f"{file} does not exist.", "Name the rulebook's file.") from None
    return rules.bundle(text, str(file), lambda path: _text(file.parent / path))


def _text(file: Path) -> str:
    """Raises FileNotFoundError, or CommandError for a file that is there and cannot be read."""
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise
    except IsADirectoryError:
        raise CommandError(
            Code.NOT_FOUND, f"{file} is a folder.", "Name the rulebook's file inside it."
        ) from None
    except OSError as error:
        raise CommandError(
            Code.CONFIGURATION, f"{file} cannot be read: {error.strerror}.", "Check its permissions."
        ) from None
    return _decoded(data, file)


def _decoded(data: bytes, file: Path) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise CommandError(Code.FINDINGS, f"{file} is UTF-16 text.", "Save it as UTF-8 and try again.")
    if len(data) > MOST_BYTES:
        return data.decode(
            "utf-8-sig", "replace"
        )  # cut in the middle; `rules.load` says that it is too large
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CommandError(
            Code.FINDINGS,
            f"{file} is not UTF-8 text: line {line} holds the byte 0x{data[error.start]:02X}.",
            "Save it as UTF-8 and try again.",
        ) from None


def refuse_rulebook(file: Path) -> None:
    """Nothing but `rules fmt` and `rules init` writes where a rulebook may stand. Raises CommandError."""
    if file.suffix.casefold() in {".yaml", ".yml"}:
        message = f"{file} has the name of a rulebook, and would be overwritten."
        raise CommandError(Code.USAGE, message, "Name another file, such as portal.json or page.md.")

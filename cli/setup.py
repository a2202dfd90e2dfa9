"""What every command that works begins with."""

from pathlib import Path

import logs
from cli.errors import Code, CommandError
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
    """The text of a rulebook; whatever is wrong inside is for `rules.load` to say. Raises CommandError."""
    try:
        return file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise CommandError(Code.NOT_FOUND, f"{file} does not exist.", "Name the rulebook's file.") from None
    except UnicodeDecodeError as error:
        raise CommandError(
            Code.FINDINGS,
            f"{file} is not UTF-8 text (byte {error.start}).",
            "Save it as UTF-8 and try again.",
        ) from None
    except OSError as error:
        raise CommandError(
            Code.CONFIGURATION, f"{file} cannot be read: {error.strerror}.", "Check its permissions."
        ) from None

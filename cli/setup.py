"""What every command that works begins with."""

import logs
from settings import Settings, load


def read_settings() -> Settings:
    """The settings; from here on the program speaks as they say. Raises SettingsError."""
    settings = load().settings
    secrets = [
        secret.get_secret_value() for secret in (settings.hubspot_token, settings.database_url) if secret
    ]
    logs.configure(settings.log_level, settings.log_format, [*secrets, *settings.client_secrets])
    return settings

"""The one way in which the database says that it cannot be used."""


class DatabaseUnavailable(Exception):
    """The database cannot be used now; the text is one sentence with the next step."""

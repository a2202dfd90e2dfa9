"""The one way in which the database says that it cannot be used."""


class DatabaseUnavailable(Exception):  # noqa: N818 - it says what is the case, as the sentence in it does
    """The database cannot be used now; the text is one sentence with the next step."""

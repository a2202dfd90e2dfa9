"""A rulebook as plain data and as a text: what it means, and nothing that could be written in another way."""

from typing import Any

from rules.files.entries import Entry, Group, Page, Scalar, is_plain, quoted
from rules.files.layout import printed
from rules.model import Rulebook

_ANSWERS = ("yes", "no")  # as a named condition is asked; a rulebook takes them for the texts they are


def content(book: Rulebook) -> dict[str, Any]:
    """What the rulebook says, defaults left out, as it may stand in a file; equal for rulebooks that are equal."""
    data: dict[str, Any] = _plain(book.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    return data


def dump(book: Rulebook) -> str:
    """The rulebook as a file; `rules.load` reads it as the same."""
    return written(content(book))


def written(data: dict[str, Any]) -> str:
    """The data of a file as its text, in the one layout."""
    return printed(Page([], _mapping(data), []))


def _plain(data: Any) -> Any:
    """Whole numbers without a fraction: 60 and 60.0 are the same."""
    match data:
        case dict():
            return {key: _plain(value) for key, value in data.items()}
        case list():
            return [_plain(value) for value in data]
        case float() if data.is_integer():
            return int(data)
        case _:
            return data


def _value(data: Any) -> Scalar | Group:
    match data:
        case dict():
            return _mapping(data)
        case list():
            return Group([Entry(None, _value(value)) for value in data], listed=True)
        case str():
            return _text(data)
        case bool():
            return _word("true" if data else "false")
        case None:
            return _word("null")
        case _:
            return _word(repr(data))


def _mapping(data: dict[str, Any]) -> Group:
    return Group([Entry(_text(key), _value(value)) for key, value in data.items()])


def _text(text: str) -> Scalar:
    return Scalar(text, text if is_plain(text) or text in _ANSWERS else quoted(text))


def _word(word: str) -> Scalar:
    return Scalar(word, word)

"""What may stand where in a rulebook, as its model says."""

import types
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from rules.model import People, Person, Rulebook
from rules.problems import Path


def keys_at(loc: Path) -> list[str]:
    """The keys that the rulebook knows at a path."""
    kind: Any = Rulebook
    for step in loc:
        kind = _within(_bare(kind), step)
    kind = _bare(kind)
    keys = _keys(kind) if _is_section(kind) else []
    return keys if loc else [*keys, "include"]  # which is gone when the model sees the data


def gathers(path: Path) -> bool:
    """Whether what stands there only gathers parts that have names of their own; a condition, say, does not."""
    kind: Any = Rulebook
    for step in path:
        if not _is_section(kind) or step not in _keys(kind):
            return False
        kind = _bare(_within(kind, step))
    return _is_section(kind) or get_origin(kind) is dict


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _keys(section: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in section.model_fields.items()]


def _bare(kind: Any) -> Any:
    """The type without Annotated and without None."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in {Union, types.UnionType}:
        return _bare(next(arg for arg in get_args(kind) if arg is not type(None)))
    return kind


def _within(kind: Any, step: str | int) -> Any:
    if get_origin(kind) is dict:
        return get_args(kind)[1]
    if get_origin(kind) is tuple:
        return get_args(kind)[0]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        found = next(
            (field.annotation for name, field in kind.model_fields.items() if step in {name, field.alias}),
            None,
        )
        return Person if found is None and kind is People else found
    return None

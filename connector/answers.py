"""What HubSpot's answers have in common: pages, errors of single records in a batch; and lists cut into batches."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from connector.outcomes import Unreachable

Json = dict[str, Any]
T = TypeVar("T")


def chunks(whole: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(whole), size):
        yield whole[start : start + size]


def results_of(answer: Json) -> list[Json]:
    """What a read found. An answer without results is not HubSpot's, and must not pass for "nothing found"."""
    found = answer.get("results")
    if not isinstance(found, list):
        raise Unreachable("Something that is not HubSpot's API answered.")
    return found


def next_page(answer: Json) -> str | None:
    """The `after` of the next page, or None on the last one."""
    following = ((answer.get("paging") or {}).get("next") or {}).get("after")
    return None if following in {None, ""} else str(following)


def errors_of(answer: Json) -> list[Json]:
    """The errors of a 207; none in a plain 200."""
    return [item for item in answer.get("errors") or [] if isinstance(item, dict)]


def named_in(error: Json, *names: str) -> list[str]:
    """Which records an error speaks of: `ids`, `objectWriteTraceId`, ..."""
    context = error.get("context") or {}
    found: list[str] = []
    for name in names:
        value = context.get(name) or []
        found += [str(one) for one in (value if isinstance(value, list) else [value])]
    return found

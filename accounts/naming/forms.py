"""Legal forms: where they stand in a name, and which contradict each other."""

from typing import NamedTuple

from accounts.naming.lists import AND, FORMS, GENERIC, WIDER, Form, Phrase

_LONGEST = max(map(len, FORMS))
_STARTS = frozenset(words[0] for words in FORMS)
_ENDS = frozenset(words[-1] for words in FORMS)
_DOUBTFUL = frozenset({"as", "ab", "sa", "sas", "pt", "ao", "oy", "ou", "ad"})
"""Forms that could be somebody's own name when they stand in front."""


class Stripped(NamedTuple):
    """Which words are left (`kept` are their places in the name), the forms, and whether a doubtful one stood in front."""

    kept: tuple[int, ...]
    forms: frozenset[str]
    doubtful: bool


def strip_forms(words: Phrase) -> Stripped:
    """The words without their legal forms: at the end, in front, and inside where a form is unmistakable."""
    forms: set[str] = set()
    end = _strip_end(words, forms)
    start, doubtful = _strip_front(words, end, forms)
    kept = _strip_inside(words, start, end, forms)
    return Stripped(tuple(kept), frozenset(forms), doubtful)


def _strip_end(words: Phrase, forms: set[str]) -> int:
    end = len(words)
    while end:
        size, form = _longest_at_end(words[:end])
        if form is None:
            break
        _note(form, forms)
        end -= size
    while end and words[end - 1] == AND:
        end -= 1
    return end


def _longest_at_end(words: Phrase) -> tuple[int, Form | None]:
    if words[-1] not in _ENDS:
        return 0, None
    for size in range(min(_LONGEST, len(words)), 0, -1):
        form = FORMS.get(words[-size:])
        if form is not None:
            return size, form
    return 0, None


def _strip_front(words: Phrase, end: int, forms: set[str]) -> tuple[int, bool]:
    """In front only where a word of the company's own is left behind it: "SAS Institute" keeps its SAS."""
    if not end or words[0] not in _STARTS:
        return 0, False
    for size in range(min(_LONGEST, end - 1), 0, -1):
        form = FORMS.get(words[:size])
        if form is not None and form.front and any(word not in GENERIC for word in words[size:end]):
            _note(form, forms)
            return size, size == 1 and words[0] in _DOUBTFUL
    return 0, False


def _strip_inside(words: Phrase, start: int, end: int, forms: set[str]) -> list[int]:
    kept: list[int] = []
    at = start
    while at < end:
        size, form = _longest_inside(words[at:end]) if at > start and words[at] in _STARTS else (0, None)
        if form is None:
            kept.append(at)
            at += 1
        else:
            _note(form, forms)
            at += size
    return kept


def _longest_inside(words: Phrase) -> tuple[int, Form | None]:
    for size in range(min(_LONGEST, len(words)), 0, -1):
        form = FORMS.get(words[:size])
        if form is not None and form.anywhere:
            return size, form
    return 0, None


def _note(form: Form, forms: set[str]) -> None:
    if not form.vague:
        forms.add(form.name)


def contradict(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether both names state a form and none of the one can be one of the other."""
    return bool(one and other) and not any(_agree(a, b) for a in one for b in other)


def _agree(a: str, b: str) -> bool:
    return a == b or a in _wider(b) or b in _wider(a)


def _wider(form: str) -> set[str]:
    found: set[str] = set()
    above = WIDER.get(form)
    while above and above not in found:
        found.add(above)
        above = WIDER.get(above)
    return found

"""A verdict tree as lines that a person can read: yes, no or unknown, what was wanted and what was seen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from console.words import TEXTS, Words, plain
from rules.conditions import Constant, Finding
from rules.wording.words import sentence

Verdict = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class Line:
    depth: int
    verdict: Verdict
    text: str
    seen: str


@dataclass(frozen=True)
class Question:
    """One thing that was asked of the account, with its answer and the conditions behind it."""

    text: str
    verdict: Verdict
    lines: tuple[Line, ...]


def questions(findings: Mapping[str, Finding], words: Words, stages: Sequence[str] = ()) -> list[Question]:
    """In the order in which a person asks: key account, relationship, the stages along the ladder, the rules."""
    return [
        Question(_asked(key, words), verdict_of(finding), tuple(_lines(finding, words, 0)))
        for key, finding in sorted(findings.items(), key=lambda item: _rank(item[0], stages))
    ]


def _rank(key: str, stages: Sequence[str]) -> tuple[int, int, str]:
    subject, _, name = key.partition(".")
    order = {
        "key_account": 0,
        "excluded": 1,
        "tier": 1,
        "product": 1,
        "relationship": 2,
        "stage": 3,
        "stay": 3,
    }
    return order.get(subject, 4), stages.index(name) if name in stages else len(stages), key


def verdict_of(finding: Finding) -> Verdict:
    return "unknown" if finding.verdict is None else "yes" if finding.verdict else "no"


def _asked(key: str, words: Words) -> str:
    subject, _, name = key.partition(".")
    text = f"finding.{name if subject == 'relationship' else subject}"
    called = words.known("exclusion", name) if subject == "excluded" else plain(name)
    return words(text, name=called) if text in TEXTS else words("finding.other", name=plain(key))


def _lines(finding: Finding, words: Words, depth: int) -> Iterator[Line]:
    if finding.kind == "leaf" and finding.leaf is not None:
        yield Line(depth, verdict_of(finding), sentence(finding.leaf, words.language), _seen(finding, words))
        return
    yield Line(depth, verdict_of(finding), words(f"group.{finding.kind}"), "")
    for part in finding.parts:
        yield from _lines(part, words, depth + 1)


def _seen(finding: Finding, words: Words) -> str:
    """What the decision saw. Here a number that moves with time may be told: the page says when it was."""
    if finding.seen is None:
        return finding.because
    is_age = finding.leaf is not None and finding.leaf.metric.endswith(".age")
    seen = words("seen", seen=_value(finding.seen, words, is_age=is_age))
    return f"{seen} ({finding.because})" if finding.because else seen


def _value(value: Constant | tuple[Constant, ...], words: Words, *, is_age: bool) -> str:
    if isinstance(value, tuple):
        return ", ".join(_value(one, words, is_age=is_age) for one in value)
    if isinstance(value, bool):
        return words("true" if value else "false")
    if isinstance(value, int | float):
        return words.span(int(value)) if is_age else words.number(value)
    return str(value)

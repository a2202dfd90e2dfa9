"""Rulebooks as a tired hand, a broken editor or a careless merge leaves them behind."""

import re
from collections.abc import Callable, Iterator, Sequence
from random import Random

Mutation = Callable[[str, Random], str]

LETTERS = "\t\x00\x1b\x7f\x85\u00a0\u00ad\u200b\u200d\u2028\u202e\u2066\ufeff\ufffd\U0001f600\U0010ffffäß€{}[]:,#&*!|>'\"%@`-?~\\\r"
VALUES = (
    "", "~", "true", "yes", "NO", "off", "0", "-1", "1e999", "1e-999", ".inf", ".nan", "0x" + "f" * 300, "9" * 60, "012",
    "2026-02-30", "2026-03-31", "0 days", "999999999 years", "3 days", "120%", "25:00", "[]", "{}", "[[]]", "{a: {b: c}}",
    "known", "unknown", "'", '"', '"\\ud800"', '"\\UFFFFFFFF"', '"\\0"', "&a b", "*a", "!!str x", "<<", "? x", "| x",
    "x" * 300, "(a+)+$", "((((((((((", "[a-", "a{1000}{1000}", "costarring", "liquid", "{is: 1, is: 2}",
    "{all: []}", "{any: [{not: {deals.won: known}}]}", "{at_least: .5, unset_means: x}", "{conditions.x: yes}",
)  # fmt: skip


def mutants(books: Sequence[str], seed: int) -> Iterator[str]:
    """Without end; the same for the same seed."""
    random = Random(seed)
    while True:
        text = random.choice(books)
        for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
            text = random.choice(MUTATIONS)(text, random)
        yield text[:200_000]


def _line(change: Callable[[list[str], int, Random], None]) -> Mutation:
    """A mutation that picks one line of the text."""

    def mutate(text: str, random: Random) -> str:
        lines = text.split("\n")
        change(lines, random.randrange(len(lines)), random)
        return "\n".join(lines)

    return mutate


def drop(lines: list[str], at: int, random: Random) -> None:
    del lines[at : at + random.choice((1, 1, 3, 10))]


def double(lines: list[str], at: int, random: Random) -> None:
    lines[at:at] = lines[at : at + random.choice((1, 1, 3, 10))]


def swap(lines: list[str], at: int, random: Random) -> None:
    other = random.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]


def indent(lines: list[str], at: int, random: Random) -> None:
    by = random.choice((-4, -2, -1, 1, 2, 4))
    for number in range(at, min(at + random.choice((1, 1, 5)), len(lines))):
        lines[number] = " " * by + lines[number] if by > 0 else lines[number][-by:]


def graft(lines: list[str], at: int, random: Random) -> None:
    """Another line's key or value stands here."""
    other = random.choice(lines)
    key, colon, _ = lines[at].partition(":")
    _, _, value = other.partition(":")
    lines[at] = f"{key}{colon}{value}" if random.random() < 0.7 else other.strip()


def letters(text: str, random: Random) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(LETTERS) * random.choice((1, 1, 2, 40)) + text[at:]


def any_letter(text: str, random: Random) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + chr(random.randrange(0x110000)) + text[at + random.choice((0, 1)) :]


def scalar(text: str, random: Random) -> str:
    """One word or value is another."""
    words = list(re.finditer(r"[\w.@%-]+", text))
    if not words:
        return text
    word = random.choice(words)
    value = random.choice(VALUES) if random.random() < 0.7 else random.choice(words)[0]
    return text[: word.start()] + value + text[word.end() :]


def sections(text: str, random: Random) -> str:
    """Two sections, or parts of them, change places; sometimes one stands twice."""
    parts = re.split(r"^(?=\S)", text, flags=re.MULTILINE)
    first, second = random.randrange(len(parts)), random.randrange(len(parts))
    parts[first], parts[second] = parts[second], parts[first] if random.random() < 0.8 else parts[second]
    return "".join(parts)


def cut(text: str, random: Random) -> str:
    return text[: random.randrange(len(text) + 1)]


def bite(text: str, random: Random) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + text[at + random.choice((1, 5, 50)) :]


def nest(text: str, random: Random) -> str:
    """A value stands inside many others."""
    opening, closing = random.choice(
        (("[", "]"), ("{a: ", "}"), ("{not: ", "}"), ("{all: [", "]}"), ("{any: {", "}}"))
    )
    deep = random.choice((1, 3, 12, 100))
    values = list(re.finditer(r"\{[^{}\n]*\}|(?<=: )[^\s{}]+", text))
    if not values:
        return text
    value = random.choice(values)
    return text[: value.start()] + opening * deep + value[0] + closing * deep + text[value.end() :]


def repeat(text: str, random: Random) -> str:
    """One item stands many times."""
    items = list(re.finditer(r"\{[^{}\n]*\}", text))
    if not items:
        return text
    item = random.choice(items)
    return text[: item.end()] + f", {item[0]}" * random.choice((1, 10, 200)) + text[item.end() :]


def line_ends(text: str, random: Random) -> str:
    return text.replace(
        "\n", random.choice(("\r\n", "\r", "\n\n", "\u2028", "\x85", "\n...\n")), random.choice((1, -1))
    )


MUTATIONS: tuple[Mutation, ...] = (
    _line(drop), _line(double), _line(swap), _line(indent), _line(graft), letters, any_letter, scalar, scalar, scalar,
    sections, cut, bite, nest, repeat, line_ends,
)  # fmt: skip

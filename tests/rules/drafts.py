"""Rulebooks for tests: as plain data made at random, and as files that are written in every way there is."""

from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st

from rules.files.entries import quoted

Data = dict[str, Any]
ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "rules/examples").glob("*.yaml"))
SPANS = st.builds(
    lambda n, unit: f"{n} {unit}s",
    st.integers(1, 90),
    st.sampled_from(["second", "hour", "day", "week", "month"]),
)
TEXTS = st.text(st.sampled_from("aZ 09.:#'\"\\-{}[],&*!|>%@`~?äß€\n\t="), min_size=1, max_size=12).filter(
    lambda text: text.strip() and "{" not in text and "}" not in text
)
WORDS = st.sampled_from(
    ["green", "yes", "no", "null", "true", "12", "1e3", "09:00", "2026-03-31", "~", "a: b", "x #y"]
)
NUMBERS = st.integers(-5, 1000) | st.floats(0.001, 1e6, allow_nan=False).map(lambda n: round(n, 4))
DAYS = st.dates().map(str).filter(lambda day: day > "0999") | st.just("today")


def _property() -> st.SearchStrategy[Data]:
    compared = st.fixed_dictionaries({}, optional={"at_least": NUMBERS, "less_than": NUMBERS}).filter(bool)
    same = st.builds(
        lambda op, value: {op: value}, st.sampled_from(["is", "is_not"]), WORDS | TEXTS | st.booleans()
    )
    listed = st.builds(lambda texts: {"is_none_of": texts}, st.lists(WORDS | TEXTS, min_size=1, max_size=3))
    empty = st.builds(lambda value, unset: {"is": value, "unset_means": unset}, st.booleans(), st.booleans())
    dated = st.builds(lambda op, day: {op: day}, st.sampled_from(["before", "after"]), DAYS)
    worded = st.builds(lambda op, text: {op: text}, st.sampled_from(["contains", "starts_with"]), TEXTS)
    return st.one_of(
        st.just("known"),
        compared,
        same,
        listed,
        empty,
        dated,
        worded,
        SPANS.map(lambda span: {"stale": span}),
    )


def _metrics() -> st.SearchStrategy[Data]:
    counts = st.fixed_dictionaries(
        {}, optional={"at_least": st.integers(0, 9), "at_most": st.integers(9, 20)}
    )
    times = st.one_of(
        st.just({"ever": True}),
        SPANS.map(lambda span: {"none_for": span}),
        st.builds(lambda n, span: {"at_least": n, "within": span}, st.integers(0, 5), SPANS),
    )
    return (
        st.dictionaries(
            st.sampled_from(["company.size", "company.industry", "since.company.seen", "until.company.due"]),
            st.none(),
            min_size=0,
            max_size=2,
        )
        .flatmap(
            lambda names: st.fixed_dictionaries(
                {
                    name: _property() if name.startswith("company") else SPANS.map(lambda s: {"more_than": s})
                    for name in names
                },
                optional={
                    "contacts.count": counts.filter(bool),
                    "deals.won": times,
                    "conditions.big": st.sampled_from(["yes", "no"]),
                    "metrics.urgent": st.just({"is": 0}),
                },
            )
        )
        .filter(bool)
    )


def _measured() -> st.SearchStrategy[Data]:
    counted = st.fixed_dictionaries(
        {"count": st.just("deals"), "at_least": st.integers(0, 9)},
        optional={"where": st.just({"deal.state": {"is": "open"}, "deal.amount": {"at_least": 5}})},
    )
    summed = st.fixed_dictionaries(
        {"sum": st.just("deal.amount"), "more_than": NUMBERS}, optional={"at_most": NUMBERS}
    )
    return counted | summed


def conditions() -> st.SearchStrategy[Data]:
    """What may stand under `when` where accounts are looked at."""
    return st.recursive(
        _metrics() | _measured(),
        lambda inner: st.one_of(
            st.builds(lambda part: {"not": part}, inner),
            st.builds(
                lambda word, parts: {word: parts},
                st.sampled_from(["any", "all"]),
                st.lists(inner, min_size=1, max_size=3),
            ),
            st.builds(
                lambda parts: {"at_least_n_of": {"n": 1, "of": parts}},
                st.lists(inner, min_size=1, max_size=3),
            ),
        ),
        max_leaves=5,
    )


@st.composite
def drafts(draw: st.DrawFn) -> Data:
    """A rulebook that loads."""
    book: Data = {
        "rulebook": draw(TEXTS),
        "prefix": "abm",
        "people": {
            "owner": {"property": "company.owner", "else": {"pool": "team"}},
            "pools": {"team": {"members": ["a@b.example"]}},
        },
        "writes": {"company.abm_*": "own"},
        "conditions": {
            "big": draw(_metrics().filter(lambda c: not {"conditions.big", "metrics.urgent"} & c.keys()))
        },
        "metrics": {"urgent": {"count": "tickets", "where": {"ticket.state": {"is": "open"}}}},
        "accounts": {"key_account": {"when": {"company.target": {"is": True}}}},
        "cone": {"prospect": ["identified", {"expanded": {"when": draw(conditions())}}]},
    }
    if draw(st.booleans()):
        book["cone"]["prospect"][1]["expanded"] |= {"min_stay": draw(SPANS), "stay_while": draw(conditions())}
    if draw(st.booleans()):
        book["business_hours"] = {"days": "mon-sat", "from": "08:30", "to": "24:00", "holidays": "DE-NW"}
        book["limits"] = {
            "stage_changes": {"most": f"{draw(st.integers(0, 1000)) / 10}%", "per": draw(SPANS)}
        }
        book["deals"] = {"smallest": draw(st.sampled_from([5, 7.25, "1000 EUR", "12.5 USD"]))}
    task = {
        "title": draw(TEXTS),
        "to": "owner",
        "due": draw(st.sampled_from(["3 business days", "4 business hours", "2 days"])),
    }
    effects = st.sampled_from(
        [
            {"task": task},
            {"set": {"company.abm_x": draw(WORDS)}, "keep": True},
            {"note": {"text": draw(TEXTS)}},
        ]
    )
    book["rules"] = [
        {"rule": name, "when": draw(conditions()), "then": draw(st.lists(effects, min_size=1, max_size=2))}
        for name in draw(st.lists(st.sampled_from(["one", "two", "three"]), unique=True, max_size=3))
    ]
    return {key: value for key, value in book.items() if value != []}


class Scribe:
    """Writes data as YAML in ways that people use, with comments in all places; each comment has a number."""

    def __init__(self, random: Random, *, comments: bool = True) -> None:
        self.random = random
        self.comments: list[str] = []
        self.deeper = "  "  # how far some remarks stand in; not behind a text over several lines, which would take them in
        self.often = random.choice([0.0, 0.1, 0.5]) if comments else 0.0

    def file(self, data: Data) -> str:
        items = list(data.items())
        self.random.shuffle(items)
        lines = [*self.above(""), *self.mapping(dict(items), "")]
        return self.random.choice(["", "---\n", "\n"]) + "\n".join([*lines, *self.above("")]) + "\n"

    def remark(self) -> str:
        self.comments.append(f'# {len(self.comments)} it\'s a: [remark], {{or}} "so"')
        return self.comments[-1]

    def chance(self) -> bool:
        return self.random.random() < self.often

    def above(self, indent: str) -> list[str]:
        found = [""] * self.random.choice([0, 0, 0, 1, 2])
        while self.chance():
            found.append(f"{self.random.choice([indent, indent + self.deeper])}{self.remark()}")
        return found

    def beside(self) -> str:
        return f"{self.random.choice([' ', '     '])}{self.remark()}" if self.chance() else ""

    def mapping(self, data: Data, indent: str) -> list[str]:
        lines: list[str] = []
        for key, value in data.items():
            lines += [*self.above(indent), *self.entry(f"{indent}{self.scalar(key)}:", value, indent)]
        return lines

    def entry(self, head: str, value: Any, indent: str) -> list[str]:
        wide = indent + " " * self.random.choice([1, 2, 4])
        if (
            isinstance(value, str)
            and "\n" in value.strip()
            and self.random.random() < 0.5
            and not value[0].isspace()
            and "\n\t" not in value  # which is refused as an indentation
        ):
            return self.block(head, value, wide)
        if not isinstance(value, (dict, list)) or not value or self.random.random() < 0.4:
            return [f"{head} {self.flow(value, wide)}{self.beside()}"]
        if isinstance(value, dict):
            return [f"{head}{self.beside()}", *self.mapping(value, wide)]
        dashes = self.random.choice([indent, wide]) if head.strip() != "-" else wide
        return [f"{head}{self.beside()}", *(line for item in value for line in self.item(item, dashes))]

    def block(self, head: str, value: str, wide: str) -> list[str]:
        self.deeper = ""
        ended = len(value) - len(value.rstrip("\n"))
        sign = {0: "|-", 1: "|"}.get(ended, "|+")
        content = value.rstrip("\n").split("\n") + [""] * max(ended - 1, 0)
        return [f"{head} {sign}{self.beside()}", *(f"{wide}{line}" if line else "" for line in content)]

    def item(self, value: Any, dashes: str) -> list[str]:
        lines = self.above(dashes)
        if isinstance(value, dict) and self.random.random() < 0.7:
            first, *rest = self.mapping_of_item(value, f"{dashes}  ")
            return [*lines, f"{dashes}- {first.strip()}", *rest]
        return [*lines, *self.entry(f"{dashes}-", value, dashes)]

    def mapping_of_item(self, data: Data, indent: str) -> list[str]:
        [(key, value), *rest] = data.items()
        return [*self.entry(f"{indent}{self.scalar(key)}:", value, indent), *self.mapping(dict(rest), indent)]

    def flow(self, value: Any, indent: str) -> str:
        if not isinstance(value, (dict, list)):
            return self.scalar(value)
        ends = "{}" if isinstance(value, dict) else "[]"
        parts = (
            [f"{self.scalar(key)}: {self.flow(part, indent)}" for key, part in value.items()]
            if isinstance(value, dict)
            else [self.flow(part, indent) for part in value]
        )
        text = ends[0]
        for index, part in enumerate(parts):
            text += (
                self.gap(indent) + part + ("," if index < len(parts) - 1 else self.random.choice(["", ","]))
            )
        return text + self.gap(indent) + ends[1]

    def gap(self, indent: str) -> str:
        if self.chance():
            return f" {self.remark()}\n{indent}  "
        return self.random.choice(["", " ", " ", f"\n{indent}  ", f"\n\n{indent}  "] if self.often else [" "])

    def scalar(self, value: Any) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if not isinstance(value, str):
            return repr(value)
        plain = value.replace(" ", "").replace("_", "").replace(".", "").isalpha() and value.strip() == value
        if plain and value.lower() not in {"null", "true", "false", "yes", "no"} and "  " not in value:
            return self.random.choice([value, value, f"'{value}'", f'"{value}"'])
        return quoted(value)

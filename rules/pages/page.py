"""A rulebook as a page that can be read aloud: Markdown in plain sentences, without paths."""

from collections.abc import Callable, Iterator

from rules.advice.later import later
from rules.model import Rulebook
from rules.pages.signs import signals
from rules.pages.stages import funnel, ladders, relationships, tiers
from rules.pages.who import center, key_accounts, provenance
from rules.pages.work import handover, limits, may, numbers, people, plays, reads, rules, writes
from rules.pages.writer import Writer

Section = Callable[[Writer], Iterator[str]]

SECTIONS: tuple[tuple[str, Section], ...] = (
    ("h.who", key_accounts),
    ("h.relationship", relationships),
    ("h.ladders", ladders),
    ("h.center", center),
    ("h.tiers", tiers),
    ("h.numbers", numbers),
    ("h.signals", signals),
    ("h.funnel", funnel),
    ("h.rules", rules),
    ("h.plays", plays),
    ("h.handover", handover),
    ("h.provenance", provenance),
    ("h.may", may),
    ("h.people", people),
    ("h.limits", limits),
    ("h.writes", writes),
    ("h.reads", reads),
)


def page(book: Rulebook, language: str) -> str:
    """The whole page; the same rulebook makes the same page."""
    writer = Writer(book, language)
    lines = [f"# {book.rulebook}", "", writer.say("intro", name=book.rulebook)]
    if any(later(book)):
        lines += ["", writer.say("later")]
    for name, section in SECTIONS:
        found = list(section(writer))
        if found:
            lines += ["", f"## {writer.say(name)}", "", *found]
    return "\n".join(lines) + "\n"

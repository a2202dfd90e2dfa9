"""What changed from one rulebook to another, in words; layout and an order that means nothing are no change."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from rules import labels
from rules.model import Rulebook
from rules.outline import Branch, Node, Said, outline

_LADDERS = ("prospect", "customer", "former")
_SILENT = {"de": ("Bedingung", "Signale", "dann"), "en": ("condition", "signals", "then")}
"""What goes without saying where the name of the thing stands beside it."""
_TEXTS = {
    "de": {
        "added": "neu: {what}{after}",
        "removed": "entfällt: {what}{before}",
        "renamed": "umbenannt: {before} -> {after}",
        "changed": "{what}: {before} -> {after}",
        "more": "{what}: zusätzlich {after}",
        "less": "{what}: nicht mehr {before}",
        "moved": "{what}: {before} -> {after}",
        "order": "Reihenfolge",
        "and": " und ",
    },
    "en": {
        "added": "new: {what}{after}",
        "removed": "gone: {what}{before}",
        "renamed": "renamed: {before} -> {after}",
        "changed": "{what}: {before} -> {after}",
        "more": "{what}: also {after}",
        "less": "{what}: no longer {before}",
        "moved": "{what}: {before} -> {after}",
        "order": "order",
        "and": " and ",
    },
}


@dataclass(frozen=True)
class Change:
    """One difference. `what` is the thing it is about, within its section."""

    section: str
    kind: Literal["added", "removed", "renamed", "changed", "more", "less", "moved"]
    what: str
    before: str = ""
    after: str = ""
    language: str = "en"

    @property
    def text(self) -> str:
        """One line."""
        whole = self.kind in {"added", "removed"}
        before, after = (f" ({text})" if whole and text else text for text in (self.before, self.after))
        line = _TEXTS[self.language][self.kind].format(what=self.what, before=before, after=after)
        return line.removeprefix(": ")


def diff(before: Rulebook, after: Rulebook, language: str) -> tuple[Change, ...]:
    """All differences, in the order of the model's sections."""
    old, new = outline(before, language), outline(after, language)
    found: list[Change] = []
    for name in type(after).model_fields:
        differ = _Differ(labels.section(name, language), language)
        found += differ.renamed(list(differ.between((), old.get(name), new.get(name))), before, after)
    return tuple(found)


@dataclass(frozen=True)
class _Differ:
    section: str
    language: str

    def between(self, path: tuple[str, ...], old: Node | None, new: Node | None) -> Iterator[Change]:
        match old, new:
            case None, None:
                return
            case None, node if node is not None:
                yield self.change("added", path, after=_summary(node))
            case node, None if node is not None:
                yield self.change("removed", path, before=_summary(node))
            case Said() as one, Said() as other:
                yield from self.said(path, one, other)
            case Branch() as one, Branch() as other:
                yield from self.branches(path, one, other)
            case Said() | Branch() as one, Said() | Branch() as other:
                yield self.change("changed", path, _summary(one), _summary(other))

    def branches(self, path: tuple[str, ...], old: Branch, new: Branch) -> Iterator[Change]:
        names = dict.fromkeys((*new.parts, *old.parts))
        for name in names:
            yield from self.between((*path, name), old.parts.get(name), new.parts.get(name))
        if new.ordered:
            one = [name for name in old.parts if name in new.parts]
            other = [name for name in new.parts if name in old.parts]
            if one != other:
                order = (*path, _TEXTS[self.language]["order"])
                yield self.change("moved", order, ", ".join(one), ", ".join(other))

    def said(self, path: tuple[str, ...], old: Said, new: Said) -> Iterator[Change]:
        if old.exact == new.exact:
            return
        less, more = _apart(old.parts, new.parts), _apart(new.parts, old.parts)
        joined = _TEXTS[self.language]["and"]
        shared = len(less) < len(old.parts) or len(more) < len(new.parts)
        if shared and (less or more):
            kind: Literal["changed", "more", "less"] = (
                "changed" if less and more else "more" if more else "less"
            )
            yield self.change(kind, path, joined.join(less), joined.join(more))
        elif old.text == new.text:  # words that do not tell the two apart
            yield self.change("changed", path, *_shortened(old, new))
        else:
            yield self.change("changed", path, old.text, new.text)

    def change(
        self,
        kind: Literal["added", "removed", "changed", "more", "less", "moved"],
        path: tuple[str, ...],
        before: str = "",
        after: str = "",
    ) -> Change:
        return Change(self.section, kind, self.called(path), before, after, self.language)

    def called(self, path: tuple[str, ...]) -> str:
        """The names on the way; a ladder, and what goes without saying, only where nothing else is left."""
        ladders = {labels.key(name, self.language) for name in _LADDERS}
        skipped = {*_SILENT[self.language], *ladders}
        kept = [name for name in path if name not in skipped]
        order = _TEXTS[self.language]["order"]
        return ", ".join(kept if kept and kept != [order] else path)

    def renamed(self, found: list[Change], before: Rulebook, after: Rulebook) -> list[Change]:
        """A rule that says the same under another name is not a new one."""
        if self.section != labels.section("rules", self.language):
            return found
        gone = {rule.key: rule.model_copy(update={"rule": "x", "id": None}) for rule in before.rules}
        come = {rule.key: rule.model_copy(update={"rule": "x", "id": None}) for rule in after.rules}
        names = {rule.key: rule.rule for rule in (*before.rules, *after.rules)}
        kept = list(found)
        for old in [change for change in found if change.kind == "removed"]:
            same = [
                new
                for new in kept
                if new.kind == "added"
                and new.what in come
                and old.what in gone
                and come[new.what] == gone[old.what]
            ]
            if same:
                kept[kept.index(same[0])] = replace(
                    same[0], kind="renamed", before=names[old.what], after=names[same[0].what]
                )
                kept.remove(old)
        return kept


def _apart(these: tuple[str, ...], those: tuple[str, ...]) -> list[str]:
    return list((Counter(these) - Counter(those)).elements())


def _shortened(old: Said, new: Said) -> tuple[str, str]:
    return old.exact.replace('"', ""), new.exact.replace('"', "")


def _summary(node: Node) -> str:
    """What is said of something that is new or gone, as far as it is not the usual."""
    if isinstance(node, Said):
        return "" if node.usual else node.text
    return "; ".join(_lines(node.parts))


def _lines(parts: Mapping[str, Node]) -> Iterator[str]:
    for name, part in parts.items():
        if isinstance(part, Said) and not part.usual:
            yield f"{name}: {part.text}"
        elif isinstance(part, Branch) and not part.usual:
            yield from _lines(part.parts)

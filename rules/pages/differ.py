"""What changed from one rulebook to another, in words; layout and an order that means nothing are no change."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from rules.language.doing import Rule
from rules.model import Rulebook
from rules.pages.outline import Branch, Node, Said, outline
from rules.wording import labels

Kind = Literal["added", "removed", "renamed", "edited", "changed", "more", "less", "moved"]
_LADDERS = ("prospect", "customer", "former")
_SILENT = {"de": ("Bedingung", "Signale", "dann"), "en": ("condition", "signals", "then")}
"""What goes without saying where the name of the thing stands beside it."""
_TEXTS = {
    "de": {
        "added": "neu: {what}{after}",
        "removed": "entfällt: {what}{before}",
        "renamed": "umbenannt: {before} -> {after}",
        "edited": "geändert: {what}",
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
        "edited": "changed: {what}",
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
    kind: Kind
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
        changes = list(differ.between((), old.get(name), new.get(name)))
        found += _renamed(changes, before, after, language) if name == "rules" else changes
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
            case Branch() as one, Said():  # nothing is left in the list
                yield from self.branches(path, one, Branch({}))
            case Said(), Branch() as other:
                yield from self.branches(path, Branch({}), other)

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
            kind: Kind = "changed" if less and more else "more" if more else "less"
            yield self.change(kind, path, joined.join(less), joined.join(more))
        elif not old.parts and path and old.text == path[-1]:
            yield self.change("edited", path)
        elif old.text == new.text:  # words that do not tell the two apart
            yield self.change("changed", path, *_shortened(old, new))
        else:
            yield self.change("changed", path, old.text, new.text)

    def change(
        self,
        kind: Kind,
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


def _renamed(found: list[Change], before: Rulebook, after: Rulebook, language: str) -> list[Change]:
    """A rule that keeps its id, or says the same under another name, is not a new one."""
    name, identity = labels.key("rule", language), labels.key("id", language)
    old, new = ({rule.key: rule for rule in book.rules} for book in (before, after))
    gone = {
        each.what: _nameless(old[each.what]) for each in found if each.kind == "removed" and each.what in old
    }
    kept = []
    for change in found:
        key = change.what.partition(", ")[0]
        called_anew = key in old and key in new and old[key].rule != new[key].rule
        same = [was for was, rule in gone.items() if key in new and _nameless(new[key]) == rule]
        if change.kind == "added" and change.what == key and same:
            kept.append(replace(change, kind="renamed", before=old[same[0]].rule, after=new[key].rule))
            gone.pop(same[0])
        elif called_anew and change.what == f"{key}, {name}":
            kept.append(replace(change, kind="renamed", before=old[key].rule, after=new[key].rule))
        elif not (called_anew and change.what == f"{key}, {identity}"):
            kept.append(change)
    told = {change.before for change in kept if change.kind == "renamed"}
    return [
        each
        for each in kept
        if not (each.kind == "removed" and each.what in old and old[each.what].rule in told)
    ]


def _nameless(rule: Rule) -> Rule:
    return rule.model_copy(update={"rule": "x", "id": None})


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

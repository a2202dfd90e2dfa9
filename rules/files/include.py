"""A rulebook of several files: one text in which it travels and is stored, and one set of data when it is read.

The main text stands first; each included file follows a line `--- # included: <path>`. Paths lie below the main
file, so that a rulebook can be moved as a folder. Places stay those of the files themselves.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath, PurePosixPath

from rules.files.places import Source, Spot
from rules.files.plaintext import MOST_BYTES, plain, refuse_too_large
from rules.files.shape import gathers
from rules.files.source import read
from rules.problems import Path, Place, Problem, RulebookError, brief

MOST_DEEP = 3
MOST_FILES = 50
_SEPARATOR = re.compile(r"^--- # included: (.+)$\n?", re.MULTILINE)
_PATH = re.compile(r'(?!.*(?:^|/)(?:\.{1,2}|~)(?:/|$))[^\\/:*?"<>|]+(?:/[^\\/:*?"<>|]+)*\.ya?ml')


def bundle(text: str, file: str, read_file: Callable[[str], str]) -> str:
    """One text of a rulebook and all the files it includes. `read_file` is given a path relative to the main file,
    and raises OSError where there is no such file; that file is left out, and `rules.load` says so.
    """
    if "include" not in text:
        return text
    main, given = parts(plain(text))
    walk = _Walk(file, {None: main}, lambda path: given[path] if path in given else plain(read_file(path)))
    walk.visit(None, ())
    texts = walk.texts | {path: part for path, part in given.items() if path not in walk.texts}
    if len(texts) == 1:
        return text
    rest = (f"--- # included: {path}\n{_ended(part)}" for path, part in texts.items() if path)
    return "".join((_ended(main), *rest))


def gather(text: str, file: str) -> Source:
    """Read a rulebook of one file or a bundle. Raises RulebookError where a part of it cannot be read at all."""
    refuse_too_large(text, file)
    main, given = parts(plain(text))
    walk = _Walk(file, {None: main}, given.__getitem__)
    walk.visit(None, ())
    for path in given:
        if path not in walk.texts:
            message = f"No 'include' names '{brief(path)}'."
            hint = "Name it there, or keep one rulebook in one file."
            walk.problems.append(Problem(*walk.start(path), "several-documents", message, hint))
    if walk.broken:
        raise RulebookError(walk.problems)
    first, *others = walk.sources
    for other in others:
        walk.problems += _join(first.data, first.places.top, other.data, other.places.top, ())
    return Source(first.data, first.places, tuple(walk.problems))


def parts(text: str) -> tuple[str, dict[str, str]]:
    """The main text of a bundle, and those of the included files by their paths."""
    begins = [found for found in _SEPARATOR.finditer(text) if _is_path(found[1])]
    ends = [found.start() for found in begins] + [len(text)]
    included: dict[str, str] = {}
    for found, end in zip(begins, ends[1:], strict=True):
        included.setdefault(found[1], text[found.end() : end])
    return text[: ends[0]], included


def _ended(text: str) -> str:
    return text if text.endswith("\n") or not text else f"{text}\n"


@dataclass
class _Walk:
    """Goes through the files in the order in which their parts are joined: each file before those it includes."""

    file: str  # the main file
    texts: dict[str | None, str]  # by path; of the main file by None
    read_file: Callable[[str], str]
    sources: list[Source] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    broken: bool = False

    def start(self, path: str | None) -> Place:
        return Place(str(PurePath(self.file).parent / path) if path else self.file, 1, 1)

    def visit(self, path: str | None, above: tuple[str, ...]) -> None:
        try:
            source = read(self.texts[path], self.start(path).file)
        except RulebookError as error:
            self.problems += error.problems
            self.broken = True
            return
        self.sources.append(source)
        self.problems += source.problems
        for place, wanted in self.wanted(source):
            self.include(str(PurePosixPath(path or "").parent / wanted), place, above)

    def wanted(self, source: Source) -> list[tuple[Place, str]]:
        """What a file includes; its data lose the key, so that one file and several files mean the same."""
        top = source.places.top
        names, spot = source.data.pop("include", []), top.parts.pop("include", top)
        if names is None:
            return []  # told as an empty value
        if not isinstance(names, list):
            message = "'include' takes a list of files."
            self.report(spot.place, "wrong-type", message, "Write it as [signals.yaml].")
            return []
        items = [(spot.parts[index].place, name) for index, name in enumerate(names)]
        wrong = [(place, name) for place, name in items if not _is_path(name)]
        for place, name in wrong:
            message = f"'{brief(str(name))}' is no file that can be included."
            hint = "Write a path below this file that ends in .yaml, such as cases/prospects.yaml."
            self.report(place, "wrong-value", message, hint)
        return [(place, name) for place, name in items if _is_path(name)]

    def include(self, path: str, place: Place, above: tuple[str, ...]) -> None:
        if path in (*above, PurePath(self.file).name):
            message = f"'{brief(path)}' includes itself: {brief(' -> '.join((*above, path)), 200)}."
            self.report(place, "circle", message, "Remove it here.")
        elif path in self.texts:
            self.report(place, "duplicate-name", f"'{brief(path)}' is included already.", "Include it once.")
        elif len(above) >= MOST_DEEP:
            message = f"Files include files in more than {MOST_DEEP} levels."
            self.report(place, "too-deep", message, "Include the file further up.")
        elif len(self.texts) > MOST_FILES:
            message = f"More than {MOST_FILES} files are included."
            self.report(place, "out-of-range", message, "Put some of them together.")
        else:
            self.enter(path, place, above)

    def enter(self, path: str, place: Place, above: tuple[str, ...]) -> None:
        if sum(map(len, self.texts.values())) > MOST_BYTES:
            return  # too large as it is; reading on would only cost
        try:
            self.texts[path] = self.read_file(path)
        except (OSError, KeyError):
            self.report(place, "missing-file", f"There is no file '{brief(path)}'.", "Check the path.")
            self.broken = True  # what other parts refer to may stand there
            return
        self.visit(path, (*above, path))

    def report(self, place: Place, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(*place, code, message, hint))


def _is_path(name: object) -> bool:
    return isinstance(name, str) and len(name) <= 200 and name.isprintable() and bool(_PATH.fullmatch(name))


def _join(
    data: dict[str, object], spot: Spot, more: dict[str, object], other: Spot, path: Path
) -> Iterator[Problem]:
    """Let the parts of another file stand beside those that are there already."""
    for key, value in more.items():
        there, here = data.get(key), (*path, key)
        if key not in data:
            data[key], spot.keys[key], spot.parts[key] = value, other.keys[key], other.parts[key]
        elif isinstance(there, dict) and isinstance(value, dict) and gathers(here):
            yield from _join(there, spot.parts[key], value, other.parts[key], here)
        elif isinstance(there, list) and isinstance(value, list) and not path:
            start = len(there)
            there += value
            spot.parts[key].parts |= {
                start + index: other.parts[key].parts[index] for index in range(len(value))
            }
        else:
            message = f"'{brief(key)}' stands here and in {spot.keys[key]}."
            yield Problem(*other.keys[key], "duplicate-key", message, "Keep one of the two.")

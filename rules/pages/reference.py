"""The reference of the language, as it stands in docs/rulebook.md: written from the models, so that it cannot be wrong."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from rules.advice.later import LATER
from rules.advice.lint import IDS
from rules.files.forms import Schema
from rules.files.schema import schema
from rules.judging.kinds import KINDS
from rules.language.basis import Section
from rules.language.fixed import ABOUT, FIXED
from rules.language.parsing import format_duration
from rules.language.reading import BESIDE, GROUPS, MEASURES
from rules.language.vocabulary import FAMILIES, OF_CONTACT, OWN_COMPANY, OWN_CONTACT, PLACEHOLDERS
from rules.pages.reference_words import FAMILY, GROUPED, HERE, MEASURED, STANDING

START = "<!-- reference: generated -->"
END = "<!-- /reference -->"


_PLAIN = {"boolean": "`true`, `false`", "integer": "a number", "number": "a number"}


class Spot(NamedTuple):
    """A section of the file, and how one gets there from the top."""

    name: str
    path: str


def reference() -> str:
    """All sections with their keys, then operators, metrics, measures, and what texts may name; Markdown."""
    return "\n".join([*_sections(), *_conditions(), *_metrics(), *_texts(), *_advice()]).strip() + "\n"


def put(page: str) -> str:
    """The page with its reference written anew. Raises ValueError where it has no place for one."""
    start, found, rest = page.partition(START)
    _, ended, end = rest.partition(END)
    if not (found and ended):
        raise ValueError(f"The page lacks the lines {START} and {END}.")
    return f"{start}{START}\n{reference()}{END}{end}"


def _table(*head: str, rows: Iterator[tuple[str, ...]]) -> list[str]:
    lines = [head, tuple("---" for _ in head), *rows]
    return [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines] + [""]


def _sections() -> Iterator[str]:
    made = schema()
    models = {model.__name__: model for model in _below(Section)}
    yield "### Sections and their keys\n"
    yield "A key without a default may be left out unless it says *needed*. `<name>` is a name of yours.\n"
    for spot in _spots(made):
        model, shape = models[spot.name], _shape(made, spot.name)
        yield f"#### {_title(spot.name)}\n"
        where = f"Stands at `{spot.path}`. " if spot.path else ""
        yield f"{where}{' '.join((model.__doc__ or '').split())}\n"
        yield from _table("key", "takes", "default", "what it is", rows=_keys(model, shape))


def _below(model: type[Section]) -> Iterator[type[Section]]:
    for each in model.__subclasses__():
        yield each
        yield from _below(each)


def _spots(made: Schema) -> list[Spot]:
    """Every section once, in the order in which the file leads to it."""
    found: list[Spot] = []
    waiting = [Spot("Rulebook", "")]
    while waiting:
        spot = waiting.pop(0)
        if spot.name in {each.name for each in found}:
            continue
        found.append(spot)
        shape = _shape(made, spot.name)
        inside = [
            place for key, node in shape["properties"].items() for place in _inside(node, _to(spot, key))
        ]
        more = shape.get("additionalProperties")
        inside += _inside(more, _to(spot, "<name>")) if isinstance(more, dict) else []
        waiting[:0] = [place for place in inside if place.name[:1].isupper()]
    return found


def _to(spot: Spot, key: str) -> str:
    return f"{spot.path}.{key}".removeprefix(".")


def _inside(node: Schema, path: str) -> list[Spot]:
    """The sections that a node leads to."""
    if "$ref" in node:
        return [Spot(_name(node), path)]
    found = [spot for part in node.get("anyOf", ()) for spot in _inside(part, path)]
    found += _inside(node["items"], f"{path}[]") if "items" in node else []
    for key, part in node.get("properties", {}).items():
        found += _inside(part, f"{path}.{key}")
    return found + [spot for part in _values(node) for spot in _inside(part, f"{path}.<name>")]


def _values(node: Schema) -> list[Schema]:
    """What stands under names that are free to choose."""
    more = node.get("additionalProperties")
    return [*node.get("patternProperties", {}).values(), *([more] if isinstance(more, dict) else [])]


def _name(node: Schema) -> str:
    return str(node["$ref"]).rpartition("/")[2]


def _shape(made: Schema, name: str) -> Schema:
    """The node that holds the keys of a section."""
    node: Schema = made if name == "Rulebook" else made["$defs"][name]
    if "anyOf" in node:  # a stage: its bare name, or its name with its keys below
        [node] = node["anyOf"][1]["patternProperties"].values()
    return node


def _title(name: str) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return words.strip().capitalize()


def _keys(model: type[Section], shape: Schema) -> Iterator[tuple[str, ...]]:
    about = {field.alias or name: field.description for name, field in model.model_fields.items()}
    needed = {field.alias or name for name, field in model.model_fields.items() if field.is_required()}
    for key, node in shape["properties"].items():
        default = "*needed*" if key in needed else _default(node)
        yield f"`{key}`", _takes(node), default, about.get(key) or node.get("description", "")
    more = shape.get("additionalProperties")
    if isinstance(more, dict):
        yield "`<name>`", _takes(more), "", "Under any other name."


def _default(node: Schema) -> str:
    default = node.get("default")
    match default:
        case None | "":
            return ""
        case bool():
            return f"`{str(default).lower()}`"
        case int() if node.get("type") == "string":  # seconds of a duration
            return f"`{format_duration(default)}`"
        case _:
            return f"`{default}`"


def _takes(node: Schema) -> str:
    """What may be written there, in a few words."""
    if "$ref" in node:
        name = _name(node)
        return (
            f"[{_title(name).lower()}](#{_title(name).lower().replace(' ', '-')})"
            if name[:1].isupper()
            else f"a {name}"
        )
    if "anyOf" in node:
        return " or ".join(dict.fromkeys(map(_takes, node["anyOf"])))
    if "const" in node or "enum" in node:
        return ", ".join(f"`{word}`" for word in node.get("enum", [node.get("const")]))
    return _typed(node)


def _typed(node: Schema) -> str:
    kind = node.get("type")
    if kind == "array":
        return f"a list: {_takes(node['items'])}"
    if kind == "object" and node.get("properties"):
        inside = " / ".join(f"`{key}`" for key in node["properties"])
        return f"{inside}: {_takes(next(iter(node['properties'].values())))}"
    if kind == "object":
        return f"names, each with {_takes(_values(node)[0])}"
    return _text(node) if kind == "string" else _PLAIN.get(str(kind), "a value")


def _text(node: Schema) -> str:
    if node.get("format") == "date":
        return "e.g. `2026-03-31`"
    if examples := node.get("examples"):
        return f"e.g. `{examples[0]}`"
    return "a name" if "pattern" in node else "a text"


def _conditions() -> Iterator[str]:
    yield "### Conditions\n"
    yield from _table("group", "what it is", rows=((f"`{word}`", GROUPED[word]) for word in GROUPS))
    rows = (
        (f"`{kind.word}`", kind.about["en"], ", ".join(sorted(sort.value for sort in kind.fits)))
        for kind in KINDS.values()
    )
    yield from _table("operator", "it says yes to", "may be asked of", rows=rows)
    yield from _table(
        "beside or instead", "what it is", rows=((f"`{word}`", STANDING[word]) for word in BESIDE)
    )
    yield "### Measures\n"
    yield "`{count: contacts, where: {...}, at_least: 2}`: one of these, perhaps `where`, and an operator.\n"
    yield from _table("measure", "what it is", rows=((f"`{word}`", MEASURED[word]) for word in MEASURES))


def _metrics() -> Iterator[str]:
    yield "### Metrics\n"
    fixed = [(f"`{name}`", ABOUT[name][1], sort.value) for name, sort in FIXED.items()]
    declared: list[tuple[Any, ...]] = [
        (f"`{name}`", about, sort.value) for name, (about, sort) in FAMILY.items()
    ]
    yield from _table("metric", "what it is", "it is", rows=iter([*fixed, *declared]))
    yield "Not every metric can be asked everywhere:\n"
    rows = (
        (HERE[where], ", ".join(f"`{family}`" for family in sorted(FAMILIES[where]))) for where in FAMILIES
    )
    yield from _table("in", "stand metrics that begin with", rows=rows)


def _texts() -> Iterator[str]:
    yield "### Texts and our own properties\n"
    names = ", ".join(f"`{{{name}}}`" for name in PLACEHOLDERS)
    contact = ", ".join(f"`{{{name}}}`" for name in OF_CONTACT)
    yield f"A text may name {names} and any property such as `{{company.city}}`; where each contact is looked at, also {contact}.\n"
    company = ", ".join(f"`{name}`" for name in OWN_COMPANY)
    of_contact = ", ".join(f"`{name}`" for name in OWN_CONTACT)
    yield f"Written by the rulebook itself, behind its prefix: on companies {company}; on contacts {of_contact}.\n"


def _advice() -> Iterator[str]:
    yield "### Advice\n"
    yield "`flipfunnel rules check` tells these; each can be waived by its id: `waive: {<id>: <your reason>}`.\n"
    yield from _table("id", "what it says", rows=((f"`{name}`", says) for name, says in IDS.items()))
    yield "### Declared and not yet carried out\n"
    yield "The advice `not-yet-carried-out` names these; a single one is waived as `not-yet-carried-out@<name>`.\n"
    yield from _table("name", "so far", rows=((f"`{name}`", says) for name, (says, _) in LATER.items()))

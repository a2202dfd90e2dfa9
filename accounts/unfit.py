"""Values that do not fit their definitions, for whoever can mend them; a rule takes each for unknown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from accounts.snapshot import Record
from accounts.values import Bad, Definitions, Kind, typed


@dataclass(frozen=True, order=True)
class Unfit:
    """One value. `text` is fit to be shown."""

    kind: Kind
    id: str
    property: str
    text: str
    reason: str

    def says(self) -> str:
        return f"“{self.text}” is {self.reason}"


def unfit(
    records: Iterable[Record], definitions: Definitions, wanted: Iterable[tuple[Kind, str]]
) -> Iterator[Unfit]:
    """Of these records and properties, the values that nobody can read."""
    readers = [(key, definitions[key]) for key in sorted(set(wanted)) if key in definitions]
    for record in records:
        for (kind, name), definition in readers:
            if kind is record.kind:
                value = typed(record.properties.get(name), definition)
                if isinstance(value, Bad):
                    yield Unfit(kind, record.id, name, value.text, value.reason)

"""What one object says of itself: its properties by their definitions, and when they changed last."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.metrics import Age, Const, Fact
from accounts.needs import FactSpec
from accounts.snapshot import History, Record
from accounts.values import Definitions, Kind, Missing, Value, typed


@dataclass(frozen=True)
class Reader:
    """For one account at one moment."""

    definitions: Definitions
    history: History
    spec: FactSpec

    def facts(self, kind: Kind, record: Record | None, names: Iterable[str]) -> dict[str, Fact]:
        """These properties of an object, and the age of those whose newest change counts; None: there is no such object."""
        facts: dict[str, Fact] = {f"{kind}.{name}": Const(self.value(record, name)) for name in names}
        for changed in self.spec.changed:
            of, _, name = changed.partition(".")
            if of == kind:
                facts[f"changed.{changed}"] = self._changed(record, name)
        return facts

    def value(self, record: Record | None, name: str) -> Value:
        if record is None:
            return Missing("there is no company in HubSpot")
        return value_of(record, name, self.definitions)

    def _changed(self, record: Record | None, name: str) -> Const | Age:
        """What is empty has no age, whenever it was emptied."""
        value = self.value(record, name)
        if record is None or isinstance(value, Missing):
            return Const(value)
        changes = self.history.get((record.kind, record.id, name), ())
        return Age(changes[-1].at if changes else None)


def value_of(record: Record, name: str, definitions: Definitions) -> Value:
    """What an object's property says, by the portal's definition of it."""
    definition = definitions.get((record.kind, name))
    if definition is None:
        return Missing(f"the portal has no property {name}", unreadable=True)
    if name not in record.properties:  # what was asked for and is empty stands there as null
        return Missing(f"{name} was not read yet", unreadable=True)
    return typed(record.properties[name], definition)

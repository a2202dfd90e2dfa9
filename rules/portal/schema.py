"""A portal without its records: what a rulebook can be checked against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from accounts.values import Definition, Definitions, Kind


@dataclass(frozen=True)
class PortalSchema:
    """A portal without its records. A kind that could not be read is in neither `definitions` nor `pipelines`."""

    definitions: Definitions
    labels: Mapping[tuple[Kind, str], Mapping[str, str]] = field(default_factory=dict)  # of options, by value
    pipelines: Mapping[Kind, Mapping[str, str]] = field(default_factory=dict)  # labels by id
    stages: Mapping[Kind, Mapping[str, str]] = field(default_factory=dict)  # labels by id
    owners: Sequence[str] | None = None  # e-mail addresses of those who are there; None: not to be read
    scopes: frozenset[str] | None = None  # all that were granted; None: nobody knows
    lacking: frozenset[str] = frozenset()  # found out by asking
    empty: Mapping[str, float] = field(default_factory=dict)  # share of records on which a property is empty

    @property
    def kinds(self) -> frozenset[Kind]:
        return frozenset(kind for kind, _ in self.definitions)

    def of(self, name: str) -> Definition | None:
        """The definition of `company.x`."""
        kind, _, property_ = name.partition(".")
        return self.definitions.get((Kind(kind), property_))

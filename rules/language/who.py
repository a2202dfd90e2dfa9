"""Whom a rulebook gives work to, when they work, and what is declared under names of its own."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from rules.language.basis import CompanyProperty, Handle, MeasureOf, Name, Section, TimeOfDay, When


class BusinessHours(Section):
    """When people work. `holidays` names the calendar of a country and its region, such as DE-NW."""

    days: Literal["mon-fri", "mon-sat", "mon-sun"] = "mon-fri"
    """Which days count."""
    from_: TimeOfDay = Field(default=9 * 3600, alias="from")
    """When the day begins."""
    to: TimeOfDay = 17 * 3600
    """When it ends."""
    holidays: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z]{1,3})?$")] | None = None
    """The calendar of a country and its region, such as DE-NW. Declared, not yet counted."""


class GoLive(Section):
    """What the first run does, and the first one after an edit: record where everybody stands, or act at once."""

    effects: Literal["from_now", "at_once"] = "from_now"
    """`from_now`: tasks and other effects come from the next change on. `at_once`: for what is true already, too."""


class PoolOf(Section):
    """Somebody of a pool."""

    pool: Handle
    """The name of a pool."""


class Person(Section):
    """Somebody a property of the company names (by owner id), else one of a pool."""

    property: CompanyProperty
    """The property of the company that holds the owner."""
    else_: PoolOf | None = Field(default=None, alias="else")
    """Who it is where that is empty."""


class Pool(Section):
    """Several people who share the work. `capacity`: how many open handovers one of them can have."""

    members: tuple[str, ...] = Field(min_length=1)  # e-mail addresses of HubSpot owners
    """E-mail addresses of HubSpot owners."""
    by: Literal["least_busy", "round_robin"] = "least_busy"
    """Who is next. `round_robin` is declared, not yet followed: the least busy one is."""
    capacity: Annotated[int, Field(ge=1)] | None = None
    """How many open handovers one of them can have. Declared, not yet counted."""


class People(Section):
    """Who can be given work: `pools`, and under any other name a person. A program reads these as `persons`."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, Person] = Field(init=False)
    pools: dict[Handle, Pool] = Field(default_factory=dict)
    """Pools by name."""

    @property
    def persons(self) -> dict[str, Person]:
        return dict(self.__pydantic_extra__)


Conditions = dict[Name, When]
Metrics = dict[Name, MeasureOf]
May = dict[Name, When]

"""Where contacts and accounts stand: the classic funnel, relationships, the cone with its stages and how they move."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SerializerFunctionWrapHandler, model_serializer

from rules.language.basis import Name, Seconds, Section, SomeSeconds, When
from rules.language.parsing import parse_list, parse_stage

Pin = Literal["open_deal", "accepted_handover"]
Relation = Literal["prospect", "customer", "former"]


class FunnelStepRule(Section):
    """When a contact has reached a step. `lifecyclestage`: what HubSpot's own property should then hold."""

    when: When
    """When a contact has reached it."""
    lifecyclestage: Annotated[str, Field(pattern=r"^[a-z0-9_]+$", max_length=60)] | None = None
    """What HubSpot's own property should then hold. Wished for and shown, not yet written."""


class Relationship(Section):
    """When an account is a customer, or a former one; the first that says yes counts."""

    when: When
    """When an account is one."""


class Stage(Section):
    """One rung of a ladder: its bare name, or its name, a colon and these keys. The first one catches all and has no `when`."""

    name: Name
    """What stands in front of the colon."""
    when: When | None = None
    """What it takes to reach it."""
    needs: Name | None = None
    """An earlier stage that has to hold as well."""
    stay_while: When | None = None
    """What it takes to stay, where that is less."""
    min_stay: Seconds = 0
    """Before that nothing moves it back."""
    max_stay: SomeSeconds | None = None
    """After that it is shown as standing too long."""
    hand_over: bool = False
    """Whoever walks onto it is handed over to sales."""
    gate: When | None = None
    """While this does not say yes, tasks, plays, notes and handovers wait."""
    pinned_by: Annotated[tuple[Pin, ...], BeforeValidator(parse_list)] = ()
    """What lifts an account onto it and keeps it there; such a stage has no `when`."""

    @model_serializer(mode="wrap")
    def _written(self, handler: SerializerFunctionWrapHandler) -> Any:
        """As its bare name, or as `name: {...}`."""
        fields = {key: value for key, value in handler(self).items() if key != "name"}
        return {self.name: fields} if fields else self.name


class AfterLoss(Section):
    """How far an account may go after a lost deal, and for how long at least."""

    cap: Name
    """The furthest stage."""
    at_least: Seconds = 90 * 86400
    """For how long at least; after that it takes a new signal."""


class Moves(Section):
    """What holds for all moves: whether accounts fall back, how long they may not return, how long a person's word holds."""

    back: Literal["never", "on_no", "ask"] = "on_no"
    """`on_no`: falls back when a condition says no. `never`: stays. `ask`: stays and asks."""
    cool_down: Seconds = 0
    """For how long it may not return to the stage fallen from."""
    person_holds: Seconds = 14 * 86400
    """For how long a person's move in HubSpot holds."""
    after_loss: AfterLoss | None = None
    """What a lost deal means."""


Ladder = Annotated[tuple[Annotated[Stage, BeforeValidator(parse_stage)], ...], Field(min_length=1)]


class Cone(Section):
    """Each relationship has its own ladder, furthest stage last."""

    prospect: Ladder
    """The ladder of prospects. The first stage needs no condition."""
    customer: Ladder | None = None
    """The ladder of customers."""
    former: Ladder | None = None
    """The ladder of former customers."""
    moves: Moves = Moves()
    """How accounts move."""

    def ladder(self, relationship: str) -> tuple[Stage, ...]:
        """The stages of a relationship; one without a ladder has none."""
        ladders = {"prospect": self.prospect, "customer": self.customer, "former": self.former}
        return ladders.get(relationship) or ()

"""Signs of interest: what they are read from, what they are worth, and how fast that fades."""

from typing import Annotated, Literal

from pydantic import Field

from rules.language.basis import Name, RoleName, Section, SomeSeconds, Title, When

USUAL_HALF_LIFE = 30 * 86400
"""Seconds, where a rulebook says neither `half_life` nor `window`."""
SignalFrom = Literal["meetings", "calls", "emails", "deals", "tickets"]


class Threshold(Section):
    """A number to reach."""

    at_least: Annotated[float, Field(gt=0, le=1_000_000)]
    """The least that will do."""


class EngagedContact(Section):
    """From which score on a contact counts as engaged."""

    score: Threshold
    """The points a contact needs."""


class AtMost(Section):
    """Of more than `count` within `per` only the first count."""

    count: Annotated[int, Field(ge=1)]
    """How many count."""
    per: SomeSeconds
    """Within which time."""


class Signal(Section):
    """A sign of interest. One of: a property of a contact has changed (`when`), to a value that holds `matches`; something
    is there `from` meetings, calls, e-mails, deals or tickets of a contact; or a contact came onto a `list`.
    """

    when: Annotated[str, Field(pattern=r"^contact\.[a-z0-9_]+$")] | None = None
    """The property of a contact whose change is the signal."""
    from_: SignalFrom | None = Field(default=None, alias="from")
    """Objects of a contact that are the signal, at their own moment."""
    list: Title | None = None
    """The name of a HubSpot list: coming onto it is the signal."""
    where: When | None = None
    """With `from`: only those of which this says yes, such as `{meeting.hs_meeting_outcome: {is: COMPLETED}}`."""
    matches: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """With `when`: what the new value has to contain, whatever its case."""
    points: Annotated[float, Field(ge=0, le=10_000)]
    """What one is worth."""
    at_most: AtMost | None = None
    """How many of them count."""


Weight = Annotated[float, Field(ge=0, le=100)]


class Weights(Section):
    """By how much points are multiplied: by the role of the contact, by the tier of the account."""

    role: dict[RoleName, Weight] = Field(default_factory=dict)
    """By role; of several roles the weightiest counts."""
    tier: dict[Name, Weight] = Field(default_factory=dict)
    """By tier."""


class Engagement(Section):
    """Points for signals, and how they fade: after each `half_life` half of them is left, or all are gone after `window`."""

    half_life: SomeSeconds | None = None
    """After this time points are worth half; 30 days where neither this nor `window` is said."""
    window: SomeSeconds | None = None
    """Instead of `half_life`: points count in full for so long, and then no more."""
    engaged_contact: EngagedContact = EngagedContact(score=Threshold(at_least=10))
    """Which contacts count as engaged."""
    signals: dict[Name, Signal] = Field(default_factory=dict)
    """The signals by name."""
    weights: Weights = Weights()
    """Whose points count for more."""

    @property
    def fading(self) -> int:
        """Seconds after which points are worth half; of no meaning where there is a window."""
        return self.half_life or USUAL_HALF_LIFE

"""What `decide` answers: the next memory, what is wanted of HubSpot, why, and when to look again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from accounts.values import Moment
from rules.conditions import Finding
from rules.memory import Memory


class Because(StrEnum):
    """What moved a stage; in order of rank of design law 5 where several happen at once."""

    FIRST = "first"  # first position, recorded quietly
    PERSON = "person"
    WON = "won"
    LOST = "lost"
    CHURNED = "churned"
    DEAL = "deal"  # pinned by an open deal
    HANDOVER = "handover"  # pinned by an accepted handover
    CAP = "cap"
    FORWARD = "forward"
    BACK = "back"
    LEFT = "left"  # no longer a key account
    RELATIONSHIP = "relationship"
    CORRECTED = "corrected"  # a win was set back soon: its cycle is open again


@dataclass(frozen=True)
class Move:
    """One change of stage. `from_stage` None: came onto the cone; `to_stage` None: left it."""

    from_stage: str | None
    to_stage: str | None
    because: Because
    skipped: tuple[str, ...]
    why: str
    cycle: int
    relationship: str


@dataclass(frozen=True)
class Want:
    """One property value HubSpot should hold; the empty text clears it."""

    kind: Literal["company", "contact"]
    object: str
    property: str
    text: str
    reason: str


@dataclass(frozen=True)
class TaskWish:
    """One task, wanted once. `key` is its episode and stands as a marker in the task's text.

    `to` names an entry of people; `settle` turns it into `owner`, an owner id, or leaves it None (nobody found).
    """

    key: str
    rule: str
    title: str
    body: str
    to: str
    due: Moment
    priority: Literal["LOW", "MEDIUM", "HIGH"]
    company: str
    contacts: tuple[str, ...]
    reason: str
    owner: str | None = None
    handover: bool = False
    asked: str | None = (
        None  # the owner id that the company names for `to`; `settle` looks whether he is there
    )


@dataclass(frozen=True)
class Wish:
    """What a rule wants beyond tasks and our own properties: a note, an owner, a place on a list, a notice, another property.

    Wanted once under its key, and shown; carrying it out is not built yet.
    """

    kind: Literal["note", "owner", "join_list", "leave_list", "notice", "write", "lead"]
    key: str
    rule: str
    object: str  # the HubSpot id of the company; of the contact where `contact`
    what: str  # the text, the name of the list, or the property
    reason: str
    to: str = ""  # an entry of people, or a value
    contact: bool = False


@dataclass(frozen=True)
class Ended:
    """The handover that came to its end with this decision."""

    key: str
    how: Literal["rejected", "closed"]


@dataclass(frozen=True)
class Decision:
    account: str
    at: Moment
    rulebook: str  # digest
    memory: Memory
    moves: tuple[Move, ...] = ()
    wants: tuple[Want, ...] = ()
    tasks: tuple[TaskWish, ...] = ()
    findings: Mapping[str, Finding] = field(
        default_factory=dict
    )  # "key_account", "relationship.x", "stage.x", "stay.x", "rule.x"
    conflicts: tuple[str, ...] = ()  # properties two rules wanted differently: neither is written
    disagreement: str | None = None  # engine and walk differ: nothing of this decision is written
    suggestions: tuple[str, ...] = ()
    wishes: tuple[Wish, ...] = ()
    resolved: tuple[
        str, ...
    ] = ()  # keys of tasks whose reason has gone, where the rule wants them closed then
    fired: tuple[str, ...] = ()  # the rules that said yes, in the order of the file
    wake: Moment | None = None  # the first moment at which time alone could change it
    quiet: bool = False  # positions recorded without effects
    before: Memory | None = None  # what it was decided from; a decision that is withheld keeps it
    ended: Ended | None = None
    withheld: bool = False  # the brake: nothing of it happens before a yes or a quieter hour

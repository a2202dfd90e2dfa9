"""What a person is to a buying center: which roles it holds and how we know, and whether it counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from accounts.metrics import Predicate


class RoleSource(StrEnum):
    """How a role is known, the surest first."""

    ENTERED = "entered"  # hs_buying_role: a person said so
    LABEL = "label"  # of the association with the company
    DEAL = "deal"  # of the association with a deal
    MARKER = "marker"  # in the name field, such as "(DM)"
    TITLE = "title"  # guessed from the job title


@dataclass(frozen=True)
class HeldRole:
    """`because` is the label, the deal's name, or the words of the title. A person's word has the confidence 1."""

    role: str
    source: RoleSource
    confidence: float
    because: str = ""


class Standing(StrEnum):
    """Whether a contact counts as a member of the buying center."""

    CONFIRMED = "confirmed"  # a person entered a role, gave a label, or put it on a deal
    POTENTIAL = "potential"
    NEVER = "never"  # partners, agencies, applicants: declared not to count
    GONE = "gone"  # has left the company


class Reason(StrEnum):
    """What a standing rests on."""

    DECLARED = "declared"  # the rulebook's condition for those who never count
    NEVER_LABEL = "never_label"  # a label of those who never count
    MARKER = "marker"  # a piece of the name or of the title
    ENTERED = "entered"  # a role in hs_buying_role
    LABEL = "label"  # a label that is a role
    DEAL = "deal"
    NOTHING = "nothing"  # nobody has said anything yet


@dataclass(frozen=True)
class Because:
    """`detail` is the label, the role, the deal's name, or the piece of text; empty where there is none."""

    reason: Reason = Reason.NOTHING
    detail: str = ""


NOTHING_SAID = Because()
COUNTING = frozenset({Standing.CONFIRMED, Standing.POTENTIAL})


@dataclass(frozen=True)
class PeopleSpec:
    """How a rulebook wants members told.

    `role_labels`: association label -> role. `never_labels`: contacts with one of them do not count. `never`: nor those of
    whose facts this says yes. `left_company`: nor those who have left. `infer`: roles guessed from job titles count.
    """

    role_labels: Mapping[str, str] = field(default_factory=dict)
    never_labels: tuple[str, ...] = ()
    never: Predicate | None = None
    left_company: bool = False
    infer: bool = False

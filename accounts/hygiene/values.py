"""What the hygiene report tells: kinds of defects, and of each how many there are, some of them by name, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MOST_EXAMPLES = 5


class Check(StrEnum):
    """What is looked for. The words are stable: scripts read them in the JSON."""

    NOTICE_OVERDUE = "notice_overdue"
    NO_LEGAL_BASIS = "no_legal_basis"
    NOT_TO_BE_CONTACTED = "not_to_be_contacted"
    KEY_ACCOUNTS_WITHOUT_OWNER = "key_accounts_without_owner"
    KEY_ACCOUNTS_WITHOUT_STAGE = "key_accounts_without_stage"
    KEY_ACCOUNTS_WITHOUT_CONTACTS = "key_accounts_without_contacts"
    KEY_ACCOUNTS_WITHOUT_ROLES = "key_accounts_without_roles"
    SHARED_DOMAINS = "shared_domains"
    SAME_COMPANIES = "same_companies"
    ASSOCIATED_ELSEWHERE = "associated_elsewhere"
    SAME_CONTACTS = "same_contacts"
    OPEN_QUESTIONS = "open_questions"
    WITHOUT_ACCOUNT = "without_account"
    UNFIT_DOMAINS = "unfit_domains"
    UNREADABLE_VALUES = "unreadable_values"
    UNKNOWN_SOURCE = "unknown_source"
    STALE_DATA = "stale_data"
    WITHOUT_DOMAIN = "without_domain"
    FREE_MAIL_ONLY = "free_mail_only"
    ACCOUNTS_WITHOUT_OWNER = "accounts_without_owner"
    COMPANIES_MISSING = "companies_missing"
    WITHOUT_FUNNEL_STEP = "without_funnel_step"
    EMPTY_ACCOUNTS = "empty_accounts"


class Weight(StrEnum):
    """How soon it hurts."""

    NOW = "now"  # against the law, or a key account suffers
    SOON = "soon"  # somebody ends up in the wrong place, or twice
    LATER = "later"  # it is untidy


@dataclass(frozen=True)
class Subject:
    """An object as one finds it in HubSpot. `kind` is a word of `accounts.values.Kind`; `domain` where HubSpot has no object."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True)
class Example:
    """One defect. `why` is a word that tells kinds of it apart; `detail` is shown as it stands: a domain, a day, a text."""

    subjects: tuple[Subject, ...]
    why: str = ""
    detail: str = ""
    count: int = 1  # objects with this very defect, where only one of them is named


@dataclass(frozen=True)
class Defect:
    """All defects that one check found. `by` counts them by `why`, the most frequent first."""

    check: Check
    weight: Weight
    count: int
    by: Mapping[str, int] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Said:
    """What one language says of a check. `one` and `many` name what was found, `many` with `{n}`."""

    one: str
    many: str
    means: str
    step: str


@dataclass(frozen=True)
class Report:
    """`defects` in the order in which they hurt."""

    at: int
    contacts: int
    companies: int
    key_accounts: int
    without_account: int
    defects: tuple[Defect, ...] = ()

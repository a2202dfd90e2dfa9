"""What matching finds: accounts, and of each contact to which it belongs, why, and who else was in question."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a contact belongs to an account, or to none."""

    ASSOCIATION = "association"
    ANSWER = "answer"  # a person said so in the review
    EMAIL_DOMAIN = "email_domain"
    ADDITIONAL_DOMAIN = "additional_domain"
    FORMER_DOMAIN = "former_domain"
    WEBSITE = "website"
    COMPANY_NAME = "company_name"
    DOMAIN_WITHOUT_COMPANY = "domain_without_company"
    # Of a contact that belongs to none:
    FREE_MAIL = "free_mail"
    DISPOSABLE = "disposable"
    ROLE_ADDRESS = "role_address"
    AUTOMATED = "automated"
    OWN_DOMAIN = "own_domain"
    IN_QUESTION = "in_question"  # there is weak evidence: the review asks
    NOTHING_KNOWN = "nothing_known"


CONFIDENCE = {
    Reason.ASSOCIATION: 1.0,
    Reason.ANSWER: 1.0,
    Reason.EMAIL_DOMAIN: 0.95,
    Reason.ADDITIONAL_DOMAIN: 0.95,
    Reason.FORMER_DOMAIN: 0.9,
    Reason.WEBSITE: 0.85,
    Reason.COMPANY_NAME: 0.85,
    Reason.DOMAIN_WITHOUT_COMPANY: 0.9,
}
"""How sure membership is; 0 for those who belong to none."""


class Lost(StrEnum):
    """Why a candidate lost."""

    WEAKER_EVIDENCE = "weaker_evidence"
    NOT_PRIMARY = "not_primary"
    OTHER_BRANCH = "other_branch"
    OPEN_DEAL = "open_deal"  # the winner has one
    OWNER = "owner"
    TARGET_ACCOUNT = "target_account"
    TIER = "tier"
    YOUNGER = "younger"
    REJECTED = "rejected"  # a person said no
    WEAK = "weak"  # not enough to link by itself: the review asks


@dataclass(frozen=True)
class Rival:
    """A company that was in question. `reason` and `detail` are what spoke for it; `score` how alike the names are, if that did.

    `agrees` is what contact and company have in common besides: names of properties such as `zip`, or `owner`.
    """

    company: str
    name: str
    reason: Reason
    detail: str
    lost: Lost
    score: float | None = None
    agrees: tuple[str, ...] = ()


@dataclass(frozen=True)
class Membership:
    """`detail` is the evidence: the name of the associated company, the domain, the name in the contact's field.

    `company` is the one that was matched, which may be rolled up into the account's. `rivals` best first, the runner-up at the
    head. `question` is the key under which the review asks about it, such as `name:acme maschinen`.
    """

    contact: str
    account: str | None
    reason: Reason
    detail: str
    company: str | None = None
    domain: str | None = None  # of its first address
    rivals: tuple[Rival, ...] = ()
    question: str | None = None

    @property
    def confidence(self) -> float:
        return CONFIDENCE.get(self.reason, 0.0)


@dataclass(frozen=True)
class Account:
    """A company with everything rolled up into it, a buying unit of one, or a domain that no company claims yet.

    `company` is the one in HubSpot that carries what we write. `unit` is the name of the buying unit.
    """

    id: str
    name: str
    company: str | None
    companies: tuple[str, ...] = ()
    unit: str | None = None


@dataclass(frozen=True)
class Grouping:
    accounts: tuple[Account, ...]
    memberships: tuple[Membership, ...]


def company_account(company: str) -> str:
    return f"company:{company}"


def unit_account(company: str, unit: str) -> str:
    return f"company:{company}/{unit}"


def domain_account(domain: str) -> str:
    return f"domain:{domain}"

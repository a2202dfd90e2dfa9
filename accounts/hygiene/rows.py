"""What the checks look at, as plain rows of the mirror, still in HubSpot's text."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from accounts.hygiene.values import Subject
from accounts.needs import FactSpec
from accounts.unfit import Unfit
from accounts.values import Definitions, Kind, Moment

Text = Mapping[str, str | None]
"""Properties that were read; None: empty."""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact and its membership. `reason` is a word of `accounts.matching.membership.Reason`.

    `question` is the key under which the review asks about it.
    """

    id: str
    text: Text
    account: str | None = None
    reason: str = ""
    evidence: str = ""
    domain: str | None = None
    question: str | None = None

    def says(self, name: str) -> str:
        return self.text.get(name) or ""

    @property
    def name(self) -> str:
        parts = (self.says("firstname"), self.says("lastname"))
        return " ".join(part for part in parts if part) or self.says("email") or self.id

    @property
    def subject(self) -> Subject:
        return Subject(Kind.CONTACT.value, self.id, self.name)


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company, and the account into which it is rolled up."""

    id: str
    text: Text
    account: str | None = None

    def says(self, name: str) -> str:
        return self.text.get(name) or ""

    @property
    def name(self) -> str:
        return self.says("name") or self.says("domain") or self.id

    @property
    def parent(self) -> str:
        return self.says("hs_parent_company_id")

    @property
    def subject(self) -> Subject:
        return Subject(Kind.COMPANY.value, self.id, self.name)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account. `is_key` and `stage` are what the newest decision says; `company` is the root in HubSpot."""

    id: str
    name: str
    company: str | None = None
    unit: str | None = None
    is_key: bool = False
    stage: str | None = None

    @property
    def subject(self) -> Subject:
        if self.company is None:
            return Subject("domain", self.id.partition(":")[2], self.name)
        return Subject(Kind.COMPANY.value, self.company, self.name)


@dataclass(frozen=True)
class Rows:
    """All of a portal that counts: nothing that is archived, no account that is gone.

    `owners`: whether the owner of this id is archived. `stepped`: contacts with a step in the funnel; None where the rulebook
    has no funnel. `tasks`: what somebody is still to do about a contact. `labels`: of a contact's associations with
    companies; `deals`: of those with deals that are open, one tuple for each. `unwritten`: companies whose
    stage is still on its way to HubSpot.
    """

    contacts: tuple[ContactRow, ...] = ()
    companies: tuple[CompanyRow, ...] = ()
    accounts: tuple[AccountRow, ...] = ()
    owners: Mapping[str, bool] = field(default_factory=dict)
    stepped: Collection[str] | None = None
    tasks: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    deals: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = field(default_factory=dict)
    unwritten: Collection[str] = ()
    unreadable: tuple[tuple[int, Unfit], ...] = ()  # how many objects, and one of them
    definitions: Definitions = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What the rulebook in force says, at which moment."""

    spec: FactSpec
    at: Moment

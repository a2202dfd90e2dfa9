"""A portal as the checks see it: the rows, and what several checks want to know of them, each worked out once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from accounts.addresses.domains import registrable
from accounts.addresses.kinds import Address
from accounts.hygiene.person import Person, person_of
from accounts.hygiene.rows import AccountRow, Asked, CompanyRow, ContactRow, Rows
from accounts.provenance.deriving import provenance_of
from accounts.provenance.values import Provenance
from accounts.snapshot import Record
from accounts.values import Kind, Moment


def by_number(id_: str) -> tuple[int, str]:
    """HubSpot's ids are numbers, so 9 stands before 10."""
    return len(id_), id_


@dataclass(frozen=True)
class Portal:
    """Key accounts and what belongs to them come first: of five examples, those are seen."""

    rows: Rows
    asked: Asked

    @property
    def at(self) -> Moment:
        return self.asked.at

    @cached_property
    def key_accounts(self) -> tuple[AccountRow, ...]:
        return tuple(one for one in self.accounts if one.is_key)

    @cached_property
    def _key(self) -> frozenset[str]:
        return frozenset(one.id for one in self.rows.accounts if one.is_key)

    @cached_property
    def accounts(self) -> tuple[AccountRow, ...]:
        order = sorted(self.rows.accounts, key=lambda one: (not one.is_key, one.name.casefold(), one.id))
        return tuple(order)

    @cached_property
    def contacts(self) -> tuple[ContactRow, ...]:
        order = sorted(self.rows.contacts, key=lambda one: (one.account not in self._key, by_number(one.id)))
        return tuple(order)

    @cached_property
    def companies(self) -> tuple[CompanyRow, ...]:
        order = sorted(self.rows.companies, key=lambda one: (one.account not in self._key, by_number(one.id)))
        return tuple(order)

    @cached_property
    def company(self) -> Mapping[str, CompanyRow]:
        return {one.id: one for one in self.companies}

    @cached_property
    def members(self) -> Mapping[str, tuple[ContactRow, ...]]:
        """Of each account, its members."""
        found: dict[str, list[ContactRow]] = defaultdict(list)
        for one in self.contacts:
            if one.account is not None:
                found[one.account].append(one)
        return {id_: tuple(some) for id_, some in found.items()}

    @cached_property
    def domains(self) -> Mapping[str, tuple[CompanyRow, ...]]:
        """Which companies say that a domain is theirs."""
        found: dict[str, list[CompanyRow]] = defaultdict(list)
        for one in self.companies:
            for domain in sorted(self.domains_of(one)):
                found[domain].append(one)
        return {domain: tuple(some) for domain, some in found.items()}

    def domains_of(self, company: CompanyRow) -> frozenset[str]:
        """The company's main and further domains, without those that can be no company's."""
        hosts = [company.says("domain"), *company.says("hs_additional_domains").split(";")]
        names = {name for host in hosts if (name := registrable(host))}
        return frozenset(name for name in names if self.kind_of(name).makes_account)

    def kind_of(self, domain: str) -> Address:
        """What addresses there say about an employer."""
        if domain not in self._kinds:
            self._kinds[domain] = self.asked.spec.matching.addresses.read(f"somebody@{domain}")
        return self._kinds[domain]

    @cached_property
    def _kinds(self) -> dict[str, Address]:
        return {}

    def top(self, company: CompanyRow) -> str:
        """The id of the topmost parent that is there; a circle of parents ends at its smallest id."""
        path = [company.id]
        while (parent := self.company[path[-1]].parent) in self.company:
            if parent in path:
                return min(path[path.index(parent) :])
            path.append(parent)
        return path[-1]

    @cached_property
    def provenance(self) -> tuple[tuple[ContactRow, Provenance], ...]:
        """Of each contact, where its data come from; nothing of those of whom that was not read yet."""
        spec, definitions = self.asked.spec.provenance, self.rows.definitions
        found = (
            (one, provenance_of(Record(Kind.CONTACT, one.id, one.text), spec, definitions))
            for one in self.contacts
        )
        return tuple((one, known) for one, known in found if not known.unread)

    def person(self, contact: ContactRow) -> Person:
        """Its roles and standing; asked for those alone of whom it matters, as it takes its time."""
        if contact.id not in self._people:
            self._people[contact.id] = person_of(contact, self.rows, self.asked.spec.people)
        return self._people[contact.id]

    @cached_property
    def _people(self) -> dict[str, Person]:
        return {}

    def counting(self, account: AccountRow) -> tuple[ContactRow, ...]:
        """The members that count in its buying center."""
        return tuple(one for one in self.members.get(account.id, ()) if self.person(one).counts)

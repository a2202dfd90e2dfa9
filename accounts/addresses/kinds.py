"""What an address says about an employer, with what a rulebook declares on top of the lists."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from accounts.addresses.domains import domain_of_email, is_disposable, is_free_mail, registrable
from accounts.addresses.local_parts import bare, is_automated, is_role_address, role_word

__all__ = ["Address", "AddressKind", "Addresses", "is_automated", "is_disposable", "is_role_address"]

_MACHINES = frozenset({"noreply", "no-reply", "bounce", "bounces"})


class AddressKind(StrEnum):
    COMPANY = "company"
    """A person at a firm."""
    FREE_MAIL = "free_mail"
    DISPOSABLE = "disposable"
    ROLE = "role"
    """A task of a firm: the firm is known, the person is not."""
    AUTOMATED = "automated"
    """A machine of a firm."""
    OWN = "own"
    """The portal's own people."""
    NONE = "none"
    """No address, or none that could be one."""


@dataclass(frozen=True)
class Address:
    """`domain` is registrable, and None only for the kind NONE; `local` is case-folded, without "+tag"."""

    kind: AddressKind
    domain: str | None
    local: str

    @property
    def makes_account(self) -> bool:
        """Whether a company nobody has heard of yet may be inferred from it."""
        return self.kind is AddressKind.COMPANY

    @property
    def links(self) -> bool:
        """Whether it may be put to a company that owns the domain."""
        return self.kind in (AddressKind.COMPANY, AddressKind.ROLE, AddressKind.AUTOMATED)


@dataclass(frozen=True)
class Addresses:
    """How to read addresses in one portal: the lists, and what was declared beside them.

    Domains may be declared in any spelling (`www.Acme.example`); what is no domain is passed over here.
    """

    own: frozenset[str] = frozenset()
    """The portal's own domains."""
    free_mail: frozenset[str] = frozenset()
    """Further domains of free mail."""
    company: frozenset[str] = frozenset()
    """Domains of companies, though lists or `free_mail` say otherwise."""
    role: frozenset[str] = frozenset()
    """Further local parts that name a task."""

    def read(self, email: str | None) -> Address:
        """The kind of any text that stands where an address should."""
        domain = domain_of_email(email)
        local, _, host = (email or "").rpartition("@")
        if domain is None or not local.strip():
            return Address(AddressKind.NONE, None, "")
        kind = self._kind_of_domain(domain) or self._kind_of_sender(local, host, domain)
        return Address(kind, domain, bare(local))

    def _kind_of_domain(self, domain: str) -> AddressKind | None:
        """What the domain says whoever writes from it: `info@` at a free-mail provider is no firm's."""
        if domain in self._own:
            return AddressKind.OWN
        if domain in self._company:
            return None
        if domain in self._free_mail or is_free_mail(domain):
            return AddressKind.FREE_MAIL
        return AddressKind.DISPOSABLE if is_disposable(domain) else None

    def _kind_of_sender(self, local: str, host: str, domain: str) -> AddressKind:
        if is_automated(local) or _is_machine(host, domain):
            return AddressKind.AUTOMATED
        return AddressKind.ROLE if is_role_address(local, self._role) else AddressKind.COMPANY

    @cached_property
    def _own(self) -> frozenset[str]:
        return _registrable(self.own)

    @cached_property
    def _free_mail(self) -> frozenset[str]:
        return _registrable(self.free_mail)

    @cached_property
    def _company(self) -> frozenset[str]:
        return _registrable(self.company)

    @cached_property
    def _role(self) -> frozenset[str]:
        return frozenset(filter(None, map(role_word, self.role)))


def _registrable(hosts: frozenset[str]) -> frozenset[str]:
    return frozenset(filter(None, map(registrable, hosts)))


def _is_machine(host: str, domain: str) -> bool:
    """Nobody sits at `bounces.acme.com`; a firm that owns `bounce.com` has people."""
    below = host.strip().lower().rstrip(".").split(".")[: -domain.count(".") - 1]
    return not _MACHINES.isdisjoint(below)

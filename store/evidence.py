"""What matching looks at, out of the mirror: companies, contacts, the portal's own domain."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

import sqlalchemy as sa

from accounts.addresses.domains import domain_of_email, is_free_mail
from accounts.addresses.kinds import Address
from accounts.matching.keys import company_keys, contact_keys
from accounts.matching.questions import branch_question, name_question
from accounts.matching.reading import COMPANY_PROPERTIES, CONTACT_PROPERTIES, company_of, contact_of
from accounts.matching.spec import MatchSpec, Tie
from accounts.matching.things import Company, Contact, Link
from accounts.snapshot import Record
from accounts.values import Definition, Definitions, Kind
from store.lists import among
from store.match_keys import key_of
from store.tables import association, owner, pipeline_stage, property_definition, property_history, record

Ids = Iterable[str] | None
"""Which objects; None: all of the portal, which is found faster than by their names."""


def load_companies(tx: sa.Connection, portal_id: int, spec: MatchSpec, ids: Ids = None) -> list[Company]:
    former = _former_domains(tx, portal_id, ids)
    busy = _with_open_deals(tx, portal_id, ids) if Tie.OPEN_DEAL in spec.ties else set()
    definitions = _definitions(tx, portal_id, spec.stop_properties)
    names = (*COMPANY_PROPERTIES, *spec.branches_by, *spec.stop_properties)
    return [
        company_of(
            one,
            spec,
            definitions,
            born=int(at.timestamp() * 1000) if at else 0,  # an import makes many within a second
            former=former.get(one.id, ()),
            open_deal=one.id in busy,
        )
        for one, at in _records(tx, portal_id, Kind.COMPANY, names, ids)
    ]


def load_contacts(tx: sa.Connection, portal_id: int, spec: MatchSpec, ids: Ids = None) -> list[Contact]:
    links = _links(tx, portal_id, ids)
    names = (
        *CONTACT_PROPERTIES,
        *spec.branches_by,
        *(unit.property for unit in spec.units if unit.property),
    )
    return [
        contact_of(one, links.get(one.id, ()), spec)
        for one, _ in _records(tx, portal_id, Kind.CONTACT, names, ids)
    ]


def keys_of_company(company: Company) -> frozenset[str]:
    seen = sha256(repr(company).encode()).hexdigest()[:16]
    return company_keys(company) | {f"v:{seen}"}


def keys_of_contact(contact: Contact, spec: MatchSpec) -> frozenset[str]:
    """What may be proof, its domains, and the questions that may be asked about it; those of domains have the domain."""
    domains = {one.domain for one in contact.addresses if one.links} | {contact.website}
    keys = {f"d:{domain}" for domain in domains if domain}
    if contact.company_name and (question := _name_question(contact.company_name)):
        keys.add(key_of(question))
    if spec.branches_by:
        keys |= {key_of(branch_question(domain, contact.places)) for domain in domains if domain}
    return frozenset(keys)


_name_question = lru_cache(maxsize=65_536)(
    name_question
)  # colleagues have the same, and taking it apart takes long


def weak_keys_of(contact: Contact) -> frozenset[str]:
    """What else it looks for where nothing is proven."""
    addresses = tuple(dict.fromkeys(replace(one, local="") for one in contact.addresses))
    return _weak_keys(addresses, contact.website, contact.company_name)


@lru_cache(maxsize=65_536)
def _weak_keys(
    addresses: tuple[Address, ...], website: str | None, company_name: str | None
) -> frozenset[str]:
    keys = contact_keys(Contact("", addresses, website, company_name))
    return frozenset(key for key in keys if not key.startswith("d:"))


def own_domain(tx: sa.Connection, portal_id: int) -> str | None:
    """That of the most active owners: whoever writes from it is a colleague."""
    emails = tx.execute(sa.select(owner.c.email).where(owner.c.portal_id == portal_id, ~owner.c.archived))
    found = (domain_of_email(email) for email in emails.scalars())
    counted = Counter(domain for domain in found if domain and not is_free_mail(domain))
    return min(counted, key=lambda domain: (-counted[domain], domain), default=None)


def _records(
    tx: sa.Connection, portal_id: int, kind: Kind, names: Iterable[str], ids: Ids
) -> list[tuple[Record, datetime | None]]:
    """Only what matching reads: there may be a hundred properties, and a hundred thousand records."""
    wanted = list(dict.fromkeys(names))
    held = record.c.properties
    columns = [held[name].astext.label(f"p{at}") for at, name in enumerate(wanted)]
    query = sa.select(record.c.id, record.c.created_at, *columns).where(
        record.c.portal_id == portal_id,
        record.c.kind == kind.value,
        record.c.archived.is_(False),
        _within(record.c.id, ids),
    )
    return [
        (Record(kind, id_, dict(zip(wanted, values, strict=True))), at)
        for id_, at, *values in tx.execute(query)
    ]


def _within(column: sa.ColumnElement[str], ids: Ids) -> sa.ColumnElement[bool]:
    return sa.true() if ids is None else among(column, ids)


def _links(tx: sa.Connection, portal_id: int, ids: Ids) -> dict[str, list[Link]]:
    of = association.c
    rows = tx.execute(
        sa.select(of.from_id, of.to_id, of.is_primary, of.labels, of.ours).where(
            of.portal_id == portal_id,
            of.from_kind == Kind.CONTACT.value,
            of.to_kind == Kind.COMPANY.value,
            _within(of.from_id, ids),
        )
    )
    found: dict[str, list[Link]] = defaultdict(list)
    for contact, company, is_primary, labels, ours in rows:
        found[contact].append(Link(company, is_primary, tuple(labels), ours))
    return found


def _former_domains(tx: sa.Connection, portal_id: int, ids: Ids) -> dict[str, set[str]]:
    """What stood in `domain` once, and may stand there still."""
    of = property_history.c
    rows = tx.execute(
        sa.select(of.id, of.value).where(
            of.portal_id == portal_id,
            of.kind == Kind.COMPANY.value,
            of.property == "domain",
            _within(of.id, ids),
        )
    )
    found: dict[str, set[str]] = defaultdict(set)
    for id_, value in rows:
        if value:
            found[id_].add(value)
    return found


def _with_open_deals(tx: sa.Connection, portal_id: int, ids: Ids) -> set[str]:
    """The companies with a deal that is open, as accounts.dealings says it: by the pipeline, else by HubSpot's flags."""
    deal, stage, link = record.c, pipeline_stage.c, association.c
    text = deal.properties
    known = sa.and_(
        stage.portal_id == deal.portal_id,
        stage.kind == Kind.DEAL.value,
        stage.pipeline == sa.func.coalesce(sa.func.nullif(text["pipeline"].astext, ""), "default"),
        stage.stage == sa.func.coalesce(text["dealstage"].astext, ""),
    )
    mine = sa.and_(deal.portal_id == link.portal_id, deal.kind == link.from_kind, deal.id == link.from_id)
    flags = [sa.func.coalesce(text[flag].astext, "") for flag in ("hs_is_closed", "hs_is_closed_won")]
    closed = sa.or_(*(flag == "true" for flag in flags))
    is_open = sa.case((stage.state.is_not(None), stage.state == "open"), else_=~closed)
    query = (
        sa.select(link.to_id)
        .select_from(association.join(record, mine).outerjoin(pipeline_stage, known))
        .where(link.portal_id == portal_id, link.from_kind == Kind.DEAL.value)
        .where(link.to_kind == Kind.COMPANY.value, _within(link.to_id, ids), ~deal.archived, is_open)
    )
    return set(tx.execute(query).scalars())


def _definitions(tx: sa.Connection, portal_id: int, names: Iterable[str]) -> Definitions:
    of = property_definition.c
    rows = tx.execute(
        sa.select(property_definition).where(
            of.portal_id == portal_id, of.kind == Kind.COMPANY.value, among(of.name, names)
        )
    )
    return {
        (Kind(row.kind), row.name): Definition(
            Kind(row.kind), row.name, row.type, row.label, tuple(row.options), row.many
        )
        for row in rows
    }

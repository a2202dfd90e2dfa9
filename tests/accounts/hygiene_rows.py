"""A portal as the hygiene report sees it: a clean one, and what may be changed in it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from accounts.addresses.kinds import Addresses
from accounts.hygiene.rows import AccountRow, CompanyRow, ContactRow, Rows
from accounts.matching.spec import MatchSpec
from accounts.needs import FactSpec
from accounts.people.held import PeopleSpec
from accounts.provenance.values import DAY, ProvenanceSpec, Source
from accounts.values import Definition, Kind

AT = 1_772_452_800
LAST_WEEK, LAST_YEAR = "2026-02-23T12:00:00Z", "2025-02-23T12:00:00Z"

SPEC = FactSpec(
    matching=MatchSpec(addresses=Addresses(own=frozenset({"nordwind.example"})), branches_by=("zip",)),
    people=PeopleSpec(
        role_labels={"Entscheider": "DECISION_MAKER"}, never_labels=("Partner",), left_company=True
    ),
    provenance=ProvenanceSpec(
        source="origin",
        values={"Adresskauf": Source.PURCHASED},
        legal_basis="basis",
        notice="told",
        stale_after={Source.INBOUND: 90 * DAY},
    ),
)
DEFINITIONS = {(Kind.CONTACT, name): Definition(Kind.CONTACT, name) for name in ("origin", "basis", "told")}


def contact(
    id_: str,
    email: str | None,
    account: str | None = "company:10",
    reason: str = "email_domain",
    question: str | None = None,
    /,
    **more: str | None,
) -> ContactRow:
    usual = {
        "firstname": f"Ada{id_}",
        "lastname": f"Oak{id_}",
        "email": email,
        "origin": "inbound",
        "createdate": LAST_WEEK,
        "basis": None,
        "told": None,
    }
    domain = (email or "").rpartition("@")[2] or None
    return ContactRow(id_, {**usual, **more}, account, reason, "Oak", domain, question)


def company(id_: str, name: str, domain: str | None, account: str = "", **more: str | None) -> CompanyRow:
    text = {"name": name, "domain": domain, "hubspot_owner_id": "1", "abm_stage": "engaged", **more}
    return CompanyRow(id_, text, account or f"company:{id_}")


CLEAN = Rows(
    contacts=(
        contact("1", "ada@oak.example", hs_buying_role="CHAMPION", firstname="Ada", lastname="Adler"),
        contact("2", "ben@oak-services.example", firstname="Ben", lastname="Berg"),
        contact("3", "cleo@elm.example", "company:20", "association", firstname="Cleo", lastname="Clausen"),
    ),
    companies=(
        company("10", "Oak GmbH", "oak.example"),
        company("11", "Oak Dienste GmbH", "oak-services.example", "company:10", hs_parent_company_id="10"),
        company("20", "Elm AG", "elm.example", hs_additional_domains="ulme.example; ulme.test"),
    ),
    accounts=(
        AccountRow("company:10", "Oak GmbH", "10", is_key=True, stage="engaged"),
        AccountRow("company:20", "Elm AG", "20"),
    ),
    owners={"1": False, "9": True},
    stepped=frozenset({"1", "2", "3"}),
    definitions=DEFINITIONS,
)


Row = TypeVar("Row", bound=ContactRow | CompanyRow | AccountRow)


def put(old: Iterable[Row], fresh: Iterable[Row]) -> tuple[Row, ...]:
    by_id: dict[str, Row] = {one.id: one for one in (*old, *fresh)}
    return tuple(by_id.values())


def changed(*rows: ContactRow | CompanyRow | AccountRow, **more: Any) -> Rows:
    """The clean portal with these rows, new ones or in the place of those with the same id."""
    contacts = put(CLEAN.contacts, (row for row in rows if isinstance(row, ContactRow)))
    fresh: dict[str, Any] = {
        "contacts": contacts,
        "companies": put(CLEAN.companies, (row for row in rows if isinstance(row, CompanyRow))),
        "accounts": put(CLEAN.accounts, (row for row in rows if isinstance(row, AccountRow))),
        "stepped": frozenset(one.id for one in contacts),
    }
    return replace(CLEAN, **fresh | more)


ELSE = {"firstname": "Dora", "lastname": "Dorn"}
"""Somebody whose name is like nobody else's."""

"""Properties that HubSpot derives from associations; they have history but never fire a webhook (as users report)."""

from collections.abc import Collection
from dataclasses import replace

from sandbox import records
from sandbox.database import Database
from sandbox.events import CALCULATED, Stamp
from sandbox.objects import Key

# (type, property) -> association type id: how many records stand at the other end.
COUNTS = {
    ("companies", "num_associated_contacts"): 280,
    ("companies", "num_associated_deals"): 342,
    ("companies", "hs_num_child_companies"): 13,
    ("contacts", "num_associated_deals"): 4,
    ("deals", "num_associated_contacts"): 3,
}
# (type, property) -> (to type, association type id): which record stands at the other end.
IDS = {
    ("contacts", "associatedcompanyid"): ("companies", 1),
    ("companies", "hs_parent_company_id"): ("companies", 14),
}
CONTACT_TO_COMPANY, COMPANY_TO_CONTACT = 279, 280
DEAL_TO_COMPANY, COMPANY_TO_DEAL = 341, 342
ANY_ROLE = ""
ROLE_COUNTS = {
    "hs_num_contacts_with_buying_roles": ANY_ROLE,
    "hs_num_decision_makers": "DECISION_MAKER",
    "hs_num_blockers": "BLOCKER",
}
# What a company derives from the values of its contacts and deals: (type of those) -> the values that matter.
WATCHED = {"contacts": {"hs_buying_role"}, "deals": {"amount", "dealstage"}}


def refresh(db: Database, key: Key, stamp: Stamp, other: Key | None = None) -> None:
    """Bring a record's derived values and its modified date up to date after its associations changed.

    `other` is the record at the other end; without it, everything is looked at again.
    """
    if key[0] not in {"contacts", "companies", "deals"}:
        return
    derived = _derived(stamp)
    texts = {
        name: str(_count(db, key, type_id)) for (owner, name), type_id in COUNTS.items() if owner == key[0]
    }
    ids = {
        name: _other(db, key, to_type, type_id)
        for (owner, name), (to_type, type_id) in IDS.items()
        if owner == key[0]
    }
    # The primary company is a change by whoever associated it, and it does fire.
    primary = {name: ids.pop(name) for name in ("associatedcompanyid",) if name in ids}
    records.write(db, key, {**texts, **ids, **_of_values(db, key, other)}, set(), derived)
    records.write(db, key, primary, set(), stamp)
    records.touch(db, key, stamp.at)


def follow(db: Database, key: Key, changed: Collection[str], stamp: Stamp) -> None:
    """A contact's role or a deal's amount or stage changed: so do the sums of its companies."""
    if not WATCHED.get(key[0], set()).intersection(changed):
        return
    rows = db.rows(
        "SELECT to_id FROM association WHERE from_type = ? AND from_id = ? AND to_type = 'companies' AND type_id = ?",
        *key,
        CONTACT_TO_COMPANY if key[0] == "contacts" else DEAL_TO_COMPANY,
    )
    for (company_id,) in rows:
        company = ("companies", company_id)
        records.write(db, company, _of_values(db, company, key), set(), _derived(stamp))


def _derived(stamp: Stamp) -> Stamp:
    return replace(stamp, source=CALCULATED, source_id="RollupProperties", user_id=None)


def _of_values(db: Database, key: Key, other: Key | None) -> dict[str, str]:
    """What a company sums up of the values of one other record, or of all where none is named."""
    if key[0] != "companies":
        return {}
    texts: dict[str, str] = {}
    if other is None or other[0] == "deals":
        texts |= _deals(db, key[1])
    if other is None or other[0] == "contacts":
        texts |= _roles(db, key[1], None if other is None else other[1])
    return texts


def _roles(db: Database, company_id: int, contact_id: int | None) -> dict[str, str]:
    """How many contacts have a buying role, how many of them decide or block; nothing where that is as before.

    The roles of a company's contacts are kept in a table of their own: thousands of contacts would take long to read.
    """
    one = () if contact_id is None else (contact_id,)
    kept = db.rows(
        f"SELECT contact, role FROM buying_role WHERE company = ?{' AND contact = ?' if one else ''}",  # noqa: S608
        company_id,
        *one,
    )
    rows = db.rows(
        "SELECT to_id, json_extract(properties, '$.hs_buying_role') FROM association"  # noqa: S608 # constants
        " JOIN record ON record.type = to_type AND record.id = to_id AND archived = 0"
        " WHERE from_type = 'companies' AND from_id = ? AND to_type = 'contacts' AND type_id = ?"
        f"{' AND to_id = ?' if one else ''}",
        company_id,
        COMPANY_TO_CONTACT,
        *one,
    )
    held = {(contact, role) for contact, texts in rows if texts for role in (ANY_ROLE, *texts.split(";"))}
    if held == set(kept):
        return {}
    gone, new = set(kept) - held, held - set(kept)
    db.run_many(
        "DELETE FROM buying_role WHERE company = ? AND contact = ? AND role = ?",
        [(company_id, *one) for one in gone],
    )
    db.run_many(
        "INSERT INTO buying_role (company, contact, role) VALUES (?, ?, ?)",
        [(company_id, *one) for one in new],
    )
    return {
        name: str(
            db.value("SELECT count(*) FROM buying_role WHERE company = ? AND role = ?", company_id, role)
        )
        for name, role in ROLE_COUNTS.items()
    }


def _deals(db: Database, company_id: int) -> dict[str, str]:
    """How many deals are open, and what they are worth together."""
    many, worth = db.rows(
        "SELECT count(*), sum(CAST(nullif(json_extract(properties, '$.amount'), '') AS REAL)) FROM association"
        " JOIN record ON record.type = to_type AND record.id = to_id AND archived = 0"
        " WHERE from_type = 'companies' AND from_id = ? AND to_type = 'deals' AND type_id = ?"
        " AND coalesce(json_extract(properties, '$.hs_is_closed'), '') <> 'true'",
        company_id,
        COMPANY_TO_DEAL,
    )[0]
    return {"hs_num_open_deals": str(many), "hs_total_deal_value": "" if worth is None else f"{worth:.10g}"}


def _count(db: Database, key: Key, type_id: int) -> int:
    """Kept by the database itself with every association: a company may have tens of thousands."""
    found: int | None = db.value(
        "SELECT many FROM association_count WHERE type = ? AND id = ? AND type_id = ?", *key, type_id
    )
    return found or 0


def _other(db: Database, key: Key, to_type: str, type_id: int) -> str:
    found = db.value(
        "SELECT to_id FROM association WHERE from_type = ? AND from_id = ? AND to_type = ? AND type_id = ?",
        *key,
        to_type,
        type_id,
    )
    return str(found or "")

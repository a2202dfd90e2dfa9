"""What the people of the demo portal have set up besides: properties of where data came from, labels, and a list."""

from dataclasses import replace

from sandbox import definitions, labels, lists
from sandbox.casting import who
from sandbox.database import Database
from sandbox.standard_parts import Standard, choice

SOURCES = ("Website", "Messe", "Adresskauf", "LinkedIn-Recherche", "XING-Recherche", "Empfehlung")
PERMISSIONS = ("double_opt_in", "single_opt_in", "objection")
COMPANY_TYPES = ("PROSPECT", "PARTNER", "RESELLER", "VENDOR", "OTHER", "COMPETITOR")
PARTNER = "Partner"
WEBINAR = "Webinar: Stillstand vermeiden"


def _own(standard: Standard) -> Standard:
    return replace(standard, hubspot_defined=False)


ADDED: dict[str, tuple[Standard, ...]] = {
    "companies": (choice("type", *COMPANY_TYPES),),  # HubSpot's own, with an option that people added
    "contacts": (
        _own(choice("contact_source", *SOURCES)),
        Standard("contact_source_date", "date", "date", hubspot_defined=False),
        Standard("data_vendor", hubspot_defined=False),
        _own(choice("email_permission", *PERMISSIONS)),
        Standard("last_verified", "date", "date", hubspot_defined=False),
        Standard("art14_notice_sent", "date", "date", hubspot_defined=False),
    ),
}


def fill(db: Database) -> None:
    """Properties and labels, before there is anybody who could have them."""
    for object_type, standards in ADDED.items():
        for standard in standards:
            definitions.define(db, object_type, definitions.from_standard(object_type, standard))
    labels.create(db, ("contacts", "companies"), "partner", PARTNER, "Partner von")


def fill_list(db: Database, people: tuple[str, ...], at: int) -> None:
    """The list of who took part in the webinar; `people` are nicknames."""
    made = lists.create(db, lists.Draft(WEBINAR, "contacts"), at)
    lists.change_members(db, made, [who(db, name)[1] for name in people], [], at)

"""A life for every type of object, so that every kind of webhook event comes about."""

from sandbox import Portal

MACHINES = "2-6401"  # the type id of a type of the portal's own
CONTACT_TO_COMPANY, LEAD_TO_CONTACT = 279, 578
TYPES = ("contact", "company", "deal", "ticket", "task", "note", "lead", "machine")
PROPERTIES = {
    "contact": "jobtitle",
    "company": "name",
    "deal": "dealname",
    "ticket": "subject",
    "task": "hs_task_subject",
    "note": "hs_note_body",
    "lead": "hs_lead_name",
    "machine": "model",
}
EVERYTHING: list[tuple[str, str | None]] = [
    *(
        (f"{kind}.{what}", None)
        for kind in TYPES
        for what in ("creation", "deletion", "merge", "restore", "associationChange")
    ),
    *((f"{kind}.propertyChange", name) for kind, name in PROPERTIES.items()),
    ("contact.privacyDeletion", None),
    ("company.propertyChange", "num_associated_contacts"),
]


def add_machines(portal: Portal) -> None:
    """A type of the portal's own, with one property."""
    portal.add_object_type(type_id=MACHINES, singular="machine", plural="machines")
    portal.define(
        "machines",
        {"name": "model", "label": "Model", "type": "string", "fieldType": "text", "groupName": "properties"},
    )


def life_of_everything(portal: Portal) -> None:
    """Each type is created, changed, associated, archived and restored; some are merged, one is erased."""
    company = portal.create("companies", {"name": "Acme", "domain": "acme.example"})
    other = portal.create("companies", {"name": "Acme AG"})
    ada = portal.create(
        "contacts", {"email": "ada@acme.example"}, associations=[("companies", company, CONTACT_TO_COMPANY)]
    )
    ben = portal.create("contacts", {"email": "ben@acme.example"})
    made = {
        "contacts": ada,
        "companies": company,
        "deals": portal.create("deals", {"dealname": "Big", "dealstage": "appointmentscheduled"}),
        "tickets": portal.create("tickets", {"subject": "Help", "hs_pipeline_stage": "1"}),
        "tasks": portal.create("tasks", {"hs_timestamp": "2026-09-07T08:00:00Z"}),
        "notes": portal.create("notes", {"hs_timestamp": "2026-09-07T08:00:00Z"}),
        "leads": portal.create(
            "leads", {"hs_lead_name": "Acme lead"}, associations=[("contacts", ada, LEAD_TO_CONTACT)]
        ),
        "machines": portal.create("machines", {"model": "M1"}),
    }
    singular = dict(zip(made, TYPES, strict=True))
    for plural, one in made.items():
        portal.update(plural, one, {PROPERTIES[singular[plural]]: f"new {plural}"})
        portal.archive(plural, one)
        portal.restore(plural, one)
    portal.merge("companies", company, other)
    portal.merge("contacts", ada, ben)
    portal.erase(portal.create("contacts", {"email": "eve@acme.example"}))

"""What the people of the demo portal have set up besides properties: a label of associations, and a list."""

from sandbox import labels, lists
from sandbox.casting import who
from sandbox.database import Database

PARTNER = "Partner"
WEBINAR = "Webinar: Stillstand vermeiden"


def fill_label(db: Database) -> None:
    """Before there is anybody who could have it."""
    labels.create(db, ("contacts", "companies"), "partner", PARTNER, "Partner von")


def fill_list(db: Database, people: tuple[str, ...], at: int) -> None:
    """The list of who took part in the webinar; `people` are nicknames."""
    made = lists.create(db, lists.Draft(WEBINAR, "contacts"), at)
    lists.change_members(db, made, [who(db, name)[1] for name in people], [], at)

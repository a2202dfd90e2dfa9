"""Who came onto HubSpot's lists, kept as the past of what is like a property of the contact: `list:<name>`.

So it is there for every past moment, and for ever: HubSpot itself forgets who has left a list, and never says when.
"""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from accounts.needs import LIST
from accounts.values import Kind
from store.history import HistoryRow, put_history

MEMBER = "member"


def put(tx: sa.Connection, portal_id: int, name: str, since: Mapping[str, datetime]) -> set[str]:
    """Add when contacts came onto a list; answers those of whom that is news. Who comes back has come twice."""
    rows = [
        (Kind.CONTACT, contact, [HistoryRow(f"{LIST}{name}", MEMBER, at, "LIST", name)])
        for contact, at in since.items()
    ]
    return {contact for _, contact in put_history(tx, portal_id, rows)}

"""Which paths there are: the one table from the older paths to the dated ones, which take the same bodies.

HubSpot's versioning page: a dated path replaces an older one and answers alike, so there is one handler for both.
"""

import re

VERSIONS = ("2026-03", "2026-09")
NEWEST = VERSIONS[0]
# (older path, dated path). v4 exists of associations only; v3 of associations has bodies of its own.
OLDER = tuple(
    (re.compile(older), dated)
    for older, dated in (
        (r"^/crm/v3/(objects|properties|owners|pipelines|lists)(?=/|$)", rf"/crm/\1/{NEWEST}"),
        (r"^/crm/v4/objects(?=/[^/]+/[^/]+/associations(/|$))", f"/crm/objects/{NEWEST}"),
        (r"^/crm/v4/associations(?=/|$)", f"/crm/associations/{NEWEST}"),
        (r"^/crm/v3/associations(?=/|$)", f"/crm/associations-v3/{NEWEST}"),
        (r"^/account-info/v3(?=/|$)", f"/account-info/{NEWEST}"),
        (r"^/oauth/v3(?=/|$)", f"/oauth/{NEWEST}"),
    )
)
# Handlers that no path of HubSpot leads to directly.
INNER = re.compile(r"^/crm/associations-v3(/|$)")


def dated(path: str) -> str | None:
    """The path that the handlers know, or None for one that HubSpot does not have."""
    if INNER.match(path):
        return None
    for older, newer in OLDER:
        if older.match(path):
            return older.sub(newer, path)
    return path


def family(path: str) -> str:
    """What a dated path is about: "objects" of /crm/objects/2026-03/contacts, "oauth" of /oauth/2026-03/token."""
    words = path.split("/")
    return words[2] if words[1:2] == ["crm"] and len(words) > 2 else words[1]

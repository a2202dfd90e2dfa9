"""Which paths of HubSpot's API are called: the one table from the paths that end to the dated ones, and what a call may do."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from connector.outcomes import Unmapped

UNTOUCHED = "v3"

# HubSpot ends the v4 paths in March 2027 and the v3 ones in September 2027. (path as the client writes it, dated path);
# the first that fits counts, and a path that fits none is never called. The client's owners end in a slash; dated do not.
DATED = tuple(
    (re.compile(old), new)
    for old, new in (
        (r"/crm/v3/objects/(.+)", r"/crm/objects/{version}/\1"),
        (r"/crm/v4/associations/(.+)", r"/crm/associations/{version}/\1"),
        (r"/crm/v3/properties/(.+)", r"/crm/properties/{version}/\1"),
        (r"/crm/v3/pipelines/(.+)", r"/crm/pipelines/{version}/\1"),
        (r"/crm/v3/lists/(.+)", r"/crm/lists/{version}/\1"),
        (r"/crm/v3/owners/?", r"/crm/owners/{version}"),
        (r"/account-info/v3/details", r"/account-info/{version}/details"),
    )
)
READING_POSTS = ("/search", "/batch/read")
REPEATABLE_POSTS = ("/batch/update", "/batch/associate/default")


def dated(path: str, version: str) -> str:
    """The path to call. Also a v3 path must stand in the table, or the day of the switch would be a surprise."""
    for old, new in DATED:
        if old.fullmatch(path):
            return path if version == UNTOUCHED else old.sub(new.format(version=version), path)
    raise Unmapped(path)


@dataclass(frozen=True)
class Call:
    """One call: its path template (no ids in it, so it can be counted and logged) and what it may do."""

    template: str
    method: str
    expected: Collection[int]

    @property
    def is_search(self) -> bool:
        return self.template.endswith("/search")

    @property
    def changes(self) -> bool:
        return self.method != "GET" and not (self.method == "POST" and self.template.endswith(READING_POSTS))

    @property
    def creates(self) -> bool:
        """Doing it twice would make a second record."""
        return self.changes and self.method == "POST" and not self.template.endswith(REPEATABLE_POSTS)

"""Values that do not fit are found, each with its reason, and nothing else is."""

from accounts.snapshot import Record
from accounts.unfit import Unfit, unfit
from accounts.values import Definition, Definitions, Kind

DEFINITIONS: Definitions = {
    (one.kind, one.name): one
    for one in (
        Definition(Kind.COMPANY, "size", "number"),
        Definition(Kind.COMPANY, "tier", "enumeration", options=("a", "b")),
        Definition(Kind.CONTACT, "size", "bool"),
    )
}
WANTED = {*DEFINITIONS, (Kind.COMPANY, "undefined")}


def test_what_nobody_can_read_is_named() -> None:
    """By its record, property, text and reason; what is empty, fits or was not asked for is left alone."""
    records = [
        Record(Kind.COMPANY, "1", {"size": "about 250", "tier": "c", "undefined": "x"}),
        Record(Kind.COMPANY, "2", {"size": "250", "tier": None}),
        Record(Kind.COMPANY, "3", {}),
        Record(Kind.CONTACT, "1", {"size": "1", "tier": "c"}),
    ]
    found = list(unfit(records, DEFINITIONS, WANTED))
    assert found == [
        Unfit(Kind.COMPANY, "1", "size", "about 250", "not a number"),
        Unfit(Kind.COMPANY, "1", "tier", "c", "not among the options"),
        Unfit(Kind.CONTACT, "1", "size", "1", "neither true nor false"),
    ]
    assert found[0].says() == "“about 250” is not a number"
    assert list(unfit(records, DEFINITIONS, [])) == []

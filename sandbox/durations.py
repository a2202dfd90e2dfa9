"""Lengths of time as people write them in scenario files: "90d", "1d 2h", "-30m" or ISO 8601 like "P1DT2H"."""

import re
from datetime import timedelta

_UNITS = ("weeks", "days", "hours", "minutes", "seconds")
_PLAIN = re.compile(r"\s*".join(rf"(?:(?P<{unit}>\d+)\s*{unit[0]})?" for unit in _UNITS))
_ISO = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)

AT_MOST = timedelta(days=36_525)


def duration(text: str) -> timedelta:
    """The length written, with a leading minus back in time; ValueError where it cannot be read."""
    sign, written = (-1, text.strip()[1:].strip()) if text.strip().startswith("-") else (1, text.strip())
    found = _ISO.fullmatch(written) or _PLAIN.fullmatch(written)
    parts = {unit: int(number) for unit, number in (found.groupdict() if found else {}).items() if number}
    if written == "0":
        return timedelta()
    if not parts:
        raise ValueError(f'{text!r} is no length of time; write it like "1d 2h", "30m" or "P1DT2H"')
    try:
        length = timedelta(**parts)
    except OverflowError:
        length = timedelta.max
    if length > AT_MOST:
        raise ValueError(f"{text!r} is longer than {AT_MOST.days} days, and no portal lives that long")
    return sign * length

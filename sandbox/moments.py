"""Moments as HubSpot writes them: epoch milliseconds, ISO text, dates at midnight UTC."""

from datetime import UTC, date, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_ms(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    return EPOCH + timedelta(milliseconds=ms)


def iso(ms: int) -> str:
    """1788760800123 -> "2026-09-07T06:00:00.123Z"; a whole second has no fraction (recorded, though the guides show .000)."""
    return from_ms(ms).isoformat(timespec="milliseconds").removesuffix("+00:00").removesuffix(".000") + "Z"


def parse(text: str) -> int:
    """Epoch milliseconds of "1788760800000", "2026-09-07" or an ISO datetime; ValueError for anything else."""
    if text.removeprefix("-").isdigit():
        return int(text)
    if len(text) == len("2026-09-07"):
        day = date.fromisoformat(text)
        return to_ms(datetime(day.year, day.month, day.day, tzinfo=UTC))
    moment = datetime.fromisoformat(text)
    return to_ms(moment if moment.tzinfo else moment.replace(tzinfo=UTC))

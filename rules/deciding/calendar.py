"""Days and hours as people count them: a rulebook's business time, its local midnight, its dates."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.values import Moment
from rules.language.parsing import BusinessSpan
from rules.model import BusinessHours, Rulebook

_LAST_DAY = {"mon-fri": 4, "mon-sat": 5, "mon-sun": 6}


def due(book: Rulebook, span: BusinessSpan, at: Moment) -> Moment:
    """When something is due that is asked for at `at`.

    Friday 16:00 and 4 business hours are Monday 12:00; a business day keeps the time of the day. What is asked for
    outside business hours counts from the next opening. Holidays are not known yet.
    """
    if span.seconds:
        return at + span.seconds
    zone, hours = ZoneInfo(book.timezone), book.business_hours
    open_at = _opening(datetime.fromtimestamp(at, zone).replace(tzinfo=None), hours)
    for _ in range(span.days):
        open_at = _next_day(open_at, hours)
    return _moment(_after_hours(open_at, span.hours * 3600, hours), zone)


def next_midnight(book: Rulebook, at: Moment) -> Moment:
    """The moment at which the local day ends."""
    return midnight(book, local_day(book, at) + timedelta(days=1))


def midnight(book: Rulebook, day: date) -> Moment:
    """The moment at which a local day begins."""
    return _moment(datetime.combine(day, time.min), ZoneInfo(book.timezone))


def local_day(book: Rulebook, at: Moment) -> date:
    return datetime.fromtimestamp(at, ZoneInfo(book.timezone)).date()


def _opening(local: datetime, hours: BusinessHours) -> datetime:
    """The moment itself where business is open, else the next opening. Wall clock time, without a zone."""
    if _works(local, hours) and _second(local) < hours.to:
        return max(local, _at_second(local, hours.from_))
    return _at_second(_next_day(local, hours), hours.from_)


def _next_day(local: datetime, hours: BusinessHours) -> datetime:
    local += timedelta(days=1)
    while not _works(local, hours):
        local += timedelta(days=1)
    return local


def _after_hours(local: datetime, seconds: int, hours: BusinessHours) -> datetime:
    while (left := hours.to - _second(local)) < seconds:
        seconds -= left
        local = _at_second(_next_day(local, hours), hours.from_)
    return local + timedelta(seconds=seconds)


def _works(local: datetime, hours: BusinessHours) -> bool:
    return local.weekday() <= _LAST_DAY[hours.days]


def _second(local: datetime) -> int:
    return local.hour * 3600 + local.minute * 60 + local.second


def _at_second(local: datetime, second: int) -> datetime:
    return datetime.combine(local.date(), time.min) + timedelta(seconds=second)


def _moment(local: datetime, zone: ZoneInfo) -> Moment:
    return int(local.replace(tzinfo=zone).astimezone(UTC).timestamp())

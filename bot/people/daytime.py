"""Working hours where somebody lives: when a reminder may arrive. Pure, but for the zones that Python ships or finds.

A working day is Monday to Friday, nine to five. Public holidays are not known.
"""

from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.people.model import Person
from bot.people.places import Organisation

MORNING, EVENING = time(9), time(17)
LATEST = time(16, 59)
"""What falls due later in a day falls due here, so that it is still a working hour when it is looked at."""


@cache
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def is_zone(name: str) -> bool:
    """Whether a time zone has that name (IANA time zone database)."""
    return _zone(name) is not None


def zone_of(person: Person, organisation: Organisation) -> tzinfo:
    """The person's own zone if a platform told it, else the organisation's, else UTC."""
    names = (person.timezone, organisation.timezone)
    return next((zone for name in names if name and (zone := _zone(name))), UTC)


def working_days_later(start: datetime, days: int, zone: tzinfo) -> datetime:
    """The moment `days` working days after `start`, at the same hour there, moved into working hours. In UTC.

    Counted by the calendar of the place, so a change to summer time moves no reminder by an hour.
    """
    local = start.astimezone(zone)
    day, hour = local.date(), min(max(local.time(), MORNING), LATEST)
    left = days
    while left or day.weekday() > 4:
        day += timedelta(days=1)
        left -= day.weekday() <= 4 and left > 0
    return datetime.combine(day, hour, zone).astimezone(UTC)


def is_daytime(moment: datetime, zone: tzinfo) -> bool:
    """Whether it is a working hour there."""
    local = moment.astimezone(zone)
    return local.weekday() <= 4 and MORNING <= local.time() <= EVENING


def next_daytime(moment: datetime, zone: tzinfo) -> datetime:
    """The moment itself in working hours, else the next morning of work there. In UTC."""
    if is_daytime(moment, zone):
        return moment
    local = moment.astimezone(zone)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, zone).astimezone(UTC)

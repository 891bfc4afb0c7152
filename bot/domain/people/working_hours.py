"""Working hours in a person's time zone: when reminders may arrive. Pure, except for reading the time zone database.

A working day is Monday to Friday, nine to five. Public holidays are not known.

Time zones come from the system's zone files by `zoneinfo`; where there are none, people are treated as in UTC, and
`tzdata` fixes it.
"""

from datetime import UTC, datetime, time, timedelta, tzinfo

from bot.domain.organisations import Organisation
from bot.domain.people.model import Person
from bot.domain.time_zones import find_zone

MORNING, EVENING = time(9), time(17)
LATEST = time(16, 59)
"""Later times of day are moved here, so that the timer still runs within working hours."""


def zone_of(person: Person, organisation: Organisation) -> tzinfo:
    """The person's own zone if a platform reported it, else the organisation's, else UTC."""
    return (find_zone(person.timezone) if person.timezone else None) or organisation.zone


def working_days_later(start: datetime, days: int, zone: tzinfo) -> datetime:
    """The moment `days` working days after `start`, at the same local hour, moved into working hours. In UTC.

    Counted in local dates, so a change to summer time does not shift reminders by an hour.
    """
    local = start.astimezone(zone)
    day, hour = local.date(), min(max(local.time(), MORNING), LATEST)
    left = days
    while left or day.weekday() > 4:
        day += timedelta(days=1)
        left -= day.weekday() <= 4 and left > 0
    return datetime.combine(day, hour, zone).astimezone(UTC)


def is_daytime(moment: datetime, zone: tzinfo) -> bool:
    """Whether the moment is in working hours of that zone."""
    local = moment.astimezone(zone)
    return local.weekday() <= 4 and MORNING <= local.time() <= EVENING


def next_daytime(moment: datetime, zone: tzinfo) -> datetime:
    """The moment itself in working hours, else the next working morning of that zone. In UTC."""
    if is_daytime(moment, zone):
        return moment
    local = moment.astimezone(zone)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, zone).astimezone(UTC)

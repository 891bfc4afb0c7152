"""When a person works: their time zone, working days and hours. Reminders and deadlines keep to them.

    calendar = calendar_of(person, organisation)
    due = calendar.working_days_later(now, 2)

A working day is nine to five, Monday to Friday or as the country has it, without public holidays. Pure, except that
`zoneinfo` reads the system's time zones; where there are none, people are treated as in UTC, and `tzdata` fixes it.

Decision: docs/decisions/0250.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.domain.organisations import Organisation
from bot.domain.people.model import Person
from bot.domain.public_holidays import Region, find_region
from bot.domain.time_zones import find_zone

MORNING, EVENING = time(9), time(17)
LATEST = time(16, 59)
"""Later times of day are moved here, so that the timer still runs within working hours."""
MONDAY_TO_FRIDAY = frozenset(range(5))
_DAY = timedelta(days=1)
_MOST_DAYS_OFF = 60
"""In a row. A calendar without working days counts every day after these."""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working days and hours of a person."""

    zone: tzinfo = UTC
    region: Region | None = None
    """Whose public holidays count; None for no holidays."""
    week: frozenset[int] | None = None
    """The days of the week that are worked, 0 is Monday; None for those of the region."""
    days_off: frozenset[date] = frozenset()
    """Days without work beside those."""
    days_worked: frozenset[date] = frozenset()
    """Days with work in spite of those."""

    @property
    def first_weekday(self) -> int:
        """The first working day of a week; 0 is Monday. Of a year without holidays to be right in each week."""
        worked = [day for day in range(7) if self._is_worked_weekday(day)]
        return next((day for day in worked if (day - 1) % 7 not in worked), 0)

    def is_working_day(self, day: date) -> bool:
        """Whether the person works that day."""
        if day in self.days_worked:
            return True
        if day in self.days_off:
            return False
        if self.week is None and self.region:
            return self.region.is_working_day(day)
        worked = MONDAY_TO_FRIDAY if self.week is None else self.week
        return day.weekday() in worked and not (self.region and self.region.is_holiday(day))

    def working_day_from(self, day: date) -> date:
        """That day if it is worked, else the next one that is."""
        for number in range(_MOST_DAYS_OFF):
            if self.is_working_day(day + number * _DAY):
                return day + number * _DAY
        return day

    def later(self, day: date, working_days: int) -> date:
        """The working day that many working days later."""
        day = self.working_day_from(day)
        for _ in range(working_days):
            day = self.working_day_from(day + _DAY)
        return day

    def working_days_later(self, start: datetime, days: int) -> datetime:
        """The moment `days` working days after `start`, at the same local hour, moved into working hours. In UTC.

        Counted in local dates, so a change to summer time does not shift reminders by an hour.
        """
        local = start.astimezone(self.zone)
        hour, first = min(max(local.time(), MORNING), LATEST), self.working_day_from(local.date())
        days -= first > local.date() and days > 0  # a weekend waits for the first of them
        return datetime.combine(self.later(first, days), hour, self.zone).astimezone(UTC)

    def is_daytime(self, moment: datetime) -> bool:
        """Whether the moment is in working hours."""
        local = moment.astimezone(self.zone)
        return self.is_working_day(local.date()) and MORNING <= local.time() <= EVENING

    def next_daytime(self, moment: datetime) -> datetime:
        """The moment itself in working hours, else the next working morning. In UTC."""
        if self.is_daytime(moment):
            return moment
        local = moment.astimezone(self.zone)
        day = local.date() if local.time() < MORNING else local.date() + _DAY
        return datetime.combine(self.working_day_from(day), MORNING, self.zone).astimezone(UTC)

    def _is_worked_weekday(self, weekday: int) -> bool:
        """Whether this day of the week is worked, in most weeks."""
        if self.week is not None or self.region is None:
            return weekday in (MONDAY_TO_FRIDAY if self.week is None else self.week)
        year = [date(2026, 1, 5) + timedelta(days=weekday, weeks=week) for week in range(50)]
        return sum(self.region.is_working_day(day) for day in year) > 25


def zone_of(person: Person, organisation: Organisation) -> tzinfo:
    """The person's own zone if a platform reported it, else the organisation's, else UTC."""
    return (find_zone(person.timezone) if person.timezone else None) or organisation.zone


def calendar_of(person: Person, organisation: Organisation) -> WorkCalendar:
    """The calendar of a person: that of the region they chose, else their organisation's; days off apply to all."""
    zone, days_off = zone_of(person, organisation), frozenset(organisation.days_off)
    if person.holidays:
        return WorkCalendar(zone, find_region(person.holidays), days_off=days_off)
    return organisation_calendar(organisation, zone)


def organisation_calendar(organisation: Organisation, zone: tzinfo | None = None) -> WorkCalendar:
    """The calendar of the organisation itself, in its own time zone or another."""
    own_zone = find_zone(organisation.timezone) if organisation.timezone else None
    return WorkCalendar(
        zone or own_zone or UTC,
        find_region(organisation.holidays) if organisation.holidays else None,
        frozenset(organisation.working_days) or None,
        frozenset(organisation.days_off),
        frozenset(organisation.days_worked),
    )

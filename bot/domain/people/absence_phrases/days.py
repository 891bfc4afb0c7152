"""The days that a clause names, and the end of the span that it measures."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.people.absence_phrases.bodies import AFTER_NEXT, COMING, NEXT, THIS, Body, clock_of
from bot.domain.people.absence_phrases.model import NotUnderstood, Reading, Readings, WorkWeek
from bot.domain.people.absence_phrases.vocabulary import Unit

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_DIGITS = re.compile(r"\d+")


def named_days(body: Body, now: datetime, week: WorkWeek, anchor: date | None = None) -> Readings:
    """The days of return that a body can mean, the likeliest first; raises `NotUnderstood`.

    `anchor`: from when lengths count and which day is today, where that is not the day of `now`.
    """
    today = anchor or now.date()
    names_a_day = bool(body.says & {"day", "weekday"})
    goes_on = body.is_inclusive or body.is_after
    if goes_on and body.part is None and not names_a_day and body.says & {"month", "period"}:
        body = replace(body, part=2)  # “through March”, “after the weekend”
    days = list(_days(body, now.date(), today, week))
    if goes_on and body.part != 2:
        days = [day + _DAY for day in days]
    at = clock_of(body)
    if at and not body.says:
        later = now.replace(tzinfo=None) < datetime.combine(today, at)
        days = [today if later else today + _DAY]
    return tuple(Reading(day, at) for day in dict.fromkeys(days))


def whole_span(body: Body, now: datetime, week: WorkWeek) -> Reading | None:
    """The end of a span that begins today (“2 weeks”, “this week”, “today”); None for a body that is none."""
    today = now.date()
    if body.is_within or body.is_after or body.minutes:
        return None
    match sorted(body.says):
        case ["count"]:
            return Reading(_later(today, body, week))
        case ["near"] if body.near == 0:
            return Reading(today + _DAY)
        case [] if body.ends_today:
            return Reading(today + _DAY)
        case ["period"] if body.period_which in (None, THIS) and body.period is not Unit.WORKDAY:
            return Reading(_end_of(body, today, week))
        case _:
            return None


def later_span(body: Body, now: datetime, week: WorkWeek) -> tuple[date, Reading] | None:
    """The first day and the end of a span that begins later (“next week”, “tomorrow”); None for a body that is none."""
    today, ahead = now.date(), body.near or 0
    if body.is_within or body.is_after or body.minutes:
        return None
    match sorted(body.says):
        case ["near"] if ahead > 0:
            return today + ahead * _DAY, Reading(today + (ahead + 1) * _DAY)
        case ["period"] if (
            body.period in (Unit.WEEK, Unit.MONTH, Unit.YEAR) and _which(body.period_which) > 0
        ):
            return _start_of(body, today, week), Reading(_end_of(body, today, week))
        case _:
            return None


def _days(body: Body, after: date, today: date, week: WorkWeek) -> Iterator[date]:
    """`after`: the day that a day without a year, a month or a week has to come after."""
    if body.says & {"date", "day", "month", "year"}:
        yield from _days_of_calendar(body, after, today, week)
    elif body.says & {"count", "weekday"}:
        yield from _counted_days(body, after, today, week)
    else:
        yield from _days_of_period(body, after, today, week)


def _days_of_calendar(body: Body, after: date, today: date, week: WorkWeek) -> Iterator[date]:
    match sorted(body.says):
        case ["date"] | ["date", "weekday"]:
            yield from _agreeing(body, _of_digits(body, after))
        case ["day", "month"] | ["day", "month", "weekday"]:
            yield from _agreeing(body, [_next_date(body.month or 0, body.day or 0, after)])
        case ["day", "month", "year"] | ["day", "month", "weekday", "year"]:
            yield from _agreeing(body, [_real_date(body.year or 0, body.month or 0, body.day or 0)])
        case ["day"] | ["day", "weekday"]:
            yield from _agreeing(body, [_next_day_of_month(body.day or 0, after)])
        case ["day", "period"] if body.period is Unit.MONTH:
            first = _start_of(body, today, week)
            yield _real_date(first.year, first.month, body.day or 0)
        case ["month"] | ["month", "part"] | ["month", "year"] | ["month", "part", "year"]:
            yield _of_month(body, after)
        case _:
            raise NotUnderstood("when")


def _counted_days(body: Body, after: date, today: date, week: WorkWeek) -> Iterator[date]:
    match sorted(body.says):
        case ["count"]:
            yield _later(today, body, week)
        case ["count", "near"]:
            yield _later(today + (body.near or 0) * _DAY, body, week)
        case ["count", "weekday"]:
            coming = today + (((body.weekday or 0) - today.weekday()) % 7) * _DAY
            yield _later(coming, body, week)
        case ["near", "weekday"]:
            yield from _agreeing(body, [today + (body.near or 0) * _DAY])
        case ["period", "weekday"] if body.period is Unit.WEEK:
            monday = today - today.weekday() * _DAY
            yield monday + _which(body.period_which) * _WEEK + (body.weekday or 0) * _DAY
        case ["weekday"]:
            yield from _of_weekday(body, after, today)
        case _:
            raise NotUnderstood("when")


def _days_of_period(body: Body, after: date, today: date, week: WorkWeek) -> Iterator[date]:
    match sorted(body.says):
        case ["near"]:
            yield today + (body.near or 0) * _DAY
        case ["named"]:
            yield _next_date(*divmod(body.named or 0, 100), after)
        case ["period"]:
            yield from _of_period(body, today, week)
        case ["part", "period"]:
            yield _part_of(body, today, week)
        case [] if body.ends_today or body.minutes:
            yield today
        case _:
            raise NotUnderstood("when")


def _agreeing(body: Body, days: Iterable[date]) -> Iterator[date]:
    """The days that are the day of the week beside them, if there is one; raises if none is."""
    days = list(days)
    fitting = [day for day in days if body.weekday in (None, day.weekday())]
    if not fitting:
        raise NotUnderstood("weekday", weekday=body.weekday or 0, day=days[0])
    yield from fitting


def _of_weekday(body: Body, after: date, today: date) -> Iterator[date]:
    """“Next Friday” is this week's to some people, and next week's to others."""
    first = after + ((body.weekday or 0) - after.weekday() - 1) % 7 * _DAY + _DAY
    in_this_week = first.isocalendar()[:2] == today.isocalendar()[:2]
    match body.weekday_which:
        case which if which == NEXT:
            yield from (first, first + _WEEK) if in_this_week else (first,)
        case which if which == AFTER_NEXT:
            yield from (first + _WEEK, first + 2 * _WEEK) if in_this_week else (first + _WEEK,)
        case _:
            yield first


def _of_period(body: Body, today: date, week: WorkWeek) -> Iterator[date]:
    """“Until next week”: its first day. “Until the weekend”: work goes on after it."""
    if body.period is Unit.WEEKEND:
        yield _end_of(body, today, week)
    elif body.period_which in (None, THIS) or body.period is Unit.DAY:
        raise NotUnderstood("when")
    else:
        yield _start_of(body, today, week)


def _part_of(body: Body, today: date, week: WorkWeek) -> date:
    match body.part, body.period:
        case 0, Unit.WEEK | Unit.MONTH | Unit.YEAR:
            return _start_of(body, today, week)
        case 1, Unit.MONTH:
            return _start_of(body, today, week).replace(day=15)
        case 2, Unit.WEEK | Unit.MONTH | Unit.YEAR | Unit.WEEKEND:
            return _end_of(body, today, week)
        case 2, Unit.DAY:
            return today + _DAY
        case _:
            raise NotUnderstood("when")


def _start_of(body: Body, today: date, week: WorkWeek) -> date:
    ahead = _which(body.period_which)
    match body.period:
        case Unit.WEEK | Unit.WEEKEND:
            return today - (today.weekday() - week.first_weekday) % 7 * _DAY + ahead * _WEEK
        case Unit.MONTH:
            return _months_later(today.replace(day=1), ahead)
        case Unit.YEAR:
            return date(today.year + ahead, 1, 1)
        case _:
            raise NotUnderstood("when")


def _end_of(body: Body, today: date, week: WorkWeek) -> date:
    """The first day after a week, month or year; for a day, tomorrow."""
    if body.period is Unit.DAY:
        return today + _DAY
    after = Body(period=body.period, period_which=_which(body.period_which))
    start = _start_of(after, today, week)
    match body.period:
        case Unit.MONTH:
            return _months_later(start, 1)
        case Unit.YEAR:
            return date(start.year + 1, 1, 1)
        case _:
            return start + _WEEK


def _which(which: int | None) -> int:
    """How many weeks, months or years ahead. “The coming week” is the next one."""
    return NEXT if which == COMING else which or 0


def _of_month(body: Body, after: date) -> date:
    """The start, the middle or the end of a month that is not over."""
    month = body.month or 0
    in_month: Callable[[int], date] = {
        0: lambda year: date(year, month, 1),
        1: lambda year: date(year, month, 15),
        2: lambda year: _months_later(date(year, month, 1), 1),
    }[body.part or 0]
    if body.year:
        return in_month(body.year)
    return next(
        day for year in (after.year - 1, after.year, after.year + 1) if (day := in_month(year)) > after
    )


def _of_digits(body: Body, after: date) -> Iterator[date]:
    """Day first, but for ISO's; with slashes the month may come first, if both can be."""
    typed = body.date or ""
    numbers = [int(number) for number in _DIGITS.findall(typed)]
    if typed[4:5] == "-":
        yield _real_date(*numbers)
        return
    first, second, *year = numbers
    orders = [(second, first)]
    if "/" in typed and first != second:
        orders.append((first, second))
    possible = [order for order in orders if order[0] <= 12 and order[1] <= 31]
    if not possible:
        raise NotUnderstood("no_date", found=typed)
    for month, day in possible:
        if year:
            yield _real_date(year[0] + 2000 if year[0] < 100 else year[0], month, day)
        else:
            yield _next_date(month, day, after)


def _next_date(month: int, day: int, after: date) -> date:
    """That day of the year, the next one after a day."""
    for year in range(after.year, after.year + 5):  # 29 February
        if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] and date(year, month, day) > after:
            return date(year, month, day)
    raise NotUnderstood("no_date", found=f"{day}.{month}.")


def _next_day_of_month(day: int, after: date) -> date:
    for ahead in range(3):
        month = _months_later(after.replace(day=1), ahead)
        if 1 <= day <= monthrange(month.year, month.month)[1] and month.replace(day=day) > after:
            return month.replace(day=day)
    raise NotUnderstood("no_date", found=str(day))


def _real_date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NotUnderstood("no_date", found=f"{year}-{month:02}-{day:02}") from None


def _later(start: date, body: Body, week: WorkWeek) -> date:
    """The day that many days, weeks, months or years after a day; raises for what no calendar holds."""
    count = body.count or 0
    match body.measure:
        case Unit.WEEK | Unit.WEEKEND:
            return start + count * _WEEK
        case Unit.MONTH:
            return _months_later(start, count)
        case Unit.YEAR:
            return _months_later(start, 12 * count)
        case Unit.WORKDAY:
            return week.later(start, min(count, 400))
        case _:
            return start + count * _DAY


def _months_later(start: date, count: int) -> date:
    """The same day that many months later, or the last day of a shorter month."""
    years, month = divmod(start.month - 1 + count, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))

"""Checks the keys of `organisation.toml` that say which days are worked. Pure.

holidays = "DE-BY"
working_days = ["sunday", "monday", "tuesday", "wednesday", "thursday"]
days_off = [2026-12-24, 2026-12-31]
days_worked = [2026-10-03]
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from bot.domain.catalogue.fields import Kind, ListKind, OwnKind, Table, TextKind, found_text, visible
from bot.domain.catalogue.files import Mistake
from bot.domain.catalogue.values import text_of
from bot.domain.public_holidays import find_region, near_regions
from issuer.messages import Message

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS = Message("file.expected.days", example="[2026-12-24, 2026-12-31]")
MOST_DAYS = 400
WORKING_DAY_KEYS: Mapping[str, Kind] = {
    "holidays": TextKind(32, required=False),
    "working_days": ListKind(7, TextKind(12)),
    "days_off": OwnKind(DAYS),
    "days_worked": OwnKind(DAYS),
}


def working_day_mistakes(table: Table, wrong: Collection[str | int]) -> Iterator[Mistake]:
    """What is wrong under these keys; `wrong`: keys that have mistakes already."""
    if "holidays" in table and "holidays" not in wrong:
        yield from _region_mistakes(text_of(table, "holidays"))
    if "working_days" not in wrong:
        for number, name in enumerate(_names(table)):
            if name.casefold() not in WEEKDAYS:
                expected = Message("file.expected.weekday", example=", ".join(WEEKDAYS[:2]))
                found = Message("file.found.text_in", text=visible(name), key="`working_days`")
                yield Mistake(("working_days", number), found, expected, Message("file.fix.weekday"))
    for key in ("days_off", "days_worked"):
        days = table.get(key, [])
        if not isinstance(days, list) or len(days) > MOST_DAYS or any(_day(day) is None for day in days):
            odd = next((day for day in days if _day(day) is None), days) if isinstance(days, list) else days
            yield Mistake((key,), found_text((key,), str(odd)), DAYS, Message("file.fix.days"))


def working_days_of(
    table: Table,
) -> tuple[str | None, tuple[int, ...], tuple[date, ...], tuple[date, ...]]:
    """Region, days of the week, days off and days worked of a table without mistakes."""
    region = find_region(text_of(table, "holidays")) if "holidays" in table else None
    week = sorted({WEEKDAYS.index(name.casefold()) for name in _names(table)})
    return region.code if region else None, tuple(week), _days(table, "days_off"), _days(table, "days_worked")


def _region_mistakes(code: str) -> Iterator[Mistake]:
    if find_region(code) is None:
        near = ", ".join(near_regions(code)[:16]) or "DE, DE-BY, US-CA"
        expected = Message("file.expected.region", near=near)
        yield Mistake(("holidays",), found_text(("holidays",), code), expected, Message("file.fix.region"))


def _names(table: Table) -> Sequence[str]:
    listed = table.get("working_days", ())
    return (
        [text.strip() for text in listed if isinstance(text, str)] if isinstance(listed, list | tuple) else []
    )


def _days(table: Table, key: str) -> tuple[date, ...]:
    listed = table.get(key, ())
    days = [_day(day) for day in listed] if isinstance(listed, list | tuple) else []
    return tuple(sorted({day for day in days if day}))


def _day(value: object) -> date | None:
    """A day as TOML writes it, or as text."""
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        return None

"""Working days and hours where people live: weekends, public holidays, and what an organisation adds or removes."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.organisations import Organisation
from bot.domain.people.model import Person
from bot.domain.people.working_hours import WorkCalendar, calendar_of
from bot.domain.public_holidays import find_region, near_regions
from bot.domain.time_zones import is_zone

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from([UTC, BERLIN, ZoneInfo("Pacific/Auckland"), ZoneInfo("America/St_Johns")])
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone comes with `timezones`
REGIONS = st.sampled_from([None, "DE-BY", "US-CA", "IL", "SA", "NP", "BN", "CN", "BR"]).map(
    lambda code: find_region(code) if code else None
)
CALENDARS = st.builds(WorkCalendar, ZONES, REGIONS)
ORGANISATION = Organisation(UUID(int=1), "Larkspur Labs", timezone="Europe/Berlin", holidays="DE-BY")
ANA = Person(UUID(int=2), ORGANISATION.id, "Ana")


def working_days(calendar: WorkCalendar, *days: str) -> Sequence[bool]:
    return [calendar.is_working_day(date.fromisoformat(day)) for day in days]


def test_weekends_do_not_count() -> None:
    friday = datetime(2026, 3, 6, 10, tzinfo=UTC)
    assert WorkCalendar().working_days_later(friday, 2) == datetime(2026, 3, 10, 10, tzinfo=UTC)


def test_a_change_to_summer_time_moves_no_hour() -> None:
    friday = datetime(2026, 3, 27, 10, tzinfo=BERLIN)
    assert WorkCalendar(BERLIN).working_days_later(friday, 2) == datetime(2026, 3, 31, 10, tzinfo=BERLIN)


def test_what_was_asked_at_night_is_reminded_of_by_day() -> None:
    night = datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert WorkCalendar().working_days_later(night, 2) == datetime(2026, 3, 4, 16, 59, tzinfo=UTC)


def test_what_was_asked_at_a_weekend_waits_for_the_first_working_day() -> None:
    saturday = datetime(2026, 3, 7, 12, tzinfo=UTC)
    assert WorkCalendar().working_days_later(saturday, 2) == datetime(2026, 3, 10, 12, tzinfo=UTC)


def test_public_holidays_are_those_of_the_part_of_the_country() -> None:
    bavaria, berlin = WorkCalendar(region=find_region("DE-BY")), WorkCalendar(region=find_region("DE-BE"))
    assert working_days(bavaria, "2026-01-06", "2026-12-25", "2026-12-28") == [False, False, True]
    assert working_days(berlin, "2026-01-06", "2026-12-25") == [True, False]


def test_reminders_pass_over_public_holidays() -> None:
    before_christmas = datetime(2026, 12, 23, 10, tzinfo=BERLIN)
    due = WorkCalendar(BERLIN, find_region("DE")).working_days_later(before_christmas, 2)
    assert due == datetime(2026, 12, 28, 10, tzinfo=BERLIN), "the 24th, no holiday, and the Monday after"


@pytest.mark.parametrize(
    ("region", "worked", "off"),
    [
        ("IL", "2026-11-29", "2026-11-27"),
        ("SA", "2026-11-29", "2026-11-27"),
        ("AE", "2026-11-27", "2026-11-29"),
    ],
)
def test_weeks_are_those_of_the_country(region: str, worked: str, off: str) -> None:
    assert working_days(WorkCalendar(region=find_region(region)), worked, off) == [True, False]


def test_an_organisation_sets_its_week_and_adds_and_removes_days() -> None:
    calendar = WorkCalendar(
        region=find_region("DE-BY"),
        week=frozenset({6, 0, 1, 2, 3}),
        days_off=frozenset({date(2026, 12, 24)}),
        days_worked=frozenset({date(2026, 1, 6)}),
    )
    assert working_days(calendar, "2026-11-29", "2026-11-27") == [True, False]
    assert working_days(calendar, "2026-12-24", "2026-01-06", "2026-01-01") == [False, True, False]
    assert calendar.first_weekday == 6


def test_a_person_has_the_holidays_they_chose_and_the_companys_days_off() -> None:
    organisation = Organisation(
        **{field: getattr(ORGANISATION, field) for field in ("id", "name", "timezone", "holidays")},
        working_days=(6, 0, 1, 2, 3),
        days_off=(date(2026, 12, 31),),
        days_worked=(date(2026, 1, 6),),
    )
    here = calendar_of(ANA, organisation)
    abroad = calendar_of(Person(ANA.id, ANA.organisation_id, "Ana", holidays="FR"), organisation)
    assert working_days(here, "2026-07-14", "2026-12-31", "2026-11-29", "2026-11-27") == [
        True,
        False,
        True,
        False,
    ]
    assert working_days(abroad, "2026-07-14", "2026-12-31", "2026-11-29", "2026-11-27") == [
        False,
        False,
        False,
        True,
    ]


def test_without_a_setting_every_monday_to_friday_is_worked() -> None:
    calendar = calendar_of(ANA, Organisation(UUID(int=1), "Larkspur Labs"))
    assert working_days(calendar, "2026-12-25", "2026-12-26", "2026-12-27") == [True, False, False]
    assert calendar.first_weekday == 0


def test_regions_are_found_whatever_their_case_and_wrong_ones_have_neighbours() -> None:
    assert [region.code for code in ("de", "DE-by", "gb-sct") if (region := find_region(code))] == [
        *("DE", "DE-BY", "GB-SCT")
    ]
    assert [find_region(code) for code in ("", "XX", "DE-XX", "DE-", "Germany", "../DE")] == [
        None, None, None, find_region("DE"), None, None,
    ]  # fmt: skip
    assert "DE-BY" in near_regions("DE-BAY")
    assert near_regions("XX-YY") != []


def test_years_are_computed_whole_for_every_thread() -> None:
    region = find_region("FR")
    assert region is not None
    with ThreadPoolExecutor(8) as threads:
        days = [date(2031 + number % 4, 7, 14) for number in range(64)]
        assert all(threads.map(region.is_holiday, days))


@given(MOMENTS, st.integers(1, 12), CALENDARS)
def test_a_reminder_always_falls_into_working_hours_and_never_too_early(
    start: datetime, days: int, calendar: WorkCalendar
) -> None:
    due = calendar.working_days_later(start, days)
    assert calendar.is_daytime(due)
    assert calendar.is_daytime(due + timedelta(seconds=30)), "also if the worker is not there on the second"
    assert due > start
    assert (due.astimezone(calendar.zone).date() - start.astimezone(calendar.zone).date()).days >= days


@given(MOMENTS, CALENDARS)
def test_the_next_working_hour_is_near_and_not_in_the_past(moment: datetime, calendar: WorkCalendar) -> None:
    later = calendar.next_daytime(moment)
    assert calendar.is_daytime(later)
    assert timedelta() <= later - moment <= timedelta(days=14), "Nepal and China have long festivals"


def test_zones_have_names() -> None:
    assert is_zone("Europe/Berlin")
    assert not any(is_zone(name) for name in ("Mars/Base", "", "../etc/passwd", "/etc/localtime"))

"""Working days and hours where people live, and until when they are away."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.files.wording import load_wording
from bot.domain.people.absence_phrases import absence_words, day_back
from bot.domain.people.working_hours import is_daytime, next_daytime, working_days_later
from bot.domain.time_zones import is_zone

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from([UTC, BERLIN, ZoneInfo("Pacific/Auckland"), ZoneInfo("America/St_Johns")])
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone comes with `timezones`
ENGLISH = absence_words(load_wording())
TUESDAY = date(2026, 3, 3)


def test_weekends_do_not_count() -> None:
    friday = datetime(2026, 3, 6, 10, tzinfo=UTC)
    assert working_days_later(friday, 2, UTC) == datetime(2026, 3, 10, 10, tzinfo=UTC)


def test_a_change_to_summer_time_moves_no_hour() -> None:
    friday = datetime(2026, 3, 27, 10, tzinfo=BERLIN)
    assert working_days_later(friday, 2, BERLIN) == datetime(2026, 3, 31, 10, tzinfo=BERLIN)


def test_what_was_asked_at_night_is_reminded_of_by_day() -> None:
    night = datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert working_days_later(night, 2, UTC) == datetime(2026, 3, 4, 16, 59, tzinfo=UTC)


@given(MOMENTS, st.integers(1, 12), ZONES)
def test_a_reminder_always_falls_into_working_hours_and_never_too_early(
    start: datetime, days: int, zone: ZoneInfo
) -> None:
    due = working_days_later(start, days, zone)
    assert is_daytime(due, zone)
    assert is_daytime(due + timedelta(seconds=30), zone), "also if the worker is not there on the second"
    assert due > start
    assert (due.astimezone(zone).date() - start.astimezone(zone).date()).days >= days


@given(MOMENTS, ZONES)
def test_the_next_working_hour_is_near_and_not_in_the_past(moment: datetime, zone: ZoneInfo) -> None:
    later = next_daytime(moment, zone)
    assert is_daytime(later, zone)
    assert timedelta() <= later - moment <= timedelta(days=3)


def test_zones_have_names() -> None:
    assert is_zone("Europe/Berlin")
    assert not any(is_zone(name) for name in ("Mars/Base", "", "../etc/passwd", "/etc/localtime"))


@pytest.mark.parametrize(
    ("words", "back"),
    [
        ("until Friday", date(2026, 3, 6)),
        ("until fri, ask ", date(2026, 3, 6)),
        ("until Tuesday", date(2026, 3, 10)),
        ("until 2026-04-01", date(2026, 4, 1)),
        ("till 24 December", date(2026, 12, 24)),
        ("until March 1st", date(2027, 3, 1)),
        ("for 3 days", date(2026, 3, 6)),
        ("for two weeks, ask ", date(2026, 3, 17)),
        ("until tomorrow", date(2026, 3, 4)),
        ("from now until Friday", date(2026, 3, 6)),
        ("ask until Friday", date(2026, 3, 6)),
        ("for the summer until 1 September", date(2026, 9, 1)),
        ("from Wednesday until Friday", None),
        ("from 5 March until Friday", None),
        ("tomorrow for 3 days", None),
        ("next week until Friday", None),
        ("tomorrow", None),
        ("Friday", None),
        ("until 24 December 2026", date(2026, 12, 24)),
        ("until 24 December 2027", None),
        ("until yesterday", None),
        ("", None),
        ("until 2026-02-30", None),
        ("until 2026-03-03", None),
        ("until 2031-01-01", None),
        ("for 999 weeks", None),
    ],
)
def test_until_when_somebody_is_away(words: str, back: date | None) -> None:
    assert day_back(words, TUESDAY, ENGLISH) == back


@given(st.text())
def test_any_words_give_a_day_to_come_or_none(words: str) -> None:
    back = day_back(words, TUESDAY, ENGLISH)
    assert back is None or TUESDAY < back <= TUESDAY + timedelta(days=366)

"""A day is the one that was written, or the one on the clock of whoever it is told to; never simply that of UTC."""

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.html_wording import HtmlWording
from bot.domain.organisations import Organisation
from bot.messages.cards import Moment, plain
from bot.messages.findings import word_message
from bot.messages.wording import Wording
from issuer.messages import Message
from issuer.timestamps import read_timestamp, write_timestamp

SAY = Wording({"since": "since {at}"}, "en")
LATE = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Etc/UTC"))
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
DAYS = st.dates(date(2, 1, 1), date(9998, 12, 31))
TIMES = st.times().map(lambda time: time.replace(microsecond=0))


@given(DAYS, TIMES, OFFSETS)
def test_a_timestamp_keeps_the_day_that_it_was_written_for(day: date, time: time, offset: timezone) -> None:
    written = datetime.combine(day, time, offset)
    read = read_timestamp(written.isoformat())
    assert (read, read.date(), read.time()) == (written, day, time)
    assert HtmlWording(SAY).written_day(written.isoformat()) == SAY.date(day)
    assert read_timestamp(write_timestamp(read)) == written


@given(DAYS, TIMES, ZONES)
def test_a_moment_of_ours_has_the_day_of_the_readers_clock(day: date, time: time, zone: str) -> None:
    at = datetime.combine(day, time, UTC)
    told = SAY.in_zone(ZoneInfo(zone))
    assert told.day(at) == SAY.date(at.astimezone(ZoneInfo(zone)).date())
    assert plain(told.line("since", at=Moment(at, day=True))) == f"since {told.day(at)}"
    assert plain(told.line("since", at=Moment(at))) == f"since {told.date(at)}"


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        (None, "28 February 2026, 23:30 UTC"),
        (UTC, "28 February 2026, 23:30 UTC"),
        (BERLIN, "1 March 2026, 00:30 CET"),
        (ZoneInfo("Asia/Kolkata"), "1 March 2026, 05:00 UTC+05:30"),
        (ZoneInfo("America/Sao_Paulo"), "28 February 2026, 20:30 UTC-03:00"),
        (timezone(timedelta(hours=-3, minutes=-30)), "28 February 2026, 20:00 UTC-03:30"),
    ],
)
def test_a_moment_is_told_with_the_zone_that_it_is_told_in(zone: tzinfo | None, told: str) -> None:
    assert SAY.in_zone(zone).date(LATE) == told


def test_a_zone_has_the_name_that_the_language_has_for_it() -> None:
    assert Wording({}, "de").in_zone(BERLIN).date(LATE) == "1. März 2026, 00:30 MEZ"
    assert Wording({}, "de").in_zone(BERLIN).date(LATE + timedelta(days=60)).endswith(" MESZ")


def test_a_finding_tells_a_moment_as_it_was_written() -> None:
    finding = Message("since", at=read_timestamp("2026-03-01T00:00:00+01:00"))
    assert word_message(SAY, finding) == "since 1 March 2026, 00:00 UTC+01:00"


@pytest.mark.parametrize(
    "moment", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)]
)
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/New_York"])
def test_the_ends_of_the_calendar_are_told_all_the_same(moment: datetime, zone: str) -> None:
    told = SAY.in_zone(ZoneInfo(zone))
    assert str(moment.year) in told.date(moment)
    assert str(moment.year) in told.day(moment)


@pytest.mark.parametrize(
    ("zone", "day"), [(None, 28), ("Europe/Berlin", 1), ("America/New_York", 28), ("Nowhere/Land", 28)]
)
def test_an_organisation_has_days_of_its_own(zone: str | None, day: int) -> None:
    organisation = Organisation(UUID(int=1), "Larkspur Labs", timezone=zone)
    assert organisation.day_of(LATE) == date(2026, 3 if day == 1 else 2, day)

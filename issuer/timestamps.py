"""Timestamps as the standards write them: `2026-03-01T09:30:00Z` (XML Schema 1.1 §3.4.28, dateTimeStamp)."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from issuer.messages import Message, MessageError

_FORM = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:(Z)|([+-])(\d\d):(\d\d))",
    re.ASCII,
)


class TimestampError(MessageError):
    """The text is not a date and time with a zone; the message says so in a plain sentence."""


@lru_cache(maxsize=256)
def write_timestamp(moment: datetime) -> str:
    """Write a moment in UTC, cut to the second; raise `TimestampError` for one without a zone.

    Cached: a credential names one moment several times, and equal moments are written alike in whichever zone.
    """
    if moment.utcoffset() is None:
        raise TimestampError(Message("found.no_zone", found=moment.isoformat()))
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="seconds")[:19] + "Z"


def read_timestamp(text: str) -> datetime:
    """Read a moment in the zone that it was written in, which says which day it means; or raise `TimestampError`.

    Digits below a microsecond are cut off.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise TimestampError(Message("found.no_moment", found=text[:40]))
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    microsecond = int((found[7] or "").ljust(6, "0")[:6])
    try:
        zone = UTC if found[8] else _zone(found[9], int(found[10]), int(found[11]))
        moment = datetime(year, month, day, hour, minute, second, microsecond, zone)
        moment.astimezone(UTC)  # raises where UTC has no such year
    except (ValueError, OverflowError):
        raise TimestampError(Message("found.no_calendar", found=text[:40])) from None
    return moment


def _zone(sign: str, hours: int, minutes: int) -> timezone:
    if hours > 14 or minutes > 59:
        raise ValueError("XML Schema allows zones up to 14 hours")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if sign == "-" else offset)

"""Timestamps as the standards write them: `2026-03-01T09:30:00Z` (XML Schema 1.1 §3.4.28, dateTimeStamp).

Open Badges 2.0 allows more of ISO 8601: no seconds, and zones such as `+01` and `+0100`.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

from issuer.messages import Message, MessageError

_FORM = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:(Z)|([+-])(\d\d):(\d\d))",
    re.ASCII,
)
_OLDER_FORM = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d(?:\.\d+)?)?(?:(Z)|([+-]\d\d)(?::?(\d\d))?)", re.ASCII
)


class TimestampError(MessageError):
    """The text is not a date and time with a zone; the message says so in a plain sentence."""


def write_timestamp(moment: datetime) -> str:
    """Write a moment in UTC, cut to the second; raise `TimestampError` for one without a zone."""
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
    days = 0
    if (hour, minute, second, (found[7] or "").strip("0")) == (24, 0, 0, ""):
        hour, days = 0, 1  # the end of a day is the beginning of the next (§3.3.7.2)
    try:
        zone = UTC if found[8] else _zone(found[9], int(found[10]), int(found[11]))
        moment = datetime(year, month, day, hour, minute, second, microsecond, zone) + timedelta(days)
        moment.astimezone(UTC)  # raises where UTC has no such year
    except (ValueError, OverflowError):
        raise TimestampError(Message("found.no_calendar", found=text[:40])) from None
    return moment


def in_full(text: str) -> str:
    """Write a timestamp of Open Badges 2.0 as other standards do; return any other text as it is.

    >>> in_full("2026-02-01T10:00+01")
    '2026-02-01T10:00:00+01:00'
    """
    found = _OLDER_FORM.fullmatch(text)
    if found is None:
        return text
    start, seconds, utc, hours, minutes = found.groups()
    return start + (seconds or ":00") + (utc or f"{hours}:{minutes or '00'}")


def _zone(sign: str, hours: int, minutes: int) -> timezone:
    if hours > 14 or minutes > 59:
        raise ValueError("XML Schema allows zones up to 14 hours")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if sign == "-" else offset)

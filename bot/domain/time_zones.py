"""Time zones by their names in the IANA database."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@cache
def find_zone(name: str) -> ZoneInfo | None:
    """The time zone of that name; None if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def is_zone(name: str) -> bool:
    """Whether a time zone has that name (IANA time zone database)."""
    return find_zone(name) is not None


def is_same_time(name: str, other: str | None, now: datetime) -> bool:
    """Whether the clocks of two zones show the same at a moment; False if one is no zone."""
    zone, other_zone = find_zone(name), find_zone(other) if other else None
    return (
        zone is not None
        and other_zone is not None
        and now.astimezone(zone).utcoffset() == now.astimezone(other_zone).utcoffset()
    )

"""Is the credential valid at this moment?"""

from datetime import datetime, timedelta

from issuer.messages import Message
from issuer.timestamps import read_timestamp
from issuer.verifying.report import EXPIRED, TIME, CheckResult

_CLOCKS_MAY_DIFFER = timedelta(minutes=5)


def check_span(since: str, until: str | None, now: datetime) -> CheckResult:
    """Compare a start and an optional end with the moment (VC Data Model 2.0 §4.9)."""
    start, end = read_timestamp(since), read_timestamp(until) if until is not None else None
    if start > now + _CLOCKS_MAY_DIFFER:
        return CheckResult(TIME, False, "not-yet-valid", Message("check.time.not_yet", since=start))
    if end is None:
        return CheckResult(TIME, True, "ok", Message("check.time.no_end", since=start))
    if end < start:
        finding = Message("check.time.ends_first", since=start, until=end)
        return CheckResult(TIME, False, "ends-before-it-begins", finding)
    if end < now:
        return CheckResult(TIME, False, EXPIRED, Message("check.time.expired", until=end))
    return CheckResult(TIME, True, "ok", Message("check.time.ok", since=start, until=end))

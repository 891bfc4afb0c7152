"""Is the credential valid at this moment?"""

from datetime import datetime, timedelta

from issuer.strict_json import Document
from issuer.timestamps import read_timestamp
from issuer.verifying.report import EXPIRED, TIME, CheckResult

_CLOCKS_MAY_DIFFER = timedelta(minutes=5)


def check_time(document: Document, now: datetime) -> CheckResult:
    """Compare validFrom and validUntil with the moment (VC Data Model 2.0 §4.9)."""
    until = str(document["validUntil"]) if "validUntil" in document else None
    return check_span(str(document["validFrom"]), until, now)


def check_span(since: str, until: str | None, now: datetime) -> CheckResult:
    """Compare a start and an optional end with the moment."""
    if read_timestamp(since) > now + _CLOCKS_MAY_DIFFER:
        return CheckResult(TIME, False, "not-yet-valid", f"This credential counts only from {since}.")
    if until is None:
        return CheckResult(TIME, True, "ok", f"This credential counts since {since} and does not expire.")
    if read_timestamp(until) < read_timestamp(since):
        says = f"This credential would end at {until}, before it begins at {since}."
        return CheckResult(TIME, False, "ends-before-it-begins", says)
    if read_timestamp(until) < now:
        return CheckResult(TIME, False, EXPIRED, f"This credential expired at {until}.")
    return CheckResult(TIME, True, "ok", f"This credential counts since {since} and until {until}.")

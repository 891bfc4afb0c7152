"""Does the credential count at this moment?"""

from datetime import datetime, timedelta

from issuer.strict_json import Document
from issuer.timestamps import read_timestamp
from issuer.verifying.report import EXPIRED, TIME, Check

_CLOCKS_MAY_DIFFER = timedelta(minutes=5)


def check_time(document: Document, now: datetime) -> Check:
    """Compare validFrom and validUntil with the moment (VC Data Model 2.0 §4.9)."""
    valid_from = str(document["validFrom"])
    if read_timestamp(valid_from) > now + _CLOCKS_MAY_DIFFER:
        return Check(TIME, False, "not-yet-valid", f"This credential counts only from {valid_from}.")
    if "validUntil" not in document:
        return Check(TIME, True, "ok", f"This credential counts since {valid_from} and does not expire.")
    valid_until = str(document["validUntil"])
    if read_timestamp(valid_until) < read_timestamp(valid_from):
        says = f"This credential would end at {valid_until}, before it begins at {valid_from}."
        return Check(TIME, False, "ends-before-it-begins", says)
    if read_timestamp(valid_until) < now:
        return Check(TIME, False, EXPIRED, f"This credential expired at {valid_until}.")
    return Check(TIME, True, "ok", f"This credential counts since {valid_from} and until {valid_until}.")

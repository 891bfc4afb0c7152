"""Is the key that a credential names one of its issuer's, and was it neither revoked nor expired?"""

from collections.abc import Sequence
from datetime import datetime

from issuer.messages import Message
from issuer.timestamps import TimestampError, read_timestamp
from issuer.verifying.keys.credential_key import KeyLookup
from issuer.verifying.report import KEY, CheckResult


def check_key(issuer_id: str, key: KeyLookup, now: datetime) -> CheckResult:
    """Accept the issuer's own keys alone: a genuine signature with another key proves nothing."""
    if key.controller and key.controller != issuer_id:
        finding = Message("check.key.of_another", found=key.controller, issuer=issuer_id)
        return CheckResult(KEY, False, "key-of-another", finding)
    if key.problem:
        form = "check.key.unreached" if key.problem.undecided else "check.key.unusable"
        finding = Message(form, problem=key.problem.message)
        return CheckResult(KEY, key.problem.passed, "key", finding)
    if key.missing:
        finding = Message("check.key.document_missing", address=key.missing)
        return CheckResult(KEY, None, "document-missing", finding)
    if key.revoked:
        return _check_revoked_key(key.revoked, key.created)
    if key.expires and read_timestamp(key.expires) <= now:
        return _check_expired_key(key.expires, key.created)
    return CheckResult(KEY, True, "ok", Message("check.key.ok", issuer=issuer_id))


def check_keys(issuer_id: str, keys: Sequence[KeyLookup], now: datetime) -> CheckResult:
    """Check each key of several, and return the worst answer: all must be the issuer's."""
    checks = [check_key(issuer_id, key, now) for key in keys]
    return min(checks, key=lambda check: {False: 0, None: 1, True: 2}[check.passed])


def _check_revoked_key(since: str, created: str) -> CheckResult:
    """Judge a signature by a revoked key: it fails after the revocation; before, its date is only a claim."""
    if not _is_before(created, since):
        finding = Message("check.key.compromised", moment=read_timestamp(since))
        return CheckResult(KEY, False, "key-compromised", finding)
    finding = Message("check.key.withdrawn", moment=read_timestamp(since), signed=read_timestamp(created))
    return CheckResult(KEY, None, "key-withdrawn", finding)


def _check_expired_key(until: str, created: str) -> CheckResult:
    """Judge a signature by an expired key (Controlled Identifiers 1.0 §2.2: it verifies nothing from then on)."""
    if _is_before(created, until):
        finding = Message("check.key.ended", moment=read_timestamp(until), signed=read_timestamp(created))
        return CheckResult(KEY, None, "key-ended", finding)
    finding = Message("check.key.expired", moment=read_timestamp(until))
    return CheckResult(KEY, False, "key-expired", finding)


def _is_before(created: str, moment: str) -> bool:
    """Whether the stated moment of signing is before another one; False if none is stated."""
    try:
        return read_timestamp(created) < read_timestamp(moment)
    except TimestampError:
        return False

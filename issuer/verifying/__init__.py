"""Is this badge genuine? `verify` returns a report: a verdict, and the checks that led to it.

report = verify(source, canonicaliser=canonicaliser, now=now)
while report.needs:                      # such as a did:web document: fetch it (guarded) and call again
    report = verify(source, canonicaliser=canonicaliser, now=now, documents=fetched)
"""

from issuer.verifying.report import CheckResult, ClaimedBadge, ClaimedIssuer, Verdict, VerificationReport
from issuer.verifying.verifier import verify

__all__ = ["CheckResult", "ClaimedBadge", "ClaimedIssuer", "Verdict", "VerificationReport", "verify"]

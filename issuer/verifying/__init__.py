"""Is this badge genuine? `verify` answers with a verdict and the named checks it rests on.

report = verify(source, canonicaliser=canonicaliser, now=now)
while report.needs:                      # a did:web document, say: fetch it (guarded) and ask again
    report = verify(source, canonicaliser=canonicaliser, now=now, documents=fetched)
"""

from issuer.verifying.report import Check, FoundBadge, FoundIssuer, Report, Verdict
from issuer.verifying.verifier import verify

__all__ = ["Check", "FoundBadge", "FoundIssuer", "Report", "Verdict", "verify"]

"""Verifies badges of Open Badges 2.0, hosted or signed ("Verification" in its specification).

A hosted badge is trusted because its issuer's own site serves it; a signed one because its issuer's profile lists
the key. Both need the issuer's documents, and a hosted badge is compared with the copy on its site.
"""

from dataclasses import dataclass

from issuer.messages import Message
from issuer.strict_json import Document
from issuer.verifying import report as names
from issuer.verifying.checks.recipient import check_recipient, identities_of
from issuer.verifying.checks.validity import check_span
from issuer.verifying.inputs.documents import DocumentError
from issuer.verifying.inputs.reading import ParsedInput
from issuer.verifying.judging import CredentialVerifier
from issuer.verifying.keys.issuer_names import check_issuer
from issuer.verifying.ob2.parts import (
    AssertionParts,
    MissingDocument,
    badge_class,
    check_hosted_copy,
    is_hosted,
    issuer_profile,
)
from issuer.verifying.ob2.trust import check_revocation, check_scope, check_signature
from issuer.verifying.report import (
    CheckResult,
    ClaimedBadge,
    ClaimedIssuer,
    VerificationReport,
    complete_rows,
    verdict_of,
)

_CONTEXTS = CheckResult(names.CONTEXTS, True, "ok", Message("check.contexts.open_badges_2"))
_SCHEMA = CheckResult(names.SCHEMA, True, "ok", Message("check.schema.open_badges_2"))
_PICTURE = CheckResult(names.PICTURE, None, "no-digest", Message("check.picture.open_badges_2"))


@dataclass
class _AssertionChecks:
    """The checks so far; those that did not run are filled in at the end."""

    brought: ParsedInput
    checks: list[CheckResult]
    parts: AssertionParts | None = None
    needs: tuple[str, ...] = ()

    def report(self) -> VerificationReport:
        rows = complete_rows(self.checks)
        verdict = verdict_of(rows)
        issuer, badge = None, None
        if self.parts:
            issuer = ClaimedIssuer(str(self.parts.issuer["id"]), str(self.parts.issuer["name"]))
            badge = _claimed_badge(self.brought.document, self.parts.badge)
        needs = self.needs if verdict == "cannot tell" else ()
        return VerificationReport(verdict, rows, issuer, self.brought.document, needs=needs, badge=badge)


def verify_assertion(
    parsed: ParsedInput, shape: CheckResult, verifier: CredentialVerifier
) -> VerificationReport:
    """Verify a parsed Assertion."""
    found = _AssertionChecks(parsed, [shape, _CONTEXTS])
    try:
        _run_checks(found, verifier)
    except MissingDocument as missing:
        found.needs = missing.addresses
        finding = Message("check.hosted.document_missing", address=missing.address)
        found.checks.append(CheckResult(missing.check, None, "document-missing", finding))
    except DocumentError as problem:
        found.checks.append(
            CheckResult(
                names.SCHEMA, False, "document", Message("check.schema.document", problem=problem.message)
            )
        )
    return found.report()


def _run_checks(found: _AssertionChecks, verifier: CredentialVerifier) -> None:
    """Run the checks in order; each may raise for a missing document, and keeps the checks before it."""
    document = found.brought.document
    hosted = is_hosted(document)
    if hosted == (found.brought.token is not None):
        finding = Message("check.hosted.contradiction")
        found.checks.append(CheckResult(names.PROOF, False, "verification", finding))
        return
    hosted_proof = check_hosted_copy(document, verifier.documents) if hosted else None
    if hosted_proof:
        found.checks.append(hosted_proof)
        if not hosted_proof.passed:
            return
    badge = badge_class(document, verifier.documents, fetched=hosted)
    parts = AssertionParts(badge, issuer_profile(badge, verifier.documents))
    found.parts = parts
    issuer = ClaimedIssuer(str(parts.issuer["id"]), str(parts.issuer["name"]))
    expires = str(document["expires"]) if "expires" in document else None
    found.checks += [
        _SCHEMA,
        check_issuer(issuer, verifier.known_issuers),
        check_span(str(document["issuedOn"]), expires, verifier.now),
        _PICTURE,
        check_recipient(identities_of(document), verifier.recipient),
    ]
    if found.brought.token is None:
        found.checks.append(check_scope(document, parts))
    else:
        found.checks += check_signature(found.brought.token, document, parts, verifier.documents)
    found.checks.append(check_revocation(document, parts, verifier.documents, hosted))


def _claimed_badge(document: Document, badge: Document) -> ClaimedBadge:
    criteria = badge.get("criteria")
    narrative = criteria.get("narrative", "") if isinstance(criteria, dict) else ""
    return ClaimedBadge(
        Message("standard.Assertion"),
        str(badge["name"]),
        str(badge["description"]),
        str(narrative),
        str(document["issuedOn"]),
        str(document["expires"]) if "expires" in document else None,
    )

"""Verifies badges of Open Badges 2.0, hosted or signed ("Verification" in its specification).

A hosted badge is trusted because its issuer's own site serves it; a signed one because its issuer's profile lists
the key. Both need the issuer's documents. Of a hosted badge the copy on its site is verified and shown, and the file is
compared with it.
"""

from dataclasses import dataclass

from issuer.messages import Message
from issuer.strict_json import Document
from issuer.verifying import report as names
from issuer.verifying.checks.recipient import check_recipient, identities_of
from issuer.verifying.checks.validity import check_span
from issuer.verifying.inputs.documents import DocumentError
from issuer.verifying.inputs.reading import ParsedInput
from issuer.verifying.inputs.revocation import BADGE_REVOKED, not_needed
from issuer.verifying.judging import CredentialVerifier
from issuer.verifying.keys.issuer_names import check_issuer
from issuer.verifying.ob2.hosted import check_copy, check_written_class, hosted_copy
from issuer.verifying.ob2.parts import AssertionParts, MissingDocument, is_hosted, parts_of
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
_CONTRADICTION = CheckResult(names.PROOF, False, "verification", Message("check.hosted.contradiction"))
_AFTER_REVOCATION = (names.SCHEMA, names.KEY, names.ISSUER, names.TIME, names.PICTURE, names.RECIPIENT)
"""What a badge's own address need not say any more once it states the revocation."""
_PICTURE = CheckResult(names.PICTURE, None, "no-digest", Message("check.picture.open_badges_2"))


@dataclass
class _AssertionChecks:
    """The checks so far; those that did not run are filled in at the end."""

    brought: ParsedInput
    document: Document
    """The Assertion that counts: the hosted copy, once it is known."""
    checks: list[CheckResult]
    parts: AssertionParts | None = None
    needs: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()

    def report(self) -> VerificationReport:
        rows = complete_rows(self.checks)
        verdict = verdict_of(rows)
        issuer, badge = None, None
        if self.parts:
            issuer = _claimed_issuer(self.parts)
            badge = _claimed_badge(self.document, self.parts.badge)
        needs = self.needs if verdict == "cannot tell" else ()
        return VerificationReport(
            verdict, rows, issuer, self.document, needs=needs, wants=self.wants, badge=badge
        )


def verify_assertion(
    parsed: ParsedInput, shape: CheckResult, verifier: CredentialVerifier
) -> VerificationReport:
    """Verify a parsed Assertion."""
    found = _AssertionChecks(parsed, parsed.document, [shape, _CONTEXTS])
    try:
        _run_checks(found, verifier)
    except MissingDocument as missing:
        found.needs = missing.addresses
        finding = Message("check.hosted.document_missing", address=missing.address)
        found.checks.append(CheckResult(missing.check, None, "document-missing", finding))
    except DocumentError as problem:
        form = "check.schema.unreached" if problem.undecided else "check.schema.document"
        finding = Message(form, problem=problem.message)
        found.checks.append(CheckResult(names.SCHEMA, problem.passed, "document", finding))
    return found.report()


def _run_checks(found: _AssertionChecks, verifier: CredentialVerifier) -> None:
    """Run the checks in order; each may raise for a missing document, and keeps the checks before it."""
    hosted = is_hosted(found.document)
    if hosted == (found.brought.token is not None):
        found.checks.append(_CONTRADICTION)
        return
    if hosted and not _take_hosted_copy(found, verifier):
        return
    document = found.document
    found.parts = parts_of(document, verifier.documents)
    found.checks += [
        _SCHEMA,
        check_issuer(_claimed_issuer(found.parts), verifier.known_issuers),
        check_span(str(document["issuedOn"]), _text(document, "expires"), verifier.now),
        _PICTURE,
        check_recipient(identities_of(document), verifier.recipient),
    ]
    if found.brought.token is None:
        found.checks += _hosted_checks(found, found.parts)
    else:
        found.checks += check_signature(found.brought.token, document, found.parts, verifier.documents)
        found.checks.append(check_revocation(document, found.parts, verifier.documents))


def _take_hosted_copy(found: _AssertionChecks, verifier: CredentialVerifier) -> bool:
    """Put the hosted copy in the place of the file; return False if the answer is known without further checks."""
    copy = hosted_copy(found.document["id"], verifier.documents)
    if copy.revoked:
        found.checks += [CheckResult(names.PROOF, True, "ok", Message("check.hosted.revoked")), BADGE_REVOKED]
        found.checks += not_needed(*_AFTER_REVOCATION)
        _show_revoked(found, verifier)
        return False
    document = copy.document or {}
    if not is_hosted(document):
        found.checks.append(_CONTRADICTION)
        return False
    checked = check_copy(found.document, document)
    found.checks.append(checked)
    if checked.passed is False:
        return False
    found.document = document
    return True


def _show_revoked(found: _AssertionChecks, verifier: CredentialVerifier) -> None:
    """Say which badge it was, if its documents are still there. The verdict does not need them."""
    try:
        found.parts = parts_of(found.document, verifier.documents)
        found.checks.append(check_issuer(_claimed_issuer(found.parts), verifier.known_issuers))
    except MissingDocument as missing:
        found.wants = missing.addresses
    except DocumentError:
        pass


def _hosted_checks(found: _AssertionChecks, parts: AssertionParts) -> list[CheckResult]:
    written = check_written_class(found.brought.document, parts)
    copy = next(check for check in found.checks if check.name == names.PROOF)
    return [
        written if copy.passed else copy,
        check_scope(found.document, parts),
        CheckResult(names.STATUS, True, "ok", Message("check.hosted.not_revoked")),
    ]


def _claimed_issuer(parts: AssertionParts) -> ClaimedIssuer:
    return ClaimedIssuer(str(parts.issuer["id"]), str(parts.issuer["name"]))


def _claimed_badge(document: Document, badge: Document) -> ClaimedBadge:
    criteria = badge.get("criteria")
    narrative = criteria.get("narrative", "") if isinstance(criteria, dict) else ""
    return ClaimedBadge(
        Message("standard.Assertion"),
        str(badge["name"]),
        str(badge["description"]),
        str(narrative),
        str(document["issuedOn"]),
        _text(document, "expires"),
    )


def _text(document: Document, member: str) -> str | None:
    return str(document[member]) if member in document else None

"""Verifies credentials of Open Badges 3.0 and CLR 2.0, their nested credentials and their status lists.

The numbers are those of the steps in `verifier`.

Status, picture and newer edition are asked for only once the signature fits: any badge can name any address.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from issuer.canonical.canonical_form import JsonLdCanonicaliser
from issuer.messages import Message
from issuer.strict_json import Document
from issuer.verifying import report as names
from issuer.verifying.checks.contents import check_inner, inner_credentials, inner_endorsements
from issuer.verifying.checks.contexts import check_contexts
from issuer.verifying.checks.picture import check_picture
from issuer.verifying.checks.proof import check_proof, check_token
from issuer.verifying.checks.recipient import check_recipient, identities_of
from issuer.verifying.checks.status import StatusResult, check_status
from issuer.verifying.checks.status_list import StatusListVerifier
from issuer.verifying.checks.superseding import has_newer_edition, refresh_addresses
from issuer.verifying.checks.validity import check_span
from issuer.verifying.inputs.documents import Documents
from issuer.verifying.inputs.reading import ParsedInput, ParseFailure
from issuer.verifying.inputs.schema import check_schema
from issuer.verifying.keys.credential_key import KeyLookup, find_key, find_token_key
from issuer.verifying.keys.issuer_names import check_issuer
from issuer.verifying.keys.key_checks import check_keys
from issuer.verifying.report import (
    CheckResult,
    ClaimedBadge,
    ClaimedIssuer,
    VerificationReport,
    complete_rows,
    verdict_of,
)


@dataclass(frozen=True)
class CredentialVerifier:
    """Everything a verification knows beside the credential: the moment, the fetched documents, the known issuers."""

    form: JsonLdCanonicaliser
    now: datetime
    documents: Documents
    known_issuers: Mapping[str, str]
    recipient: str | None
    inside: bool = False
    """Whether this credential is nested in another one, or a newer edition of it."""

    def verify_credential(self, parsed: ParsedInput, shape: CheckResult) -> VerificationReport:
        """Verify a parsed credential of any kind but Open Badges 2.0."""
        document = parsed.document
        issuer = issuer_of(document)
        if not shape.passed and parsed.token and "proof" not in document:
            return _build_report(
                [shape], issuer, parsed
            )  # a token covers members that linked data would drop
        contexts = check_contexts(document, parsed.kind, self.form)  # (3)
        if not shape.passed or not contexts.passed:
            return _build_report([shape, contexts], issuer, parsed)
        keys, proof = self._check_signatures(parsed, issuer.id)  # (4), (5)
        key = check_keys(issuer.id, keys, self.now)  # (6)
        checks = [
            shape,
            contexts,
            check_schema(document),  # (7)
            proof,
            key,
            check_issuer(issuer, self.known_issuers),  # (8)
            check_span(str(document["validFrom"]), parsed.valid_until, self.now),  # (9)
            check_recipient(identities_of(document), self.recipient),  # (10)
        ]
        needs = [key_lookup.missing for key_lookup in keys if key_lookup.missing]
        if not proof.passed or key.passed is False:
            # a forger must not choose which sites the caller fetches from, so only keys are asked for
            found = _build_report(checks, issuer, parsed)
            return replace(found, needs=_unique(needs) if found.verdict == "cannot tell" else ())
        return self._checks_after_signature(parsed, checks, needs)

    def _checks_after_signature(
        self, parsed: ParsedInput, checks: list[CheckResult], needs: list[str]
    ) -> VerificationReport:
        """Check the documents that a credential names, and its nested credentials, once its signature fits."""
        document = parsed.document
        status = self._check_status(document)  # (11), (12)
        picture = check_picture(document, parsed.unbaked, self.documents)  # (13)
        insides = [] if self.inside else self._nested_reports(document)  # (14)
        checks = [*checks, status.check, picture.check, *(check for check, _ in insides)]
        needs = [*needs, *status.missing]
        needs += [need for _, reports in insides for report in reports for need in report.needs]
        wants = [*((picture.missing,) if picture.missing else ()), *refresh_addresses(document)]
        found = _build_report(checks, issuer_of(document), parsed)  # (15)
        if found.verdict not in ("cannot tell", "valid", "expired"):
            return replace(found, as_of=status.as_of)
        return replace(
            found,
            needs=_unique(needs) if found.verdict == "cannot tell" else (),
            wants=_unique([want for want in wants if want not in self.documents]),
            as_of=status.as_of,
        )

    def _check_signatures(self, parsed: ParsedInput, issuer_id: str) -> tuple[list[KeyLookup], CheckResult]:
        """Check the token's signature, the embedded proof's, or both if a signed credential came as a token."""
        document = parsed.document
        keys: list[KeyLookup] = []
        check = None
        if parsed.token is not None:
            keys.append(find_token_key(issuer_id, parsed.token, self.documents))
            check = check_token(parsed.token, parsed, keys[0], self.now)
            if not check.passed or "proof" not in document:
                return keys, check
        keys.append(find_key(document, self.documents))
        embedded = check_proof(document, keys[-1], self.form, self.now)
        return keys, check if check and embedded.passed else embedded

    def _check_status(self, document: Document) -> StatusResult:
        lists = StatusListVerifier(
            self.form, self.now, self.documents, self.known_issuers, self._check_signatures
        )
        issuer_id = issuer_of(document).id
        found = check_status(
            document, self.documents, self.now, lambda address: lists.verify(issuer_id, address)
        )
        if (
            found.check.passed
            and not self.inside
            and has_newer_edition(document, self.documents, self._verify_nested)
        ):
            finding = Message("check.status.superseded")
            return StatusResult(
                CheckResult(names.STATUS, False, names.SUPERSEDED, finding), as_of=found.as_of
            )
        return found

    def _nested_reports(self, document: Document) -> list[tuple[CheckResult, list[VerificationReport]]]:
        found = []
        for name, inner in (
            (names.CONTENTS, inner_credentials(document)),
            (names.ENDORSEMENTS, inner_endorsements(document)),
        ):
            if inner:
                found.append(check_inner(name, inner, self._verify_nested))
        return found

    def _verify_nested(self, parsed: ParsedInput | ParseFailure, check: CheckResult) -> VerificationReport:
        """Verify a credential nested in this one, or a newer edition of it."""
        return replace(self, inside=True, recipient=None).verify_parsed(parsed, check)

    def verify_parsed(self, parsed: ParsedInput | ParseFailure, check: CheckResult) -> VerificationReport:
        """Verify parsed input, or report why parsing failed."""
        if isinstance(parsed, ParsedInput):
            return self.verify_credential(parsed, check)
        return failed_report(parsed)


def failed_report(failure: ParseFailure) -> VerificationReport:
    """Return the report on input that could not be parsed."""
    rows = complete_rows(list(failure.checks))
    needs = (failure.missing,) if failure.missing else ()
    return VerificationReport(verdict_of(rows), rows, None, None, needs=needs)


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def issuer_of(document: Document) -> ClaimedIssuer:
    """Return the issuer that a document names; the shape check has made sure that it names one."""
    said = document["issuer"]
    profile = said if isinstance(said, dict) else {"id": said}
    name = profile.get("name")
    return ClaimedIssuer(str(profile["id"]), name if isinstance(name, str) else None)


def _build_report(
    checks: list[CheckResult], issuer: ClaimedIssuer, parsed: ParsedInput
) -> VerificationReport:
    rows = complete_rows(checks)
    return VerificationReport(verdict_of(rows), rows, issuer, parsed.document, badge=_claimed_badge(parsed))


def _claimed_badge(parsed: ParsedInput) -> ClaimedBadge:
    document = parsed.document
    subject = cast(Document, document["credentialSubject"])
    said = subject.get("achievement")
    achievement: Document = said if isinstance(said, dict) else {}  # a learner record has several
    criteria = cast(Document, achievement.get("criteria") or {})
    titles = [achievement.get("name"), document.get("name")]
    about = achievement.get("description") or subject.get("endorsementComment") or document.get("description")
    return ClaimedBadge(
        Message(f"standard.{parsed.kind}"),
        str(next((title for title in titles if title), "")),
        str(about or ""),
        str(criteria.get("narrative", "")),
        str(document.get("awardedDate", document["validFrom"])),
        parsed.valid_until,
    )

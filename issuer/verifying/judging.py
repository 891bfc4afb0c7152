"""Verifies credentials of Open Badges 3.0 and CLR 2.0, their nested credentials and their status lists.

The numbers are those of the steps in `verifier`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from issuer.canonical.canonical_form import CanonicalForm
from issuer.strict_json import Document
from issuer.verifying import report as names
from issuer.verifying.checks.contents import check_inside, inner_credentials, inner_endorsements
from issuer.verifying.checks.contexts import check_contexts
from issuer.verifying.checks.picture import check_picture
from issuer.verifying.checks.proof import check_proof, check_token
from issuer.verifying.checks.recipient import check_recipient, identities_of
from issuer.verifying.checks.status import FoundStatus, JudgedList, check_status
from issuer.verifying.checks.superseding import newer_edition, place_of_newer
from issuer.verifying.checks.validity import check_time
from issuer.verifying.inputs.documents import DocumentError, Documents, signed_document_at, text_at
from issuer.verifying.inputs.reading import Brought, Unread, judged_shape, read
from issuer.verifying.inputs.schema import check_schema
from issuer.verifying.keys.credential_key import FoundKey, check_keys, find_key, find_token_key
from issuer.verifying.keys.issuer_names import check_issuer
from issuer.verifying.report import Check, FoundBadge, FoundIssuer, Report, filled_up, verdict_of

_STANDARDS = {
    "OpenBadgeCredential": "Open Badges 3.0",
    "EndorsementCredential": "Open Badges 3.0 endorsement",
    "ClrCredential": "CLR 2.0 learner record",
}


@dataclass(frozen=True)
class Judge:
    """Everything a verification knows beside the credential: the moment, the fetched documents, the known issuers."""

    form: CanonicalForm
    now: datetime
    documents: Documents
    known: Mapping[str, str]
    recipient: str | None
    inside: bool = False
    """Whether this credential is nested in another one, or a newer edition of it."""

    def credential(self, parsed: Brought, shape: Check) -> Report:
        """Verify a parsed credential of any kind but Open Badges 2.0."""
        document = parsed.document
        issuer = issuer_of(document)
        contexts = check_contexts(document, parsed.kind, self.form)  # (3)
        if not contexts.passed:
            return _finished([shape, contexts], issuer, parsed)
        keys, proof = self._signatures(parsed, issuer.id)  # (4), (5)
        key = check_keys(issuer.id, keys, self.now)  # (6)
        checks = [
            shape,
            contexts,
            check_schema(document),  # (7)
            proof,
            key,
            check_issuer(issuer, self.known),  # (8)
            check_time(document, self.now),  # (9)
            check_recipient(identities_of(document), self.recipient),  # (10)
        ]
        needs = [one.missing for one in keys if one.missing]
        if not proof.passed or key.passed is False:
            # a forger must not choose which sites the caller fetches from, so only keys are asked for
            found = _finished(checks, issuer, parsed)
            return replace(found, needs=_once(needs) if found.verdict == "cannot tell" else ())
        return self._sound(parsed, checks, needs)

    def _sound(self, parsed: Brought, checks: list[Check], needs: list[str]) -> Report:
        """Check the documents that a credential names, and its nested credentials, once its signature fits."""
        document = parsed.document
        status = self._status(document)  # (11), (12)
        picture = check_picture(document, parsed.unbaked, self.documents)  # (13)
        insides = [] if self.inside else self._insides(document)  # (14)
        checks = [*checks, status.check, picture.check, *(check for check, _ in insides)]
        needs = [*needs, *status.missing]
        needs += [need for _, reports in insides for report in reports for need in report.needs]
        wants = [*((picture.missing,) if picture.missing else ()), *place_of_newer(document)]
        found = _finished(checks, issuer_of(document), parsed)  # (15)
        if found.verdict not in ("cannot tell", "valid", "expired"):
            return replace(found, as_of=status.as_of)
        return replace(
            found,
            needs=_once(needs) if found.verdict == "cannot tell" else (),
            wants=_once([want for want in wants if want not in self.documents]),
            as_of=status.as_of,
        )

    def _signatures(self, parsed: Brought, issuer_id: str) -> tuple[list[FoundKey], Check]:
        """Check the token's signature, the embedded proof's, or both if a signed credential came as a token."""
        document = parsed.document
        keys: list[FoundKey] = []
        check = None
        if parsed.token is not None:
            keys.append(find_token_key(issuer_id, parsed.token, self.documents))
            check = check_token(parsed.token, document, keys[0], self.now)
            if not check.passed or "proof" not in document:
                return keys, check
        keys.append(find_key(document, self.documents))
        embedded = check_proof(document, keys[-1], self.form, self.now)
        return keys, check if check and embedded.passed else embedded

    def _status(self, document: Document) -> FoundStatus:
        found = check_status(
            document, self.documents, self.now, lambda address: self._list(document, address)
        )
        if found.check.passed and not self.inside and newer_edition(document, self.documents, self._within):
            says = "Its issuer has replaced this credential by a newer one."
            return FoundStatus(Check(names.STATUS, False, names.SUPERSEDED, says), as_of=found.as_of)
        return found

    def _list(self, document: Document, address: str) -> JudgedList:
        """Verify the status list of an address: signed by the same issuer, and about itself."""
        if address not in self.documents:
            return JudgedList(missing=(address,))
        parsed = self._read_list(address)
        if isinstance(parsed, str):
            return JudgedList(problem=parsed)
        listed, issuer_id = parsed.document, issuer_of(document).id
        if issuer_of(listed).id != issuer_id or listed.get("id") != address:
            return JudgedList(problem="the list is of another issuer, or of another address")
        contexts = check_contexts(listed, "StatusListCredential", self.form)
        keys, proof = self._signatures(parsed, issuer_id)
        missing = [one.missing for one in keys if one.missing]
        if missing:
            return JudgedList(missing=_once(missing))
        key = check_keys(issuer_id, keys, self.now)
        failed = [one for one in (contexts, proof, key) if not one.passed]
        return (
            JudgedList(problem=f"its list does not hold: {failed[0].says}") if failed else JudgedList(listed)
        )

    def _read_list(self, address: str) -> Brought | str:
        """Parse a status list, JSON or a token; return a sentence if it is none."""
        token = None
        try:
            text = text_at(self.documents, address)
            if text is not None:
                found, check = read(text.encode(), {}, "StatusListCredential")
                return found if isinstance(found, Brought) else check.says
            document = signed_document_at(self.documents, address)
        except DocumentError as problem:
            return str(problem)
        shape = judged_shape(document, "StatusListCredential", "This is")
        return Brought(document, "StatusListCredential", token) if shape.passed else shape.says

    def _insides(self, document: Document) -> list[tuple[Check, list[Report]]]:
        found = []
        for name, inner in (
            (names.CONTENTS, inner_credentials(document)),
            (names.ENDORSEMENTS, inner_endorsements(document)),
        ):
            if inner:
                found.append(check_inside(name, inner, self._within))
        return found

    def _within(self, parsed: Brought | Unread, check: Check) -> Report:
        """Verify a credential nested in this one, or a newer edition of it."""
        return replace(self, inside=True, recipient=None).brought(parsed, check)

    def brought(self, parsed: Brought | Unread, check: Check) -> Report:
        """Verify parsed input, or report why parsing failed."""
        if isinstance(parsed, Brought):
            return self.credential(parsed, check)
        rows = filled_up([check])
        return Report(verdict_of(rows), rows, None, None)


def _once(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def issuer_of(document: Document) -> FoundIssuer:
    """Return the issuer that a document names; the shape check has made sure that it names one."""
    said = document["issuer"]
    profile = said if isinstance(said, dict) else {"id": said}
    name = profile.get("name")
    return FoundIssuer(str(profile["id"]), name if isinstance(name, str) else None)


def _finished(checks: list[Check], issuer: FoundIssuer, parsed: Brought) -> Report:
    rows = filled_up(checks)
    return Report(verdict_of(rows), rows, issuer, parsed.document, badge=_badge(parsed))


def _badge(parsed: Brought) -> FoundBadge:
    document = parsed.document
    subject = cast(Document, document["credentialSubject"])
    said = subject.get("achievement")
    achievement: Document = said if isinstance(said, dict) else {}  # a learner record has several
    criteria = cast(Document, achievement.get("criteria") or {})
    titles = [achievement.get("name"), document.get("name"), "No name given"]
    about = achievement.get("description") or subject.get("endorsementComment") or document.get("description")
    return FoundBadge(
        _STANDARDS.get(parsed.kind, parsed.kind),
        str(next(one for one in titles if one)),
        str(about or ""),
        str(criteria.get("narrative", "")),
        str(document.get("awardedDate", document["validFrom"])),
        str(document["validUntil"]) if "validUntil" in document else None,
    )

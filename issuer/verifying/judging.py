"""Judges credentials of Open Badges 3.0 and CLR 2.0, and what they hold or rest on: each with the same checks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from issuer.canonical_form import CanonicalForm
from issuer.strict_json import Document
from issuer.verifying import report as names
from issuer.verifying.contents import check_inside, inner_credentials, inner_endorsements
from issuer.verifying.contexts import check_contexts
from issuer.verifying.documents import DocumentError, Documents, signed_document_at, text_at
from issuer.verifying.issuer_names import check_issuer
from issuer.verifying.keys import FoundKey, check_keys, find_key, find_token_key
from issuer.verifying.picture import check_picture
from issuer.verifying.proof import check_proof, check_token
from issuer.verifying.reading import Brought, Unread, judged_shape, read
from issuer.verifying.recipient import check_recipient, identities_of
from issuer.verifying.report import Check, FoundBadge, FoundIssuer, Report, filled_up, verdict_of
from issuer.verifying.schema import check_schema
from issuer.verifying.status import FoundStatus, JudgedList, check_status
from issuer.verifying.superseding import newer_edition, place_of_newer
from issuer.verifying.validity import check_time

_STANDARDS = {
    "OpenBadgeCredential": "Open Badges 3.0",
    "EndorsementCredential": "Open Badges 3.0 endorsement",
    "ClrCredential": "CLR 2.0 learner record",
}


@dataclass(frozen=True)
class Judge:
    """Everything a verification knows beside what was brought."""

    form: CanonicalForm
    now: datetime
    documents: Documents
    known: Mapping[str, str]
    recipient: str | None
    inside: bool = False
    """Whether this is a credential inside another one, or one that another rests on."""

    def credential(self, brought: Brought, shape: Check) -> Report:
        """Judge a credential that was read."""
        document = brought.document
        issuer = issuer_of(document)
        contexts = check_contexts(document, brought.kind, self.form)
        if not contexts.passed:
            return _finished([shape, contexts], issuer, brought)
        keys, proof = self._signatures(brought, issuer.id)
        key = check_keys(issuer.id, keys, self.now)
        checks = [
            shape,
            contexts,
            check_schema(document),
            proof,
            key,
            check_issuer(issuer, self.known),
            check_time(document, self.now),
            check_recipient(identities_of(document), self.recipient),
        ]
        needs = [one.missing for one in keys if one.missing]
        if not proof.passed or key.passed is False:
            # whatever else it names may be somebody else's, whom we should not bother on a forger's behalf
            found = _finished(checks, issuer, brought)
            return replace(found, needs=_once(needs) if found.verdict == "cannot tell" else ())
        return self._sound(brought, checks, needs)

    def _sound(self, brought: Brought, checks: list[Check], needs: list[str]) -> Report:
        """Look at what a credential names and holds, once its signature fits."""
        document = brought.document
        status = self._status(document)
        picture = check_picture(document, brought.unbaked, self.documents)
        insides = [] if self.inside else self._insides(document)
        checks = [*checks, status.check, picture.check, *(check for check, _ in insides)]
        needs = [*needs, *status.missing]
        needs += [need for _, reports in insides for report in reports for need in report.needs]
        wants = [*((picture.missing,) if picture.missing else ()), *place_of_newer(document)]
        found = _finished(checks, issuer_of(document), brought)
        if found.verdict not in ("cannot tell", "valid", "expired"):
            return replace(found, as_of=status.as_of)
        return replace(
            found,
            needs=_once(needs) if found.verdict == "cannot tell" else (),
            wants=_once([want for want in wants if want not in self.documents]),
            as_of=status.as_of,
        )

    def _signatures(self, brought: Brought, issuer_id: str) -> tuple[list[FoundKey], Check]:
        """A token's signature; the embedded proof's; or both, where a signed credential travels as a token."""
        document = brought.document
        keys: list[FoundKey] = []
        check = None
        if brought.token is not None:
            keys.append(find_token_key(issuer_id, brought.token, self.documents))
            check = check_token(brought.token, document, keys[0], self.now)
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
        brought = self._read_list(address)
        if isinstance(brought, str):
            return JudgedList(problem=brought)
        listed, issuer_id = brought.document, issuer_of(document).id
        if issuer_of(listed).id != issuer_id or listed.get("id") != address:
            return JudgedList(problem="the list is of another issuer, or of another address")
        contexts = check_contexts(listed, "StatusListCredential", self.form)
        keys, proof = self._signatures(brought, issuer_id)
        missing = [one.missing for one in keys if one.missing]
        if missing:
            return JudgedList(missing=_once(missing))
        key = check_keys(issuer_id, keys, self.now)
        failed = [one for one in (contexts, proof, key) if not one.passed]
        return (
            JudgedList(problem=f"its list does not hold: {failed[0].says}") if failed else JudgedList(listed)
        )

    def _read_list(self, address: str) -> Brought | str:
        """Read a list as JSON or as a token; return a sentence if it is none."""
        try:
            text = text_at(self.documents, address)
            if text is not None:
                found, check = read(text.encode(), {}, "StatusListCredential")
                return found if isinstance(found, Brought) else check.says
            document = signed_document_at(self.documents, address)
        except DocumentError as problem:
            return str(problem)
        shape = judged_shape(document, "StatusListCredential", "This is")
        return Brought(document, "StatusListCredential") if shape.passed else shape.says

    def _insides(self, document: Document) -> list[tuple[Check, list[Report]]]:
        found = []
        for name, inner in (
            (names.CONTENTS, inner_credentials(document)),
            (names.ENDORSEMENTS, inner_endorsements(document)),
        ):
            if inner:
                found.append(check_inside(name, inner, self._within))
        return found

    def _within(self, brought: Brought | Unread, check: Check) -> Report:
        """Judge a credential inside this one, or that this one rests on."""
        return replace(self, inside=True, recipient=None).brought(brought, check)

    def brought(self, brought: Brought | Unread, check: Check) -> Report:
        """Judge what was read, whether it could be read or not."""
        if isinstance(brought, Brought):
            return self.credential(brought, check)
        rows = filled_up([check])
        return Report(verdict_of(rows), rows, None, None)


def _once(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def issuer_of(document: Document) -> FoundIssuer:
    """Return who a document says signed it; the shape check has seen that it says so."""
    said = document["issuer"]
    profile = said if isinstance(said, dict) else {"id": said}
    name = profile.get("name")
    return FoundIssuer(str(profile["id"]), name if isinstance(name, str) else None)


def _finished(checks: list[Check], issuer: FoundIssuer, brought: Brought) -> Report:
    rows = filled_up(checks)
    return Report(verdict_of(rows), rows, issuer, brought.document, badge=_badge(brought))


def _badge(brought: Brought) -> FoundBadge:
    document = brought.document
    subject = cast(Document, document["credentialSubject"])
    said = subject.get("achievement")
    achievement: Document = said if isinstance(said, dict) else {}  # a learner record has several
    criteria = cast(Document, achievement.get("criteria") or {})
    titles = [achievement.get("name"), document.get("name"), "No name given"]
    about = achievement.get("description") or subject.get("endorsementComment") or document.get("description")
    return FoundBadge(
        _STANDARDS.get(brought.kind, brought.kind),
        str(next(one for one in titles if one)),
        str(about or ""),
        str(criteria.get("narrative", "")),
        str(document.get("awardedDate", document["validFrom"])),
        str(document["validUntil"]) if "validUntil" in document else None,
    )

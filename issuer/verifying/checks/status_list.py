"""Verifies a status list: signed by the badge's issuer or by an authority that is known here, and about itself.

Bitstring Status List 1.0 §2.2 allows another issuer for the list. Whether to believe it is up to whoever verifies: an
authority counts if it is among the known issuers; any other could say what it likes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from issuer.canonical.canonical_form import JsonLdCanonicaliser
from issuer.messages import Message, MessageError
from issuer.proofs.bitstring import StatusListError
from issuer.strict_json import Document
from issuer.timestamps import read_timestamp
from issuer.verifying.checks.contexts import check_contexts
from issuer.verifying.inputs.documents import (
    DocumentError,
    Documents,
    document_at,
    signed_document_at,
    text_at,
)
from issuer.verifying.inputs.reading import ParsedInput, check_shape, parse_input
from issuer.verifying.keys.credential_key import KeyLookup
from issuer.verifying.keys.key_checks import check_keys
from issuer.verifying.report import CheckResult

_KIND = "StatusListCredential"
CheckSignatures = Callable[[ParsedInput, str], tuple[list[KeyLookup], CheckResult]]
"""Checks the signatures of a parsed credential of that issuer."""


@dataclass(frozen=True)
class VerifiedStatusList:
    """The result of verifying a status list: the list, or the problem, or the missing documents."""

    listed: ParsedInput | None = None
    problem: MessageError | None = None
    missing: tuple[str, ...] = ()
    authority: str | None = None
    """The name of its issuer, if that is not the badge's."""


@dataclass(frozen=True)
class StatusListVerifier:
    """What the verification of a list needs to know."""

    form: JsonLdCanonicaliser
    now: datetime
    documents: Documents
    known_issuers: Mapping[str, str]
    check_signatures: CheckSignatures

    def verify(self, badge_issuer: str, address: str) -> VerifiedStatusList:
        """Verify the list at an address that a badge of that issuer names."""
        if address not in self.documents:
            return VerifiedStatusList(missing=(address,))
        try:
            parsed = self._parse(address)
            issuer_id = _issuer_id(parsed.document)
            if issuer_id != badge_issuer and issuer_id not in self.known_issuers:
                message = Message("problem.list_of_authority", found=issuer_id[:80])
                raise StatusListError(message, undecided=True)
            if parsed.document.get("id", address) != address:
                raise StatusListError(Message("problem.list_of_another"))
            missing = self._check(parsed, issuer_id)
        except (StatusListError, DocumentError) as problem:
            return VerifiedStatusList(problem=problem)
        if missing:
            return VerifiedStatusList(missing=missing)
        authority = None if issuer_id == badge_issuer else self.known_issuers[issuer_id]
        return VerifiedStatusList(parsed, authority=authority)

    def _parse(self, address: str) -> ParsedInput:
        """Parse the list, JSON or a token. One that does not say its own id counts only at its own address."""
        text = text_at(self.documents, address)
        if text is not None:
            found, shape = parse_input(text.encode(), {}, _KIND)
            parsed = found if isinstance(found, ParsedInput) else None
        else:
            document = signed_document_at(self.documents, address)
            shape = check_shape(document, _KIND)
            parsed = ParsedInput(document, _KIND)
        if parsed is None or not shape.passed:
            raise StatusListError(shape.message, undecided=shape.passed is None)
        if "id" not in parsed.document and text is None:
            document_at(self.documents, address)
        return parsed

    def _check(self, parsed: ParsedInput, issuer_id: str) -> tuple[str, ...]:
        """Check contexts, signature and key; return the missing documents, or raise `StatusListError`."""
        contexts = check_contexts(parsed.document, _KIND, self.form)
        keys, proof = self.check_signatures(parsed, issuer_id)
        missing = [key_lookup.missing for key_lookup in keys if key_lookup.missing]
        key = check_keys(issuer_id, keys, self.now)
        checks = [check for check in (contexts, proof, key) if not check.passed]
        wrong = [check for check in checks if check.passed is False]
        if missing and not wrong:
            return tuple(dict.fromkeys(missing))
        if checks:
            worst = (wrong or checks)[0]
            message = Message("problem.list_fails", problem=worst.message)
            raise StatusListError(message, undecided=worst.passed is None)
        return ()


def dates_of(parsed: ParsedInput) -> tuple[datetime | None, datetime | None]:
    """Return when a list was made, as it and its proof or token say, and when it ends; None where it says nothing."""
    said = [parsed.document.get("validFrom"), _created(parsed.document)]
    said += [parsed.token.signed_at] if parsed.token else []
    moments = [read_timestamp(str(json)) for json in said if json is not None]
    end = parsed.valid_until
    return max(moments, default=None), read_timestamp(end) if end is not None else None


def _created(listed: Document) -> str | None:
    proofs = listed.get("proof")
    proof = proofs[0] if isinstance(proofs, list) and len(proofs) == 1 else proofs
    return str(proof["created"]) if isinstance(proof, dict) and "created" in proof else None


def _issuer_id(document: Document) -> str:
    said = document["issuer"]
    return str(said["id"] if isinstance(said, dict) else said)

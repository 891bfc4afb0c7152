"""Does the issuer still stand by the credential? Looked up in its status list (Bitstring Status List v1.0 §3.2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from issuer.canonical_form import CanonicalError, CanonicalForm
from issuer.proofs.bitstring import StatusListError, decode_list, is_set
from issuer.proofs.data_integrity import ProofError, verify_proof
from issuer.proofs.keys import KeyMaterialError
from issuer.strict_json import Document, Json
from issuer.timestamps import TimestampError, read_timestamp
from issuer.verifying.keys import find_key
from issuer.verifying.report import REVOKED, STATUS, SUSPENDED, Check

_FOUND = {"revocation": REVOKED, "suspension": SUSPENDED}
_SAYS = {
    REVOKED: "The issuer has revoked this credential: it does not count any more.",
    SUSPENDED: "The issuer has suspended this credential: it does not count at present.",
}


class _Unusable(Exception):
    """The list cannot be used; the message says why."""


def check_status(
    document: Document, documents: Mapping[str, Json], form: CanonicalForm, now: datetime
) -> tuple[tuple[Check, ...], str | None]:
    """Return the check, if the credential has a status, and the address of the list that is still needed, if any."""
    if "credentialStatus" not in document:
        return (), None
    status = cast(Document, document["credentialStatus"])  # the shape check has seen to it
    purpose, address = status.get("statusPurpose"), status.get("statusListCredential")
    if (
        status.get("type") != "BitstringStatusListEntry"
        or purpose not in _FOUND
        or not isinstance(address, str)
    ):
        says = f"It can be revoked in a way that this release does not check: {str(status.get('type'))[:60]}."
        return (Check(STATUS, None, "unsupported", says),), None
    if address not in documents:
        says = f"The status list at {address} is needed first."
        return (Check(STATUS, None, "document-missing", says),), address
    try:
        is_lost = _looked_up(status, documents, document, form, now)
    except (_Unusable, StatusListError, ProofError, CanonicalError, KeyMaterialError) as problem:
        return (Check(STATUS, None, "status-list", f"The status list cannot be used: {problem}."),), None
    if is_lost:
        code = _FOUND[str(purpose)]
        return (Check(STATUS, False, code, _SAYS[code]),), None
    return (
        Check(STATUS, True, "ok", "The issuer still stands by it: its status list says nothing else."),
    ), None


def _looked_up(
    status: Document, documents: Mapping[str, Json], credential: Document, form: CanonicalForm, now: datetime
) -> bool:
    address, index = str(status["statusListCredential"]), str(status.get("statusListIndex"))
    found = documents[address]
    subject = found.get("credentialSubject") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(subject, dict):
        raise _Unusable("it is not a BitstringStatusListCredential")
    issuer = cast(Document, credential["issuer"])["id"]
    _refuse_others(found, subject, status, issuer)
    _refuse_stale(found, now)
    key = find_key(found, documents)
    if key.public_key is None or key.controller != issuer:
        raise _Unusable(
            f"its key is not at hand or not one of the issuer's ({key.problem or key.controller})"
        )
    if not verify_proof(found, key.public_key, form):
        raise _Unusable("its signature does not fit")
    if not index.isascii() or not index.isdecimal() or len(index) > 9:
        raise _Unusable(f"found the index {index[:20]!r} where a number was expected")
    return is_set(decode_list(str(subject.get("encodedList"))), int(index))


def _refuse_others(found: Document, subject: Document, status: Document, issuer: Json) -> None:
    said = found.get("issuer")
    if (said.get("id") if isinstance(said, dict) else said) != issuer:
        raise _Unusable("it is signed by somebody else than the credential's issuer")
    types = found.get("type")
    if not isinstance(types, list) or "BitstringStatusListCredential" not in types:
        raise _Unusable("it is not a BitstringStatusListCredential")
    if found.get("id") != status["statusListCredential"]:
        raise _Unusable(f"it says that it is another list, {str(found.get('id'))[:80]!r}")
    if (
        subject.get("type") != "BitstringStatusList"
        or subject.get("statusPurpose") != status["statusPurpose"]
    ):
        raise _Unusable(f"it is for another purpose, {str(subject.get('statusPurpose'))[:40]!r}")


def _refuse_stale(found: Document, now: datetime) -> None:
    try:
        if "validUntil" in found and read_timestamp(str(found["validUntil"])) < now:
            raise _Unusable(f"it counted only until {found['validUntil']}; fetch the newest one")
    except TimestampError as problem:
        raise _Unusable(str(problem)) from None

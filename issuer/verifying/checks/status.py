"""Has the issuer revoked or suspended the credential, by its status list?

Bitstring Status List 1.0, and 1EdTech's Revocation List. A set bit counts even in an outdated list; an unset bit
only in a current one.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from issuer.messages import Message
from issuer.proofs.bitstring import StatusListError, decode_list, is_set
from issuer.strict_json import Document, Json
from issuer.timestamps import TimestampError, read_timestamp
from issuer.verifying.inputs.documents import DocumentError, Documents, document_at
from issuer.verifying.report import REVOKED, STATUS, SUSPENDED, CheckResult

_INDEX = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
_GRACE = timedelta(days=31)
_USUAL_TTL = 300_000
"""Milliseconds (Bitstring Status List 1.0 §2.2)."""
_MOST_TTL = 366 * 24 * 3_600_000
_LATEST = datetime(9998, 1, 1, tzinfo=UTC)
_ENDS = {"revocation": REVOKED, "suspension": SUSPENDED}
_SAYS = {
    REVOKED: Message("check.status.revoked"),
    SUSPENDED: Message("check.status.suspended"),
}


@dataclass(frozen=True)
class StatusResult:
    """The check, the documents that are missing, and the moment of the status list."""

    check: CheckResult
    missing: tuple[str, ...] = ()
    as_of: datetime | None = None


@dataclass(frozen=True)
class VerifiedStatusList:
    """The result of verifying a status list: its document, or the problem, or the missing documents."""

    document: Document | None = None
    problem: Message | None = None
    missing: tuple[str, ...] = ()


VerifyStatusList = Callable[[str], VerifiedStatusList]


def check_status(
    document: Document, documents: Documents, now: datetime, judge: VerifyStatusList
) -> StatusResult:
    """Look the credential up in the list it names; `judge` verifies the list of an address."""
    status = document.get("credentialStatus")
    if not isinstance(status, dict):
        finding = Message("check.status.no_status")
        return StatusResult(CheckResult(STATUS, True, "no-status", finding))
    kind = status.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    if "BitstringStatusListEntry" in kinds:
        return _check_bitstring(status, now, judge)
    if "1EdTechRevocationList" in kinds:
        return _check_revocation_list(document, str(status.get("id")), documents)
    finding = Message("check.status.kind", found=str(kind)[:60])
    return StatusResult(CheckResult(STATUS, None, "status-kind", finding))


def _check_bitstring(status: Document, now: datetime, judge: VerifyStatusList) -> StatusResult:
    address, purpose = str(status.get("statusListCredential")), str(status.get("statusPurpose"))
    index = str(status.get("statusListIndex"))
    complaint = _entry_complaint(status, index, address)
    if complaint:
        return _untrusted_status(complaint)
    if purpose not in _ENDS:
        finding = Message("check.status.purpose", found=purpose[:40])
        return StatusResult(CheckResult(STATUS, None, "status-purpose", finding))
    judged = judge(address)
    if judged.missing:
        finding = Message("check.status.document_missing", address=judged.missing[0])
        return StatusResult(CheckResult(STATUS, None, "document-missing", finding), judged.missing)
    if judged.document is None:
        return _untrusted_status(judged.problem or Message("problem.list_of_another"))
    try:
        return _look_up_bit(judged.document, purpose, int(index), now)
    except (StatusListError, TimestampError) as problem:
        return _untrusted_status(problem.message)


def _entry_complaint(status: Document, index: str, address: str) -> Message | None:
    if not _INDEX.fullmatch(index):
        return Message("problem.list_index", found=index[:20])
    if not address.startswith("https://") or status.get("id") == address:
        return Message("problem.list_address")
    return None


def _look_up_bit(listed: Document, purpose: str, index: int, now: datetime) -> StatusResult:
    subject = listed.get("credentialSubject")
    if not isinstance(subject, dict) or purpose not in _purposes(subject):
        return _untrusted_status(Message("problem.list_purpose", purpose=purpose))
    since = read_timestamp(str(listed.get("validFrom")))
    as_of = max(since, _signed_at(listed) or since)
    until = _counts_until(listed, subject, as_of)
    if is_set(decode_list(str(subject.get("encodedList"))), index):
        code = _ENDS[purpose]
        return StatusResult(CheckResult(STATUS, False, code, _SAYS[code]), as_of=as_of)
    if since > now or until < now:
        finding = Message("check.status.stale", moment=as_of)
        return StatusResult(CheckResult(STATUS, None, "status-stale", finding), as_of=as_of)
    finding = Message("check.status.ok", moment=as_of)
    return StatusResult(CheckResult(STATUS, True, "ok", finding), as_of=as_of)


def _purposes(subject: Document) -> list[Json]:
    said = subject.get("statusPurpose")
    return said if isinstance(said, list) else [said]


def _counts_until(listed: Document, subject: Document, as_of: datetime) -> datetime:
    """Return the end of the list's validity: `validUntil`, or else `as_of` plus `ttl` plus a grace period.

    The grace is for issuers that sign a list only when it changes. Without any end, an attacker in the network could
    serve the list of a day before the revocation for ever.
    """
    if "validUntil" in listed:
        return read_timestamp(str(listed["validUntil"]))
    said = subject.get("ttl", _USUAL_TTL)
    kept = said if isinstance(said, int | float) and not isinstance(said, bool) else _USUAL_TTL
    return min(as_of, _LATEST) + _GRACE + timedelta(milliseconds=min(max(kept, 0), _MOST_TTL))


def _signed_at(listed: Document) -> datetime | None:
    proofs = listed.get("proof")
    proof = proofs[0] if isinstance(proofs, list) and len(proofs) == 1 else proofs
    return read_timestamp(str(proof["created"])) if isinstance(proof, dict) and "created" in proof else None


def _check_revocation_list(document: Document, address: str, documents: Documents) -> StatusResult:
    """Look up 1EdTech's list of revoked credentials. It is not signed, but the signed credential names its address."""
    if not address.startswith("https://"):
        return _untrusted_status(Message("problem.list_not_https", found=address[:60]))
    if address not in documents:
        finding = Message("check.status.document_missing", address=address)
        return StatusResult(CheckResult(STATUS, None, "document-missing", finding), (address,))
    try:
        found = document_at(documents, address)
    except DocumentError as problem:
        return _untrusted_status(problem.message)
    issuer = document.get("issuer")
    issuer_id = issuer.get("id") if isinstance(issuer, dict) else issuer
    said = found.get("issuer")
    if (said.get("id") if isinstance(said, dict) else said) != issuer_id or found.get("id") != address:
        return _untrusted_status(Message("problem.list_of_another"))
    revoked = found.get("revokedCredential", [])
    if any(
        _names_credential(json, document["id"])
        for json in (revoked if isinstance(revoked, list) else [revoked])
    ):
        return StatusResult(CheckResult(STATUS, False, REVOKED, _SAYS[REVOKED]))
    return StatusResult(CheckResult(STATUS, True, "ok", Message("check.status.not_on_list")))


def _names_credential(entry: Json, id_: Json) -> bool:
    return isinstance(entry, dict) and entry.get("id") == id_ and entry.get("revoked", True) is not False


def _untrusted_status(why: Message) -> StatusResult:
    return StatusResult(
        CheckResult(STATUS, False, "status-list", Message("check.status.untrusted", problem=why))
    )

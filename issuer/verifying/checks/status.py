"""Has the issuer revoked or suspended the credential, by its status list?

Bitstring Status List 1.0, and 1EdTech's Revocation List. A set bit counts even in an outdated list; an unset bit
only in a current one.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from issuer.messages import Message, MessageError
from issuer.proofs.bitstring import StatusListError, decode_list, is_set
from issuer.strict_json import Document, Json
from issuer.timestamps import TimestampError, read_timestamp
from issuer.verifying.checks.status_list import VerifiedStatusList, dates_of
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
_NO_STATUS = CheckResult(STATUS, True, "no-status", Message("check.status.no_status"))


@dataclass(frozen=True)
class StatusResult:
    """The check, the documents that are missing, and the moment of the status list."""

    check: CheckResult
    missing: tuple[str, ...] = ()
    as_of: datetime | None = None


VerifyStatusList = Callable[[str], VerifiedStatusList]


def check_status(
    document: Document, documents: Documents, now: datetime, judge: VerifyStatusList
) -> StatusResult:
    """Look the credential up in the list it names; `judge` verifies the list of an address."""
    status = document.get("credentialStatus")
    if not isinstance(status, dict):
        return StatusResult(_NO_STATUS)
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
    other = _other_kind(status, purpose)
    if other:
        return StatusResult(other)
    judged = judge(address)
    if judged.missing:
        finding = Message("check.status.document_missing", address=judged.missing[0])
        return StatusResult(CheckResult(STATUS, None, "document-missing", finding), judged.missing)
    if judged.listed is None:
        return _untrusted_status(judged.problem or StatusListError(Message("problem.list_of_another")))
    try:
        return _look_up_bit(judged, purpose, int(index), now)
    except (StatusListError, TimestampError) as problem:
        return _untrusted_status(problem)


def _other_kind(status: Document, purpose: str) -> CheckResult | None:
    """Name an entry that we cannot look up: of several bits, or for a purpose that we do not know."""
    if status.get("statusSize", 1) != 1:
        finding = Message("check.status.size", found=str(status["statusSize"])[:20])
        return CheckResult(STATUS, None, "status-kind", finding)
    if purpose not in _ENDS:
        finding = Message("check.status.purpose", found=purpose[:40])
        return CheckResult(STATUS, None, "status-purpose", finding)
    return None


def _entry_complaint(status: Document, index: str, address: str) -> StatusListError | None:
    if not _INDEX.fullmatch(index):
        return StatusListError(Message("problem.list_index", found=index[:20]))
    if status.get("id") == address:
        return StatusListError(Message("problem.list_address"))
    return _address_complaint(address)


def _address_complaint(address: str) -> StatusListError | None:
    """Lists elsewhere than at an https address may be right, only we do not ask for them."""
    if address.startswith("https://"):
        return None
    message = Message("problem.list_not_https", found=address[:60])
    return StatusListError(message, undecided=address not in ("", "None"))


def _look_up_bit(judged: VerifiedStatusList, purpose: str, index: int, now: datetime) -> StatusResult:
    listed = judged.listed
    subject = listed.document.get("credentialSubject") if listed else None
    if listed is None or not isinstance(subject, dict) or purpose not in _purposes(subject):
        return _untrusted_status(StatusListError(Message("problem.list_purpose", purpose=purpose)))
    as_of, end = dates_of(listed)
    if is_set(decode_list(str(subject.get("encodedList"))), index):
        code = _ENDS[purpose]
        return StatusResult(CheckResult(STATUS, False, code, _SAYS[code]), as_of=as_of)
    since = listed.document.get("validFrom")
    early = since is not None and read_timestamp(str(since)) > now
    until = end or _counts_until(subject, as_of)
    if until is None:
        return StatusResult(CheckResult(STATUS, None, "status-stale", Message("check.status.undated")))
    if early or until < now:
        finding = Message("check.status.stale", moment=as_of or until)
        return StatusResult(CheckResult(STATUS, None, "status-stale", finding), as_of=as_of)
    return StatusResult(CheckResult(STATUS, True, "ok", _in_force(as_of, until, judged)), as_of=as_of)


def _in_force(as_of: datetime | None, until: datetime, judged: VerifiedStatusList) -> Message:
    if judged.authority:
        return Message("check.status.ok_by", moment=as_of or until, authority=judged.authority)
    return (
        Message("check.status.ok", moment=as_of) if as_of else Message("check.status.ok_until", moment=until)
    )


def _purposes(subject: Document) -> list[Json]:
    said = subject.get("statusPurpose")
    return said if isinstance(said, list) else [said]


def _counts_until(subject: Document, as_of: datetime | None) -> datetime | None:
    """Return until when a list without an end counts: `as_of` plus `ttl` plus a grace period.

    The grace is for issuers that sign a list only when it changes. Without any end, an attacker in the network could
    serve the list of a day before the revocation for ever; so a list that says no date at all counts never.
    """
    if as_of is None:
        return None
    said = subject.get("ttl", _USUAL_TTL)
    kept = said if isinstance(said, int | float) and not isinstance(said, bool) else _USUAL_TTL
    return min(as_of, _LATEST) + _GRACE + timedelta(milliseconds=min(max(kept, 0), _MOST_TTL))


def _check_revocation_list(document: Document, address: str, documents: Documents) -> StatusResult:
    """Look up 1EdTech's list of revoked credentials. It is not signed, but the signed credential names its address."""
    complaint = _address_complaint(address)
    if complaint:
        return _untrusted_status(complaint)
    if address not in documents:
        finding = Message("check.status.document_missing", address=address)
        return StatusResult(CheckResult(STATUS, None, "document-missing", finding), (address,))
    try:
        found = document_at(documents, address)
    except DocumentError as problem:
        return _untrusted_status(problem)
    issuer = document.get("issuer")
    issuer_id = issuer.get("id") if isinstance(issuer, dict) else issuer
    said = found.get("issuer")
    if (said.get("id") if isinstance(said, dict) else said) != issuer_id or found.get("id") != address:
        return _untrusted_status(StatusListError(Message("problem.list_of_another")))
    revoked = found.get("revokedCredential", [])
    if any(
        _names_credential(json, document["id"])
        for json in (revoked if isinstance(revoked, list) else [revoked])
    ):
        return StatusResult(CheckResult(STATUS, False, REVOKED, _SAYS[REVOKED]))
    return StatusResult(CheckResult(STATUS, True, "ok", Message("check.status.not_on_list")))


def _names_credential(entry: Json, id_: Json) -> bool:
    return isinstance(entry, dict) and entry.get("id") == id_ and entry.get("revoked", True) is not False


def _untrusted_status(why: MessageError) -> StatusResult:
    form = "check.status.unknown" if why.undecided else "check.status.untrusted"
    finding = Message(form, problem=why.message)
    return StatusResult(CheckResult(STATUS, why.passed, "status-list", finding))

"""Trust in Open Badges 2.0: by the host that serves a badge, or by a key that its issuer lists; and revocation."""

from urllib.parse import unquote, urlsplit

from issuer.messages import Message
from issuer.proofs.keys import KeyMaterialError
from issuer.strict_json import Document, Json
from issuer.verifying.inputs.documents import DocumentError, Documents
from issuer.verifying.inputs.token import ParsedJws, header_complaint
from issuer.verifying.keys.public_keys import fits_algorithm, is_signed_by, key_of_pem
from issuer.verifying.ob2.parts import (
    AssertionParts,
    MissingDocument,
    fetched_document,
    is_revoked_by_host,
    says_revoked,
)
from issuer.verifying.report import KEY, PROOF, REVOKED, STATUS, CheckResult

_REVOKED = CheckResult(STATUS, False, REVOKED, Message("check.status.badge_revoked"))


def check_scope(document: Document, parts: AssertionParts) -> CheckResult:
    """Check that a hosted badge's address is one that its issuer's profile allows ("VerificationObject").

    `allowedOrigins` are hosts, by default the issuer's own; `startsWith` are prefixes of addresses.
    """
    address, issuer_id = str(document["id"]), str(parts.issuer["id"])
    said = parts.issuer.get("verification")
    policy = said if isinstance(said, dict) else {}
    here, own = _host(address), _host(issuer_id)
    origins = _texts(policy.get("allowedOrigins", own))
    starts = _texts(policy["startsWith"]) if "startsWith" in policy else None
    if here is None or here not in origins:
        finding = Message("check.hosted.elsewhere", found=here or "", issuer=issuer_id)
        return CheckResult(KEY, False, "key-of-another", finding)
    if starts is not None and not any(_is_in(address, start) for start in starts):
        finding = Message("check.hosted.outside", issuer=issuer_id)
        return CheckResult(KEY, False, "key-of-another", finding)
    if here != own:
        return CheckResult(KEY, True, "ok", Message("check.hosted.named_host", found=here, issuer=issuer_id))
    return CheckResult(KEY, True, "ok", Message("check.hosted.own_host", found=here))


def check_signature(
    token: ParsedJws, document: Document, parts: AssertionParts, documents: Documents
) -> list[CheckResult]:
    """Check a signed badge: the issuer's profile must list the key, and the key must name the issuer as its owner.

    A profile may list several keys; `creator` says which one signed, and without it each is tried ("SignedBadge
    Verification").
    """
    complaint = header_complaint(token.header)
    if complaint:
        return [CheckResult(PROOF, False, *complaint)]
    said = parts.issuer.get("publicKey")
    listed = said if isinstance(said, list) else [] if said is None else [said]
    verification = document["verification"]
    creator = verification.get("creator") if isinstance(verification, dict) else None
    candidates = [json for json in listed if creator is None or _key_id(json) == creator]
    if not candidates:
        finding = Message("check.key.unlisted", found=str(creator)[:80], issuer=str(parts.issuer["id"]))
        return [CheckResult(KEY, False, "key-of-another", finding)]
    return _check_keys(token, candidates, parts, documents)


def _check_keys(
    token: ParsedJws, candidates: list[Json], parts: AssertionParts, documents: Documents
) -> list[CheckResult]:
    """Return the checks of the first key that fits, else the failure that says most."""
    failures, missing = [], []
    for said in candidates:
        try:
            checks = _check_key(token, said, parts, documents)
        except MissingDocument as absent:
            missing.append(absent.address)
            continue
        if all(check.passed for check in checks):
            return checks
        failures.append(checks)
    if missing:
        raise MissingDocument(missing[0], KEY, *missing[1:])
    return min(failures, key=lambda checks: _TELLING.get(checks[0].code, len(_TELLING)))


_TELLING = {"key": 0, "signature": 1}
"""A key that cannot be read comes first: it may have been the one. Keys of other kinds say least."""


def _check_key(
    token: ParsedJws, said: Json, parts: AssertionParts, documents: Documents
) -> list[CheckResult]:
    """Check the signature with one listed key: its document, or the address of it."""
    issuer_id = str(parts.issuer["id"])
    try:
        described = said if isinstance(said, dict) else fetched_document(said, documents, KEY)
        if described.get("owner") != issuer_id:
            finding = Message(
                "check.key.other_owner", found=str(described.get("owner"))[:80], issuer=issuer_id
            )
            return [CheckResult(KEY, False, "key-of-another", finding)]
        key = key_of_pem(str(described.get("publicKeyPem")))
        if not fits_algorithm(key, token.header.get("alg")):
            return [CheckResult(PROOF, False, "token-algorithm", Message("check.proof.other_algorithm"))]
        genuine = is_signed_by(key, token.signature, token.signed)
    except (DocumentError, KeyMaterialError) as problem:
        return [CheckResult(KEY, False, "key", Message("check.key.unusable", problem=problem.message))]
    proof = CheckResult(PROOF, True, "ok", Message("check.proof.ok"))
    if not genuine:
        proof = CheckResult(PROOF, False, "signature", Message("check.proof.badge_changed"))
    return [proof, CheckResult(KEY, True, "ok", Message("check.key.the_listed", issuer=issuer_id))]


def _key_id(said: Json) -> Json:
    return said.get("id") if isinstance(said, dict) else said


def check_revocation(
    document: Document, parts: AssertionParts, documents: Documents, hosted: bool
) -> CheckResult:
    """Check for revocation: a hosted badge states it itself, for a signed one the issuer's list does."""
    if says_revoked(document) or (hosted and is_revoked_by_host(document, documents)):
        return _REVOKED
    if hosted:
        return CheckResult(STATUS, True, "ok", Message("check.hosted.not_revoked"))
    if parts.issuer.get("revocationList") is None:
        return CheckResult(STATUS, True, "no-status", Message("check.status.no_list"))
    return _check_revocation_list(document, parts, documents)


def _check_revocation_list(document: Document, parts: AssertionParts, documents: Documents) -> CheckResult:
    try:
        listed = fetched_document(parts.issuer["revocationList"], documents, STATUS)
        if listed.get("issuer") != parts.issuer["id"]:
            raise DocumentError(Message("problem.list_of_another_issuer"))
    except DocumentError as problem:
        return CheckResult(
            STATUS, False, "status-list", Message("check.status.untrusted", problem=problem.message)
        )
    entries = listed.get("revokedAssertions", [])
    names = {_entry_id(json) for json in (entries if isinstance(entries, list) else [entries])}
    if document["id"] in names:
        return _REVOKED
    return CheckResult(STATUS, True, "ok", Message("check.status.not_on_list"))


def _entry_id(entry: Json) -> str:
    return str(entry.get("id", entry.get("uid")) if isinstance(entry, dict) else entry)


def _texts(said: Json) -> list[str]:
    return [json for json in (said if isinstance(said, list) else [said]) if isinstance(json, str)]


def _is_in(address: str, start: str) -> bool:
    """Whether an address has this prefix, and its host: a prefix that ends within a host name matches no other host."""
    steps = urlsplit(address).path.split("/")
    plain = not any(unquote(step) in (".", "..") for step in steps)
    return plain and _host(address) == _host(start) and address.startswith(start)


def _host(address: Json) -> str | None:
    try:
        parts = urlsplit(str(address))
        return parts.hostname if parts.scheme == "https" and parts.port in (None, 443) else None
    except ValueError:
        return None

"""Trust in Open Badges 2.0: by the host that serves a badge, or by a key that its issuer lists; and revocation."""

from urllib.parse import unquote, urlsplit

from issuer.messages import Message
from issuer.proofs.keys import KeyMaterialError
from issuer.strict_json import Document, Json
from issuer.verifying.inputs.documents import DocumentError, Documents
from issuer.verifying.inputs.revocation import BADGE_REVOKED, says_revoked
from issuer.verifying.inputs.token import ParsedJws, header_complaint
from issuer.verifying.keys.public_keys import fits_algorithm, is_signed_by, key_of_pem
from issuer.verifying.ob2.parts import AssertionParts, MissingDocument, fetched_document
from issuer.verifying.report import KEY, PROOF, STATUS, CheckResult


def check_scope(document: Document, parts: AssertionParts) -> CheckResult:
    """Check that a hosted badge's address is one that its issuer's profile allows ("VerificationObject").

    `allowedOrigins` are hosts, by default those of `startsWith`, or else the issuer's own; `startsWith` are prefixes of
    addresses.
    """
    address, issuer_id = str(document["id"]), str(parts.issuer["id"])
    said = parts.issuer.get("verification")
    policy = said if isinstance(said, dict) else {}
    here, own = _host(address), _host(issuer_id)
    starts = _texts(policy["startsWith"]) if "startsWith" in policy else None
    usual = [own] if starts is None else [_host(start) for start in starts]
    named = (
        [text.lower() for text in _texts(policy["allowedOrigins"])] if "allowedOrigins" in policy else usual
    )
    if here is None or here not in named:
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
        return [CheckResult(PROOF, *complaint)]
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
        form = "check.key.unreached" if problem.undecided else "check.key.unusable"
        finding = Message(form, problem=problem.message)
        return [CheckResult(KEY, problem.passed, "key", finding)]
    proof = CheckResult(PROOF, True, "ok", Message("check.proof.ok"))
    if not genuine:
        proof = CheckResult(PROOF, False, "signature", Message("check.proof.badge_changed"))
    return [proof, CheckResult(KEY, True, "ok", Message("check.key.the_listed", issuer=issuer_id))]


def _key_id(said: Json) -> Json:
    return said.get("id") if isinstance(said, dict) else said


def check_revocation(document: Document, parts: AssertionParts, documents: Documents) -> CheckResult:
    """Check a signed badge for revocation, by itself and by the list that its issuer's profile names."""
    if says_revoked(document):
        return BADGE_REVOKED
    if parts.issuer.get("revocationList") is None:
        return CheckResult(STATUS, True, "no-status", Message("check.status.no_list"))
    try:
        listed = fetched_document(parts.issuer["revocationList"], documents, STATUS)
        if _key_id(listed.get("issuer", parts.issuer["id"])) != parts.issuer["id"]:
            raise DocumentError(Message("problem.list_of_another_issuer"))
    except DocumentError as problem:
        form = "check.status.unknown" if problem.undecided else "check.status.untrusted"
        finding = Message(form, problem=problem.message)
        return CheckResult(STATUS, problem.passed, "status-list", finding)
    entries = listed.get("revokedAssertions", [])
    if any(_names(json, document) for json in (entries if isinstance(entries, list) else [entries])):
        return BADGE_REVOKED
    return CheckResult(STATUS, True, "ok", Message("check.status.not_on_list"))


def _names(entry: Json, document: Document) -> bool:
    """Whether an entry names this Assertion: by its id, or by the `uid` of older ones ("Revocation List")."""
    if not isinstance(entry, dict):
        return entry == document["id"]
    by_uid = "uid" in entry and entry["uid"] in (document.get("uid"), document["id"])
    return entry.get("id") == document["id"] or by_uid


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

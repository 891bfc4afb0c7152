"""Trust in Open Badges 2.0: by the host that serves a badge, or by a key that its issuer lists; and revocation."""

from urllib.parse import unquote, urlsplit

from issuer.proofs.keys import KeyMaterialError
from issuer.strict_json import Document, Json
from issuer.verifying.inputs.documents import DocumentError, Documents
from issuer.verifying.inputs.token import ParsedJws, header_complaint
from issuer.verifying.keys.public_keys import fits_algorithm, is_signed_by, key_of_pem
from issuer.verifying.ob2.parts import AssertionParts, fetched_document, is_revoked_by_host, says_revoked
from issuer.verifying.report import KEY, PROOF, REVOKED, STATUS, CheckResult

_REVOKED = CheckResult(STATUS, False, REVOKED, "The issuer has revoked this badge.")


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
        where = f"on {here or 'no host'}, not on one of its issuer's ({issuer_id})"
        says = f"The badge stands {where}: anyone could put it there."
        return CheckResult(KEY, False, "key-of-another", says)
    if starts is not None and not any(_is_in(address, start) for start in starts):
        says = f"The badge stands outside of what its issuer {issuer_id} names as the place of its badges."
        return CheckResult(KEY, False, "key-of-another", says)
    if here != own:
        return CheckResult(
            KEY, True, "ok", f"The badge stands on {here}, which its issuer {issuer_id} names."
        )
    return CheckResult(KEY, True, "ok", f"The badge stands on its issuer's own host, {here}.")


def check_signature(
    token: ParsedJws, document: Document, parts: AssertionParts, documents: Documents
) -> list[CheckResult]:
    """Check a signed badge: the issuer's profile must list the key, and the key must name the issuer as its owner."""
    complaint = header_complaint(token.header)
    if complaint:
        return [CheckResult(PROOF, False, *complaint)]
    verification = document["verification"]
    listed = parts.issuer.get("publicKey")
    listed_id = listed.get("id") if isinstance(listed, dict) else listed
    creator = verification.get("creator", listed_id) if isinstance(verification, dict) else listed_id
    if creator is None or creator != listed_id:
        says = f"It is signed with {str(creator)[:80]}, which its issuer {parts.issuer['id']} does not list."
        return [CheckResult(KEY, False, "key-of-another", says)]
    try:
        described = listed if isinstance(listed, dict) else fetched_document(creator, documents, KEY)
        if described.get("owner") != parts.issuer["id"]:
            says = f"The key says it is of {str(described.get('owner'))[:80]}, not of {parts.issuer['id']}."
            return [CheckResult(KEY, False, "key-of-another", says)]
        key = key_of_pem(str(described.get("publicKeyPem")))
        if not fits_algorithm(key, token.header.get("alg")):
            return [
                CheckResult(
                    PROOF, False, "token-algorithm", "The key is for another algorithm than the token says."
                )
            ]
        genuine = is_signed_by(key, token.signature, token.signed)
    except (DocumentError, KeyMaterialError) as problem:
        return [CheckResult(KEY, False, "key", f"The key cannot be used: {problem}.")]
    says = "The signature fits: nothing was changed since it was signed."
    proof = CheckResult(PROOF, True, "ok", says)
    if not genuine:
        proof = CheckResult(
            PROOF, False, "signature", "The signature does not fit: the badge was changed since."
        )
    return [proof, CheckResult(KEY, True, "ok", f"The key is the one that {parts.issuer['id']} lists.")]


def check_revocation(
    document: Document, parts: AssertionParts, documents: Documents, hosted: bool
) -> CheckResult:
    """Check for revocation: a hosted badge states it itself, for a signed one the issuer's list does."""
    if says_revoked(document) or (hosted and is_revoked_by_host(document, documents)):
        return _REVOKED
    if hosted:
        return CheckResult(STATUS, True, "ok", "Its address says nothing of its being revoked.")
    if parts.issuer.get("revocationList") is None:
        return CheckResult(STATUS, True, "no-status", "Its issuer keeps no list of what was revoked.")
    return _check_revocation_list(document, parts, documents)


def _check_revocation_list(document: Document, parts: AssertionParts, documents: Documents) -> CheckResult:
    try:
        listed = fetched_document(parts.issuer["revocationList"], documents, STATUS)
        if listed.get("issuer") != parts.issuer["id"]:
            raise DocumentError("the list is of another issuer")
    except DocumentError as problem:
        return CheckResult(STATUS, False, "status-list", f"Its status cannot be trusted: {problem}.")
    entries = listed.get("revokedAssertions", [])
    names = {_entry_id(json) for json in (entries if isinstance(entries, list) else [entries])}
    if document["id"] in names:
        return _REVOKED
    return CheckResult(STATUS, True, "ok", "Its issuer's list of what was revoked does not name it.")


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

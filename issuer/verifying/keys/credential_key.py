"""Which key does a credential name for its signature, and is it one of its issuer's?

A key named by an https address counts if the issuer's document lists it, or at `/keys/…` directly below the issuer:
deeper addresses may belong to others on the same host.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import SplitResult, urlsplit

from issuer.messages import Message
from issuer.proofs.data_integrity import ProofError
from issuer.proofs.did import DidError
from issuer.proofs.keys import KeyMaterialError
from issuer.strict_json import Document, Json
from issuer.timestamps import TimestampError, read_timestamp, write_timestamp
from issuer.verifying.inputs.documents import DocumentError, Documents, document_at
from issuer.verifying.inputs.token import ParsedJws
from issuer.verifying.keys.controllers import VerificationMethod, is_described, key_of_method, method_of_key
from issuer.verifying.keys.proof_choice import accepted_proof
from issuer.verifying.keys.public_keys import key_of_jwk, key_of_multikey
from issuer.verifying.report import KEY, CheckResult


@dataclass(frozen=True)
class KeyLookup:
    """The result of looking for the key: the key, or the document that is missing, or the problem."""

    controller: str = ""
    key: Document | None = None
    missing: str | None = None
    problem: Message | None = None
    revoked: str | None = None
    """When the issuer revoked the key."""
    expires: str | None = None
    """When the key expires."""
    created: str = ""
    """The moment of signing, as the proof or the token states it."""


def find_key(document: Document, documents: Documents) -> KeyLookup:
    """Find the key that the proof names: in the DID itself, or in the controller's document."""
    try:
        proof = accepted_proof(document)
        method = str(proof.get("verificationMethod"))
    except ProofError as problem:
        return KeyLookup(problem=problem.message)
    controller, _, fragment = method.partition("#")
    if not fragment:
        return KeyLookup(controller, problem=Message("found.no_key_id", found=method[:80]))
    return replace(_controller_key(controller, method, documents), created=str(proof.get("created")))


def find_token_key(issuer_id: str, token: ParsedJws, documents: Documents) -> KeyLookup:
    """Find the key that a token's header names (kid) or shows (jwk); only a key that its issuer lists counts."""
    kid, shown = token.header.get("kid"), token.header.get("jwk")
    if kid is None and shown is None:
        return KeyLookup(issuer_id, problem=Message("found.no_kid"))
    found = (
        _key_by_kid(issuer_id, str(kid), documents) if kid else _key_in_header(issuer_id, shown, documents)
    )
    if kid and shown is not None and found.key is not None and not _is_same_key(shown, found.key):
        return KeyLookup(found.controller, problem=Message("found.jwk_not_kid"))
    return replace(found, created=_signed_at(token))


def check_key(issuer_id: str, key: KeyLookup, now: datetime) -> CheckResult:
    """Accept the issuer's own keys alone: a genuine signature with another key proves nothing."""
    if key.controller and key.controller != issuer_id:
        finding = Message("check.key.of_another", found=key.controller, issuer=issuer_id)
        return CheckResult(KEY, False, "key-of-another", finding)
    if key.problem:
        return CheckResult(KEY, False, "key", Message("check.key.unusable", problem=key.problem))
    if key.missing:
        finding = Message("check.key.document_missing", address=key.missing)
        return CheckResult(KEY, None, "document-missing", finding)
    if key.revoked:
        return _check_revoked_key(key.revoked, key.created)
    if key.expires and read_timestamp(key.expires) <= now:
        return _check_expired_key(key.expires, key.created)
    return CheckResult(KEY, True, "ok", Message("check.key.ok", issuer=issuer_id))


def check_keys(issuer_id: str, keys: Sequence[KeyLookup], now: datetime) -> CheckResult:
    """Check each key of several, and return the worst answer: all must be the issuer's."""
    checks = [check_key(issuer_id, key, now) for key in keys]
    return min(checks, key=lambda check: {False: 0, None: 1, True: 2}[check.passed])


def _controller_key(controller: str, method: str, documents: Documents) -> KeyLookup:
    try:
        if controller.startswith("did:key:"):
            return _did_key(controller, method.partition("#")[2])
        if controller.startswith("did:") and not controller.startswith("did:web:"):
            raise DidError(Message("found.other_did", found=controller[:60]))
        if not controller.startswith(("did:web:", "https://")):
            raise DidError(Message("found.no_issuer_id", found=controller[:60]))
        if controller not in documents:
            return KeyLookup(controller, missing=controller)
        document = document_at(documents, controller)
        return _lookup_of_method(controller, key_of_method(document, controller, method))
    except (DidError, DocumentError, KeyMaterialError) as problem:
        return KeyLookup(controller, problem=problem.message)


def _check_revoked_key(since: str, created: str) -> CheckResult:
    """Judge a signature by a revoked key: it fails after the revocation; before, its date is only a claim."""
    if not _is_before(created, since):
        finding = Message("check.key.compromised", moment=read_timestamp(since))
        return CheckResult(KEY, False, "key-compromised", finding)
    finding = Message("check.key.withdrawn", moment=read_timestamp(since), signed=read_timestamp(created))
    return CheckResult(KEY, None, "key-withdrawn", finding)


def _check_expired_key(until: str, created: str) -> CheckResult:
    """Judge a signature by an expired key (Controlled Identifiers 1.0 §2.2: it verifies nothing from then on)."""
    if _is_before(created, until):
        finding = Message("check.key.ended", moment=read_timestamp(until), signed=read_timestamp(created))
        return CheckResult(KEY, None, "key-ended", finding)
    finding = Message("check.key.expired", moment=read_timestamp(until))
    return CheckResult(KEY, False, "key-expired", finding)


def _is_before(created: str, moment: str) -> bool:
    """Whether the stated moment of signing is before another one; False if none is stated."""
    try:
        return read_timestamp(created) < read_timestamp(moment)
    except TimestampError:
        return False


def _signed_at(token: ParsedJws) -> str:
    """Return the stated moment of signing: the token's iat, or else its nbf."""
    said = token.payload.get("iat", token.payload.get("nbf"))
    if isinstance(said, bool) or not isinstance(said, int):
        return ""
    try:
        return write_timestamp(datetime.fromtimestamp(said, UTC))
    except (ValueError, OverflowError, OSError):
        return ""


def _lookup_of_method(controller: str, method: VerificationMethod) -> KeyLookup:
    return KeyLookup(controller, method.key, revoked=method.revoked, expires=method.expires)


def _did_key(controller: str, fragment: str) -> KeyLookup:
    if fragment != controller.removeprefix("did:key:"):
        raise DidError(Message("found.did_key_fragment", found=fragment[:60]))
    try:
        return KeyLookup(controller, key_of_multikey(fragment))
    except KeyMaterialError as problem:
        raise DidError(Message("found.weak_did", found=controller[:60], problem=problem.message)) from None


def _key_by_kid(issuer_id: str, kid: str, documents: Documents) -> KeyLookup:
    controller, _, fragment = kid.partition("#")
    if issuer_id.startswith("did:key:"):
        return _controller_key(
            controller, f"{controller}#{fragment or controller.removeprefix('did:key:')}", documents
        )
    if fragment:
        return _controller_key(controller or issuer_id, kid if controller else f"{issuer_id}{kid}", documents)
    if not kid.startswith("https://"):
        return KeyLookup(kid, problem=Message("found.no_key_id", found=kid[:60]))
    if is_below(issuer_id, kid):
        return _key_by_address(issuer_id, kid, documents)
    return _controller_key(issuer_id, kid, documents)


def _key_by_address(issuer_id: str, kid: str, documents: Documents) -> KeyLookup:
    """Find a key by its own address below the issuer's, which answers one bare JWK (Open Badges 3.0 §8.2.4).

    An author of files below a site need not be its issuer. So the DID document decides first, and a key that it does
    not mention counts at `/keys/…` alone. An https issuer need not have such a document.
    """
    listed = issuer_id.startswith("did:web:") or not is_key_address(issuer_id, kid)
    try:
        if listed and issuer_id not in documents:
            return KeyLookup(issuer_id, missing=issuer_id)
        nothing: Document = {"id": issuer_id}
        document = document_at(documents, issuer_id) if issuer_id in documents else nothing
        for name in (kid, f"{issuer_id}#{kid.rpartition('/')[2]}"):
            if is_described(document, issuer_id, name):
                return _lookup_of_method(issuer_id, key_of_method(document, issuer_id, name))
        if kid not in documents:
            return KeyLookup(issuer_id, missing=kid)
        key = key_of_jwk(document_at(documents, kid))
        method = method_of_key(document, issuer_id, key)
    except (DidError, DocumentError, KeyMaterialError) as problem:
        return KeyLookup(issuer_id, problem=problem.message)
    if method is None and not is_key_address(issuer_id, kid):
        return KeyLookup(issuer_id, problem=Message("found.unlisted_key_at", issuer=issuer_id, key=kid[:80]))
    return _lookup_of_method(issuer_id, method or VerificationMethod(key))


def _key_in_header(issuer_id: str, shown: Json, documents: Documents) -> KeyLookup:
    """Find the header's JWK in the issuer's document: a key in a header proves nothing by itself."""
    try:
        key = key_of_jwk(shown)
        if issuer_id.startswith("did:key:"):
            own = key_of_multikey(issuer_id.removeprefix("did:key:"))
            method = VerificationMethod(own) if own == key else None
        elif issuer_id not in documents:
            return KeyLookup(issuer_id, missing=issuer_id)
        else:
            method = method_of_key(document_at(documents, issuer_id), issuer_id, key)
    except (DidError, DocumentError, KeyMaterialError) as problem:
        return KeyLookup(issuer_id, problem=problem.message)
    if method is None:
        return KeyLookup(issuer_id, problem=Message("found.unlisted_token_key", issuer=issuer_id))
    return _lookup_of_method(issuer_id, method)


def _is_same_key(shown: Json, key: Mapping[str, Json]) -> bool:
    try:
        return key_of_jwk(shown) == key
    except KeyMaterialError:
        return False


def is_below(issuer_id: str, address: str) -> bool:
    """Tell whether an address is one or two path steps below the issuer's.

    No deeper, because other issuers may live below a site's root: `/o/acme/keys/1` is acme's, not the site's.
    """
    return 1 <= len(_steps_below(issuer_id, address)) <= 2


def is_key_address(issuer_id: str, address: str) -> bool:
    """Tell whether an address is `keys/…` below the issuer's own."""
    steps = _steps_below(issuer_id, address)
    return len(steps) == 2 and steps[0] == "keys"


def _steps_below(issuer_id: str, address: str) -> list[str]:
    base, found = _address_of(issuer_id), _split_https(address)
    if base is None or found is None or found.query or base.netloc != found.netloc:
        return []
    start = f"{base.path.rstrip('/')}/"
    steps = found.path.removeprefix(start).split("/")
    plain = all(step and step not in (".", "..") and "%" not in step for step in steps)
    return steps if found.path.startswith(start) and plain else []


def _address_of(issuer_id: str) -> SplitResult | None:
    if issuer_id.startswith("did:web:"):
        host, *steps = issuer_id.removeprefix("did:web:").split(":")
        return _split_https(f"https://{'/'.join([host.replace('%3A', ':'), *steps])}")
    return _split_https(issuer_id)


def _split_https(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        return parts if parts.scheme == "https" and parts.hostname and "@" not in parts.netloc else None
    except ValueError:
        return None

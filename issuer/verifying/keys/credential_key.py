"""Which key does a credential name for its signature, and is it one of its issuer's?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import SplitResult, urlsplit

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
    problem: str | None = None
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
        return KeyLookup(problem=str(problem))
    controller, _, fragment = method.partition("#")
    if not fragment:
        return KeyLookup(
            controller, problem=f"found the key {method[:80]!r} where <issuer>#<key> was expected"
        )
    return replace(_controller_key(controller, method, documents), created=str(proof.get("created")))


def find_token_key(issuer_id: str, token: ParsedJws, documents: Documents) -> KeyLookup:
    """Find the key that a token's header names (kid) or shows (jwk); only a key that its issuer lists counts."""
    kid, shown = token.header.get("kid"), token.header.get("jwk")
    if kid is None and shown is None:
        return KeyLookup(issuer_id, problem="found neither kid nor jwk in the token's header")
    found = (
        _key_by_kid(issuer_id, str(kid), documents) if kid else _key_in_header(issuer_id, shown, documents)
    )
    if kid and shown is not None and found.key is not None and not _is_same_key(shown, found.key):
        return KeyLookup(found.controller, problem="found a jwk in the header that is not the key it names")
    return replace(found, created=_signed_at(token))


def check_key(issuer_id: str, key: KeyLookup, now: datetime) -> CheckResult:
    """Accept the issuer's own keys alone: a genuine signature with another key proves nothing."""
    if key.controller and key.controller != issuer_id:
        says = f"The key belongs to {key.controller}, but the issuer is {issuer_id}; only its own keys count."
        return CheckResult(KEY, False, "key-of-another", says)
    if key.problem:
        return CheckResult(KEY, False, "key", f"The key cannot be used: {key.problem}.")
    if key.missing:
        says = f"The document that lists the keys of {key.missing} is needed first."
        return CheckResult(KEY, None, "document-missing", says)
    if key.revoked:
        return _check_revoked_key(key.revoked, key.created)
    if key.expires and read_timestamp(key.expires) <= now:
        return _check_expired_key(key.expires, key.created)
    return CheckResult(KEY, True, "ok", f"The key is one that {issuer_id} lists for signing credentials.")


def check_keys(issuer_id: str, keys: Sequence[KeyLookup], now: datetime) -> CheckResult:
    """Check each key of several, and return the worst answer: all must be the issuer's."""
    checks = [check_key(issuer_id, key, now) for key in keys]
    return min(checks, key=lambda check: {False: 0, None: 1, True: 2}[check.passed])


def _controller_key(controller: str, method: str, documents: Documents) -> KeyLookup:
    try:
        if controller.startswith("did:key:"):
            return _did_key(controller, method.partition("#")[2])
        if controller.startswith("did:") and not controller.startswith("did:web:"):
            raise DidError(
                f"found {controller[:60]!r}; keys are looked up for did:key, did:web and https issuers"
            )
        if not controller.startswith(("did:web:", "https://")):
            raise DidError(
                f"found {controller[:60]!r} where a did:key, did:web or https address was expected"
            )
        if controller not in documents:
            return KeyLookup(controller, missing=controller)
        document = document_at(documents, controller)
        return _lookup_of_method(controller, key_of_method(document, controller, method))
    except (DidError, DocumentError, KeyMaterialError) as problem:
        return KeyLookup(controller, problem=str(problem))


def _check_revoked_key(since: str, created: str) -> CheckResult:
    """Judge a signature by a revoked key: it fails after the revocation; before, its date is only a claim."""
    if not _is_before(created, since):
        says = f"The issuer does not stand by this key since {since}, and this was signed after that."
        return CheckResult(KEY, False, "key-compromised", says)
    says = (
        f"The issuer does not stand by this key since {since}. This says it was signed before, at {created}, but "
        "whoever has the key could write that too: ask for the badge as it was issued again."
    )
    return CheckResult(KEY, None, "key-withdrawn", says)


def _check_expired_key(until: str, created: str) -> CheckResult:
    """Judge a signature by an expired key (Controlled Identifiers 1.0 §2.2: it verifies nothing from then on)."""
    if _is_before(created, until):
        says = (
            f"The issuer let this key be used until {until}. This says it was signed before, at {created}, but nothing "
            "is to be believed to an expired key: ask for the badge as it was issued again."
        )
        return CheckResult(KEY, None, "key-ended", says)
    says = f"The issuer let this key be used until {until}, and this was signed after that."
    return CheckResult(KEY, False, "key-expired", says)


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
        raise DidError(f"a did:key has one key, itself; found {fragment[:60]!r}")
    try:
        return KeyLookup(controller, key_of_multikey(fragment))
    except KeyMaterialError as problem:
        raise DidError(f"{controller[:60]!r} is no key to trust: {problem}") from None


def _key_by_kid(issuer_id: str, kid: str, documents: Documents) -> KeyLookup:
    controller, _, fragment = kid.partition("#")
    if issuer_id.startswith("did:key:"):
        return _controller_key(
            controller, f"{controller}#{fragment or controller.removeprefix('did:key:')}", documents
        )
    if fragment:
        return _controller_key(controller or issuer_id, kid if controller else f"{issuer_id}{kid}", documents)
    if not kid.startswith("https://"):
        return KeyLookup(kid, problem=f"found the key {kid[:60]!r} where <issuer>#<key> was expected")
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
        return KeyLookup(issuer_id, problem=str(problem))
    if method is None and not is_key_address(issuer_id, kid):
        return KeyLookup(issuer_id, problem=f"{issuer_id!r} does not list the key at {kid[:80]!r}")
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
        return KeyLookup(issuer_id, problem=str(problem))
    if method is None:
        return KeyLookup(issuer_id, problem=f"{issuer_id!r} does not list the key that the token shows")
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

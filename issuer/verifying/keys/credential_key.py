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
from issuer.verifying.inputs.token import Token
from issuer.verifying.keys.controllers import Method, is_described, key_of_method, method_of_key
from issuer.verifying.keys.proof_choice import accepted_proof
from issuer.verifying.keys.public_keys import key_of_jwk, key_of_multikey
from issuer.verifying.report import KEY, Check


@dataclass(frozen=True)
class FoundKey:
    """The result of looking for the key: the key, or the document that is missing, or the problem."""

    controller: str = ""
    key: Document | None = None
    missing: str | None = None
    problem: str | None = None
    withdrawn: str | None = None
    """When the issuer revoked the key."""
    expires: str | None = None
    """When the key expires."""
    created: str = ""
    """The moment of signing, as the proof or the token states it."""


def find_key(document: Document, documents: Documents) -> FoundKey:
    """Find the key that the proof names: in the DID itself, or in the controller's document."""
    try:
        proof = accepted_proof(document)
        method = str(proof.get("verificationMethod"))
    except ProofError as problem:
        return FoundKey(problem=str(problem))
    controller, _, fragment = method.partition("#")
    if not fragment:
        return FoundKey(
            controller, problem=f"found the key {method[:80]!r} where <issuer>#<key> was expected"
        )
    return replace(_key_of(controller, method, documents), created=str(proof.get("created")))


def find_token_key(issuer_id: str, token: Token, documents: Documents) -> FoundKey:
    """Find the key that a token's header names (kid) or shows (jwk); only a key that its issuer lists counts."""
    kid, shown = token.header.get("kid"), token.header.get("jwk")
    if kid is None and shown is None:
        return FoundKey(issuer_id, problem="found neither kid nor jwk in the token's header")
    found = _named_key(issuer_id, str(kid), documents) if kid else _shown_key(issuer_id, shown, documents)
    if kid and shown is not None and found.key is not None and not _same(shown, found.key):
        return FoundKey(found.controller, problem="found a jwk in the header that is not the key it names")
    return replace(found, created=_signed_at(token))


def check_key(issuer_id: str, key: FoundKey, now: datetime) -> Check:
    """Accept the issuer's own keys alone: a genuine signature with another key proves nothing."""
    if key.controller and key.controller != issuer_id:
        says = f"The key belongs to {key.controller}, but the issuer is {issuer_id}; only its own keys count."
        return Check(KEY, False, "key-of-another", says)
    if key.problem:
        return Check(KEY, False, "key", f"The key cannot be used: {key.problem}.")
    if key.missing:
        says = f"The document that lists the keys of {key.missing} is needed first."
        return Check(KEY, None, "document-missing", says)
    if key.withdrawn:
        return _withdrawn(key.withdrawn, key.created)
    if key.expires and read_timestamp(key.expires) <= now:
        return _expired(key.expires, key.created)
    return Check(KEY, True, "ok", f"The key is one that {issuer_id} lists for signing credentials.")


def check_keys(issuer_id: str, keys: Sequence[FoundKey], now: datetime) -> Check:
    """Check each key of several, and return the worst answer: all must be the issuer's."""
    checks = [check_key(issuer_id, key, now) for key in keys]
    return min(checks, key=lambda check: {False: 0, None: 1, True: 2}[check.passed])


def _key_of(controller: str, method: str, documents: Documents) -> FoundKey:
    try:
        if controller.startswith("did:key:"):
            return _self_named(controller, method.partition("#")[2])
        if controller.startswith("did:") and not controller.startswith("did:web:"):
            raise DidError(
                f"found {controller[:60]!r}; keys are looked up for did:key, did:web and https issuers"
            )
        if not controller.startswith(("did:web:", "https://")):
            raise DidError(
                f"found {controller[:60]!r} where a did:key, did:web or https address was expected"
            )
        if controller not in documents:
            return FoundKey(controller, missing=controller)
        document = document_at(documents, controller)
        return _of_method(controller, key_of_method(document, controller, method))
    except (DidError, DocumentError, KeyMaterialError) as problem:
        return FoundKey(controller, problem=str(problem))


def _withdrawn(since: str, created: str) -> Check:
    """Judge a signature by a revoked key: it fails after the revocation; before, its date is only a claim."""
    if not _is_before(created, since):
        says = f"The issuer does not stand by this key since {since}, and this was signed after that."
        return Check(KEY, False, "key-compromised", says)
    says = (
        f"The issuer does not stand by this key since {since}. This says it was signed before, at {created}, but "
        "whoever has the key could write that too: ask for the badge as it was issued again."
    )
    return Check(KEY, None, "key-withdrawn", says)


def _expired(until: str, created: str) -> Check:
    """Judge a signature by an expired key (Controlled Identifiers 1.0 §2.2: it verifies nothing from then on)."""
    if _is_before(created, until):
        says = (
            f"The issuer let this key be used until {until}. This says it was signed before, at {created}, but nothing "
            "is to be believed to an expired key: ask for the badge as it was issued again."
        )
        return Check(KEY, None, "key-ended", says)
    says = f"The issuer let this key be used until {until}, and this was signed after that."
    return Check(KEY, False, "key-expired", says)


def _is_before(created: str, moment: str) -> bool:
    """Whether the stated moment of signing is before another one; False if none is stated."""
    try:
        return read_timestamp(created) < read_timestamp(moment)
    except TimestampError:
        return False


def _signed_at(token: Token) -> str:
    """Return the stated moment of signing: the token's iat, or else its nbf."""
    said = token.payload.get("iat", token.payload.get("nbf"))
    if isinstance(said, bool) or not isinstance(said, int):
        return ""
    try:
        return write_timestamp(datetime.fromtimestamp(said, UTC))
    except (ValueError, OverflowError, OSError):
        return ""


def _of_method(controller: str, method: Method) -> FoundKey:
    return FoundKey(controller, method.key, withdrawn=method.revoked, expires=method.expires)


def _self_named(controller: str, fragment: str) -> FoundKey:
    if fragment != controller.removeprefix("did:key:"):
        raise DidError(f"a did:key has one key, itself; found {fragment[:60]!r}")
    try:
        return FoundKey(controller, key_of_multikey(fragment))
    except KeyMaterialError as problem:
        raise DidError(f"{controller[:60]!r} is no key to trust: {problem}") from None


def _named_key(issuer_id: str, kid: str, documents: Documents) -> FoundKey:
    controller, _, fragment = kid.partition("#")
    if issuer_id.startswith("did:key:"):
        return _key_of(
            controller, f"{controller}#{fragment or controller.removeprefix('did:key:')}", documents
        )
    if fragment:
        return _key_of(controller or issuer_id, kid if controller else f"{issuer_id}{kid}", documents)
    if not kid.startswith("https://"):
        return FoundKey(kid, problem=f"found the key {kid[:60]!r} where <issuer>#<key> was expected")
    if is_below(issuer_id, kid):
        return _bare_key(issuer_id, kid, documents)
    return _key_of(issuer_id, kid, documents)


def _bare_key(issuer_id: str, kid: str, documents: Documents) -> FoundKey:
    """Find a key by its own address below the issuer's, which answers one bare JWK (Open Badges 3.0 §8.2.4).

    An author of files below a site need not be its issuer. So the DID document decides first, and a key that it does
    not mention counts at `/keys/…` alone. An https issuer need not have such a document.
    """
    listed = issuer_id.startswith("did:web:") or not is_place_of_keys(issuer_id, kid)
    try:
        if listed and issuer_id not in documents:
            return FoundKey(issuer_id, missing=issuer_id)
        nothing: Document = {"id": issuer_id}
        document = document_at(documents, issuer_id) if issuer_id in documents else nothing
        for name in (kid, f"{issuer_id}#{kid.rpartition('/')[2]}"):
            if is_described(document, issuer_id, name):
                return _of_method(issuer_id, key_of_method(document, issuer_id, name))
        if kid not in documents:
            return FoundKey(issuer_id, missing=kid)
        key = key_of_jwk(document_at(documents, kid))
        method = method_of_key(document, issuer_id, key)
    except (DidError, DocumentError, KeyMaterialError) as problem:
        return FoundKey(issuer_id, problem=str(problem))
    if method is None and not is_place_of_keys(issuer_id, kid):
        return FoundKey(issuer_id, problem=f"{issuer_id!r} does not list the key at {kid[:80]!r}")
    return _of_method(issuer_id, method or Method(key))


def _shown_key(issuer_id: str, shown: Json, documents: Documents) -> FoundKey:
    """Find the header's JWK in the issuer's document: a key in a header proves nothing by itself."""
    try:
        key = key_of_jwk(shown)
        if issuer_id.startswith("did:key:"):
            own = key_of_multikey(issuer_id.removeprefix("did:key:"))
            method = Method(own) if own == key else None
        elif issuer_id not in documents:
            return FoundKey(issuer_id, missing=issuer_id)
        else:
            method = method_of_key(document_at(documents, issuer_id), issuer_id, key)
    except (DidError, DocumentError, KeyMaterialError) as problem:
        return FoundKey(issuer_id, problem=str(problem))
    if method is None:
        return FoundKey(issuer_id, problem=f"{issuer_id!r} does not list the key that the token shows")
    return _of_method(issuer_id, method)


def _same(shown: Json, key: Mapping[str, Json]) -> bool:
    try:
        return key_of_jwk(shown) == key
    except KeyMaterialError:
        return False


def is_below(issuer_id: str, address: str) -> bool:
    """Tell whether an address is one or two path steps below the issuer's.

    No deeper, because other issuers may live below a site's root: `/o/acme/keys/1` is acme's, not the site's.
    """
    return 1 <= len(_steps_below(issuer_id, address)) <= 2


def is_place_of_keys(issuer_id: str, address: str) -> bool:
    """Tell whether an address is `keys/…` below the issuer's own."""
    steps = _steps_below(issuer_id, address)
    return len(steps) == 2 and steps[0] == "keys"


def _steps_below(issuer_id: str, address: str) -> list[str]:
    base, found = _address_of(issuer_id), _split(address)
    if base is None or found is None or found.query or base.netloc != found.netloc:
        return []
    start = f"{base.path.rstrip('/')}/"
    steps = found.path.removeprefix(start).split("/")
    plain = all(step and step not in (".", "..") and "%" not in step for step in steps)
    return steps if found.path.startswith(start) and plain else []


def _address_of(issuer_id: str) -> SplitResult | None:
    if issuer_id.startswith("did:web:"):
        host, *steps = issuer_id.removeprefix("did:web:").split(":")
        return _split(f"https://{'/'.join([host.replace('%3A', ':'), *steps])}")
    return _split(issuer_id)


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        return parts if parts.scheme == "https" and parts.hostname and "@" not in parts.netloc else None
    except ValueError:
        return None

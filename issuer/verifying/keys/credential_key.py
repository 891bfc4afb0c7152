"""Which key does a credential name for its signature? Its issuer's document decides, in whatever form it lists it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from issuer.messages import Message, MessageError
from issuer.proofs.data_integrity import ProofError
from issuer.proofs.did import DidError
from issuer.proofs.keys import KeyMaterialError
from issuer.strict_json import Document, Json
from issuer.verifying.inputs.documents import DocumentError, Documents, GoneError, document_at
from issuer.verifying.inputs.token import ParsedJws
from issuer.verifying.keys.controllers import VerificationMethod, is_described, key_of_method, method_of_key
from issuer.verifying.keys.key_addresses import is_below, is_key_address, is_key_set_address
from issuer.verifying.keys.proof_choice import accepted_proof
from issuer.verifying.keys.public_keys import key_of_jwk
from issuer.verifying.keys.self_describing import is_self_describing, key_of_fragment, own_fragment, own_key


@dataclass(frozen=True)
class KeyLookup:
    """The result of looking for the key: the key, or the document that is missing, or the problem."""

    controller: str = ""
    key: Document | None = None
    missing: str | None = None
    problem: MessageError | None = None
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
        return KeyLookup(problem=problem)
    controller, _, fragment = method.partition("#")
    if not fragment:
        return KeyLookup(controller, problem=DidError(Message("found.no_key_id", found=method[:80])))
    return replace(_controller_key(controller, method, documents), created=str(proof.get("created")))


def find_token_key(issuer_id: str, token: ParsedJws, documents: Documents) -> KeyLookup:
    """Find the key that a token's header names (kid) or shows (jwk); only a key that its issuer lists counts."""
    kid, shown = token.header.get("kid"), token.header.get("jwk")
    if kid is None and shown is None:
        return KeyLookup(issuer_id, problem=DidError(Message("found.no_kid")))
    found = (
        _key_by_kid(issuer_id, str(kid), documents) if kid else _key_in_header(issuer_id, shown, documents)
    )
    if kid and shown is not None and found.key is not None and not _is_same_key(shown, found.key):
        return KeyLookup(found.controller, problem=DidError(Message("found.jwk_not_kid")))
    return replace(found, created=token.signed_at or "")


def _controller_key(controller: str, method: str, documents: Documents) -> KeyLookup:
    try:
        if is_self_describing(controller):
            return KeyLookup(controller, key_of_fragment(controller, method.partition("#")[2]))
        _refuse_other_ids(controller)
        if controller not in documents:
            return KeyLookup(controller, missing=controller)
        document = document_at(documents, controller)
        return _lookup_of_method(controller, key_of_method(document, controller, method))
    except (DidError, DocumentError, KeyMaterialError) as problem:
        return KeyLookup(controller, problem=problem)


def _refuse_other_ids(controller: str) -> None:
    """Raise `DidError` for an id whose keys we cannot look up; a badge of such an issuer may be genuine."""
    if controller.startswith("did:") and not controller.startswith("did:web:"):
        raise DidError(Message("found.other_did", found=controller[:60]), undecided=True)
    if not controller.startswith(("did:web:", "https://")):
        raise DidError(Message("found.no_issuer_id", found=controller[:60]), undecided=True)


def _lookup_of_method(controller: str, method: VerificationMethod) -> KeyLookup:
    return KeyLookup(controller, method.key, revoked=method.revoked, expires=method.expires)


def _key_by_kid(issuer_id: str, kid: str, documents: Documents) -> KeyLookup:
    named, _, fragment = kid.partition("#")
    controller = named or issuer_id
    if is_self_describing(controller):
        return _controller_key(controller, f"{controller}#{fragment or own_fragment(controller)}", documents)
    if fragment and not is_key_set_address(issuer_id, named):
        return _controller_key(controller, f"{controller}#{fragment}", documents)
    if not kid.startswith("https://"):
        return KeyLookup(kid, problem=DidError(Message("found.no_key_id", found=kid[:60])))
    if is_below(issuer_id, named):
        return _key_by_address(issuer_id, kid, documents)
    return _controller_key(issuer_id, kid, documents)


def _key_by_address(issuer_id: str, kid: str, documents: Documents) -> KeyLookup:
    """Find a key by its own address below the issuer's: one bare JWK, or one of a set (Open Badges 3.0 §8.2.4).

    An author of files below a site need not be its issuer. So the DID document decides first, and a key that it does
    not mention counts at `/keys/…` and in the set at `/keys` alone. An https issuer need not have such a document.
    """
    address, _, fragment = kid.partition("#")
    counts = is_key_address(issuer_id, address) or bool(fragment)
    try:
        if (issuer_id.startswith("did:web:") or not counts) and issuer_id not in documents:
            return KeyLookup(issuer_id, missing=issuer_id)
        nothing: Document = {"id": issuer_id}
        document = document_at(documents, issuer_id) if issuer_id in documents else nothing
        for name in (kid, f"{issuer_id}#{fragment or kid.rpartition('/')[2]}"):
            if is_described(document, issuer_id, name):
                return _lookup_of_method(issuer_id, key_of_method(document, issuer_id, name))
        if address not in documents:
            return KeyLookup(issuer_id, missing=address)
        key = _published_key(address, fragment, documents)
        method = method_of_key(document, issuer_id, key)
    except (DidError, DocumentError, KeyMaterialError) as problem:
        return KeyLookup(issuer_id, problem=problem)
    if method is None and not counts:
        message = Message("found.unlisted_key_at", issuer=issuer_id, key=kid[:80])
        return KeyLookup(issuer_id, problem=DidError(message))
    return _lookup_of_method(issuer_id, method or VerificationMethod(key))


def _published_key(address: str, fragment: str, documents: Documents) -> Document:
    """Return the bare JWK at an address, or that of a set whose `kid` is the fragment; an issuer takes keys away."""
    try:
        found = document_at(documents, address)
    except GoneError as problem:
        raise DidError(problem.message) from None
    if not fragment:
        return key_of_jwk(found)
    listed = found.get("keys")
    named = [
        jwk
        for jwk in (listed if isinstance(listed, list) else [])
        if isinstance(jwk, dict) and jwk.get("kid") in (fragment, f"{address}#{fragment}")
    ]
    if len(named) != 1:
        raise DidError(
            Message("found.keys_in_set", address=address[:80], key=fragment[:60], count=len(named))
        )
    return key_of_jwk(named[0])


def _key_in_header(issuer_id: str, shown: Json, documents: Documents) -> KeyLookup:
    """Find the header's JWK in the issuer's document: a key in a header proves nothing by itself."""
    try:
        key = key_of_jwk(shown)
        if is_self_describing(issuer_id):
            method = VerificationMethod(key) if own_key(issuer_id) == key else None
        elif issuer_id not in documents:
            _refuse_other_ids(issuer_id)
            return KeyLookup(issuer_id, missing=issuer_id)
        else:
            method = method_of_key(document_at(documents, issuer_id), issuer_id, key)
    except (DidError, DocumentError, KeyMaterialError) as problem:
        return KeyLookup(issuer_id, problem=problem)
    if method is None:
        message = Message("found.unlisted_token_key", issuer=issuer_id)
        return KeyLookup(issuer_id, problem=DidError(message))
    return _lookup_of_method(issuer_id, method)


def _is_same_key(shown: Json, key: Mapping[str, Json]) -> bool:
    try:
        return key_of_jwk(shown) == key
    except KeyMaterialError:
        return False

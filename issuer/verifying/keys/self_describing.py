"""Ids that are a key themselves, so that nothing has to be fetched: `did:key` and `did:jwk`."""

from issuer.messages import Message
from issuer.proofs.did import DidError
from issuer.proofs.keys import KeyMaterialError
from issuer.proofs.multibase import MultibaseError, decode_base64url
from issuer.strict_json import Document, StrictJsonError, parse_document
from issuer.verifying.keys.public_keys import key_of_jwk, key_of_multikey

_DID_KEY, _DID_JWK = "did:key:", "did:jwk:"
_JWK_FRAGMENT = "0"
"""The one key of a did:jwk (did:jwk Method Specification, "Read")."""


def is_self_describing(issuer_id: str) -> bool:
    """Tell whether an id is a key."""
    return issuer_id.startswith((_DID_KEY, _DID_JWK))


def own_fragment(did: str) -> str:
    """Return the fragment by which such an id names its one key."""
    return did.removeprefix(_DID_KEY) if did.startswith(_DID_KEY) else _JWK_FRAGMENT


def own_key(did: str) -> Document:
    """Return the key that an id is; raise `DidError` for one that is no key to trust."""
    try:
        if did.startswith(_DID_KEY):
            return key_of_multikey(did.removeprefix(_DID_KEY))
        return key_of_jwk(parse_document(decode_base64url(did.removeprefix(_DID_JWK))))
    except (KeyMaterialError, MultibaseError, StrictJsonError) as problem:
        message = Message("found.weak_did", found=did[:60], problem=problem.message)
        raise DidError(message, undecided=problem.undecided) from None


def key_of_fragment(did: str, fragment: str) -> Document:
    """Return the key that an id has by that name; raise `DidError` for another name than its own."""
    if fragment != own_fragment(did):
        raise DidError(Message("found.did_key_fragment", found=fragment[:60]))
    return own_key(did)

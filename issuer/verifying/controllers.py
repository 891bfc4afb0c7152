"""The documents that say which keys are whose: DID documents, controller documents, and single keys.

Controlled Identifiers 1.0 §2; a `did:web` and an https issuer are read alike. Only keys for assertions count.
"""

from collections.abc import Mapping

from issuer.proofs.did import DidError
from issuer.proofs.keys import KeyMaterialError
from issuer.strict_json import Document, Json
from issuer.verifying.public_keys import key_of_jwk, key_of_multikey

_MOST_KEYS = 100


def key_of_method(document: Document, controller: str, method: str) -> Document:
    """Return the key that the controller's document allows for assertions under this name; raise otherwise.

    Raises `DidError` or `KeyMaterialError`. A document that is the key itself (Multikey) counts too: 1EdTech's
    validator asks for one at the address of an https issuer's key.
    """
    if document.get("type") == "Multikey" and document.get("controller") == controller:
        if document.get("id", method) != method:
            raise DidError(f"found the key {str(document.get('id'))[:80]!r} where {method!r} was expected")
        return _key(document)
    described = [
        one for one in _assertion_methods(document, controller) if _is_named(one, controller, method)
    ]
    if not described:
        raise DidError(f"{controller!r} does not list {method!r} among its keys for assertions")
    if len(described) > 1:
        raise DidError(
            f"the document of {controller!r} describes {method!r} {len(described)} times, not once"
        )
    return _key(described[0])


def assertion_keys(document: Document, controller: str) -> list[Document]:
    """Return every usable key that the controller's document allows for assertions."""
    found = []
    for method in _assertion_methods(document, controller):
        try:
            found.append(_key(method))
        except (DidError, KeyMaterialError):
            continue  # a key we could not use anyway
    return found


def _assertion_methods(document: Document, controller: str) -> list[Document]:
    if document.get("id") != controller:
        raise DidError(f"the document is about {str(document.get('id'))[:80]!r}, not about {controller!r}")
    allowed = _listed(document, "assertionMethod")[:_MOST_KEYS]
    names = {_full(one, controller) for one in allowed if isinstance(one, str)}
    described = [one for one in _listed(document, "verificationMethod")[:_MOST_KEYS] if isinstance(one, dict)]
    names |= {
        _full(str(one.get("id")), controller) for one in allowed if isinstance(one, dict) and "id" in one
    }
    inline = [one for one in allowed if isinstance(one, dict) and len(one) > 1]
    methods = [one for one in described if _full(str(one.get("id")), controller) in names] + inline
    for method in methods:
        if method.get("controller") != controller:
            raise DidError(
                f"the key {str(method.get('id'))[:80]!r} is under the control of "
                f"{str(method.get('controller'))[:80]!r}"
            )
    return methods


def _is_named(method: Mapping[str, Json], controller: str, name: str) -> bool:
    return _full(str(method.get("id")), controller) == name


def _key(method: Document) -> Document:
    if "publicKeyJwk" in method and "publicKeyMultibase" in method:
        raise DidError("a key is given in two ways, which may not be the same")
    if "publicKeyJwk" in method:
        return key_of_jwk(method["publicKeyJwk"])
    return key_of_multikey(str(method.get("publicKeyMultibase")))


def _full(name: str, controller: str) -> str:
    return f"{controller}{name}" if name.startswith("#") else name


def _listed(document: Mapping[str, Json], member: str) -> list[Json]:
    """Read a member that may be one value or several."""
    found = document.get(member)
    if found is None:
        return []
    return found if isinstance(found, list) else [found]

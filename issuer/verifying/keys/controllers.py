"""Documents that list the keys of a controller: DID documents, controller documents, and single keys.

Controlled Identifiers 1.0 §2; a `did:web` and an https issuer are treated alike. Only keys for assertions count.

`revoked` and `expires` are read from the method found. A signature said to be older than the revocation is `cannot
tell`: the key's holder writes the date. A `did:web` issuer's DID document is asked first.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from issuer.messages import Message
from issuer.proofs.did import DidError
from issuer.proofs.keys import KeyMaterialError
from issuer.strict_json import Document, Json
from issuer.timestamps import TimestampError, read_timestamp
from issuer.verifying.keys.public_keys import key_of_jwk, key_of_multikey

_MOST_KEYS = 100


@dataclass(frozen=True)
class VerificationMethod:
    """A key as its issuer's document describes it, with the moments of its revocation and expiry."""

    key: Document
    revoked: str | None = None
    """When the issuer revoked it."""
    expires: str | None = None
    """When it expires."""


def key_of_method(document: Document, controller: str, method: str) -> VerificationMethod:
    """Return the key that the controller's document allows for assertions under this name; raise otherwise.

    Raises `DidError` or `KeyMaterialError`. A revoked key is returned too, allowed for assertions or not, so that the
    caller can judge its signatures. A document that is the key itself (Multikey) counts as well: 1EdTech's validator
    asks for one at the address of an https issuer's key.
    """
    if document.get("type") == "Multikey" and _is_controlled_by(document, controller):
        if document.get("id", method) != method:
            raise DidError(Message("found.other_key", found=str(document.get("id"))[:80], expected=method))
        return _read_method(document)
    described = [
        described_method
        for described_method in _described_methods(document, controller)
        if _method_id(described_method, controller) == method
    ]
    withdrawn = [key_method for key_method in described if "revoked" in key_method]
    allowed = withdrawn[:1] or [
        key_method for key_method in described if _is_allowed(key_method, document, controller)
    ]
    if not allowed:
        raise DidError(Message("found.unlisted_key", issuer=controller, key=method))
    if len(allowed) > 1:
        raise DidError(Message("found.key_several_times", issuer=controller, key=method, count=len(allowed)))
    if not _is_controlled_by(allowed[0], controller):
        raise DidError(
            Message(
                "found.controlled_by_another", key=method[:80], found=str(allowed[0].get("controller"))[:80]
            )
        )
    return _read_method(allowed[0])


def is_described(document: Document, controller: str, method: str) -> bool:
    """Tell whether the document writes out a key of this id; raise `DidError` for another controller's document."""
    return any(
        _method_id(described_method, controller) == method
        for described_method in _described_methods(document, controller)
    )


def method_of_key(document: Document, controller: str, key: Document) -> VerificationMethod | None:
    """Return the entry of this key in the controller's document, whatever its id; None if not for assertions.

    Raises `DidError`. A key that is listed twice and revoked once is revoked.
    """
    found = None
    for described_method in _described_methods(document, controller):
        if not _is_controlled_by(described_method, controller):
            continue
        try:
            if _method_key(described_method) != key:
                continue
        except (DidError, KeyMaterialError):
            continue  # a key of a kind that we cannot use
        method = _read_method(described_method)
        if method.revoked:
            return method
        if _is_allowed(described_method, document, controller) and (found is None or method.expires):
            found = method
    return found


def _described_methods(document: Document, controller: str) -> list[Document]:
    """Return every key that is written out, under `verificationMethod` or `assertionMethod`."""
    if document.get("id") != controller:
        raise DidError(
            Message("found.about_another", found=str(document.get("id"))[:80], expected=controller)
        )
    described = _member_values(document, "verificationMethod")[:_MOST_KEYS]
    inline = [json for json in _assertion_entries(document) if isinstance(json, dict) and len(json) > 1]
    return [json for json in described if isinstance(json, dict)] + inline


def _assertion_entries(document: Document) -> list[Json]:
    return _member_values(document, "assertionMethod")[:_MOST_KEYS]


def _is_allowed(method: Document, document: Document, controller: str) -> bool:
    for json in _assertion_entries(document):
        named = json if isinstance(json, str) else json.get("id") if isinstance(json, dict) else None
        if json is method or (
            isinstance(named, str) and _full_id(named, controller) == _method_id(method, controller)
        ):
            return True
    return False


def _read_method(method: Document) -> VerificationMethod:
    return VerificationMethod(_method_key(method), _moment(method, "revoked"), _moment(method, "expires"))


def _moment(method: Document, member: str) -> str | None:
    """Read `revoked` or `expires` (Controlled Identifiers 1.0 §2.2); refuse other text than a date, such as "yes"."""
    if member not in method:
        return None
    said = method[member]
    try:
        read_timestamp(said if isinstance(said, str) else "")
    except TimestampError:
        raise DidError(Message("found.key_no_moment", member=member, found=str(said)[:40])) from None
    return str(said)


def _is_controlled_by(method: Document, controller: str) -> bool:
    """Whether a key names this controller, alone or among others (DIDs 1.0 §5.1.2 allows several)."""
    return controller in _member_values(method, "controller")


def _method_id(method: Document, controller: str) -> str:
    return _full_id(str(method.get("id")), controller)


def _method_key(method: Document) -> Document:
    if "publicKeyJwk" in method and "publicKeyMultibase" in method:
        raise DidError(Message("found.key_given_twice"))
    if "publicKeyJwk" in method:
        return key_of_jwk(method["publicKeyJwk"])
    if "publicKeyMultibase" not in method:
        raise DidError(
            Message("found.key_written_otherwise", found=str(method.get("type"))[:40]), undecided=True
        )
    return key_of_multikey(str(method["publicKeyMultibase"]))


def _full_id(name: str, controller: str) -> str:
    return f"{controller}{name}" if name.startswith("#") else name


def _member_values(document: Mapping[str, Json], member: str) -> list[Json]:
    """Read a member that may be one value or several."""
    found = document.get(member)
    if found is None:
        return []
    return found if isinstance(found, list) else [found]

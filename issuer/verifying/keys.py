"""Which key is a credential said to be signed with, and is it one of its issuer's?"""

from collections.abc import Mapping
from dataclasses import dataclass

from issuer.proofs.data_integrity import ProofError, single_proof
from issuer.proofs.did import DidError, key_in_document, resolve_did_key, withdrawn_since
from issuer.strict_json import Document, Json
from issuer.timestamps import TimestampError, read_timestamp
from issuer.verifying.report import KEY, Check


@dataclass(frozen=True)
class FoundKey:
    """What became of looking for the key: the key, or the document that is missing, or the problem."""

    controller: str = ""
    public_key: bytes | None = None
    missing: str | None = None
    problem: str | None = None
    withdrawn: str | None = None
    """Since when the issuer does not stand by the key any more."""
    created: str = ""
    """When the proof says it was made."""


def find_key(document: Document, documents: Mapping[str, Json]) -> FoundKey:
    """Find the key that the proof names: in the DID itself, or in the controller's document."""
    try:
        proof = single_proof(document)
        method = str(proof.get("verificationMethod"))
    except ProofError as problem:
        return FoundKey(problem=str(problem))
    controller, _, fragment = method.partition("#")
    if not fragment:
        return FoundKey(
            controller, problem=f"found the key {method[:80]!r} where <issuer>#<key> was expected"
        )
    try:
        if controller.startswith("did:key:"):
            return _self_named(controller, fragment)
        if controller not in documents:
            return FoundKey(controller, missing=controller)
        return _listed(documents[controller], controller, proof)
    except DidError as problem:
        return FoundKey(controller, problem=str(problem))


def check_key(issuer_id: str, key: FoundKey) -> Check:
    """Only the issuer's own keys count: a good signature by anyone else proves nothing."""
    if key.controller and key.controller != issuer_id:
        says = f"The key belongs to {key.controller}, but the issuer is {issuer_id}; only its own keys count."
        return Check(KEY, False, "key-of-another", says)
    if key.withdrawn:
        return _withdrawn(key.withdrawn, key.created)
    if key.problem:
        return Check(KEY, False, "key", f"The key cannot be used: {key.problem}.")
    if key.missing:
        return Check(
            KEY,
            None,
            "document-missing",
            f"The document that lists the keys of {key.missing} is needed first.",
        )
    return Check(KEY, True, "ok", f"The key is one that {issuer_id} lists for signing credentials.")


def _self_named(controller: str, fragment: str) -> FoundKey:
    if fragment != controller.removeprefix("did:key:"):
        raise DidError(f"a did:key has one key, itself; found {fragment[:60]!r}")
    return FoundKey(controller, resolve_did_key(controller))


def _listed(document: Json, controller: str, proof: Document) -> FoundKey:
    if not isinstance(document, dict):
        raise DidError(f"the document of {controller!r} is not a JSON object")
    method = str(proof.get("verificationMethod"))
    withdrawn = withdrawn_since(document, method)
    if withdrawn and document.get("id") == controller:
        return FoundKey(controller, withdrawn=withdrawn, created=str(proof.get("created")))
    return FoundKey(controller, key_in_document(document, controller, method))


def _withdrawn(since: str, created: str) -> Check:
    """What an issuer's lost key signed: after the loss it proves nothing, and before it no more than it says."""
    try:
        later = read_timestamp(created) >= read_timestamp(since)
    except TimestampError:
        later = True
    if later:
        says = f"The issuer does not stand by this key since {since}, and this was signed after that."
        return Check(KEY, False, "key-compromised", says)
    says = (
        f"The issuer does not stand by this key since {since}. This says it was signed before, at {created}, but "
        "whoever has the key could write that too: ask for the badge as it was issued again."
    )
    return Check(KEY, None, "key-withdrawn", says)

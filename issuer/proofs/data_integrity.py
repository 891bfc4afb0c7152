"""Data Integrity proofs of the cryptosuite eddsa-rdfc-2022 (Data Integrity EdDSA Cryptosuites v1.0, §3.2).

The signature covers 64 bytes: SHA-256 of the canonical proof options, then SHA-256 of the canonical document.
"""

import hashlib
from datetime import datetime

from issuer.canonical.canonical_form import JsonLdCanonicaliser
from issuer.messages import Message, MessageError
from issuer.proofs.keys import Signer, is_signature_of
from issuer.proofs.multibase import MultibaseError, decode_base58btc, encode_base58btc
from issuer.strict_json import Document, Json
from issuer.timestamps import write_timestamp

PROOF_TYPE = "DataIntegrityProof"
CRYPTOSUITE = "eddsa-rdfc-2022"
PURPOSE = "assertionMethod"


class ProofError(MessageError):
    """A proof that cannot be read or checked; the message says what was found."""


def proof_options(created: datetime, verification_method: str) -> Document:
    """Return a proof without its signature."""
    return {
        "type": PROOF_TYPE,
        "cryptosuite": CRYPTOSUITE,
        "created": write_timestamp(created),
        "verificationMethod": verification_method,
        "proofPurpose": PURPOSE,
    }


def hash_for_signing(canonical_options: str, canonical_document: str) -> bytes:
    """Return the 64 bytes that are signed (§3.2.4)."""
    return _sha256(canonical_options) + _sha256(canonical_document)


def proof_value(signature: bytes) -> str:
    """Write a signature as `proofValue`."""
    return encode_base58btc(signature)


def add_proof(document: Document, signer: Signer, created: datetime, form: JsonLdCanonicaliser) -> Document:
    """Return the document with a proof, as an array with one element (both 1EdTech schemas accept that)."""
    options = proof_options(created, signer.verification_method)
    signed = hash_for_signing(
        form.canonicalise(_in_context(options, document)), form.canonicalise(without_proof(document))
    )
    proof: Json = {**options, "proofValue": proof_value(signer.sign(signed))}
    return {**without_proof(document), "proof": [proof]}


def single_proof(document: Document) -> Document:
    """Return the document's one proof, which may stand alone or in an array; raise `ProofError` otherwise."""
    found = document.get("proof")
    if isinstance(found, list):
        if len(found) != 1:
            raise ProofError(Message("found.proofs", found=len(found)))
        found = found[0]
    if not isinstance(found, dict):
        raise ProofError(Message("found.no_proof"))
    return found


def verify_proof(document: Document, public_key: bytes, form: JsonLdCanonicaliser) -> bool:
    """Tell whether the document's one proof is this key's signature over it.

    Raises `ProofError` when the proof cannot be read and `CanonicalError` when the document cannot. The caller
    checks the proof's other members (suite, purpose, times, key).
    """
    proof = single_proof(document)
    signature = proof_signature(proof)
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    signed = hash_for_signing(
        form.canonicalise(_in_context(options, document)), form.canonicalise(without_proof(document))
    )
    return is_signature_of(public_key, signature, signed)


def without_proof(document: Document) -> Document:
    """Return the document as it was before it was signed."""
    return {name: value for name, value in document.items() if name != "proof"}


def _in_context(options: Document, document: Document) -> Document:
    """Proof options are canonicalised under the document's own contexts (§3.2.5, step 6)."""
    return {**options, "@context": document.get("@context")}


def proof_signature(proof: Document, size: int = 64) -> bytes:
    """Read the signature of a proof, which must have so many bytes; raise `ProofError` otherwise."""
    value = proof.get("proofValue")
    if not isinstance(value, str):
        raise ProofError(Message("found.no_proof_value"))
    try:
        signature = decode_base58btc(value)
    except MultibaseError as problem:
        raise ProofError(Message("found.unreadable_proof_value", problem=problem.message)) from None
    if len(signature) != size:
        raise ProofError(Message("found.signature_size", found=len(signature), expected=size))
    return signature


def _sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()

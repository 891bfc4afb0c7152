"""The signed statements of a credential, for clients that can check a signature and a hash but not canonicalise.

A browser has Ed25519 and SHA-256, and can compare a page with these statements. So a badge's page is checked twice:
by the server and by the visitor's browser.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from issuer.canonical.canonical_form import JsonLdCanonicaliser
from issuer.proofs.data_integrity import ProofError, without_proof
from issuer.proofs.multibase import MultibaseError, decode_base58btc, encode_base64url
from issuer.strict_json import Document, Json, parse_document
from issuer.verifying.keys.proof_choice import accepted_proof


@dataclass(frozen=True)
class SignedStatements:
    """The two texts whose hashes were signed, the signature (base64url), and the verification method."""

    document: str
    options: str
    signature: str
    method: str

    def as_json(self) -> Mapping[str, Json]:
        """Return the JSON that the page gives its script."""
        return {
            "document": self.document,
            "options": self.options,
            "signature": self.signature,
            "method": self.method,
        }


def signed_statements(credential: bytes, form: JsonLdCanonicaliser) -> SignedStatements:
    """Return the statements of a credential of ours; raise `ProofError`, `CanonicalError` or `StrictJsonError`."""
    document = parse_document(credential)
    proof = accepted_proof(document)
    options: Document = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        signature = decode_base58btc(str(proof.get("proofValue")))
    except MultibaseError as problem:
        raise ProofError(problem.message) from None
    return SignedStatements(
        form.canonicalise(without_proof(document)),
        form.canonicalise({**options, "@context": document["@context"]}),
        encode_base64url(signature),
        str(proof.get("verificationMethod")),
    )

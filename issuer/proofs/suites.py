"""Embedded proofs of other issuers: the kinds that Laurel verifies beside its own.

    is_proof_of(document, ECDSA_RDFC, key, canonicaliser)

Data Integrity ECDSA Cryptosuites v1.0 §3.2 (P-256 with SHA-256, P-384 with SHA-384), EdDSA Cryptosuites v1.0 §3.3
(JSON Canonicalization Scheme, RFC 8785) and its predecessor Ed25519Signature2020. Laurel signs with eddsa-rdfc-2022
alone, in `data_integrity`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import rfc8785

from issuer.canonical.canonical_form import Digest, JsonLdCanonicaliser
from issuer.messages import Message, reason_of
from issuer.proofs.data_integrity import (
    CRYPTOSUITE,
    PROOF_TYPE,
    ProofError,
    proof_signature,
    single_proof,
    without_proof,
)
from issuer.proofs.jwt import is_jws_signature
from issuer.strict_json import Document, Json


@dataclass(frozen=True)
class Suite:
    """A kind of embedded proof: its names, the curves of its keys, and how the document becomes bytes."""

    type: str
    cryptosuite: str | None
    curves: frozenset[str]
    of_json: bool = False
    """Whether it signs the JSON (RFC 8785) instead of the statements (RDFC-1.0)."""

    @property
    def name(self) -> str:
        """What people call it."""
        return self.cryptosuite or self.type

    def names(self, proof: Mapping[str, Json]) -> bool:
        """Tell whether a proof says that it is of this kind."""
        return proof.get("type") == self.type and proof.get("cryptosuite") == self.cryptosuite


_ED25519, _NIST = frozenset({"Ed25519"}), frozenset({"P-256", "P-384"})
EDDSA_RDFC = Suite(PROOF_TYPE, CRYPTOSUITE, _ED25519)
ECDSA_RDFC = Suite(PROOF_TYPE, "ecdsa-rdfc-2019", _NIST)
EDDSA_JCS = Suite(PROOF_TYPE, "eddsa-jcs-2022", _ED25519, of_json=True)
ECDSA_JCS = Suite(PROOF_TYPE, "ecdsa-jcs-2019", _NIST, of_json=True)
ED25519_2020 = Suite("Ed25519Signature2020", None, _ED25519)
SUITES = (EDDSA_RDFC, ECDSA_RDFC, EDDSA_JCS, ECDSA_JCS, ED25519_2020)
"""In the order in which one of several proofs is chosen."""

_ALGORITHMS = {"Ed25519": "EdDSA", "P-256": "ES256", "P-384": "ES384"}
_DIGESTS: Mapping[str, Digest] = {"Ed25519": "sha256", "P-256": "sha256", "P-384": "sha384"}
_SIGNATURE_BYTES = {"Ed25519": 64, "P-256": 64, "P-384": 96}


def suite_of(proof: Mapping[str, Json]) -> Suite | None:
    """Return the kind of a proof, or None for one that we do not verify."""
    return next((suite for suite in SUITES if suite.names(proof)), None)


def is_proof_of(document: Document, suite: Suite, key: Mapping[str, Json], form: JsonLdCanonicaliser) -> bool:
    """Tell whether the document's one proof is this key's signature over it. `key` is a public JWK.

    Raises `ProofError` when the proof cannot be read and `CanonicalError` when the document cannot. The caller checks
    the proof's other members (purpose, times, key) and that the key is of one of the suite's curves.
    """
    curve = str(key["crv"])
    proof = single_proof(document)
    signature = proof_signature(proof, _SIGNATURE_BYTES[curve])
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    digest = _DIGESTS[curve]
    if ("@context" in proof or suite.of_json) and proof.get("@context") != document.get("@context"):
        raise ProofError(Message("found.other_proof_contexts"), undecided=True)
    if suite.of_json:
        texts = _as_json(options, document)
    else:
        in_context: Document = {**options, "@context": document.get("@context")}
        canonical = [form.canonicalise(each, digest) for each in (in_context, without_proof(document))]
        texts = [text.encode() for text in canonical]
    signed = b"".join(hashlib.new(digest, text).digest() for text in texts)
    return is_jws_signature({**key, "alg": _ALGORITHMS[curve]}, signature, signed)


def _as_json(options: Document, document: Document) -> list[bytes]:
    """Write the options, which repeat the document's contexts (§3.3.1, step 3), and the document canonically."""
    try:
        return [rfc8785.dumps(options), rfc8785.dumps(without_proof(document))]
    except rfc8785.CanonicalizationError as problem:
        raise ProofError(Message("found.no_canonical_json", reason=reason_of(problem))) from None

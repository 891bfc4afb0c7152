"""Badges with embedded proofs of the kinds that Laurel verifies and does not make.

signed_by(ECDSA_RDFC, p384())          # the usual badge of the did:key that this key is
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import rfc8785
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from issuer.canonical.canonical_form import Digest
from issuer.proofs.keys import KeyPair
from issuer.proofs.multibase import encode_base58btc
from issuer.proofs.suites import ED25519_2020, Suite
from issuer.strict_json import Document
from tests.fakes.badges.badges import KEY, credential
from tests.fakes.badges.contexts import canonicaliser

ED25519_2020_CONTEXT = "https://w3id.org/security/suites/ed25519-2020/v1"


@dataclass(frozen=True)
class SuiteKey:
    """A key of any kind, and the did:key that it is."""

    multikey: str
    digest: Digest
    sign: Callable[[bytes], bytes]

    @property
    def did(self) -> str:
        return f"did:key:{self.multikey}"


def ed25519() -> SuiteKey:
    return SuiteKey(KEY.multikey, "sha256", KEY.sign)


@cache
def p256() -> SuiteKey:
    return _nist(ec.derive_private_key(7, ec.SECP256R1()), b"\x80\x24", "sha256")


@cache
def p384() -> SuiteKey:
    return _nist(ec.derive_private_key(7, ec.SECP384R1()), b"\x81\x24", "sha384")


def signed_by(
    suite: Suite,
    key: SuiteKey,
    change: Callable[[Document], object] = dict.copy,
    more: Document | None = None,
) -> Document:
    """Sign what the usual badge becomes through a change; `more` goes into the proof."""
    said = json.loads(credential())
    del said["proof"]
    said["issuer"]["id"] = key.did
    if suite.cryptosuite is None:
        said["@context"].append(ED25519_2020_CONTEXT)
    change(said)
    return signed_with(suite, key, said, f"{key.did}#{key.multikey}", more)


def signed_with(
    suite: Suite, key: SuiteKey, said: Document, method: str, more: Document | None = None
) -> Document:
    """Sign any document with a key of that name."""
    options: Document = {
        "type": suite.type,
        "created": "2026-03-01T09:00:00Z",
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
        **({"cryptosuite": suite.cryptosuite} if suite.cryptosuite else {}),
        **({"@context": said["@context"]} if suite.of_json else {}),
        **(more or {}),
    }
    texts = [_bytes(each, suite, key) for each in ({**options, "@context": said["@context"]}, said)]
    signature = key.sign(b"".join(hashlib.new(key.digest, text).digest() for text in texts))
    return {**said, "proof": [{**options, "proofValue": encode_base58btc(signature)}]}


def older_proof(said: Document, pair: KeyPair) -> Document:
    """Return a proof by Ed25519Signature2020, whose context the document has."""
    key = SuiteKey(pair.multikey, "sha256", pair.sign)
    signed = signed_with(ED25519_2020, key, said, pair.verification_method)
    [proof] = signed["proof"]  # type: ignore[misc]  # a list
    return dict(proof)  # type: ignore[arg-type]  # an object


def _bytes(said: Document, suite: Suite, key: SuiteKey) -> bytes:
    return rfc8785.dumps(said) if suite.of_json else canonicaliser().canonicalise(said, key.digest).encode()


def _nist(private: ec.EllipticCurvePrivateKey, code: bytes, digest: Digest) -> SuiteKey:
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    size = private.key_size // 8
    algorithm = SHA256() if digest == "sha256" else SHA384()

    def sign(message: bytes) -> bytes:
        numbers = decode_dss_signature(private.sign(message, ec.ECDSA(algorithm)))
        return b"".join(number.to_bytes(size, "big") for number in numbers)

    return SuiteKey(encode_base58btc(code + point), digest, sign)

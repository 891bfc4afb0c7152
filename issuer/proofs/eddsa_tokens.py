"""Tokens by the issuer's own Ed25519 key (RFC 8037), for a `did:key` issuer, which has no other key.

    token = wrap(signed_credential, EdDsaKey(pair), pair.verification_method)

1EdTech's validator refuses EdDSA in a token, so issuers at a public address have a separate key for tokens.
"""

from dataclasses import dataclass

from issuer.proofs.jwt import Algorithm
from issuer.proofs.keys import Signer
from issuer.proofs.multibase import encode_base64url
from issuer.strict_json import Document


@dataclass(frozen=True)
class EdDsaKey:
    """Implements `issuer.proofs.jwt.JwtSigner`."""

    signer: Signer

    @property
    def algorithm(self) -> Algorithm:
        """Always EdDSA."""
        return "EdDSA"

    @property
    def public_jwk(self) -> Document:
        """The public key (RFC 8037 §2)."""
        x = encode_base64url(self.signer.public_key)
        return {"kty": "OKP", "crv": "Ed25519", "x": x, "alg": self.algorithm, "use": "sig"}

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature, or raise `SignerUnavailable`."""
        return self.signer.sign(message)

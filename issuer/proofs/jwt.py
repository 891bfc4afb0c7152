"""Credentials as JSON Web Tokens (Open Badges 3.0 §8.2.4 "JSON Web Token Proof Format"), by RS256 and ES256.

    key = JwtKey.es256_from_random(thirty_two_random_bytes)
    token = wrap(signed_credential, key, f"https://badges.example/keys/{key.kid}")

The payload is the credential itself, with the registered claims beside its members. A credential that carries a
Data Integrity proof keeps it inside: embed first, then wrap. Ed25519 tokens are in `eddsa_tokens`, because 1EdTech's
validator refuses them.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, HashAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from issuer.messages import Message, reason_of
from issuer.proofs.keys import KeyMaterialError, is_signature_of
from issuer.proofs.multibase import decode_base64url, encode_base64url
from issuer.strict_json import Document, Json, StrictJsonError, compact_json, parse_document
from issuer.timestamps import read_timestamp

Algorithm = Literal["RS256", "ES256", "EdDSA"]
_LEAST_RSA_BITS = 2048
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True)
class _Curve:
    """A curve, and the algorithm and digest that belong to it (RFC 7518 §3.4)."""

    curve: ec.EllipticCurve
    algorithm: str
    digest: HashAlgorithm


_CURVES = {
    "P-256": _Curve(ec.SECP256R1(), "ES256", SHA256()),
    "P-384": _Curve(ec.SECP384R1(), "ES384", SHA384()),
}


class JwtError(ValueError):
    """A token that cannot be made or trusted; the message says what was found."""


class JwtSigner(Protocol):
    """Signs tokens: a `JwtKey`, or a client of a key store."""

    @property
    def algorithm(self) -> Algorithm:
        """How it signs: the header's `alg`."""
        ...

    @property
    def public_jwk(self) -> Document:
        """The public key as RFC 7517 writes it; never a private member."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the signature in the form of RFC 7518 §3.3 and §3.4."""
        ...


@dataclass(frozen=True)
class JwtKey:
    """A private key in memory, as PKCS#8 in DER. Implements `JwtSigner`."""

    private_bytes: bytes = field(repr=False)

    @classmethod
    def es256_from_random(cls, random: bytes) -> "JwtKey":
        """Make a P-256 key of 32 random bytes."""
        if len(random) != 32:
            raise KeyMaterialError(Message("found.p256_size", found=len(random)))
        scalar = int.from_bytes(random, "big") % (_P256_ORDER - 1) + 1
        return cls(_as_der(ec.derive_private_key(scalar, ec.SECP256R1())))

    @classmethod
    def new_rs256(cls) -> "JwtKey":
        """Make an RSA key of 2048 bits. The issuer's only own use of randomness: OpenSSL takes no bytes."""
        return cls(_as_der(rsa.generate_private_key(public_exponent=65537, key_size=_LEAST_RSA_BITS)))

    @cached_property
    def _private(self) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
        private = load_der_private_key(self.private_bytes, None)
        if isinstance(private, rsa.RSAPrivateKey) and private.key_size >= _LEAST_RSA_BITS:
            return private
        if isinstance(private, ec.EllipticCurvePrivateKey) and isinstance(private.curve, ec.SECP256R1):
            return private
        raise KeyMaterialError(Message("found.weak_token_key"))

    @cached_property
    def algorithm(self) -> Algorithm:
        """RS256 for an RSA key, ES256 for one on P-256."""
        return "RS256" if isinstance(self._private, rsa.RSAPrivateKey) else "ES256"

    @cached_property
    def public_jwk(self) -> Document:
        """The public key, with `alg` and with its thumbprint as `kid`."""
        public = self._private.public_key()
        if isinstance(public, rsa.RSAPublicKey):
            numbers = public.public_numbers()
            jwk: Document = {"kty": "RSA", "n": _encode_integer(numbers.n), "e": _encode_integer(numbers.e)}
        else:
            point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
            x, y = encode_base64url(point[1:33]), encode_base64url(point[33:])
            jwk = {"kty": "EC", "crv": "P-256", "x": x, "y": y}
        return {**jwk, "alg": self.algorithm, "use": "sig", "kid": thumbprint(jwk)}

    @property
    def kid(self) -> str:
        """The key id: its thumbprint."""
        return str(self.public_jwk["kid"])

    def sign(self, message: bytes) -> bytes:
        """Return the signature; the same message always gets the same one (RFC 6979 for P-256)."""
        private = self._private
        if isinstance(private, rsa.RSAPrivateKey):
            return private.sign(message, padding.PKCS1v15(), SHA256())
        r, s = decode_dss_signature(private.sign(message, ec.ECDSA(SHA256(), deterministic_signing=True)))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def public_pem(jwk: Mapping[str, Json]) -> str:
    """Return a public key as PEM, as Open Badges 2.0 wants it in a CryptographicKey."""
    return _public_key(jwk).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def thumbprint(jwk: Mapping[str, Json]) -> str:
    """Return the thumbprint of a public key (RFC 7638 §3)."""
    required = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y")}[str(jwk["kty"])]
    written = json.dumps({name: jwk[name] for name in required}, sort_keys=True, separators=(",", ":"))
    return encode_base64url(hashlib.sha256(written.encode()).digest())


def wrap(credential: bytes, signer: JwtSigner, kid: str | None) -> str:
    """Write a credential as a compact JWS. `kid` is the address of the bare JWK; without one the key is in the header.

    The signature is checked before the token is returned. Raises `JwtError` for what is no credential, and when the
    signer gives a signature that does not fit.
    """
    try:
        document = parse_document(credential)
    except StrictJsonError as problem:
        raise JwtError(f"found something that is no credential: {problem}") from None
    named: Document = {"kid": kid} if kid else {"jwk": signer.public_jwk}
    header: Document = {"alg": signer.algorithm, **named, "typ": "JWT"}
    return sign_compact(header, compact_json({**document, **_claims(document)}).encode(), signer)


def sign_compact(header: Document, payload: bytes, signer: JwtSigner) -> str:
    """Sign any payload as a compact JWS (RFC 7515 §3.1), and check its signature."""
    signed = f"{encode_base64url(compact_json(header).encode())}.{encode_base64url(payload)}"
    signature = signer.sign(signed.encode())
    if not is_jws_signature(signer.public_jwk, signature, signed.encode()):
        raise JwtError("the signer gave a signature that does not fit its own public key")
    return f"{signed}.{encode_base64url(signature)}"


def is_jws_signature(jwk: Mapping[str, Json], signature: bytes, message: bytes) -> bool:
    """Tell whether this public key signed this message, by the algorithm that the key is for."""
    try:
        if (jwk.get("kty"), jwk.get("crv"), jwk.get("alg")) == ("OKP", "Ed25519", "EdDSA"):
            return is_signature_of(decode_base64url(str(jwk.get("x"))), signature, message)
        public = _public_key(jwk)
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, message, padding.PKCS1v15(), SHA256())
            return True
        half, digest = public.key_size // 8, _CURVES[str(jwk["crv"])].digest
        if len(signature) != 2 * half:
            return False
        r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
        public.verify(encode_dss_signature(r, s), message, ec.ECDSA(digest))
    except InvalidSignature:
        return False
    return True


def _public_key(jwk: Mapping[str, Json]) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    """Read a public JWK of the two accepted kinds, or raise `KeyMaterialError`."""
    try:
        numbers = {
            name: int.from_bytes(decode_base64url(str(jwk[name])), "big")
            for name in ("n", "e", "x", "y")
            if name in jwk
        }
        if (jwk.get("kty"), jwk.get("alg")) == ("RSA", "RS256"):
            key = rsa.RSAPublicNumbers(numbers["e"], numbers["n"]).public_key()
            if key.key_size >= _LEAST_RSA_BITS:
                return key
        curve = _CURVES.get(str(jwk.get("crv")))
        if curve and (jwk.get("kty"), jwk.get("alg")) == ("EC", curve.algorithm):
            return ec.EllipticCurvePublicNumbers(numbers["x"], numbers["y"], curve.curve).public_key()
    except (KeyError, ValueError) as problem:
        raise KeyMaterialError(Message("found.unreadable_jwk", reason=reason_of(problem))) from None
    raise KeyMaterialError(Message("found.other_token_jwk"))


def _claims(document: Mapping[str, Json]) -> Document:
    """The registered claims that repeat what the credential says (§8.2.4.1)."""
    issuer, subject = document.get("issuer"), document.get("credentialSubject")
    claims: Document = {
        "iss": issuer.get("id") if isinstance(issuer, dict) else issuer,
        "jti": document.get("id"),
        "nbf": _seconds(document.get("validFrom")),
        "sub": subject.get("id") if isinstance(subject, dict) else None,
    }
    if "validUntil" in document:
        claims["exp"] = _seconds(document["validUntil"])
    missing = [name for name, value in claims.items() if value is None]
    if missing:
        raise JwtError(f"found a credential without what the claims {', '.join(missing)} repeat")
    return claims


def _seconds(moment: Json) -> int | None:
    return int(read_timestamp(moment).timestamp()) if isinstance(moment, str) else None


def _encode_integer(number: int) -> str:
    return encode_base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _as_der(private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

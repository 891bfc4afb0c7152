"""Public keys as issuers publish them (Multikey, JWK, PEM), read into one form and checked for strength.

One form: a JWK with the members its kind requires and nothing else, so that two keys are equal when they are `==`.
"""

from collections.abc import Mapping

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from issuer.messages import Message, reason_of
from issuer.proofs.jwt import is_jws_signature
from issuer.proofs.keys import KeyMaterialError, checked_public_key, is_signature_of
from issuer.proofs.multibase import (
    MultibaseError,
    decode_base58btc,
    decode_base64url,
    decode_multikey,
    encode_base64url,
)
from issuer.strict_json import Document, Json

_P256_PUBLIC = b"\x80\x24"
_MOST_RSA_BITS = 8192
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "k", "oth"})
_ALGORITHMS = {"RSA": ("RS256",), "EC": ("ES256",), "OKP": ("EdDSA", "Ed25519")}
"""The algorithms of each kind of key (`kty`)."""


def ed25519_key(public_key: bytes) -> Document:
    """Return a key of 32 bytes as a JWK; raise `KeyMaterialError` for a weak one."""
    return {"kty": "OKP", "crv": "Ed25519", "x": encode_base64url(checked_public_key(public_key))}


def ed25519_bytes(key: Mapping[str, Json]) -> bytes | None:
    """Return the 32 bytes of an Ed25519 key, or None for a key of another kind."""
    return decode_base64url(str(key["x"])) if key.get("crv") == "Ed25519" else None


def key_of_multikey(text: str) -> Document:
    """Read a Multikey of Ed25519 or P-256; raise `KeyMaterialError` otherwise."""
    try:
        raw = decode_base58btc(text)
        if not raw.startswith(_P256_PUBLIC):
            return ed25519_key(decode_multikey(text))
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw[2:])
    except (MultibaseError, ValueError, UnsupportedAlgorithm) as problem:
        raise KeyMaterialError(
            Message("found.no_key_we_use", found=text[:20], reason=reason_of(problem))
        ) from None
    return _of_point(point)


def key_of_jwk(jwk: Json) -> Document:
    """Read a public JWK (RFC 7517); raise `KeyMaterialError` for a weak, private or unknown one."""
    if not isinstance(jwk, dict):
        raise KeyMaterialError(Message("found.no_jwk"))
    if _PRIVATE & set(jwk):
        raise KeyMaterialError(Message("found.private_jwk"))
    algorithms = _ALGORITHMS.get(str(jwk.get("kty")))
    if algorithms is None or jwk.get("alg", algorithms[0]) not in algorithms:
        raise KeyMaterialError(Message("found.other_jwk"))
    if jwk.get("use", "sig") != "sig":
        raise KeyMaterialError(Message("found.jwk_use"))
    try:
        numbers = {name: _number(jwk[name]) for name in ("n", "e", "x", "y") if name in jwk}
        if jwk["kty"] == "RSA":
            return _rsa(int.from_bytes(numbers["n"], "big"), int.from_bytes(numbers["e"], "big"))
        if jwk["kty"] == "OKP" and jwk.get("crv") == "Ed25519":
            return ed25519_key(numbers["x"])
        if jwk["kty"] == "EC" and jwk.get("crv") == "P-256":
            x, y = int.from_bytes(numbers["x"], "big"), int.from_bytes(numbers["y"], "big")
            return _of_point(ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key())
    except (KeyError, ValueError, OverflowError) as problem:
        raise KeyMaterialError(Message("found.unreadable_jwk", reason=reason_of(problem))) from None
    raise KeyMaterialError(Message("found.other_curve"))


def key_of_pem(text: str) -> Document:
    """Read a public key as PEM, as Open Badges 2.0 writes it; raise `KeyMaterialError` otherwise."""
    try:
        public = load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm) as problem:
        raise KeyMaterialError(Message("found.unreadable_pem", reason=str(problem))) from None
    if isinstance(public, rsa.RSAPublicKey):
        numbers = public.public_numbers()
        return _rsa(numbers.n, numbers.e)
    if isinstance(public, ec.EllipticCurvePublicKey) and isinstance(public.curve, ec.SECP256R1):
        return _of_point(public)
    raise KeyMaterialError(Message("found.other_pem"))


def fits_algorithm(key: Mapping[str, Json], algorithm: Json) -> bool:
    """Tell whether a key of this kind signs by that algorithm."""
    return algorithm in _ALGORITHMS[str(key["kty"])]


def is_signed_by(key: Mapping[str, Json], signature: bytes, message: bytes) -> bool:
    """Tell whether this key signed this message, by the one algorithm of its kind."""
    raw = ed25519_bytes(key)
    if raw is not None:
        return is_signature_of(raw, signature, message)
    return is_jws_signature({**key, "alg": _ALGORITHMS[str(key["kty"])][0]}, signature, message)


def _number(said: Json) -> bytes:
    if not isinstance(said, str):
        raise KeyMaterialError(Message("found.jwk_numbers"))
    return decode_base64url(said)


def _rsa(modulus: int, exponent: int) -> Document:
    bits = modulus.bit_length()
    if not 2048 <= bits <= _MOST_RSA_BITS:
        raise KeyMaterialError(Message("found.rsa_bits", found=bits, most=_MOST_RSA_BITS))
    if exponent % 2 == 0 or not 3 <= exponent < 2**32 or modulus % 2 == 0:
        raise KeyMaterialError(Message("found.odd_rsa"))
    return {"kty": "RSA", "n": _encode_integer(modulus), "e": _encode_integer(exponent)}


def _of_point(public: ec.EllipticCurvePublicKey) -> Document:
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": encode_base64url(point[1:33]),
        "y": encode_base64url(point[33:]),
    }


def _encode_integer(number: int) -> str:
    return encode_base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))

"""Public keys as issuers publish them (Multikey, JWK, PEM), read into one form and checked for strength.

One form: a JWK with the members its kind requires and nothing else, so that two keys are equal when they are `==`.
Keys of kinds that we do not use raise an undecided error; weak and broken ones do not.
"""

import re
from collections.abc import Mapping

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from issuer.messages import Message, reason_of
from issuer.proofs.jwt import is_jws_signature
from issuer.proofs.keys import KeyMaterialError, checked_public_key, is_signature_of
from issuer.proofs.multibase import (
    ED25519_PUBLIC,
    MultibaseError,
    decode_base58btc,
    decode_base64url,
    decode_multikey,
    encode_base64url,
)
from issuer.strict_json import Document, Json

_CURVES: Mapping[bytes, ec.EllipticCurve] = {b"\x80\x24": ec.SECP256R1(), b"\x81\x24": ec.SECP384R1()}
"""By the first bytes of a Multikey (Controlled Identifiers 1.0 §2.2.2)."""
_CURVE_NAMES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1()}
_SHOWN_CURVES = {curve.name: name for name, curve in _CURVE_NAMES.items()}
_MULTICODEC = re.compile(rb"[\x80-\xff]{0,3}[\x00-\x7f]", re.DOTALL)
_MOST_RSA_BITS = 8192
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "k", "oth"})
_ALGORITHMS = {
    "RSA": ("RS256",),
    "P-256": ("ES256",),
    "P-384": ("ES384",),
    "Ed25519": ("EdDSA", "Ed25519"),
}
"""The algorithms of each kind of key: its curve, or RSA."""


def ed25519_key(public_key: bytes) -> Document:
    """Return a key of 32 bytes as a JWK; raise `KeyMaterialError` for a weak one."""
    return {"kty": "OKP", "crv": "Ed25519", "x": encode_base64url(checked_public_key(public_key))}


def ed25519_bytes(key: Mapping[str, Json]) -> bytes | None:
    """Return the 32 bytes of an Ed25519 key, or None for a key of another kind."""
    return decode_base64url(str(key["x"])) if key.get("crv") == "Ed25519" else None


def key_of_multikey(text: str) -> Document:
    """Read a Multikey of Ed25519, P-256 or P-384; raise `KeyMaterialError` otherwise."""
    try:
        raw = decode_base58btc(text)
        curve = _CURVES.get(raw[:2])
        if curve is not None:
            return _of_point(ec.EllipticCurvePublicKey.from_encoded_point(curve, raw[2:]))
        return ed25519_key(decode_multikey(text))
    except (MultibaseError, ValueError, UnsupportedAlgorithm) as problem:
        if isinstance(problem, KeyMaterialError):
            raise
        message = Message("found.no_key_we_use", found=text[:20], reason=reason_of(problem))
        raise KeyMaterialError(message, undecided=_is_of_other_kind(text)) from None


def _is_of_other_kind(text: str) -> bool:
    """Whether it is a whole Multikey of a kind that we do not use, such as secp256k1 or RSA."""
    try:
        raw = decode_base58btc(text)
    except MultibaseError:
        return False
    code = _MULTICODEC.match(raw)
    return bool(code and len(raw) > len(code[0]) + 31 and raw[:2] not in (*_CURVES, ED25519_PUBLIC))


def key_of_jwk(jwk: Json) -> Document:
    """Read a public JWK (RFC 7517); raise `KeyMaterialError` for a weak, private or unknown one."""
    if not isinstance(jwk, dict):
        raise KeyMaterialError(Message("found.no_jwk"))
    if _PRIVATE & set(jwk):
        raise KeyMaterialError(Message("found.private_jwk"))
    algorithms = _ALGORITHMS.get(_kind_of(jwk))
    if algorithms is None or jwk.get("alg", algorithms[0]) not in algorithms:
        raise KeyMaterialError(Message("found.other_jwk"), undecided=_names_other_kind(jwk))
    if jwk.get("use", "sig") != "sig":
        raise KeyMaterialError(Message("found.jwk_use"))
    try:
        numbers = {name: _number(jwk[name]) for name in ("n", "e", "x", "y") if name in jwk}
        if jwk["kty"] == "RSA":
            return _rsa(int.from_bytes(numbers["n"], "big"), int.from_bytes(numbers["e"], "big"))
        if jwk["kty"] == "OKP":
            return ed25519_key(numbers["x"])
        x, y = int.from_bytes(numbers["x"], "big"), int.from_bytes(numbers["y"], "big")
        curve = _CURVE_NAMES[str(jwk["crv"])]
        return _of_point(ec.EllipticCurvePublicNumbers(x, y, curve).public_key())
    except (KeyError, ValueError, OverflowError) as problem:
        raise KeyMaterialError(Message("found.unreadable_jwk", reason=reason_of(problem))) from None


def _kind_of(jwk: Mapping[str, Json]) -> str:
    """The kind of a key, as the table of algorithms names it."""
    kind, curve = jwk.get("kty"), jwk.get("crv")
    if kind == "RSA":
        return "RSA"
    expected = {"OKP": ("Ed25519",), "EC": tuple(_CURVE_NAMES)}.get(str(kind), ())
    return str(curve) if curve in expected else ""


def _names_other_kind(jwk: Mapping[str, Json]) -> bool:
    """Whether the JWK names a kind of key, a curve or an algorithm, only none that we use."""
    return all(isinstance(jwk.get(name, ""), str) for name in ("kty", "crv", "alg")) and bool(jwk.get("kty"))


def key_of_pem(text: str) -> Document:
    """Read a public key as PEM, as Open Badges 2.0 writes it; raise `KeyMaterialError` otherwise."""
    try:
        public = load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm) as problem:
        raise KeyMaterialError(Message("found.unreadable_pem", reason=reason_of(problem))) from None
    if isinstance(public, rsa.RSAPublicKey):
        numbers = public.public_numbers()
        return _rsa(numbers.n, numbers.e)
    if isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name in _SHOWN_CURVES:
        return _of_point(public)
    raise KeyMaterialError(Message("found.other_pem"), undecided=True)


def fits_algorithm(key: Mapping[str, Json], algorithm: Json) -> bool:
    """Tell whether a key of this kind signs by that algorithm."""
    return algorithm in _ALGORITHMS[_kind_of(key)]


def is_signed_by(key: Mapping[str, Json], signature: bytes, message: bytes) -> bool:
    """Tell whether this key signed this message, by the one algorithm of its kind."""
    raw = ed25519_bytes(key)
    if raw is not None:
        return is_signature_of(raw, signature, message)
    return is_jws_signature({**key, "alg": _ALGORITHMS[_kind_of(key)][0]}, signature, message)


def _number(said: Json) -> bytes:
    if not isinstance(said, str):
        raise KeyMaterialError(Message("found.jwk_numbers"))
    return decode_base64url(said)


def _rsa(modulus: int, exponent: int) -> Document:
    bits = modulus.bit_length()
    if not 2048 <= bits <= _MOST_RSA_BITS:
        message = Message("found.rsa_bits", found=bits, most=_MOST_RSA_BITS)
        raise KeyMaterialError(message, undecided=bits > _MOST_RSA_BITS)
    if exponent % 2 == 0 or not 3 <= exponent < 2**32 or modulus % 2 == 0:
        raise KeyMaterialError(Message("found.odd_rsa"))
    return {"kty": "RSA", "n": _encode_integer(modulus), "e": _encode_integer(exponent)}


def _of_point(public: ec.EllipticCurvePublicKey) -> Document:
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)[1:]
    half = len(point) // 2
    return {
        "kty": "EC",
        "crv": _SHOWN_CURVES[public.curve.name],
        "x": encode_base64url(point[:half]),
        "y": encode_base64url(point[half:]),
    }


def _encode_integer(number: int) -> str:
    return encode_base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))

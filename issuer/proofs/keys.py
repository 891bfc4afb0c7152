"""Ed25519 keys: making, checking, signing, and encrypting them for the database.

pair = KeyPair.from_random(thirty_two_random_bytes)       # did:key
pair = KeyPair.from_random(bytes, "did:web:example.com")  # a key of that controller
row = encrypt_key(pair.private_bytes, secret, twelve_random_bytes, key_binding("acme", pair.multikey))
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from issuer.messages import Message, MessageError
from issuer.proofs.multibase import encode_multikey

_PRIME = 2**255 - 19
_SIGN_BIT = 2**255
_ORDER_EIGHT_Y = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_ORDER_Y = frozenset({0, 1, _PRIME - 1, _ORDER_EIGHT_Y, _PRIME - _ORDER_EIGHT_Y})
_ENCRYPTION_VERSION = b"\x01"
_NONCE_BYTES = 12
_LEAST_SECRET_BYTES = 16


class KeyMaterialError(MessageError):
    """A key, secret or encrypted key that we do not use; the message says what was found and expected."""


class SignerUnavailable(MessageError):
    """The key cannot be used at this moment: its store is down, locked or not set up. Try again later."""


class Signer(Protocol):
    """Signs with an Ed25519 key: a `KeyPair`, or a client of a key store."""

    @property
    def verification_method(self) -> str:
        """The full URL of the public key: `<issuer id>#<multikey>`."""
        ...

    @property
    def public_key(self) -> bytes:
        """The 32 bytes of the Ed25519 public key."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of an Ed25519 signature (RFC 8032), or raise `SignerUnavailable`."""
        ...


@dataclass(frozen=True)
class KeyPair:
    """A private key in memory, with the id of its controller. Implements `Signer`."""

    private_bytes: bytes = field(repr=False)
    controller: str

    @classmethod
    def from_random(cls, random: bytes, controller: str | None = None) -> "KeyPair":
        """Make a key of 32 random bytes; without a controller it controls itself (`did:key`)."""
        if len(random) != 32:
            raise KeyMaterialError(Message("found.private_size", found=len(random)))
        public = Ed25519PrivateKey.from_private_bytes(random).public_key().public_bytes_raw()
        return cls(random, controller or f"did:key:{encode_multikey(public)}")

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.private_bytes)

    @cached_property
    def public_key(self) -> bytes:
        """The 32 bytes of the public key."""
        return self._private.public_key().public_bytes_raw()

    @cached_property
    def multikey(self) -> str:
        """The public key as `z6Mk…`; also the key's id (kid)."""
        return encode_multikey(self.public_key)

    @cached_property
    def verification_method(self) -> str:
        """`<controller>#<multikey>`: the 1EdTech validator reads the key from the fragment."""
        return f"{self.controller}#{self.multikey}"

    def sign(self, message: bytes) -> bytes:
        """Return the signature, 64 bytes."""
        return self._private.sign(message)


def checked_public_key(public_key: bytes) -> bytes:
    """Return the key if it may be trusted, else raise `KeyMaterialError`.

    Refused are other lengths, encodings that two libraries may read differently (y not below 2²⁵⁵-19), and
    the eight points of small order: under those one signature fits every message, and OpenSSL does not refuse
    them.
    """
    if len(public_key) != 32:
        raise KeyMaterialError(Message("found.public_size", found=len(public_key)))
    y = int.from_bytes(public_key, "little") & ~_SIGN_BIT
    if y >= _PRIME:
        raise KeyMaterialError(Message("found.not_canonical"))
    if y in _SMALL_ORDER_Y:
        raise KeyMaterialError(Message("found.small_order"))
    return public_key


def is_signature_of(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether this key signed this message (RFC 8032 §5.1.7).

    Raises `KeyMaterialError` for a key not to be trusted.
    """
    try:
        _load_public_key(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=64)
def _load_public_key(public_key: bytes) -> Ed25519PublicKey:
    """Load a key once: an issuer checks each of its signatures with the same one."""
    return Ed25519PublicKey.from_public_bytes(checked_public_key(public_key))


def key_binding(organisation: str, kid: str) -> bytes:
    """Return organisation and key id as unambiguous bytes, for `encrypt_key` and `decrypt_key`."""
    parts = (organisation.encode(), kid.encode())
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def encrypt_key(private_bytes: bytes, secret: bytes, nonce: bytes, associated: bytes) -> bytes:
    """Encrypt a private key for storage: version, nonce, AES-256-GCM ciphertext with its tag.

    `secret` is the operator's (at least 16 bytes, long and random); `nonce` is 12 fresh random bytes;
    `associated` (see `key_binding`) is needed again to decrypt, so a row copied to another organisation is useless
    there.
    """
    if len(nonce) != _NONCE_BYTES:
        raise KeyMaterialError(Message("found.nonce_size", found=len(nonce), expected=_NONCE_BYTES))
    return _ENCRYPTION_VERSION + nonce + _cipher(secret).encrypt(nonce, private_bytes, associated)


def decrypt_key(sealed: bytes, secret: bytes, associated: bytes) -> bytes:
    """Decrypt what `encrypt_key` made, or raise `KeyMaterialError`."""
    if not sealed.startswith(_ENCRYPTION_VERSION):
        raise KeyMaterialError(Message("found.newer_sealed_key"))
    nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return _cipher(secret).decrypt(nonce, ciphertext, associated)
    except (InvalidTag, ValueError):
        raise KeyMaterialError(Message("found.sealed_key")) from None


def _cipher(secret: bytes) -> AESGCM:
    if len(secret) < _LEAST_SECRET_BYTES:
        raise KeyMaterialError(Message("found.secret_size", found=len(secret), least=_LEAST_SECRET_BYTES))
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"laurel signing key at rest, v1")
    return AESGCM(derived.derive(secret))

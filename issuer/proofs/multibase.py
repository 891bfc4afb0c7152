"""Self-describing encodings: Multibase for bytes, Multikey for keys, Multihash for digests.

Controlled Identifiers 1.0 §2.4 (Multibase), §2.2.2 (Multikey) and §2.5 (Multihash).
"""

import base64
import binascii

from issuer.messages import Message, MessageError

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS = {character: digit for digit, character in enumerate(_ALPHABET)}
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
_TEN_DIGITS = 58**10
ED25519_PUBLIC = b"\xed\x01"
"""The first bytes of a Multikey of this kind."""
_SHA256_DIGEST = b"\x12\x20"
_MOST_CHARACTERS = 200


class MultibaseError(MessageError):
    """The text is not base58btc, or not the key it should be; the message says what was found."""


def encode_base58btc(source: bytes) -> str:
    """Write bytes as `z…`; each leading zero byte becomes a leading `1`.

    Ten digits at a time, for speed: dividing a long number is the slow part, and every signature is written so.
    """
    number = int.from_bytes(source, "big")
    parts = []
    while number:
        number, ten = divmod(number, _TEN_DIGITS)
        for _ in range(5):
            ten, pair = divmod(ten, 3364)
            parts.append(_PAIRS[pair])
    zeros = len(source) - len(source.lstrip(b"\0"))
    return "z" + "1" * zeros + "".join(reversed(parts)).lstrip("1")


def decode_base58btc(text: str) -> bytes:
    """Read what `encode_base58btc` wrote, or raise `MultibaseError`."""
    if not text.startswith("z"):
        raise MultibaseError(Message("found.no_base58btc", found=text[:20]))
    if len(text) > _MOST_CHARACTERS:
        raise MultibaseError(Message("found.characters", found=len(text), most=_MOST_CHARACTERS))
    number = 0
    for character in text[1:]:
        if character not in _DIGITS:
            raise MultibaseError(Message("found.no_digit", found=character))
        number = number * 58 + _DIGITS[character]
    zeros = len(text) - 1 - len(text[1:].lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_multikey(public_key: bytes) -> str:
    """Write an Ed25519 public key (32 bytes) as `z6Mk…`."""
    return encode_base58btc(ED25519_PUBLIC + public_key)


def decode_multikey(text: str) -> bytes:
    """Read the 32 bytes of an Ed25519 public key, or raise `MultibaseError`.

    Does not check the key itself.
    """
    found = decode_base58btc(text)
    if not found.startswith(ED25519_PUBLIC) or len(found) != 34:
        raise MultibaseError(Message("found.no_multikey", found=text[:20]))
    return found[2:]


def encode_multihash(sha256: bytes) -> str:
    """Write a SHA-256 digest as `digestMultibase` does."""
    return encode_base58btc(_SHA256_DIGEST + sha256)


def encode_base64url(source: bytes) -> str:
    """Write bytes as base64url without padding (RFC 4648 §5), as JOSE and Multibase `u` require."""
    return base64.urlsafe_b64encode(source).rstrip(b"=").decode()


def decode_base64url(text: str) -> bytes:
    """Read base64url without padding, in its only spelling, or raise `MultibaseError`."""
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise MultibaseError(Message("found.no_base64url", found=text[:20])) from None
    if encode_base64url(found) != text:
        raise MultibaseError(Message("found.other_base64url", found=text[:20]))
    return found

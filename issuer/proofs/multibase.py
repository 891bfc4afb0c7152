"""Bytes as text that says its own encoding (Multibase base58btc) and keys that say their kind (Multikey).

Controlled Identifiers 1.0 §2.4 (Multibase) and §2.2.2 (Multikey).
"""

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS = {character: digit for digit, character in enumerate(_ALPHABET)}
_ED25519_PUBLIC = b"\xed\x01"
_MOST_CHARACTERS = 200


class MultibaseError(ValueError):
    """The text is not base58btc, or not the key it should be; the message says what was found."""


def encode_base58btc(source: bytes) -> str:
    """Write bytes as `z…`; each leading zero byte becomes a leading `1`."""
    number = int.from_bytes(source, "big")
    characters = []
    while number:
        number, digit = divmod(number, 58)
        characters.append(_ALPHABET[digit])
    zeros = len(source) - len(source.lstrip(b"\0"))
    return "z" + "1" * zeros + "".join(reversed(characters))


def decode_base58btc(text: str) -> bytes:
    """Read what `encode_base58btc` wrote, or raise `MultibaseError`."""
    if not text.startswith("z"):
        raise MultibaseError(f"found {text[:20]!r} where base58btc, which starts with 'z', was expected")
    if len(text) > _MOST_CHARACTERS:
        raise MultibaseError(f"found {len(text)} characters where at most {_MOST_CHARACTERS} were expected")
    number = 0
    for character in text[1:]:
        if character not in _DIGITS:
            raise MultibaseError(f"found {character!r}, which is no base58btc digit")
        number = number * 58 + _DIGITS[character]
    zeros = len(text) - 1 - len(text[1:].lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_multikey(public_key: bytes) -> str:
    """Write an Ed25519 public key (32 bytes) as `z6Mk…`."""
    return encode_base58btc(_ED25519_PUBLIC + public_key)


def decode_multikey(text: str) -> bytes:
    """Read the 32 bytes of an Ed25519 public key, or raise `MultibaseError`.

    Does not judge the key itself.
    """
    found = decode_base58btc(text)
    if not found.startswith(_ED25519_PUBLIC) or len(found) != 34:
        raise MultibaseError(f"found {text[:20]!r}, which is not an Ed25519 key of 32 bytes (z6Mk…)")
    return found[2:]

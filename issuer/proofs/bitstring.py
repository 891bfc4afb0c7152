"""The bits of a status list, compressed and as text (Bitstring Status List v1.0 §2.2, §3.3, §3.4)."""

import gzip
import zlib
from collections.abc import Iterable

from issuer.messages import Message, MessageError, reason_of
from issuer.proofs.multibase import MultibaseError, decode_base64url, encode_base64url

LIST_LENGTH = 131_072
"""Entries of a list: the minimum of the standard, which keeps each credential hidden among many."""

_MOST_INFLATED = 16 * 1024 * 1024
"""Bytes of a list of another issuer: 134 million entries."""


class StatusListError(MessageError):
    """A list that cannot be read; the message says what was found."""


def encode_list(set_bits: Iterable[int]) -> str:
    """Write the bits, the first entry leftmost, compressed by gzip and as Multibase base64url (§2.2).

    The compression level is zlib's default: the highest takes ten times as long and saves a seventh.
    """
    bits = bytearray(LIST_LENGTH // 8)
    for index in set_bits:
        if not 0 <= index < LIST_LENGTH:
            raise StatusListError(Message("found.index_outside", found=index, most=LIST_LENGTH - 1))
        bits[index >> 3] |= 0x80 >> (index & 7)
    return "u" + encode_base64url(gzip.compress(bytes(bits), compresslevel=6, mtime=0))


def decode_list(encoded: str) -> bytes:
    """Decode a list of ours, or a longer list of another issuer; raise `StatusListError` for any other."""
    try:
        packed = decode_base64url(encoded[1:]) if encoded.startswith("u") else b""
        inflating = zlib.decompressobj(wbits=31)
        bits = inflating.decompress(packed, _MOST_INFLATED)
    except (MultibaseError, zlib.error) as problem:
        raise StatusListError(Message("found.unreadable_list", reason=reason_of(problem))) from None
    if len(bits) == _MOST_INFLATED and not inflating.eof:
        raise StatusListError(Message("found.long_list", most=_MOST_INFLATED * 8), undecided=True)
    if not inflating.eof or inflating.unused_data:
        raise StatusListError(Message("found.cut_list"))
    if len(bits) < LIST_LENGTH // 8:
        raise StatusListError(Message("found.short_list", found=len(bits) * 8, least=LIST_LENGTH))
    return bits


def is_set(bits: bytes, index: int) -> bool:
    """Tell whether the entry's bit is 1; raise `StatusListError` for an index beyond the list."""
    if not 0 <= index < len(bits) * 8:
        raise StatusListError(Message("found.index_beyond", found=index, size=len(bits) * 8))
    return bool(bits[index >> 3] & (0x80 >> (index & 7)))

"""Putting a credential into a PNG picture and taking it out again (Open Badges 3.0 §5.3.1, "Baked Badge").

The credential travels in one uncompressed iTXt chunk with the keyword `openbadgecredential` (`openbadges` in Open
Badges 2.0). SVG pictures are in `issuer/baking/svg.py`. Chunks are
spliced as bytes: the pixels stay as they are, and it costs microseconds where encoding the picture anew costs
milliseconds. A picture that two programs could read
differently is refused: a second chunk, a compressed one, a wrong checksum, anything after the end.
"""

import struct
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from issuer.messages import Message, MessageError

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
OB2_KEYWORD = b"openbadges"
CLR_KEYWORD = b"clrcredential"
KEYWORDS = (KEYWORD, OB2_KEYWORD, CLR_KEYWORD)
MOST_PNG_BYTES = 2 * 1024 * 1024
MOST_CREDENTIAL_BYTES = 64 * 1024
MOST_RECORD_BYTES = 1024 * 1024
"""For a learner record, which holds credentials."""

_HEAD, _CHECKSUM = struct.Struct(">I4s"), struct.Struct(">I")
_MOST_CHUNKS = 10_000
_TEXT_KINDS = (b"iTXt", b"tEXt", b"zTXt")
_PLAIN_ITXT = b"\0" + b"\0\0" + b"\0" + b"\0"
"""What follows the keyword: not compressed, method 0, no language, no translation."""


class BakingError(MessageError):
    """The picture or the credential cannot be used; the message says what was found and expected."""


class _Chunk(NamedTuple):
    kind: bytes
    body: bytes
    """The content, for chunks that hold text; empty for others."""
    start: int
    end: int

    def holds(self, keyword: bytes) -> bool:
        return self.kind in _TEXT_KINDS and self.body.split(b"\0", 1)[0] == keyword


def bake(png: bytes, credential: bytes, keyword: bytes = KEYWORD) -> bytes:
    """Return the picture with this credential in it, replacing every earlier one, of whichever standard.

    A picture with two credentials would be two badges: programs of each generation would read another one.
    """
    refuse_wrong_size(credential, _size_limit(keyword))
    kept, end = _pieces_without_credential(png)
    view, head = memoryview(png), keyword + _PLAIN_ITXT
    return b"".join(
        (
            *(view[start:stop] for start, stop in kept),
            _HEAD.pack(len(head) + len(credential), b"iTXt"),
            head,
            credential,
            _CHECKSUM.pack(zlib.crc32(credential, zlib.crc32(b"iTXt" + head))),
            view[end:],  # the last chunk is the picture's end
        )
    )


@lru_cache(maxsize=8)
def _pieces_without_credential(png: bytes) -> tuple[tuple[tuple[int, int], ...], int]:
    """Return the pieces of a picture to keep, as (start, end), and the position of its last chunk.

    Cached, because many badges share a picture: its chunks are walked and their checksums computed once.
    """
    kept, copied, end = [], 0, 0
    for chunk in _chunks(png):
        if any(chunk.holds(keyword) for keyword in KEYWORDS):
            kept.append((copied, chunk.start))
            copied = chunk.end
        end = chunk.start
    return (*kept, (copied, end)), end


def count_credentials(png: bytes) -> int:
    """Return how many credentials `bake` would replace."""
    return len(_pieces_without_credential(png)[0]) - 1


def extract(png: bytes, keyword: bytes = KEYWORD) -> bytes:
    """Return the credential that was baked into a picture: JSON, or a compact JWS."""
    ours = [chunk for chunk in _chunks(png) if chunk.holds(keyword)]
    if not ours:
        raise BakingError(Message("found.no_credential_inside"))
    if len(ours) > 1:
        raise BakingError(Message("found.credentials_inside", count=len(ours)))
    return _text_of(ours[0], keyword)


def extract_any(png: bytes) -> tuple[bytes, bytes]:
    """Return the one credential of any kind that was baked into a picture, and the picture as it was before."""
    found, kept = [], [PNG_SIGNATURE]
    for chunk in _chunks(png):
        keyword = next((keyword for keyword in KEYWORDS if chunk.holds(keyword)), None)
        if keyword is None:
            kept.append(png[chunk.start : chunk.end])
        else:
            found.append((chunk, keyword))
    if not found:
        raise BakingError(Message("found.no_credential_inside"))
    if len(found) > 1:
        raise BakingError(Message("found.credentials_inside", count=len(found)))
    return _text_of(*found[0]), b"".join(kept)


def _text_of(chunk: _Chunk, keyword: bytes) -> bytes:
    if chunk.kind != b"iTXt":
        raise BakingError(Message("found.other_chunk", found=chunk.kind.decode()))
    after = chunk.body[len(keyword) + 1 :]
    if not after.startswith(b"\0\0"):
        raise BakingError(Message("found.compressed"))
    parts = after[2:].split(b"\0", 2)
    if len(parts) != 3:
        raise BakingError(Message("found.cut_chunk"))
    refuse_wrong_size(parts[2], _size_limit(keyword))
    return parts[2]


def _size_limit(keyword: bytes) -> int:
    return MOST_RECORD_BYTES if keyword == CLR_KEYWORD else MOST_CREDENTIAL_BYTES


def refuse_wrong_size(credential: bytes, most: int = MOST_CREDENTIAL_BYTES) -> None:
    """Raise `BakingError` for a credential that is empty or has more than so many bytes."""
    if not 0 < len(credential) <= most:
        raise BakingError(Message("found.credential_size", found=len(credential), most=most))


def _chunks(png: bytes) -> Iterator[_Chunk]:
    """Walk a PNG from IHDR to IEND, checking each checksum (PNG, third edition, §5)."""
    if not png.startswith(PNG_SIGNATURE):
        raise BakingError(Message("found.no_png"))
    if len(png) > MOST_PNG_BYTES:
        raise BakingError(Message("found.picture_size", found=len(png), most=MOST_PNG_BYTES))
    start, count, kind, view = len(PNG_SIGNATURE), 0, b"", memoryview(png)
    while kind != b"IEND":
        chunk = _chunk_at(view, start)
        kind, start, count = chunk.kind, chunk.end, count + 1
        if (count == 1) != (kind == b"IHDR"):
            raise BakingError(Message("found.header_elsewhere"))
        if count > _MOST_CHUNKS:
            raise BakingError(Message("found.chunks", most=_MOST_CHUNKS))
        yield chunk
    if start != len(png):
        raise BakingError(Message("found.after_picture", count=len(png) - start))


def _chunk_at(png: memoryview, start: int) -> _Chunk:
    if start + 12 > len(png):
        raise BakingError(Message("found.cut_picture"))
    length, kind = _HEAD.unpack_from(png, start)
    end = start + 12 + length
    if end > len(png):
        raise BakingError(Message("found.cut_picture"))
    checked = memoryview(png)[start + 4 : end - 4]  # a view: the checksum needs no copy of the pixels
    if zlib.crc32(checked) != struct.unpack_from(">I", png, end - 4)[0]:
        raise BakingError(Message("found.checksum", found=str(kind)))
    body = bytes(png[start + 8 : end - 4]) if kind in _TEXT_KINDS else b""
    return _Chunk(kind, body, start, end)

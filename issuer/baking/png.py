"""Putting a credential into a PNG picture and taking it out again (Open Badges 3.0 §5.3.1, "Baked Badge").

The credential travels in one uncompressed iTXt chunk with the keyword `openbadgecredential` (`openbadges` in Open
Badges 2.0). SVG pictures are in `issuer/baking/svg.py`. Chunks are
spliced as bytes: the pixels stay as they are, and it costs microseconds where encoding the picture anew costs
milliseconds. A picture that two programs could read
differently is refused: a second chunk, a compressed one, a wrong checksum, anything but blanks after the end.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from issuer.baking.addresses import is_address_of
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
_LINK = re.compile(rb"https?://[!-~]{3,2000}")
_BLANK = b" \t\r\n\0"
"""What some programs leave after the end of a picture; it says nothing."""
_PLAIN_ITXT = b"\0" + b"\0\0" + b"\0" + b"\0"
"""What follows the keyword: not compressed, method 0, no language, no translation."""


class BakingError(MessageError):
    """The picture or the credential cannot be used; the message says what was found and expected."""


class NothingBaked(BakingError):
    """The picture holds no credential: a plain picture, or a screenshot."""

    def __init__(self) -> None:
        super().__init__(Message("found.no_credential_inside"), undecided=True)


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
        raise NothingBaked
    if len(ours) > 1:
        raise BakingError(Message("found.credentials_inside", count=len(ours)))
    return _text_of(ours[0], keyword)


def extract_any(png: bytes) -> tuple[bytes, bytes]:
    """Return the one credential of any kind that was baked into a picture, and the picture as it was before.

    The oldest way of baking, for Open Badges 1 and 2.0, is the badge's address in a tEXt chunk: it is returned where
    it is alone. Beside a credential it must be that credential's own address.
    """
    found, kept = [], [PNG_SIGNATURE]
    for chunk in _chunks(png):
        keyword = next((keyword for keyword in KEYWORDS if chunk.holds(keyword)), None)
        if keyword is None:
            kept.append(png[chunk.start : chunk.end])
        else:
            found.append((chunk, keyword))
    texts = [_text_of(*each) for each in found]
    links = [text for text in texts if _LINK.fullmatch(text)]
    credentials = [text for text in texts if text not in links] or links[:1]
    if not credentials:
        raise NothingBaked
    if len(credentials) > 1 or not all(_is_link_to(link, credentials[0]) for link in links):
        of_each = len({keyword for _, keyword in found}) == len(credentials) > 1 or bool(links)
        raise BakingError(Message("found.credentials_inside", count=len(found)), undecided=of_each)
    return credentials[0], b"".join(kept)


def _is_link_to(link: bytes, credential: bytes) -> bool:
    return link == credential or is_address_of(link.decode(), credential.decode("utf-8", "replace"))


def _text_of(chunk: _Chunk, keyword: bytes) -> bytes:
    after = chunk.body[len(keyword) + 1 :]
    if chunk.kind == b"tEXt" and keyword == OB2_KEYWORD and _LINK.fullmatch(after):
        return after
    if chunk.kind != b"iTXt":
        raise BakingError(Message("found.other_chunk", found=chunk.kind.decode()), undecided=True)
    if not after.startswith(b"\0\0"):
        raise BakingError(Message("found.compressed"))
    parts = after[2:].split(b"\0", 2)
    if len(parts) != 3:
        raise BakingError(Message("found.cut_chunk"))
    refuse_wrong_size(parts[2], MOST_RECORD_BYTES)
    return parts[2]


def _size_limit(keyword: bytes) -> int:
    return MOST_RECORD_BYTES if keyword == CLR_KEYWORD else MOST_CREDENTIAL_BYTES


def refuse_wrong_size(credential: bytes, most: int = MOST_CREDENTIAL_BYTES) -> None:
    """Raise `BakingError` for a credential that is empty or has more than so many bytes."""
    if not 0 < len(credential) <= most:
        message = Message("found.credential_size", found=len(credential), most=most)
        raise BakingError(message, undecided=len(credential) > most)


def _chunks(png: bytes) -> Iterator[_Chunk]:
    """Walk a PNG from IHDR to IEND, checking each checksum (PNG, third edition, §5)."""
    if not png.startswith(PNG_SIGNATURE):
        raise BakingError(Message("found.no_png"))
    if len(png) > MOST_PNG_BYTES:
        raise BakingError(Message("found.picture_size", found=len(png), most=MOST_PNG_BYTES), undecided=True)
    start, count, kind, view = len(PNG_SIGNATURE), 0, b"", memoryview(png)
    while kind != b"IEND":
        chunk = _chunk_at(view, start)
        kind, start, count = chunk.kind, chunk.end, count + 1
        if (count == 1) != (kind == b"IHDR"):
            raise BakingError(Message("found.header_elsewhere"))
        if count > _MOST_CHUNKS:
            raise BakingError(Message("found.chunks", most=_MOST_CHUNKS), undecided=True)
        yield chunk
    more = png[start:].strip(_BLANK)
    if more:
        raise BakingError(Message("found.after_picture", count=len(more)))


def _chunk_at(png: memoryview, start: int) -> _Chunk:
    if start + 12 > len(png):
        raise BakingError(Message("found.cut_picture"))
    length, kind = _HEAD.unpack_from(png, start)
    end = start + 12 + length
    if end > len(png):
        raise BakingError(Message("found.cut_picture"))
    body = bytes(png[start + 8 : end - 4]) if kind in _TEXT_KINDS else b""
    chunk = _Chunk(kind, body, start, end)
    checked = memoryview(png)[start + 4 : end - 4]  # a view: the checksum needs no copy of the pixels
    if zlib.crc32(checked) != _CHECKSUM.unpack_from(png, end - 4)[0] and _matters(chunk):
        raise BakingError(Message("found.checksum", found=kind.decode("latin-1")))
    return chunk


def _matters(chunk: _Chunk) -> bool:
    """Whether a damaged chunk damages the picture or its credential: a reader may skip any other (§13.1)."""
    critical = not chunk.kind[:1].islower()
    return critical or any(chunk.holds(keyword) for keyword in KEYWORDS)

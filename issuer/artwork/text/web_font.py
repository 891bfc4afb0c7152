"""A typeface for web pages: the characters of some scripts alone, compressed. A page loads kilobytes, not a megabyte.

web_font(inter, LATIN)      # a WOFF file, to be named in `@font-face` with the same `unicode-range`
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

import uharfbuzz as hb

CodePoints = Sequence[tuple[int, int]]
LATIN: CodePoints = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x2C6, 0x2DD),
    (0x2000, 0x206F),
    (0x20A0, 0x20BF),
    (0x2122, 0x2122),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
)
BEYOND_LATIN: CodePoints = ((0x180, 0x24F), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1FFF))
"""Vietnamese, Greek and Cyrillic."""
_READING_SIZE = 14.0
_HEAD, _ENTRY = struct.Struct(">4s4sIHHIHHIIIII"), struct.Struct(">4sIIII")


def web_font(font: bytes, wanted: CodePoints) -> bytes:
    """The characters of a variable font as a WOFF file (WOFF 1.0), all weights, drawn for reading."""
    face = hb.Face(font)
    keep = hb.SubsetInput()
    for first, last in wanted:
        for character in range(first, last + 1):
            keep.unicode_set.add(character)
    if "opsz" in {axis.tag for axis in face.axis_infos}:
        keep.pin_axis_location(face, "opsz", _READING_SIZE)
    return _as_woff(hb.subset(face, keep).blob.data)


def unicode_range(wanted: CodePoints) -> str:
    """The characters as CSS writes them."""
    return ", ".join(f"U+{first:X}-{last:X}" for first, last in wanted)


def _as_woff(sfnt: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", sfnt, 4)
    entries, body = [], bytearray()
    start = _HEAD.size + count * _ENTRY.size
    for index in range(count):
        tag, checksum, offset, length = struct.unpack_from(">4sIII", sfnt, 12 + 16 * index)
        table = sfnt[offset : offset + length]
        packed = min(zlib.compress(table, 9), table, key=len)
        entries.append(_ENTRY.pack(tag, start + len(body), len(packed), length, checksum))
        body += packed + bytes(-len(packed) % 4)
    whole = 12 + 16 * count + sum((_ENTRY.unpack(entry)[3] + 3) & ~3 for entry in entries)
    size = start + len(body)
    head = _HEAD.pack(b"wOFF", sfnt[:4], size, count, 0, whole, 1, 0, 0, 0, 0, 0, 0)
    return head + b"".join(entries) + bytes(body)

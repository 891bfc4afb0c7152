"""The typefaces of pictures: several for letters, one for icons.

The caller passes them (`adapters/drawing/typefaces.py` finds them in packages), as bytes or as a file that HarfBuzz
maps itself, the only disk access in `issuer/`: four faces with all of Chinese have 48 MB, of which a picture uses a
few pages. HarfBuzz shapes and draws letters (`shaping`, `inking`), never Pillow, whose pixels depend on the machine's
libfribidi. The first face, in their order, that has a character draws it.

Packages' font files are mapped, not read (122 MiB resident instead of 227): the one place in `issuer/` that touches a
disk. An operator's own fonts may be overwritten while Laurel runs, and are read.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import uharfbuzz
from PIL import ImageFont

from issuer.artwork.text.words import INVISIBLE_MODIFIERS

_OPTICAL_SIZE = 28  # of Inter: drawn for headlines, yet open enough to read at 200 px
HEADLINE, STRONG, TEXT = 780, 620, 480
"""Weights on the scale of OpenType's `wght` axis: for titles and names, for emphasis, for sentences."""


@dataclass(frozen=True, eq=False)
class Face:
    """One font file, and its name in sentences. `index` selects the face of a collection."""

    name: str
    content: bytes | str = field(repr=False)
    """The file's bytes, or the path of a file that does not change."""
    index: int = 0

    def font(self, weight: int) -> uharfbuzz.Font:
        """The face at a weight, in its own design units."""
        return _font(self, weight)

    @property
    def is_coloured(self) -> bool:
        """Whether its glyphs are pictures (emoji) instead of outlines."""
        return bool(_face(self).has_color_png)

    @property
    def units(self) -> int:
        """Design units in an em."""
        return int(_face(self).upem)

    @property
    def is_usable(self) -> bool:
        """Whether it has any character; a file that is no font has none."""
        return bool(_characters(self))

    def has_character(self, character: str) -> bool:
        """Whether it has that character."""
        return ord(character) in _characters(self)


@dataclass(frozen=True, eq=False)
class Typefaces:
    """Faces for letters in order of preference, the icon font, and its code points by icon name."""

    faces: tuple[Face, ...]
    icons: bytes = field(repr=False)
    icon_codepoints: Mapping[str, int] = field(repr=False)

    def icon_font(self, em: float) -> ImageFont.FreeTypeFont:
        """The icon font, `em` pixels high."""
        return _icon_font(self, em)

    def can_draw(self, character: str) -> bool:
        """Whether some face can show this character."""
        if character in INVISIBLE_MODIFIERS:
            return True
        if not character.isprintable() or unicodedata.category(character) in ("Cn", "Co"):
            return False
        return any(face.has_character(character) for face in self.faces)

    def can_draw_together(self, cluster: str) -> bool:
        """Whether one face has all characters of a letter with its marks, or of an emoji with its parts."""
        seen = [character for character in cluster if character not in INVISIBLE_MODIFIERS]
        return any(all(map(face.has_character, seen)) for face in self.faces)


@lru_cache(maxsize=64)
def _face(face: Face) -> uharfbuzz.Face:
    held = face.content
    blob = uharfbuzz.Blob.from_file_path(held) if isinstance(held, str) else uharfbuzz.Blob(held)
    return uharfbuzz.Face(blob, face.index)


@lru_cache(maxsize=64)
def _characters(face: Face) -> uharfbuzz.Set:
    return _face(face).unicodes


@lru_cache(maxsize=128)
def _font(face: Face, weight: int) -> uharfbuzz.Font:
    font = uharfbuzz.Font(_face(face))
    font.set_variations({"opsz": _OPTICAL_SIZE, "wght": weight})  # HarfBuzz ignores an axis that a face lacks
    return font


@lru_cache(maxsize=32)
def _icon_font(typefaces: Typefaces, em: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(typefaces.icons), em, layout_engine=ImageFont.Layout.BASIC)

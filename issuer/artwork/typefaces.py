"""The two typefaces a badge is drawn with: one for letters, one for icons.

Their bytes are handed in (`adapters/typefaces.py` reads them from packages), because nothing in `issuer/`
opens files. Letters want Inter's variable font or another one with the axes optical size and weight.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from PIL import ImageFont

# Pillow's own layout and not libraqm: whether that is installed would change the pixels, and we place every
# letter ourselves (see `lettering`). A script that needs shaping starts by changing this line.
LAYOUT = ImageFont.Layout.BASIC

_OPTICAL_SIZE, _WEIGHT = 28, 780  # drawn for headlines, extra bold, yet open enough to read at 200 px
_SAMPLE_EM = 48.0
_NOBODYS = "\uffff"  # a code point that never is a character: shows what "missing" looks like


@dataclass(frozen=True, eq=False)
class Typefaces:
    """Font files as bytes, and the code point of each icon by its Material Design Icons name."""

    text: bytes = field(repr=False)
    icons: bytes = field(repr=False)
    icon_codepoints: Mapping[str, int] = field(repr=False)

    def letters(self, em: float) -> ImageFont.FreeTypeFont:
        """The lettering font, `em` pixels high."""
        return _letters(self, em)

    def pictograms(self, em: float) -> ImageFont.FreeTypeFont:
        """The icon font, `em` pixels high."""
        return _pictograms(self, em)

    def draws(self, character: str) -> bool:
        """Whether the lettering font has this character and can draw it on its own."""
        if not character.isprintable() or unicodedata.category(character).startswith("M"):
            return False  # invisible, or a mark that would need placing upon another letter
        return _picture(self, character) != _picture(self, _NOBODYS)


@lru_cache(maxsize=32)
def _letters(typefaces: Typefaces, em: float) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(io.BytesIO(typefaces.text), em, layout_engine=LAYOUT)
    font.set_variation_by_axes([_OPTICAL_SIZE, _WEIGHT])
    return font


@lru_cache(maxsize=32)
def _pictograms(typefaces: Typefaces, em: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(typefaces.icons), em, layout_engine=LAYOUT)


@lru_cache(maxsize=4096)
def _picture(typefaces: Typefaces, character: str) -> tuple[tuple[int, int], bytes]:
    mask = typefaces.letters(_SAMPLE_EM).getmask(character)
    return mask.size, bytes(mask)

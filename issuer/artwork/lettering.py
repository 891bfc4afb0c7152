"""Sets a title in one or two lines inside a box, the same at every picture size.

Everything is measured once, on a large em, and kept in canvas units: whether a title fits is then a
property of the title and never of the pixels it happens to be drawn with.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from issuer.artwork.geometry import Point
from issuer.artwork.kerning import kerning
from issuer.artwork.masks import Mask, Stencil
from issuer.artwork.typefaces import Typefaces

_RULER = 400.0  # pixels in the em that glyphs are measured with
_CAPITAL = 0.727  # height of an Inter capital in ems: a line is centred by it, whatever its letters are
_LEADING = 1.14  # from baseline to baseline, in ems
_LARGEST_EM, SMALLEST_EM = 0.192, 0.080  # canvas units; the smaller is 20 px in a picture of 512
_WORTH_BREAKING = 1.22  # a second line has to make letters this much larger


@dataclass(frozen=True)
class Box:
    """A place for lettering, around a middle: how wide, how high, in canvas units."""

    width: float
    height: float


@dataclass(frozen=True)
class _Glyph:
    advance: float
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Line:
    """One line: its characters with their distance from the left end of the ink, and its ink, in ems."""

    glyphs: tuple[tuple[str, float], ...]
    width: float
    above: float
    below: float


@dataclass(frozen=True)
class Lettering:
    """A title set: its lines, and the em in canvas units."""

    lines: tuple[Line, ...]
    em: float

    @property
    def text(self) -> str:
        """The title as it was broken into lines."""
        return "\n".join("".join(character for character, _ in line.glyphs) for line in self.lines)

    def spots(self, middle: Point) -> Iterator[tuple[str, Point]]:
        """Each character with the left end of its baseline, in canvas units."""
        height = _CAPITAL + _LEADING * (len(self.lines) - 1)
        for number, line in enumerate(self.lines):
            baseline = middle[1] + self.em * (_CAPITAL - height / 2 + _LEADING * number)
            start = middle[0] - self.em * line.width / 2
            for character, distance in line.glyphs:
                yield character, (start + self.em * distance, baseline)


def tidy(title: str) -> str:
    """The title as it is set: composed characters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", title).split())


def fit(title: str, boxes: tuple[Box, Box], typefaces: Typefaces) -> Lettering | None:
    """The title as large as it goes into one line (first box) or two (second box).

    None if it does not fit into two lines at `SMALLEST_EM`, or if there is nothing to set.
    """
    words = tidy(title).split()
    if not words or sum(map(len, words)) > 120:
        return None
    whole = _set((line(" ".join(words), typefaces),), boxes[0])
    halves = [
        _set((line(" ".join(words[:n]), typefaces), line(" ".join(words[n:]), typefaces)), boxes[1])
        for n in range(1, len(words))
    ]
    broken = max(halves, key=lambda lettering: lettering.em, default=whole)
    best = broken if broken.em > whole.em * _WORTH_BREAKING else whole
    return best if best.em >= SMALLEST_EM else None


def line(text: str, typefaces: Typefaces) -> Line:
    """One line of characters, kerned, measured by its ink."""
    ends: list[tuple[str, float]] = []
    pen, before = 0.0, ""
    for character in text:
        pen += kerning(before, character) if before else 0.0
        ends.append((character, pen))
        pen += _glyph(character, typefaces).advance
        before = character
    glyphs = [(_glyph(character, typefaces), start) for character, start in ends]
    left = min(start + glyph.left for glyph, start in glyphs)
    right = max(start + glyph.right for glyph, start in glyphs)
    return Line(
        glyphs=tuple((character, start - left) for character, start in ends),
        width=right - left,
        above=max(-glyph.top for glyph, _ in glyphs),
        below=max(glyph.bottom for glyph, _ in glyphs),
    )


def mask(lettering: Lettering, middle: Point, stencil: Stencil, typefaces: Typefaces) -> Mask:
    """The lettering around `middle` as a mask."""
    return stencil.stamp(lettering.spots(middle), typefaces.letters(stencil.pixels(lettering.em)))


def _set(lines: tuple[Line, ...], box: Box) -> Lettering:
    """The lines at the largest em that keeps all their ink inside the box."""
    half = (_CAPITAL + _LEADING * (len(lines) - 1)) / 2
    above = max(half, lines[0].above - _CAPITAL + half)
    below = max(half, lines[-1].below + half)
    width = max(0.01, *(line.width for line in lines))
    return Lettering(lines, min(_LARGEST_EM, box.width / width, box.height / 2 / max(above, below)))


@lru_cache(maxsize=4096)
def _glyph(character: str, typefaces: Typefaces) -> _Glyph:
    font = typefaces.letters(_RULER)
    left, top, right, bottom = (edge / _RULER for edge in font.getbbox(character, anchor="ls"))
    return _Glyph(font.getlength(character) / _RULER, left, top, right, bottom)

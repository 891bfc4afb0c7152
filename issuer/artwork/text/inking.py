"""Draws placed glyphs: outlines as a mask, emoji as small pictures.

HarfBuzz's rasteriser computes the exact coverage of each pixel, so nothing is drawn enlarged first; a line is bent
by moving and shearing each glyph, not its pixels.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import uharfbuzz
from PIL import Image

from issuer.artwork.text.shaping import EMOJI_DROP, EMOJI_HEIGHT, Glyph, ShapedLine
from issuer.artwork.text.typefaces import Face

Size = tuple[int, int]


@dataclass(frozen=True)
class Bow:
    """The bend of a line: a parabola with its vertex at `middle`, `drop` lower there than at a distance of `half`.

    Pixels throughout, y downwards. Stems stay upright and joined letters stay joined.
    """

    middle: float
    half: float
    drop: float

    def at(self, x: float) -> float:
        """The distance by which a point of the line moves down."""
        away = (x - self.middle) / self.half
        return self.drop * (1 - away * away)

    def slope(self, x: float) -> float:
        """The slope of the line there."""
        return -2 * self.drop * (x - self.middle) / (self.half * self.half)


STRAIGHT = Bow(0.0, 1.0, 0.0)


@dataclass(frozen=True)
class PlacedLine:
    """A shaped line on a picture: the left end of its baseline and its em, in pixels."""

    line: ShapedLine
    left: float
    baseline: float
    em: float
    bow: Bow = STRAIGHT


def text_mask(lines: tuple[PlacedLine, ...], size: Size) -> Image.Image:
    """The mask of the lines' outlines in a picture of that size, without emoji."""
    width, height = size
    raster = uharfbuzz.RasterDraw()
    raster.extents = uharfbuzz.RasterExtents(
        x_origin=0, y_origin=-height, width=width, height=height, stride=0
    )
    drawn = False
    for line in lines:
        for glyph in line.line.glyphs:
            if not glyph.face.is_coloured:
                raster.transform = _transform(line, glyph)
                drawn = raster.draw_glyph_or_fail(glyph.face.font(line.line.weight), glyph.number) or drawn
    image = raster.render() if drawn else None
    if image is None:
        return Image.new("L", size, 0)
    stride = image.extents.stride
    return Image.frombytes("L", size, image.buffer, "raw", "L", stride, -1)


def emoji_pictures(lines: tuple[PlacedLine, ...]) -> Iterator[tuple[Image.Image, tuple[int, int]]]:
    """The emoji of the lines as pictures, each with its upper left corner."""
    for line in lines:
        for glyph in line.line.glyphs:
            picture = _emoji(glyph.face, glyph.number) if glyph.face.is_coloured else None
            if picture:
                height = max(1, round(EMOJI_HEIGHT * line.em))
                width = max(1, round(picture.width * height / picture.height))
                left = line.left + (glyph.x + glyph.advance / 2) * line.em
                top = line.baseline + line.bow.at(left) - (EMOJI_HEIGHT - EMOJI_DROP) * line.em
                small = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
                yield small, (round(left - width / 2), round(top))


def _transform(line: PlacedLine, glyph: Glyph) -> tuple[float, float, float, float, float, float]:
    """From a glyph's design units to pixels with y upwards, as in HarfBuzz."""
    scale = line.em / glyph.face.units
    x = line.left + glyph.x * line.em
    middle = x + glyph.advance * line.em / 2
    slope = line.bow.slope(middle)
    down = line.baseline + line.bow.at(middle) - slope * (middle - x)
    return scale, -slope * scale, 0.0, scale, x, glyph.y * line.em - down


@lru_cache(maxsize=256)
def _emoji(face: Face, number: int) -> Image.Image | None:
    blob = face.font(400).get_glyph_color_png(number)
    content = bytes(blob.data) if blob is not None and len(blob) else b""
    if not content:
        return None
    with Image.open(io.BytesIO(content)) as opened:
        picture = opened.convert("RGBA")
    box = picture.getbbox()
    return picture.crop(box) if box else None

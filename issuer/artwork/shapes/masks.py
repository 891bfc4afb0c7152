"""Soft-edged masks: grey images of the share of each pixel that outlines and letters cover.

A mask is an `L` image as large as the picture. Its used part is drawn several times enlarged and averaged down; later
colour is painted through it, at the picture's own size.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from issuer.artwork.geometry import Outline, Point

Mask = Image.Image

_FINE, _FINER = 4, 8  # steps per pixel; small pictures need the finer ones


class Stencil:
    """Cuts masks for a square picture of `size` pixels.

    >>> Stencil(64).cut([((-1, -1), (1, -1), (1, 1), (-1, 1))]).getextrema()
    (255, 255)
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.steps = _FINE if size >= 128 else _FINER

    def pixels(self, length: float) -> float:
        """Converts canvas units to pixels of the enlarged drawing (not of the picture)."""
        return length * self.size / 2 * self.steps

    def cut(self, outlines: Iterable[Outline]) -> Mask:
        """A mask of closed outlines, all filled."""
        polygons = [[self._spot(point) for point in outline] for outline in outlines]
        corners = [corner for polygon in polygons for corner in polygon]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        window = self._window(min(xs), min(ys), max(xs) + 1, max(ys) + 1)
        drawing = Image.new("L", (window[2] - window[0], window[3] - window[1]), 0)
        draw = ImageDraw.Draw(drawing)
        for polygon in polygons:
            draw.polygon([(x - window[0], y - window[1]) for x, y in polygon], fill=255)
        return self._scale_down(drawing, window)

    def stamp(self, glyphs: Iterable[tuple[str, Point]], font: ImageFont.FreeTypeFont) -> Mask:
        """A mask of characters, each at the left end of its baseline; the font is sized by `pixels`."""
        drawing = Image.new("L", (self.size * self.steps, self.size * self.steps), 0)
        draw = ImageDraw.Draw(drawing)
        half = drawing.width / 2
        for character, (x, y) in glyphs:
            # Whole positions: a glyph's pixels then do not depend on its position in the line.
            spot = (round(half + self.pixels(x)), round(half + self.pixels(y)))
            draw.text(spot, character, font=font, fill=255, anchor="ls")
        return drawing.reduce(self.steps)

    def imprint(self, ink: Mask, start: Point, corner: tuple[int, int]) -> Mask:
        """A mask of ink drawn at the enlarged size; its upper left corner is at `start` plus `corner`."""
        drawing = Image.new("L", (self.size * self.steps, self.size * self.steps), 0)
        half = drawing.width / 2
        spot = (round(half + self.pixels(start[0])), round(half + self.pixels(start[1])))
        drawing.paste(ink, (spot[0] + corner[0], spot[1] + corner[1]))
        return drawing.reduce(self.steps)

    def empty(self) -> Mask:
        """A mask that covers nothing."""
        return Image.new("L", (self.size, self.size), 0)

    def _spot(self, point: Point) -> Point:
        # Half a pixel back: our coordinates lie between pixels, those of ImageDraw in a pixel's middle.
        half = self.size * self.steps / 2
        return half + self.pixels(point[0]) - 0.5, half + self.pixels(point[1]) - 0.5

    def _window(self, left: float, top: float, right: float, bottom: float) -> tuple[int, int, int, int]:
        """The part of the enlarged drawing to work on, in whole picture pixels."""
        edge = self.size * self.steps

        def low(value: float) -> int:
            return max(0, min(edge - self.steps, math.floor(value / self.steps) * self.steps))

        def high(value: float) -> int:
            return min(edge, max(self.steps, math.ceil(value / self.steps) * self.steps))

        return low(left), low(top), high(right), high(bottom)

    def _scale_down(self, drawing: Image.Image, window: tuple[int, int, int, int]) -> Mask:
        mask = self.empty()
        mask.paste(drawing.reduce(self.steps), (window[0] // self.steps, window[1] // self.steps))
        return mask


def shrink_mask(mask: Mask, pixels: float) -> Mask:
    """The mask shrunk by about a pixel; cheap, and works for any outline."""
    blurred = mask.filter(ImageFilter.GaussianBlur(max(0.6, pixels)))
    return blurred.point([max(0, min(255, round((value - 168) * 3.4))) for value in range(256)])


def intersection(mask: Mask, other: Mask) -> Mask:
    """The intersection of two masks."""
    return ImageChops.multiply(mask, other)


def union(mask: Mask, other: Mask) -> Mask:
    """The union of two masks."""
    return ImageChops.lighter(mask, other)


def fade(mask: Mask, strength: float) -> Mask:
    """The mask at a share of its strength, 0 to 1."""
    return mask.point([round(value * strength) for value in range(256)])


def move_mask(mask: Mask, right: int, down: int) -> Mask:
    """The mask moved by whole pixels; parts outside the picture are cut off."""
    result = Image.new("L", mask.size, 0)
    result.paste(mask, (right, down))
    return result


def long_shadow(mask: Mask, length: int) -> Mask:
    """The mask with a long shadow, down to the right at 45 degrees for `length` pixels."""
    shadow, reach = mask, 0
    while reach < length:
        step = min(reach + 1, length - reach)  # each round doubles the smear
        shadow = union(shadow, move_mask(shadow, step, step))
        reach += step
    return shadow

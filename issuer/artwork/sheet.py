"""A rectangular picture to paint and write on: celebrations, tiles, charts."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from issuer.artwork.colour import Rgb
from issuer.artwork.geometry import Outline
from issuer.artwork.shapes.masks import Mask
from issuer.artwork.text import inking
from issuer.artwork.text.inking import PlacedLine
from issuer.artwork.text.shaping import ShapedLine

CAPITAL = 0.727
"""Height of a capital in ems, by which lines are centred."""
_FINE = 4


class Sheet:
    """An opaque picture. Lengths are pixels."""

    def __init__(self, ground: Image.Image) -> None:
        self.image = ground.copy()
        self.size = ground.size

    def write(
        self, line: ShapedLine, em: float, spot: tuple[float, float], ink: Rgb, strength: float = 1.0
    ) -> None:
        """Writes a line with its left end, and the vertical middle of its capitals, at a spot."""
        placed = (PlacedLine(line, spot[0], spot[1] + em * CAPITAL / 2, em),)
        mask = inking.text_mask(placed, self.size)
        self.tint(ink, mask if strength >= 1 else mask.point([round(v * strength) for v in range(256)]))
        for picture, corner in inking.emoji_pictures(placed):
            self.image.paste(picture, corner, picture)

    def tint(self, ink: Rgb, mask: Mask) -> None:
        """Paints a colour through a mask."""
        self.image.paste(ink, mask=mask)

    def shape(self, *outlines: Outline) -> Mask:
        """A mask of outlines in pixels, with a soft edge."""
        xs, ys = ([point[axis] for outline in outlines for point in outline] for axis in (0, 1))
        left, top = max(0, int(min(xs)) - 1), max(0, int(min(ys)) - 1)
        right, bottom = min(self.size[0], int(max(xs)) + 2), min(self.size[1], int(max(ys)) + 2)
        mask = Image.new("L", self.size, 0)
        if right > left and bottom > top:
            fine = Image.new("L", ((right - left) * _FINE, (bottom - top) * _FINE), 0)
            draw = ImageDraw.Draw(fine)
            for outline in outlines:
                draw.polygon(
                    [((x - left) * _FINE - 0.5, (y - top) * _FINE - 0.5) for x, y in outline], fill=255
                )
            mask.paste(fine.reduce(_FINE), (left, top))
        return mask

    def place(self, picture: Image.Image, corner: tuple[int, int]) -> None:
        """Pastes an `RGBA` picture."""
        self.image.paste(picture, corner, picture)

    def png(self) -> bytes:
        """The sheet as a PNG in true colour."""
        file = io.BytesIO()
        self.image.save(file, "PNG", compress_level=7)
        return file.getvalue()


def open_badge(png: bytes, size: int) -> Image.Image:
    """One of our own badge pictures as `RGBA`, at a size."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
        badge = image.convert("RGBA")
    return (
        badge
        if badge.width == size
        else badge.resize((size, size), Image.Resampling.LANCZOS, reducing_gap=3.0)
    )


def open_logo(png: bytes, most: tuple[int, int]) -> Image.Image:
    """An organisation's logo as `RGBA`, no larger than `most`."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
        mark = image.convert("RGBA")
    mark.thumbnail(most, Image.Resampling.LANCZOS)
    return mark

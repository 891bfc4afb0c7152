"""A picture in the making: sheets go through masks on to a transparent ground, layer by layer."""

from __future__ import annotations

from PIL import Image

from issuer.artwork.colour import Rgb
from issuer.artwork.masks import Mask, Stencil


class Canvas:
    """A square picture of `size` pixels, transparent at first."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.stencil = Stencil(size)
        self.image = Image.new("RGBA", (size, size), (0, 0, 0, 0))

    def ground(self, paint: Rgb) -> Image.Image:
        """A sheet of one colour, to be painted on and then laid down."""
        return Image.new("RGB", self.image.size, paint)

    def lay(self, sheet: Image.Image, mask: Mask) -> None:
        """Puts a painted sheet, cut out by a mask, on top of the picture.

        Cutting once, after painting, leaves one soft edge; cutting each coat would let the coats below
        shine through as a fringe.
        """
        sheet.putalpha(mask)
        self.image.alpha_composite(sheet)

    def tint(self, paint: Rgb, mask: Mask) -> None:
        """Lays one colour through a mask: a shadow or a glint."""
        self.lay(self.ground(paint), mask)

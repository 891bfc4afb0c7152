"""A picture under construction: sheets are composited through masks on a transparent background, layer by layer."""

from __future__ import annotations

from PIL import Image

from issuer.artwork.colour import Rgb
from issuer.artwork.shapes.masks import Mask, Stencil


class Canvas:
    """A square picture of `size` pixels, transparent at first."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.stencil = Stencil(size)
        self.image = Image.new("RGBA", (size, size), (0, 0, 0, 0))

    def blank_sheet(self, paint: Rgb) -> Image.Image:
        """A sheet of one colour, to paint on and then to composite with `lay`."""
        return Image.new("RGB", self.image.size, paint)

    def lay(self, sheet: Image.Image, mask: Mask) -> None:
        """Composites a painted sheet, cut out by a mask, on top of the picture.

        Cutting once, after painting, leaves one soft edge; cutting each layer would show those below as a fringe.
        """
        sheet.putalpha(mask)
        self.image.alpha_composite(sheet)

    def tint(self, paint: Rgb, mask: Mask) -> None:
        """Paints one colour through a mask: a shadow or a highlight."""
        self.lay(self.blank_sheet(paint), mask)

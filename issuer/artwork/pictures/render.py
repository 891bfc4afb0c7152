"""Renders a design as a PNG file.

To add a finish, write a module with the two functions of `flat` and enter it in `FINISHES` here and its name
in `design.FINISHES`.

A picture too large loses the last bits of its shading (three at most), never its size or palette: that is not seen.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from PIL import Image

from issuer.artwork.design import NO_RIBBON, Design, design_problems
from issuer.artwork.finishes import flat, metal, palette
from issuer.artwork.shapes import ribbon
from issuer.artwork.text.lettering import Lettering
from issuer.artwork.text.typefaces import Typefaces
from issuer.messages import Message, MessageError

SMALLEST, LARGEST = 16, 1024  # pixels; Teams shows no larger pictures, and a smaller one is unreadable
MARK_BELOW = 128  # pixels under which lettering cannot be read

_WORTH_PATIENCE = 150_000  # bytes from which the best compression is tried, which is five times as slow
_MOST = 160_000  # bytes of a picture of 512 px; larger ones may have as many bytes per pixel
_FAINTEST = 3  # bits of shading that may be dropped from each channel: more would show as bands


class _BadgePainter(Protocol):
    def __call__(
        self, design: Design, title: Lettering | None, size: int, typefaces: Typefaces
    ) -> Image.Image: ...


class _MarkPainter(Protocol):
    def __call__(self, design: Design, size: int, typefaces: Typefaces) -> Image.Image: ...


@dataclass(frozen=True)
class Finish:
    """The painters of a badge and of its mark, and the most colours of their file; None for true colour."""

    badge: _BadgePainter
    mark: _MarkPainter
    colours: int | None


FINISHES: Mapping[str, Finish] = MappingProxyType(
    {"flat": Finish(flat.badge, flat.mark, 64), "metal": Finish(metal.badge, metal.mark, None)}
)


def render(design: Design, size: int, typefaces: Typefaces) -> bytes:
    """The picture of a design as a square PNG of `size` pixels, transparent around the badge.

    From 128 px it is the badge, below that its mark. The same design, size and typefaces give the same bytes.
    Raises ValueError for a size outside 16 to 1024 and for a design with fatal `design_problems`.
    """
    return encode_png(draw(design, size, typefaces), FINISHES[design.finish].colours)


def draw(design: Design, size: int, typefaces: Typefaces) -> Image.Image:
    """The picture as an `RGBA` image, for pictures that contain badges."""
    if not SMALLEST <= size <= LARGEST:
        raise ValueError(f"size: found {size}, expected {SMALLEST} to {LARGEST} pixels")
    found = [problem for problem in design_problems(design, typefaces) if problem.fatal]
    if found:
        raise MessageError(Message("art.undrawable", problems=tuple(problem.message for problem in found)))
    finish = FINISHES[design.finish]
    if size < MARK_BELOW:
        return finish.mark(design, size, typefaces)
    title = None if design.ribbon == NO_RIBBON else ribbon.fit_ribbon_title(design.title, typefaces)
    return finish.badge(design, title, size, typefaces)


def encode_png(image: Image.Image, colours: int | None) -> bytes:
    """The image as a PNG: with a palette of `colours`, or in true colour."""
    if colours is not None:
        return palette.png(image, colours)
    bare = _clear_transparent_pixels(image)
    content = _png_bytes(bare, 7)
    if len(content) > _WORTH_PATIENCE:
        content = _png_bytes(bare, 9)
    most = _MOST * max(1.0, image.width * image.height / 512**2)
    for bits in range(1, _FAINTEST + 1):
        if len(content) <= most:
            break
        content = _png_bytes(_drop_shading_bits(bare, bits), 9)
    return content


def _clear_transparent_pixels(image: Image.Image) -> Image.Image:
    """The image without colours in transparent pixels: they would enlarge the file."""
    bare = Image.new("RGBA", image.size)
    bare.paste(image, mask=image.getchannel("A").point([255 if alpha else 0 for alpha in range(256)]))
    return bare


def _drop_shading_bits(image: Image.Image, bits: int) -> Image.Image:
    """The image with the last bits of its shading rounded away; transparency stays as it is."""
    step = 1 << bits
    table = [min(255, (value + step // 2) // step * step) for value in range(256)]
    return image.point([*table * 3, *range(256)])


def _png_bytes(image: Image.Image, level: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=level)
    return file.getvalue()

"""Paint for metal, enamel and cloth: gradients, light on edges, soft shadows.

Gradients are made at a picture's own size or smaller and cached, because the same few serve every badge.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageChops, ImageFilter

from issuer.artwork.colour import Rgb
from issuer.artwork.shapes.masks import Mask, move_mask

Stop = tuple[float, Rgb]
"""A colour at a share of the way, 0 to 1."""

_WHOLE_PIXELS = 200  # size from which fractions of a pixel do not matter for a soft shadow
_WHEEL = 160  # pixels across the wheel that conic gradients are enlarged from


def linear(size: tuple[int, int], stops: Sequence[Stop], angle: float = 90.0) -> Image.Image:
    """Colours along a direction, in degrees: 0 to the right, 90 down."""
    return _linear(size, tuple(stops), angle)


def conic(size: int, stops: Sequence[Stop], turn: float = 0.0) -> Image.Image:
    """Colours around the middle, twice in one turn, as light lies on brushed metal; `stops` end as they begin."""
    return _conic(size, tuple(stops), turn)


def radial(size: int, stops: Sequence[Stop], middle: tuple[float, float], reach: float) -> Image.Image:
    """Colours outwards from a middle; `middle` and `reach` are shares of the picture."""
    return _radial(size, tuple(stops), middle, reach)


@lru_cache(maxsize=128)
def _linear(size: tuple[int, int], stops: tuple[Stop, ...], angle: float) -> Image.Image:
    along = (math.cos(math.radians(angle)), math.sin(math.radians(angle)))
    small = 96
    spread = abs(along[0]) + abs(along[1])
    steps = bytearray()
    for y in range(small):
        for x in range(small):
            share = ((x + 0.5) / small - 0.5) * along[0] + ((y + 0.5) / small - 0.5) * along[1]
            steps.append(_step(share / spread + 0.5))
    return _apply_stops(Image.frombytes("L", (small, small), bytes(steps)), stops, size)


@lru_cache(maxsize=32)
def _conic(size: int, stops: tuple[Stop, ...], turn: float) -> Image.Image:
    middle = (_WHEEL - 1) / 2
    steps = bytes(
        _step(((math.degrees(math.atan2(y - middle, x - middle)) - turn) % 180) / 180)
        for y in range(_WHEEL)
        for x in range(_WHEEL)
    )
    wheel = _apply_stops(Image.frombytes("L", (_WHEEL, _WHEEL), steps), stops, (_WHEEL, _WHEEL))
    soft = wheel.filter(ImageFilter.GaussianBlur(1.2))
    return soft.resize((size, size), Image.Resampling.BICUBIC)


@lru_cache(maxsize=64)
def _radial(size: int, stops: tuple[Stop, ...], middle: tuple[float, float], reach: float) -> Image.Image:
    small = 128
    steps = bytes(
        _step(math.hypot((x + 0.5) / small - middle[0], (y + 0.5) / small - middle[1]) / reach)
        for y in range(small)
        for x in range(small)
    )
    return _apply_stops(Image.frombytes("L", (small, small), steps), stops, (size, size))


def _step(share: float) -> int:
    return min(255, max(0, round(share * 255)))


def _apply_stops(steps: Image.Image, stops: tuple[Stop, ...], size: tuple[int, int]) -> Image.Image:
    """A picture of steps 0 to 255 in the colours of the stops; enlarged after colouring, so that no step shows."""
    table = [colour_at(stops, step / 255) for step in range(256)]
    bands = [steps.point([colour[channel] for colour in table]) for channel in range(3)]
    small = Image.merge("RGB", bands)
    if size == small.size:
        return small
    # Enlarging leaves a faint lattice where two steps differ by one; a blur as wide as a step removes it.
    return small.resize(size, Image.Resampling.BICUBIC).filter(
        ImageFilter.GaussianBlur(max(size) / small.width / 2)
    )


def colour_at(stops: Sequence[Stop], share: float) -> Rgb:
    """The colour at a share of the way along the stops."""
    before = stops[0]
    for stop in stops:
        if stop[0] >= share:
            wide = stop[0] - before[0]
            return mix(before[1], stop[1], (share - before[0]) / wide if wide else 1.0)
        before = stop
    return before[1]


def mix(rgb: Rgb, other: Rgb, share: float) -> Rgb:
    """The mix of two colours: `share` of the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(rgb, other, strict=True))
    return red, green, blue


def soften(mask: Mask, radius: float) -> Mask:
    """The mask with a soft edge, `radius` in pixels."""
    return mask.filter(ImageFilter.GaussianBlur(radius)) if radius > 0.2 else mask


def shift(mask: Mask, right: float, down: float) -> Mask:
    """The mask moved, in small pictures by parts of a pixel; parts outside the picture are cut off."""
    if mask.width >= _WHOLE_PIXELS:
        return move_mask(mask, round(right), round(down))
    return mask.transform(
        mask.size, Image.Transform.AFFINE, (1, 0, -right, 0, 1, -down), Image.Resampling.BILINEAR
    )


def lit_edges(mask: Mask, depth: float) -> tuple[Mask, Mask]:
    """The lit and the shaded edges of a raised mask, with light from the upper left.

    The direction of each edge decides, so each wave of a rosette has its own highlight.
    """
    reach = depth * 0.7
    lit = ImageChops.subtract(mask, shift(mask, reach, reach))
    lee = ImageChops.subtract(mask, shift(mask, -reach, -reach))
    return soften(lit, depth * 0.30), soften(lee, depth * 0.30)

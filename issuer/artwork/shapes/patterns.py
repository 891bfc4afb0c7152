"""Quiet patterns in the enamel behind an icon."""

from __future__ import annotations

import math
from functools import lru_cache

from issuer.artwork.shapes.masks import Mask, Stencil

_RAYS = 18


@lru_cache(maxsize=32)
def rays(size: int, middle: float) -> Mask:
    """Rays from a point on the vertical axis to the border."""
    outlines = []
    for n in range(_RAYS):
        first = math.tau * (n / _RAYS) - math.tau / _RAYS / 4
        last = first + math.tau / _RAYS / 2
        outlines.append(
            (
                (0.0, middle),
                (2.4 * math.cos(first), middle + 2.4 * math.sin(first)),
                (2.4 * math.cos(last), middle + 2.4 * math.sin(last)),
            )
        )
    return Stencil(size).cut(outlines)

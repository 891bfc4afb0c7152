"""The shapes a badge may have. To add one, add an entry to `SHAPES`; nothing else needs to know.

A shape fills the canvas from -1 to 1. Its outline can be asked for at any inset, because rim, white line
and field are the same outline, ever smaller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from issuer.artwork import geometry
from issuer.artwork.geometry import Outline

_SOFTEST = 0.035  # corners of the innermost outline keep at least this radius


@dataclass(frozen=True)
class Shape:
    """An outline and where an icon sits well in it.

    `outline(inset)` is in canvas units. `icon_middle` and `icon_reach` are the height and the size of the
    icon above a ribbon; `mark_middle` and `mark_reach` are the same in a mark, which has none.
    """

    outline: Callable[[float], Outline]
    icon_middle: float
    icon_reach: float
    mark_middle: float
    mark_reach: float


def _soft(corners: Outline, radius: float) -> Callable[[float], Outline]:
    """An outline with rounded corners whose insets run parallel to it."""

    @lru_cache(maxsize=64)
    def outline(distance: float) -> Outline:
        softness = max(_SOFTEST, radius - distance)
        return geometry.outset(geometry.inset(corners, distance + softness), softness)

    return outline


def _shield_corners() -> Outline:
    top, shoulder, hip, tip = (0.0, -0.985), (0.85, -0.83), (0.65, 0.54), (0.0, 0.993)
    right = (
        top,
        *geometry.bezier(shoulder, (0.89, -0.34), (0.89, 0.22), hip, 28),
        *geometry.bezier(hip, (0.48, 0.79), (0.20, 0.93), tip, 20)[1:],
    )
    left = tuple((-x, y) for x, y in reversed(right[1:-1]))
    return right + left


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "hexagon": Shape(_soft(geometry.regular_polygon(6, 1.02), 0.24), -0.270, 0.79, 0.0, 1.05),
        "circle": Shape(lambda distance: geometry.circle(0.95 - distance), -0.300, 0.83, 0.0, 1.06),
        "shield": Shape(_soft(_shield_corners(), 0.06), -0.300, 0.80, -0.08, 1.01),
    }
)

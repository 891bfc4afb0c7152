"""The shapes of badges. To add one, add an entry to `SHAPES`; nothing else changes.

A shape fills the canvas from -1 to 1. Its outline exists at any inset, because rim, white line and field are the same
outline at growing insets.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from issuer.artwork import geometry
from issuer.artwork.geometry import Outline

_SOFTEST = 0.035  # corners of the innermost outline keep at least this radius
_EDGE = 0.020  # the inset to which a wavy edge stays wavy; deeper it is a circle


@dataclass(frozen=True)
class Shape:
    """An outline, and the best position of an icon in it.

    `outline(inset)` is in canvas units. `icon_middle` and `icon_reach` are the height and the size of the
    icon above a ribbon; `mark_middle` and `mark_reach` are the same in a mark, which has none.
    `ornament` is drawn behind the outline, in the rim's metal; `tiny_ornament` replaces it where single leaves would
    be smaller than a pixel or two.
    """

    outline: Callable[[float], Outline]
    icon_middle: float
    icon_reach: float
    mark_middle: float
    mark_reach: float
    ornament: tuple[Outline, ...] = ()
    tiny_ornament: tuple[Outline, ...] = ()


def _rounded_outline(corners: Outline, radius: float) -> Callable[[float], Outline]:
    """An outline with rounded corners and parallel insets."""

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


def _squircle_corners() -> Outline:
    """A superellipse: between a square and a circle."""
    points = []
    for n in range(160):
        angle = math.radians(-90 + n * 2.25)
        x, y = math.cos(angle), math.sin(angle)
        stretch = 0.93 / (abs(x) ** 4.6 + abs(y) ** 4.6) ** (1 / 4.6)
        points.append((x * stretch, y * stretch))
    return tuple(points)


def _wavy_outline(wave: Callable[[float], float], field: float) -> Callable[[float], Outline]:
    """A wavy or toothed edge around a circle of radius `field` (before any inset)."""

    @lru_cache(maxsize=64)
    def outline(distance: float) -> Outline:
        if distance > _EDGE:
            return geometry.circle(field - distance)
        angles = [math.radians(-90 + n * 0.5) for n in range(720)]
        return tuple(((wave(a) - distance) * math.cos(a), (wave(a) - distance) * math.sin(a)) for a in angles)

    return outline


def _scallops(angle: float) -> float:
    """Eighteen soft waves; rounder outside than inside, as a rosette is pleated."""
    return 0.907 + 0.058 * (1 - math.pow(abs(math.cos(angle * 9)), 1.5))


def _teeth(angle: float) -> float:
    """Thirty teeth, as on a notary's seal, with slightly blunt tips."""
    turn = (math.degrees(angle) + 90) % 12 / 12
    return 0.868 + 0.104 * min(0.93, abs(1 - 2 * turn))


def _wreath(leaves: int, length: float) -> tuple[Outline, ...]:
    """Two branches of laurel, upwards on both sides; each leaf covers half of the next."""
    right = []
    for pair in range(leaves - 1, -1, -1):
        at = 76.0 - pair * 144.0 / (leaves - 1)  # degrees from the right-hand side, downwards
        right.append(_leaf(at, 0.745, at - 58, length))
    return (*right, *(tuple((-x, y) for x, y in reversed(leaf)) for leaf in right))


def _leaf(at: float, reach: float, towards: float, length: float) -> Outline:
    """A leaf with its stem at an angle and distance from the middle, pointing `towards` an angle."""
    start = (reach * math.cos(math.radians(at)), reach * math.sin(math.radians(at)))
    along = (math.cos(math.radians(towards)), math.sin(math.radians(towards)))
    across = (-along[1], along[0])

    def spot(forward: float, aside: float) -> geometry.Point:
        return (
            start[0] + length * (forward * along[0] + aside * across[0]),
            start[1] + length * (forward * along[1] + aside * across[1]),
        )

    outline = geometry.bezier(spot(0, 0), spot(0.25, -0.34), spot(0.72, -0.30), spot(1, 0), 10)
    other = geometry.bezier(spot(1, 0), spot(0.72, 0.30), spot(0.25, 0.34), spot(0, 0), 10)
    return outline + other[1:-1]


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "hexagon": Shape(_rounded_outline(geometry.regular_polygon(6, 1.02), 0.24), -0.270, 0.84, 0.0, 1.10),
        "circle": Shape(lambda distance: geometry.circle(0.95 - distance), -0.300, 0.87, 0.0, 1.12),
        "shield": Shape(_rounded_outline(_shield_corners(), 0.06), -0.300, 0.84, -0.08, 1.04),
        "rosette": Shape(_wavy_outline(_scallops, 0.885), -0.280, 0.80, 0.0, 1.06),
        "squircle": Shape(_rounded_outline(_squircle_corners(), 0.04), -0.300, 0.90, 0.0, 1.16),
        "octagon": Shape(
            _rounded_outline(geometry.regular_polygon(8, 1.02, -67.5), 0.16), -0.295, 0.88, 0.0, 1.08
        ),
        "seal": Shape(_wavy_outline(_teeth, 0.865), -0.275, 0.78, 0.0, 1.03),
        "laurel": Shape(
            lambda distance: geometry.circle(0.745 - distance),
            -0.235,
            0.67,
            0.0,
            0.84,
            _wreath(10, 0.290),
            _wreath(6, 0.330),
        ),
    }
)

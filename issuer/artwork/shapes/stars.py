"""The level as stars: one to four of them in a dark lozenge below the ribbon."""

from __future__ import annotations

from issuer.artwork.geometry import Outline, outset, round_corners, star

_RADIUS = 0.070
_STEP = 0.152


def star_row(count: int, height: float) -> tuple[Outline, ...]:
    """`count` stars side by side, centred at a height of the canvas."""
    first = -_STEP * (count - 1) / 2
    return tuple(
        round_corners(star((first + _STEP * n, height + 0.004), _RADIUS), 0.004) for n in range(count)
    )


def star_plate(count: int, height: float, radius: float) -> Outline:
    """The capsule behind `count` stars; `radius` is half its height."""
    end = _STEP * (count - 1) / 2 + 0.028
    return outset(((-end, height), (end, height)), radius)

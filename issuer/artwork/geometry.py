"""Outlines as lists of points: building, insetting, rounding corners.

Coordinates are canvas units: -1 to 1 on both axes, y downwards. Closed outlines run clockwise as seen on
the screen and do not repeat their first point.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

Point = tuple[float, float]
Outline = tuple[Point, ...]
Side = tuple[Point, Point]

_ARC_STEP = math.radians(4)
_ON_THE_LINE = 0.9999  # how near to the wanted distance an inset point may be and still count as kept


def regular_polygon(corners: int, radius: float, first: float = -90.0) -> Outline:
    """Corners of a regular polygon around the origin; `first` is the angle of corner one in degrees."""
    angles = [math.radians(first + 360 * n / corners) for n in range(corners)]
    return tuple((radius * math.cos(a), radius * math.sin(a)) for a in angles)


def circle(radius: float) -> Outline:
    """A circle as a polygon fine enough for 1024 px."""
    return regular_polygon(180, radius)


def rectangle(left: float, top: float, right: float, bottom: float) -> Outline:
    """The four corners of an upright rectangle."""
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def star(centre: Point, radius: float, waist: float = 0.46) -> Outline:
    """A five-pointed star; `waist` is the inner radius as a share of the outer one."""
    tips = regular_polygon(5, radius)
    dips = regular_polygon(5, radius * waist, first=-54.0)
    points = [point for pair in zip(tips, dips, strict=True) for point in pair]
    return tuple((centre[0] + x, centre[1] + y) for x, y in points)


def bezier(start: Point, pull: Point, push: Point, end: Point, steps: int = 24) -> Outline:
    """A cubic Bézier curve as `steps` + 1 points, both ends included."""

    def at(t: float, axis: int) -> float:
        u = 1 - t
        near = u * u * (u * start[axis] + 3 * t * pull[axis])
        return near + t * t * (3 * u * push[axis] + t * end[axis])

    return tuple((at(n / steps, 0), at(n / steps, 1)) for n in range(steps + 1))


def scale_and_lift(outline: Outline, scale: float, lift: float = 0.0) -> Outline:
    """The outline scaled about the origin and moved up by `lift`."""
    return tuple((x * scale, y * scale - lift) for x, y in outline)


def inset(outline: Outline, distance: float) -> Outline:
    """The outline moved inwards by `distance` everywhere, its corners kept sharp.

    Where a finely stepped curve meets a corner, moved points of one side end up beyond the other side, nearer to the
    outline than `distance`. They are dropped, and the two sides are extended until they meet. Only for convex
    outlines, or small distances.
    """
    if distance <= 0:
        return outline
    moved = [_mitre(*corner, distance) for corner in _corners(outline)]
    sides = list(pairwise((*outline, outline[0])))
    kept = [
        n
        for n, p in enumerate(moved)
        if min(_distance_to_segment(p, *side) for side in sides) > distance * _ON_THE_LINE
    ]
    points: list[Point] = []
    for here, following in pairwise((*kept, *kept[:1])):
        points.append(moved[here])
        if following != (here + 1) % len(moved):
            points.append(_intersection(moved[here], sides[here], moved[following], sides[following - 1]))
    return tuple(points)


def outset(outline: Outline, distance: float) -> Outline:
    """The outline moved outwards by `distance`, with an arc around every corner."""
    if distance <= 0:
        return outline
    points: list[Point] = []
    for before, at, after in _corners(outline):
        start, turn = _heading(before, at), _turn(before, at, after)
        steps = max(1, math.ceil(turn / _ARC_STEP)) if turn > 0 else 1
        for step in range(steps + 1):
            angle = start + turn * step / steps - math.pi / 2
            points.append((at[0] + distance * math.cos(angle), at[1] + distance * math.sin(angle)))
    return tuple(points)


def round_corners(outline: Outline, radius: float) -> Outline:
    """The outline with its outward corners rounded; sides stay where they are."""
    return outset(inset(outline, radius), radius)


def _corners(outline: Sequence[Point]) -> Iterator[tuple[Point, Point, Point]]:
    for n, at in enumerate(outline):
        yield outline[n - 1], at, outline[(n + 1) % len(outline)]


def _heading(start: Point, end: Point) -> float:
    return math.atan2(end[1] - start[1], end[0] - start[0])


def _turn(before: Point, at: Point, after: Point) -> float:
    """Change of direction at a corner, positive where a clockwise outline bends inwards."""
    change = _heading(at, after) - _heading(before, at)
    return math.pi - (math.pi - change) % (2 * math.pi)  # a line that reverses counts as a half turn


def _mitre(before: Point, at: Point, after: Point, distance: float) -> Point:
    bend = _turn(before, at, after)
    inwards = _heading(before, at) + bend / 2 + math.pi / 2
    reach = distance / max(0.2, math.cos(bend / 2))  # limits how far a needle-sharp corner moves
    return (at[0] + reach * math.cos(inwards), at[1] + reach * math.sin(inwards))


def _intersection(point: Point, along_one: Side, other: Point, along_other: Side) -> Point:
    """Where a line through `one` meets a line through `other`; halfway between if they run side by side."""
    (ax, ay), (bx, by) = _direction(along_one), _direction(along_other)
    cross = ax * by - ay * bx
    if abs(cross) < 1e-9:
        return ((point[0] + other[0]) / 2, (point[1] + other[1]) / 2)
    reach = ((other[0] - point[0]) * by - (other[1] - point[1]) * bx) / cross
    return (point[0] + reach * ax, point[1] + reach * ay)


def _direction(side: Side) -> Point:
    angle = _heading(*side)
    return math.cos(angle), math.sin(angle)


def _distance_to_segment(point: Point, start: Point, end: Point) -> float:
    """Distance from a point to a line segment."""
    along = (end[0] - start[0], end[1] - start[1])
    length = along[0] ** 2 + along[1] ** 2
    share = ((point[0] - start[0]) * along[0] + (point[1] - start[1]) * along[1]) / length if length else 0.0
    share = min(1.0, max(0.0, share))
    return math.dist(point, (start[0] + share * along[0], start[1] + share * along[1]))

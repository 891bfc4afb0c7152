"""The icons that a design may name, sized and centred optically.

The drawings are Material Design Icons (Pictogrammers, Apache-2.0): a selection about people's work, under short names
of our own, so that another icon font would change no catalogue.

An icon is sized by its farthest ink from its optical middle, not by its box: a heart in a box of the same size looks
a third smaller than a tile.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from PIL import Image, ImageDraw, ImageFont

from issuer.artwork.geometry import Point
from issuer.artwork.shapes.masks import Mask, Stencil
from issuer.artwork.text.typefaces import Typefaces

ICONS: Mapping[str, str] = MappingProxyType(
    {
        "anchor": "anchor",
        "atom": "atom",
        "award": "medal",
        "balance": "scale-balance",
        "bell": "bell",
        "book": "book-open-variant",
        "bolt": "lightning-bolt",
        "brain": "brain",
        "bridge": "bridge",
        "brush": "brush",
        "buddy": "account-heart",
        "bug": "bug",
        "bulb": "lightbulb-on",
        "calendar": "calendar-check",
        "camera": "camera",
        "chart": "chart-line",
        "chat": "forum",
        "check": "check-decagram",
        "checklist": "clipboard-check",
        "chess": "chess-knight",
        "cloud": "cloud",
        "code": "application-brackets",
        "coffee": "coffee",
        "cog": "cog",
        "compass": "compass",
        "confetti": "party-popper",
        "crown": "crown",
        "database": "database",
        "earth": "earth",
        "eye": "eye",
        "feather": "feather",
        "fire": "fire",
        "finish": "flag-checkered",
        "flask": "flask",
        "flower": "flower",
        "footprints": "shoe-print",
        "gem": "diamond-stone",
        "gift": "gift",
        "graduate": "school",
        "handshake": "handshake",
        "headset": "headset",
        "heart": "heart",
        "heart-hand": "hand-heart",
        "key": "key",
        "leaf": "leaf",
        "lifebuoy": "lifebuoy",
        "lighthouse": "lighthouse-on",
        "lock": "lock",
        "magnifier": "magnify",
        "megaphone": "bullhorn",
        "microphone": "microphone",
        "palette": "palette",
        "pen": "fountain-pen-tip",
        "puzzle": "puzzle",
        "recycle": "recycle",
        "robot": "robot",
        "rocket": "rocket-launch",
        "shield": "shield-check",
        "sprout": "sprout",
        "stairs": "stairs-up",
        "star": "star",
        "summit": "summit",
        "sun": "white-balance-sunny",
        "target": "bullseye-arrow",
        "team": "account-group",
        "telescope": "telescope",
        "thumb": "thumb-up",
        "timer": "timer",
        "tools": "tools",
        "translate": "translate",
        "trophy": "trophy",
    }
)

_ROTATIONS: Mapping[str, float] = MappingProxyType({"handshake": -45.0})
"""Rotations in degrees, counter-clockwise: the two hands must be level, or they look like fists."""
TINY = 40
"""Picture size in pixels below which the icon fills all its room, and the rim has no highlights."""
_MEASURING_EM = 256.0  # pixels per em when an icon is measured
_LEAN = 0.45  # how far from the middle of its box towards its centre of gravity an icon is centred
_LONGEST = 1.13  # how much longer than its reach an icon may be
_ROUND = 0.655  # how far from its middle an icon's farthest ink may be, in reaches
_INK = 96  # of 255: from where on a pixel counts


@dataclass(frozen=True)
class _IconMetrics:
    """In ems: an icon's longer side, its optical middle, and the reach of its ink from there, in all and downwards."""

    side: float
    middle: Point
    radius: float
    below: float


def icon_character(icon: str, typefaces: Typefaces) -> str:
    """The icon as a character of the icon font."""
    return chr(typefaces.icon_codepoints[ICONS[icon]])


def icon_mask(
    icon: str,
    middle: Point,
    reach: float,
    stencil: Stencil,
    typefaces: Typefaces,
    floor: float = 1.0,
) -> Mask:
    """The icon around `middle`, about `reach` across, in canvas units.

    Round icons (a heart, a flame) are drawn a little larger than icons with corners (a tile), so that all look equally
    large. None reaches below `floor`, where a ribbon may be.
    """
    weight = _measure_icon(icon, typefaces)
    em = min(
        reach * _LONGEST / weight.side, reach * _ROUND / weight.radius, (floor - middle[1]) / weight.below
    )
    start = (middle[0] - em * weight.middle[0], middle[1] - em * weight.middle[1])
    font = typefaces.icon_font(stencil.pixels(em))
    if icon in _ROTATIONS:
        ink, corner = _icon_ink(icon, font, typefaces)
        return stencil.imprint(ink, start, corner)
    return stencil.stamp([(icon_character(icon, typefaces), start)], font)


@lru_cache(maxsize=256)
def _measure_icon(icon: str, typefaces: Typefaces) -> _IconMetrics:
    ink, (left, top) = _icon_ink(icon, typefaces.icon_font(_MEASURING_EM), typefaces)
    columns = ink.resize((ink.width, 1), Image.Resampling.BOX).tobytes()
    rows = ink.resize((1, ink.height), Image.Resampling.BOX).tobytes()
    across, down = (
        _optical_centre(left, left + ink.width, columns),
        _optical_centre(top, top + ink.height, rows),
    )
    inside = ink.tobytes()
    radius = max(
        math.hypot(left + place % ink.width + 0.5 - across, top + place // ink.width + 0.5 - down)
        for place, value in enumerate(inside)
        if value > _INK
    )
    below = (top + ink.height - down) / _MEASURING_EM
    return _IconMetrics(
        max(ink.size) / _MEASURING_EM,
        (across / _MEASURING_EM, down / _MEASURING_EM),
        radius / _MEASURING_EM,
        below,
    )


def _icon_ink(
    icon: str, font: ImageFont.FreeTypeFont, typefaces: Typefaces
) -> tuple[Image.Image, tuple[int, int]]:
    """The icon's ink in its bounding box, and the box's corner relative to the left end of the baseline."""
    glyph = icon_character(icon, typefaces)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(glyph, anchor="ls"))
    ink = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(ink).text((-left, -top), glyph, font=font, fill=255, anchor="ls")
    if icon not in _ROTATIONS:
        return ink, (left, top)
    turned = ink.rotate(_ROTATIONS[icon], Image.Resampling.BICUBIC, expand=True)
    box = turned.getbbox() or (0, 0, *turned.size)
    return turned.crop(box), (-(box[2] - box[0]) // 2, -(box[3] - box[1]) // 2)


def _optical_centre(low: float, high: float, weights: bytes) -> float:
    gravity = low + sum((n + 0.5) * weight for n, weight in enumerate(weights)) / max(1, sum(weights))
    middle = (low + high) / 2
    return middle + (gravity - middle) * _LEAN

"""The icons on offer, and how one is sized and centred so that it looks right.

The drawings are Material Design Icons (Pictogrammers, Apache-2.0). We offer a choice of them that says
something about people's work, each under a short name of our own, so that the icon font can be changed
without touching a catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from PIL import Image

from issuer.artwork.geometry import Point
from issuer.artwork.masks import Mask, Stencil
from issuer.artwork.typefaces import Typefaces

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
        "code": "code-tags",
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

_RULER = 256.0  # pixels in the em that an icon is weighed with
_LEAN = 0.45  # how far from the middle of its box towards its centre of gravity an icon is centred


@dataclass(frozen=True)
class _Weight:
    """An icon's box around the start of its baseline, in ems, its optical middle, and how solid it is."""

    width: float
    height: float
    middle: Point
    solid: float


def character(icon: str, typefaces: Typefaces) -> str:
    """The icon as a character of the icon font."""
    return chr(typefaces.icon_codepoints[ICONS[icon]])


def mask(icon: str, middle: Point, reach: float, stencil: Stencil, typefaces: Typefaces) -> Mask:
    """The icon around `middle`, about `reach` across, in canvas units.

    Solid icons (a wall, a shield) get just that; airy ones a little more, so that all look equally large.
    """
    glyph = character(icon, typefaces)
    weight = _weighed(glyph, typefaces)
    em = reach * (1.20 - 0.28 * weight.solid) / max(weight.width, weight.height)
    start = (middle[0] - em * weight.middle[0], middle[1] - em * weight.middle[1])
    return stencil.stamp([(glyph, start)], typefaces.pictograms(stencil.pixels(em)))


@lru_cache(maxsize=256)
def _weighed(glyph: str, typefaces: Typefaces) -> _Weight:
    font = typefaces.pictograms(_RULER)
    left, top, right, bottom = font.getbbox(glyph, anchor="ls")
    drawn = font.getmask(glyph)
    ink = Image.frombytes("L", drawn.size, bytes(drawn))
    columns = ink.resize((ink.width, 1), Image.Resampling.BOX).tobytes()
    rows = ink.resize((1, ink.height), Image.Resampling.BOX).tobytes()
    across = _leant(left, right, columns)
    down = _leant(top, bottom, rows)
    width, height = right - left, bottom - top
    solid = sum(columns) / 255 * ink.height / max(width, height) ** 2
    return _Weight(width / _RULER, height / _RULER, (across / _RULER, down / _RULER), solid)


def _leant(low: float, high: float, weights: bytes) -> float:
    gravity = low + sum((n + 0.5) * weight for n, weight in enumerate(weights)) / max(1, sum(weights))
    middle = (low + high) / 2
    return middle + (gravity - middle) * _LEAN

"""The colours of pages, light and dark, from one accent: a badge, its page and the sandbox look like one house.

page_colours("#1d4ed8").light["accent"]      # '#1d4ed8', or darker until it is readable on the page

Every hue gets the same lightness, so that any accent leaves text readable (WCAG 2.2, 1.4.3 and 1.4.11).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from issuer.artwork.colour import READABLE, WHITE, Rgb, contrast, from_oklch, hexadecimal, rgb, to_oklch

LAURELS = "#4f46e5"
"""The accent of an organisation that has none of its own."""
SEEN = 3.0
"""Contrast of the edge of a field with what surrounds it (WCAG 2.2, 1.4.11)."""
_STRONG = 0.12
"""The chroma from which an accent tints its page in full; a grey accent tints nothing."""
Paint = Callable[[float, float], Rgb]
"""The accent's hue in a lightness and a chroma."""


@dataclass(frozen=True)
class PageColours:
    """Each colour as `#rrggbb` by its name in the stylesheets."""

    light: Mapping[str, str]
    dark: Mapping[str, str]


@lru_cache(maxsize=16)
def page_colours(accent: str) -> PageColours:
    """The colours for an accent written #rrggbb."""
    lightness, chroma, hue = to_oklch(rgb(accent))
    tint = min(1.0, chroma / _STRONG)

    def neutral(depth: float, strength: float) -> Rgb:
        return from_oklch((depth, strength * tint, hue))

    def vivid(depth: float, strength: float) -> Rgb:
        return from_oklch((depth, min(chroma, strength), hue))

    return PageColours(_written(_light(neutral, vivid, lightness)), _written(_dark(neutral, vivid)))


def _light(neutral: Paint, vivid: Paint, lightness: float) -> Mapping[str, Rgb]:
    ground, raised, soft = neutral(0.973, 0.009), neutral(0.96, 0.012), neutral(0.945, 0.028)
    accent = _darkened(vivid, min(lightness, 0.62), (ground, raised, WHITE))
    return {
        "ground": ground,
        "surface": WHITE,
        "raised": raised,
        "hover": neutral(0.943, 0.017),
        "line": neutral(0.913, 0.015),
        "edge": _darkened(neutral, 0.66, (ground, raised, WHITE), SEEN, 0.025),
        "ink": neutral(0.205, 0.018),
        "quiet": _darkened(neutral, 0.48, (ground, raised, soft), READABLE, 0.025),
        "accent": accent,
        "accent-hover": _darkened(vivid, min(lightness, 0.62) - 0.06, (ground, raised)),
        "on-accent": WHITE,
        "accent-text": _darkened(vivid, min(lightness, 0.50), (ground, raised, soft)),
        "accent-soft": soft,
        "glow": neutral(0.9, 0.06),
    }


def _dark(neutral: Paint, vivid: Paint) -> Mapping[str, Rgb]:
    ground, surface, raised = neutral(0.165, 0.013), neutral(0.21, 0.018), neutral(0.255, 0.024)
    soft = neutral(0.3, 0.06)
    return {
        "ground": ground,
        "surface": surface,
        "raised": raised,
        "hover": neutral(0.27, 0.026),
        "line": neutral(0.31, 0.024),
        "edge": neutral(0.6, 0.03),
        "ink": neutral(0.95, 0.006),
        "quiet": neutral(0.745, 0.02),
        "accent": vivid(0.785, 0.115),
        "accent-hover": vivid(0.845, 0.085),
        "on-accent": neutral(0.2, 0.05),
        "accent-text": vivid(0.82, 0.1),
        "accent-soft": soft,
        "glow": neutral(0.29, 0.07),
    }


def _darkened(
    paint: Paint, depth: float, grounds: tuple[Rgb, ...], least: float = READABLE, strength: float = 0.4
) -> Rgb:
    """The paint, made darker until it can be read on all these grounds."""
    while min(contrast(paint(depth, strength), ground) for ground in grounds) < least:
        depth -= 0.005
    return paint(depth, strength)


def _written(colours: Mapping[str, Rgb]) -> Mapping[str, str]:
    return {name: hexadecimal(colour) for name, colour in colours.items()}

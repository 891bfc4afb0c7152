"""Colours: reading `#rrggbb`, contrast, and the family of tones a badge is painted in.

Tones are made in OKLCH (B. Ottosson, "A perceptual color space for image processing", 2020), where equal
steps of lightness look equal, so that a yellow and a violet accent give badges of the same weight.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

Rgb = tuple[int, int, int]
Oklch = tuple[float, float, float]  # lightness 0 to 1, chroma, hue in radians

WHITE: Rgb = (255, 255, 255)
READABLE = 4.5  # WCAG 2.2, 1.4.3: contrast of text with its ground

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_LIGHTEST, _DARKEST = (
    0.60,
    0.40,
)  # limits of an accent's lightness, which leave room for lighter and darker tones
_NIGHT = 0.31  # the least lightness of parts that touch the page, so that they show on a dark one


@dataclass(frozen=True)
class Tones:
    """One hue at seven depths; white text is readable on all but `light`. `glow` is the lightest of these."""

    light: Rgb
    glow: Rgb
    main: Rgb
    shade: Rgb
    dark: Rgb
    darker: Rgb
    deep: Rgb


def is_hex_colour(text: str) -> bool:
    """Whether the text is a colour written #rrggbb."""
    return _HEX.fullmatch(text) is not None


def rgb(text: str) -> Rgb:
    """`#rrggbb` as three numbers, 0 to 255."""
    if not is_hex_colour(text):
        raise ValueError(f"found {text!r}, expected a colour written #rrggbb, such as #2563eb")
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def hexadecimal(colour: Rgb) -> str:
    """The colour written #rrggbb."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def contrast(colour: Rgb, other: Rgb) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dim, bright = sorted((_luminance(colour), _luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


@lru_cache(maxsize=256)
def tones(accent: str) -> Tones:
    """The tones for an accent, darkened until white lettering is readable."""
    lightness, chroma, hue = to_oklch(rgb(accent))
    lightness = min(_LIGHTEST, max(_DARKEST, lightness))
    while contrast(from_oklch((lightness, chroma, hue)), WHITE) < READABLE:
        lightness -= 0.005

    def tone(depth: float, strength: float, least: float = 0.0) -> Rgb:
        return from_oklch((max(least, lightness * depth), chroma * strength, hue))

    bright = lightness
    while bright < 0.9 and contrast(from_oklch((bright + 0.005, chroma, hue)), WHITE) >= READABLE + 0.1:
        bright += 0.005
    return Tones(
        light=tone(1.28, 0.90),
        glow=from_oklch((min(bright, lightness * 1.16), chroma, hue)),
        main=tone(1, 1),
        shade=tone(0.86, 0.97),
        dark=tone(0.75, 0.90, _NIGHT + 0.04),
        darker=tone(0.61, 0.80, _NIGHT),
        deep=tone(0.46, 0.66),
    )


def _to_linear(channel: float) -> float:
    part = channel / 255
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _to_srgb(light: float) -> float:
    return light * 12.92 if light <= 0.0031308 else float(1.055 * light ** (1 / 2.4) - 0.055)


def _luminance(colour: Rgb) -> float:
    red, green, blue = map(_to_linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def to_oklch(colour: Rgb) -> Oklch:
    """Lightness, chroma and hue of a colour."""
    red, green, blue = map(_to_linear, colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    across = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    along = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(across, along), math.atan2(along, across)


def from_oklch(colour: Oklch) -> Rgb:
    """The colour on screen; what the screen cannot show loses chroma, never hue or lightness."""
    lightness, chroma, hue = colour
    channels = _linear_rgb(lightness, chroma, hue)
    while chroma > 0.001 and not all(-0.0005 <= c <= 1.0005 for c in channels):
        chroma *= 0.97
        channels = _linear_rgb(lightness, chroma, hue)
    red, green, blue = (round(255 * _to_srgb(min(1.0, max(0.0, c)))) for c in channels)
    return red, green, blue


def _linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    across, along = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * across + 0.2158037573 * along) ** 3
    medium = (lightness - 0.1055613458 * across - 0.0638541728 * along) ** 3
    short = (lightness - 0.0894841775 * across - 1.2914855480 * along) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )

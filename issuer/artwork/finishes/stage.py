"""The background of a celebration picture: the badge's colour darkened, rays, a glow, confetti."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw

from issuer.artwork import colour
from issuer.artwork.colour import WHITE, Rgb
from issuer.artwork.finishes import paint
from issuer.artwork.geometry import Outline
from issuer.artwork.sheet import Sheet

Size = tuple[int, int]
Area = tuple[int, int, int, int]
"""Left, top, right, bottom."""
_CONFETTI: tuple[Rgb, ...] = ((255, 122, 89), (64, 201, 162), (252, 208, 88), (255, 255, 255))
_FINE = 2


@lru_cache(maxsize=24)
def backdrop(accent: str, size: Size, middle: tuple[int, int]) -> Image.Image:
    """The background, with light behind `middle`."""
    tones = colour.tones(accent)
    night = paint.mix(tones.deep, (8, 8, 16), 0.42)
    ground = paint.linear(size, ((0.0, tones.deep), (0.55, night), (1.0, tones.darker)), 18).copy()
    glow = _glow(size, middle)
    rays = ImageChops.multiply(
        _rays(size, middle), glow.point([min(255, round(v * 1.15)) for v in range(256)])
    )
    ground.paste(tones.main, mask=glow.point([round((v / 255) ** 1.7 * 205) for v in range(256)]))
    ground.paste(tones.light, mask=rays.point([round(v * 0.20) for v in range(256)]))
    return ground


def _glow(size: Size, middle: tuple[int, int]) -> Image.Image:
    reach = 1.25 * size[1]
    levels = Image.radial_gradient("L").point([min(255, round(v * 1.42)) for v in range(256)])
    wide = ImageChops.invert(levels).resize((round(2 * reach), round(2 * reach)), Image.Resampling.BICUBIC)
    glow = Image.new("L", size, 0)
    glow.paste(wide, (round(middle[0] - reach), round(middle[1] - reach)))
    return glow


def _rays(size: Size, middle: tuple[int, int]) -> Image.Image:
    fine = Image.new("L", (size[0] * _FINE, size[1] * _FINE), 0)
    draw = ImageDraw.Draw(fine)
    centre = (middle[0] * _FINE, middle[1] * _FINE)
    far = 2.0 * max(fine.size)
    for n in range(16):
        first, last = math.tau * (n + 0.2) / 16, math.tau * (n + 0.7) / 16
        ends = [(centre[0] + far * math.cos(a), centre[1] + far * math.sin(a)) for a in (first, last)]
        draw.polygon([centre, *ends], fill=255)
    return fine.reduce(_FINE)


def draw_confetti(sheet: Sheet, seed: str, middle: tuple[int, int], quiet: tuple[Area, ...]) -> None:
    """Draws confetti around a middle; the seed decides its pattern. The quiet areas, for words, get none."""
    masks: dict[Rgb, Image.Image] = {}
    for ink, strength, piece in _pieces(seed, middle, sheet.size, quiet):
        fine = masks.setdefault(ink, Image.new("L", (sheet.size[0] * _FINE, sheet.size[1] * _FINE), 0))
        ImageDraw.Draw(fine).polygon([(x * _FINE, y * _FINE) for x, y in piece], fill=strength)
    for ink, fine in masks.items():
        sheet.tint(ink, fine.reduce(_FINE))


def _pieces(
    seed: str, middle: tuple[int, int], size: Size, quiet: tuple[Area, ...]
) -> Iterator[tuple[Rgb, int, Outline]]:
    for n in range(96):
        dice = hashlib.sha256(f"{seed}/{n}".encode("utf-8", "replace")).digest()
        away = 120 + 330 * math.sqrt(dice[0] / 255)
        angle = math.tau * dice[1] / 256 + n
        x, y = middle[0] + away * math.cos(angle) * 1.12, middle[1] + away * math.sin(angle) * 0.95
        inside = any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in quiet)
        if not inside and -8 <= x <= size[0] + 8 and -8 <= y <= size[1] + 8:
            ink = _CONFETTI[dice[2] % len(_CONFETTI)] if dice[2] < 236 else WHITE
            long, wide = 5 + dice[3] % 7, 2.4 + dice[4] % 4
            yield (
                ink,
                120 + dice[5] % 120,
                _confetti_piece(x, y, (long, wide), math.tau * dice[6] / 256, round_=dice[7] < 60),
            )


def _confetti_piece(x: float, y: float, half: tuple[float, float], angle: float, *, round_: bool) -> Outline:
    """A slip of paper, or a disc."""
    if round_:
        return tuple((x + 4 * math.cos(n / 2), y + 4 * math.sin(n / 2)) for n in range(13))
    corners = ((-half[0], -half[1]), (half[0], -half[1]), (half[0], half[1]), (-half[0], half[1]))
    cos, sin = math.cos(angle), math.sin(angle)
    return tuple((x + a * cos - b * sin, y + a * sin + b * cos) for a, b in corners)

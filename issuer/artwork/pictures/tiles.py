"""Pictures of badges without names of people: the 16:9 tile of a chat card, and a collage of several badges."""

from __future__ import annotations

import math
from functools import lru_cache

from PIL import Image

from issuer.artwork import colour
from issuer.artwork.colour import WHITE
from issuer.artwork.finishes import paint
from issuer.artwork.sheet import Sheet, open_badge

TILE = (960, 540)
MOST_IN_COLLAGE = 8
_BADGE = 486
_CELL, _GAP, _EDGE = 208, 20, 28


def tile(badge: bytes, accent: str) -> bytes:
    """One badge on a pale background of its own colour. Chat platforms crop large pictures to 16:9."""
    sheet = Sheet(_ground(accent, TILE))
    picture = open_badge(badge, _BADGE)
    sheet.place(picture, ((TILE[0] - _BADGE) // 2, (TILE[1] - _BADGE) // 2))
    return sheet.png()


def collage(badges: tuple[bytes, ...], accent: str) -> bytes:
    """Up to `MOST_IN_COLLAGE` badges side by side, four in a row."""
    if not 1 <= len(badges) <= MOST_IN_COLLAGE:
        raise ValueError(f"found {len(badges)} badges, expected 1 to {MOST_IN_COLLAGE}")
    rows = math.ceil(len(badges) / 4)
    each = math.ceil(len(badges) / rows)
    width = 2 * _EDGE + 4 * _CELL + 3 * _GAP
    sheet = Sheet(_ground(accent, (width, 2 * _EDGE + rows * _CELL + (rows - 1) * _GAP)))
    for row in range(rows):
        some = badges[row * each : (row + 1) * each]
        left = (width - len(some) * _CELL - (len(some) - 1) * _GAP) // 2
        for place, badge in enumerate(some):
            corner = (left + place * (_CELL + _GAP), _EDGE + row * (_CELL + _GAP))
            sheet.place(open_badge(badge, _CELL), corner)
    return sheet.png()


@lru_cache(maxsize=32)
def _ground(accent: str, size: tuple[int, int]) -> Image.Image:
    """A pale background, calm on white and on dark pages."""
    light = colour.tones(accent).light
    pale, rim = paint.mix(light, WHITE, 0.86), paint.mix(light, WHITE, 0.58)
    square = paint.radial(max(size), ((0.0, pale), (1.0, rim)), (0.5, 0.5), 0.62)
    top = (square.height - size[1]) // 2
    return square.crop((0, top, size[0], top + size[1]))

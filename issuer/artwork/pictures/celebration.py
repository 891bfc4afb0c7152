"""The celebration picture: 1200 × 630, the badge on one side, recipient and citation on the other.

    shown = named_picture("Ana Ruiz", "Customer Hero", consent)        # issuer/celebration.py; refuses without consent
    png = celebration_picture(shown, CelebrationContent(badge_png, "#dc2626", "New badge earned"), typefaces)

It needs a `NamedPicture`, and such a value exists only if the recipient's consent covers the name.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, field
from itertools import pairwise

from PIL import Image

from issuer.artwork import colour
from issuer.artwork.colour import WHITE, Rgb
from issuer.artwork.finishes import paint
from issuer.artwork.finishes.stage import backdrop, draw_confetti
from issuer.artwork.geometry import Outline
from issuer.artwork.sheet import CAPITAL, Sheet, open_badge, open_logo
from issuer.artwork.text.paragraphs import (
    Column,
    drawable_text,
    fit_text,
    missing_characters,
    shorten,
    wrap_text,
)
from issuer.artwork.text.shaping import ShapedLine, shape_line
from issuer.artwork.text.typefaces import HEADLINE, STRONG, TEXT, Typefaces
from issuer.celebration import NamedPicture

SIZE = (1200, 630)
CHAT_SIZE = (960, 504)
"""The size for chat platforms (Teams accepts at most 1024 × 1024)."""
BADGE = 468
_MIDDLE = (300, 288)
_LEFT, _WIDTH = 590, 548
_FOOT = 62  # height of the strip at the bottom
_MARGIN = 64
_GOLD: Rgb = (252, 214, 112)
_LOGO = (190, 38)
_PLATE = 6  # margin of the plate around a logo, on each side
_LIGHT: Rgb = (246, 247, 250)
_LEAST_CONTRAST = 3.0


@dataclass(frozen=True)
class CelebrationContent:
    """The content around the name: the badge as a PNG, its accent, and texts.

    `overline` above the name, `giver` below the citation, `organisation` and `footnote` in the strip at the bottom.
    """

    badge: bytes = field(repr=False)
    accent: str
    overline: str
    giver: str | None = None
    organisation: str = ""
    footnote: str = ""
    logo: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class TextLine:
    """A line of text with its size, its position (left end, vertical middle of the capitals) and its colour."""

    line: ShapedLine
    em: float
    spot: tuple[float, float]
    ink: Rgb


@dataclass(frozen=True)
class _TextBlock:
    """Lines of one style: size, distance of baselines, colour, and the space below."""

    lines: tuple[ShapedLine, ...]
    em: float
    pitch: float
    ink: Rgb
    gap: float

    @property
    def height(self) -> float:
        return self.pitch * len(self.lines)

    @property
    def over(self) -> float:
        """By how much the ink of the first line reaches above the block."""
        return max(0.0, self.em * (self.lines[0].above - CAPITAL / 2) - self.pitch / 2)

    @property
    def under(self) -> float:
        """By how much the ink of the last line reaches below the block."""
        return max(0.0, self.em * (self.lines[-1].below + CAPITAL / 2) - self.pitch / 2)


def celebration_picture(shown: NamedPicture, setting: CelebrationContent, typefaces: Typefaces) -> bytes:
    """The picture as a PNG. A name with letters that no typeface has is left out, rather than drawn as boxes."""
    sheet = Sheet(backdrop(setting.accent, SIZE, _MIDDLE))
    quiet = ((_LEFT - 24, 40, SIZE[0] - 20, SIZE[1]), (0, SIZE[1] - _FOOT - 8, SIZE[0], SIZE[1] + 8))
    draw_confetti(sheet, f"{shown.recipient}/{shown.achievement}", _MIDDLE, quiet)
    sheet.place(open_badge(setting.badge, BADGE), (_MIDDLE[0] - BADGE // 2, _MIDDLE[1] - BADGE // 2))
    for text_line in text_lines(shown, setting, typefaces):
        sheet.write(text_line.line, text_line.em, text_line.spot, text_line.ink)
    _write_foot(sheet, setting, typefaces)
    return sheet.png()


def in_chat_size(picture: bytes) -> bytes:
    """A celebration picture, smaller."""
    with Image.open(io.BytesIO(picture)) as large:
        small = large.convert("RGB").resize(CHAT_SIZE, Image.Resampling.LANCZOS)
    written = io.BytesIO()
    small.save(written, "PNG", optimize=True)
    return written.getvalue()


def _blocks(shown: NamedPicture, setting: CelebrationContent, typefaces: Typefaces) -> list[_TextBlock]:
    quiet = not shown.citation
    tones = colour.tones(setting.accent)
    soft = paint.mix(tones.light, WHITE, 0.68)
    name = "" if missing_characters(shown.recipient, typefaces) else drawable_text(shown.recipient, typefaces)
    title, giver = drawable_text(shown.achievement, typefaces), drawable_text(setting.giver or "", typefaces)
    largest = (84.0, 36.0) if quiet else (66.0, 32.0)
    found = [
        _fitted_block(setting.overline.upper(), Column(_WIDTH, 1, STRONG), (21, 15), (_GOLD, 20), typefaces),
        _fitted_block(name, Column(_WIDTH, 2, HEADLINE), largest, (WHITE, 16), typefaces),
        _fitted_block(
            title, Column(_WIDTH, 2, STRONG), (42, 26) if quiet else (34, 24), (soft, 24), typefaces
        ),
        _citation_block(drawable_text(shown.citation or "", typefaces), typefaces),
        _fitted_block(giver, Column(_WIDTH, 1, TEXT), (22, 17), (soft, 0), typefaces),
    ]
    return [block for block in found if block.lines]


def _fitted_block(
    text: str, column: Column, sizes: tuple[float, float], look: tuple[Rgb, float], typefaces: Typefaces
) -> _TextBlock:
    lines, em = fit_text(text, column, sizes, typefaces) if text else ((), sizes[0])
    return _TextBlock(lines, em, _line_distance(lines, em), *look)


def _citation_block(citation: str, typefaces: Typefaces) -> _TextBlock:
    """The citation in quotation marks, five lines at most."""
    size = 27.0 if len(citation) < 170 else 24.0
    lines = wrap_text(f"“{citation}”", Column(_WIDTH, 5, TEXT), size, typefaces) if citation else ()
    return _TextBlock(
        lines, size, max(size * 1.40, _line_distance(lines, size)), paint.mix(WHITE, (0, 0, 0), 0.05), 22
    )


def _line_distance(lines: tuple[ShapedLine, ...], em: float) -> float:
    """The distance of baselines, enough for scripts with high and low signs."""
    tallest = max((before.below + after.above for before, after in pairwise(lines)), default=0.0)
    return em * max(1.24, tallest + 0.10)


def text_lines(
    shown: NamedPicture, setting: CelebrationContent, typefaces: Typefaces
) -> tuple[TextLine, ...]:
    """The lines beside the badge, with their positions."""
    blocks = _blocks(shown, setting, typefaces)
    if not blocks:
        return ()
    gaps = [max(before.gap, before.under + after.over) for before, after in pairwise(blocks)]
    height = sum(block.height for block in blocks) + sum(gaps)
    y = max(34.0, (SIZE[1] - _FOOT - height) / 2)
    leftwards = any(block.lines[0].is_right_to_left for block in blocks[1:2])
    found = []
    for block, gap in zip(blocks, (*gaps, 0.0), strict=True):
        for line in block.lines:
            x = _LEFT + (_WIDTH - line.width * block.em if leftwards else 0)
            found.append(TextLine(line, block.em, (x, y + block.pitch / 2), block.ink))
            y += block.pitch
        y += gap
    return tuple(found)


def _write_foot(sheet: Sheet, setting: CelebrationContent, typefaces: Typefaces) -> None:
    width, height = SIZE
    strip = sheet.shape(((0, height - _FOOT), (width, height - _FOOT), (width, height), (0, height)))
    sheet.tint((0, 0, 0), strip.point([round(v * 0.30) for v in range(256)]))
    middle, left = height - _FOOT / 2, float(_MARGIN)
    if setting.logo:
        left += _place_logo(sheet, open_logo(setting.logo, _LOGO), round(middle)) + 18
    note = Column(420, 1, TEXT)
    foot = shape_line(
        shorten(drawable_text(setting.footnote, typefaces), note, 20, typefaces), typefaces, TEXT
    )
    sheet.write(foot, 20, (width - _MARGIN - foot.width * 20, middle), WHITE, 0.80)
    room = Column(width - _MARGIN - foot.width * 20 - left - 40, 1, STRONG)
    organisation = shorten(drawable_text(setting.organisation, typefaces), room, 22, typefaces)
    sheet.write(shape_line(organisation, typefaces, STRONG), 22, (left, middle), WHITE)


def _place_logo(sheet: Sheet, logo: Image.Image, middle: int) -> int:
    """Draws the logo at the left end of the strip, on a light plate if the contrast is low; returns its width."""
    x, y = _MARGIN, middle - logo.height // 2
    if has_low_contrast(logo, sheet.image.crop((x, y, x + logo.width, y + logo.height))):
        edge = _PLATE
        plate = rounded_rectangle((x - edge, y - edge, x + logo.width + edge, y + logo.height + edge), 8)
        sheet.tint(_LIGHT, sheet.shape(plate))
    sheet.place(logo, (x, y))
    return logo.width


def has_low_contrast(logo: Image.Image, ground: Image.Image) -> bool:
    """Whether most visible pixels of a logo have a contrast below 3 with the background (WCAG 2.2, 1.4.11)."""
    red, green, blue = ground.convert("RGB").resize((1, 1), Image.Resampling.BOX).tobytes()
    small = logo.reduce(2)  # a quarter of the pixels is enough
    shown = Image.new("RGB", small.size, (red, green, blue))
    shown.paste(small, mask=small.getchannel("A"))
    inks, alphas = shown.tobytes(), small.getchannel("A").tobytes()
    seen = [(inks[3 * n], inks[3 * n + 1], inks[3 * n + 2]) for n, alpha in enumerate(alphas) if alpha > 128]
    faint = sum(colour.contrast(ink, (red, green, blue)) < _LEAST_CONTRAST for ink in seen)
    return 2 * faint > len(seen)


def rounded_rectangle(box: tuple[float, float, float, float], radius: float) -> Outline:
    """A rectangle with round corners."""
    left, top, right, bottom = box
    corners = ((right, top, -90), (right, bottom, 0), (left, bottom, 90), (left, top, 180))
    points = []
    for x, y, first in corners:
        inner = (x - radius if x == right else x + radius, y - radius if y == bottom else y + radius)
        for step in range(7):
            angle = math.radians(first + step * 15)
            points.append((inner[0] + radius * math.cos(angle), inner[1] + radius * math.sin(angle)))
    return tuple(points)

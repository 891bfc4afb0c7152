"""Draws the pictures of `docs/badge-art.md` into `docs/pictures/`, one pixel for one pixel.

    LAUREL_FONTS=/usr/share/fonts/truetype/noto python -m tests.journeys.take_art_pictures

The fonts folder is for the emoji alone; without it the sample that has one is left out.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from adapters.drawing.typefaces import load_typefaces
from issuer.artwork.design import Design, design_problems
from issuer.artwork.pictures.celebration import CelebrationContent, celebration_picture
from issuer.artwork.pictures.charts import Chart, Series, bar_chart, line_chart
from issuer.artwork.pictures.render import render
from issuer.artwork.pictures.tiles import collage, tile
from issuer.celebration import Consent, Extras, Giving, named_picture

OUT = Path(__file__).parents[2] / "docs" / "pictures"
WHITE, DARK = "#ffffff", "#1a1d21"
EIGHT = (
    ("Bridge Builder", "hexagon", "handshake", "#4f46e5", "gold"),
    ("Incident Hero", "shield", "fire", "#e11d48", "silver"),
    ("Mentor", "circle", "graduate", "#0d9488", "bronze"),
    ("Customer Champion", "rosette", "heart", "#be185d", "gold"),
    ("Code Craftsman", "octagon", "code", "#0369a1", "platinum"),
    ("Bright Idea", "squircle", "bulb", "#b45309", "silver"),
    ("Ship It", "seal", "rocket", "#7c3aed", "gold"),
    ("Green Steward", "laurel", "leaf", "#15803d", "bronze"),
)
TITLES = (
    ("団結力チャンピオン", "hexagon", "team", "#4f46e5", "gold"),
    ("שוטר תקלות", "shield", "shield", "#0d9488", "silver"),
    ("नवाचार नायक", "circle", "bulb", "#b45309", "bronze"),
    ("بطل الحوادث 12", "octagon", "fire", "#c2410c", "platinum"),
    ("Мастер вёрстки", "squircle", "code", "#0369a1", "silver"),
    ("ผู้ริเริ่มนวัตกรรม", "rosette", "sprout", "#15803d", "gold"),
    ("김민준 챔피언", "laurel", "crown", "#be185d", "gold"),
    ("Rubber Duck 🦆 Hero", "seal", "bug", "#7c3aed", "platinum"),
)
PEOPLE = (
    (
        0,
        "Amara Okonkwo-Lindqvist",
        "Brought design, support and platform to one table and shipped a month early.",
    ),
    (
        1,
        "李小龙 (Bruce)",
        "Kept a calm head through the 3 a.m. outage and wrote the clearest post-mortem we ever had.",
    ),
    (2, "محمد عبد الرحمن", "ساعد ثلاثة زملاء جدد على إطلاق أول ميزة لهم خلال أسبوعين."),
    (3, "Ada", None),
)


def main() -> int:
    """Draws and writes."""
    OUT.mkdir(parents=True, exist_ok=True)
    _shapes("metal", 320)
    _shapes("flat", 256)
    zoomed = [(design("metal", parts), 512) for parts in (EIGHT[0], EIGHT[7], EIGHT[4], EIGHT[1])]
    _save("badges-zoom", _grid([_badge(*badge) for badge in zoomed], 2, [WHITE, WHITE, DARK, DARK]))
    drawable = [parts for parts in TITLES if not design_problems(design("metal", parts), load_typefaces())]
    _save(
        "badges-scripts", _grid([_badge(design("metal", parts), 256) for parts in drawable], 4, [WHITE] * 8)
    )
    _save("celebrations", _grid([_celebration(*person) for person in PEOPLE], 2, [WHITE] * 4, gap=10))
    held = tuple(render(design("metal", parts), 256, load_typefaces()) for parts in EIGHT)
    _save("collage", Image.open(io.BytesIO(collage(held, "#4f46e5"))))
    _save(
        "tile",
        Image.open(io.BytesIO(tile(render(design("metal", EIGHT[3]), 512, load_typefaces()), "#be185d"))),
    )
    _charts()
    return 0


def design(finish: str, parts: tuple[str, str, str, str, str]) -> Design:
    """The design of those parts."""
    return Design(*parts, finish=finish)


def _shapes(finish: str, size: int) -> None:
    """Eight shapes on white and on dark, with their marks below."""
    sheet = Image.new("RGB", (4 * size, 4 * size + 84), WHITE)
    for row, page in enumerate((WHITE, DARK)):
        half = _grid([_badge(design(finish, parts), size) for parts in EIGHT], 4, [page] * 8)
        sheet.paste(half, (0, row * 2 * size))
    for number, page in enumerate((WHITE, DARK)):
        sheet.paste(page, (number * 2 * size, 4 * size, (number + 1) * 2 * size, 4 * size + 84))
        for place, parts in enumerate(EIGHT):
            side = 64 if place % 2 == 0 else 32
            left = number * 2 * size + place // 2 * (size // 2) + (8 if side == 64 else 84)
            mark = _badge(design(finish, parts), side)
            sheet.paste(mark, (left, 4 * size + 42 - side // 2), mark)
    _save(f"badges-{finish}", sheet)


def _badge(badge: Design, size: int) -> Image.Image:
    return Image.open(io.BytesIO(render(badge, size, load_typefaces()))).convert("RGBA")


def _celebration(which: int, person: str, citation: str | None) -> Image.Image:
    badge = design("flat" if which == 2 else "metal", EIGHT[which])
    setting = CelebrationContent(
        render(badge, 468, load_typefaces()),
        badge.accent,
        f"New badge earned · {badge.level}",
        "Recognised by Jonas Weber" if citation else None,
        "Larkspur Labs",
        "14 March 2026 · badges.larkspur.example",
    )
    allowed = Consent(in_chat=True, by_link=True, link_extras=Extras(words=True))
    named = named_picture(person, badge.title, allowed, Giving.of_words(citation or ""))
    return Image.open(io.BytesIO(celebration_picture(named, setting, load_typefaces()))).convert("RGBA")


def _charts() -> None:
    months = ("Nov", "Dec", "Jan", "Feb", "Mar", "Apr")
    awarded, nominated = Series("Awarded", (6, 4, 9, 14, 19, 23)), Series("Nominated", (3, 6, 10, 12, 21, 20))
    simple = Chart("Badges awarded", "Last six months · 75 in all", months, (awarded,))
    compared = Chart("Awarded and nominated", "Last six months", months, (awarded, nominated))
    drawn = [
        Image.open(io.BytesIO(draw(chart, "#4f46e5", load_typefaces(), theme))).convert("RGBA")
        for draw, chart in ((bar_chart, simple), (line_chart, compared))
        for theme in ("light", "dark")
    ]
    _save("charts", _grid(drawn, 2, ["#808080"] * 4, gap=10))


def _grid(pictures: Sequence[Image.Image], across: int, pages: Sequence[str], gap: int = 0) -> Image.Image:
    width, height = pictures[0].size
    rows = -(-len(pictures) // across)
    sheet = Image.new("RGB", (across * width + (across - 1) * gap, rows * height + (rows - 1) * gap), WHITE)
    for number, (picture, page) in enumerate(zip(pictures, pages, strict=False)):
        corner = (number % across * (width + gap), number // across * (height + gap))
        sheet.paste(page, (*corner, corner[0] + width, corner[1] + height))
        sheet.paste(picture, corner, picture)
    return sheet


def _save(name: str, image: Image.Image) -> None:
    image.save(OUT / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())

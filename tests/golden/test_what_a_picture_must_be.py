"""The checklist of a good badge, as far as a machine judges it: contrast, clipping, edges, dark pages, file sizes."""

from __future__ import annotations

import io
import itertools
from functools import cache

import pytest
from PIL import Image, ImageChops, ImageFilter

from adapters.drawing.typefaces import load_typefaces
from issuer.artwork import colour, geometry
from issuer.artwork.design import ICONS, LEVELS, SHAPES, Design
from issuer.artwork.pictures.render import draw, encode_png, render
from issuer.artwork.shapes import icons, ribbon
from issuer.artwork.shapes.masks import Stencil
from issuer.artwork.shapes.shapes import Shape
from issuer.artwork.text import inking

TYPEFACES = load_typefaces()
PAGES = ("#ffffff", "#1a1d21")
ACCENTS = ("#4f46e5", "#dc2626", "#0d9488", "#b45309", "#475569", "#c026d3", "#15803d", "#000000")
HEAVY = (
    ("Security Gatekeeper", "magnifier", "#7c3aed"),
    ("Knowledge Architect of the Year", "confetti", "#be185d"),
    ("Öffentlichkeitsarbeit", "team", "#b45309"),
    ("Customer Champion", "summit", "#0369a1"),
)
COMBINED = [(shape, level) for shape, level in zip(itertools.cycle(SHAPES), list(LEVELS) * 4, strict=False)]


def design(shape: str = "shield", level: str = "gold", finish: str = "metal", **more: str) -> Design:
    return Design(
        "Customer Champion", shape, "heart-hand", more.pop("accent", "#dc2626"), level, finish, **more
    )


@cache
def drawn(badge: Design, size: int = 256) -> Image.Image:
    return draw(badge, size, TYPEFACES)


def on_page(image: Image.Image, page: str) -> Image.Image:
    ground = Image.new("RGBA", image.size, page)
    ground.alpha_composite(image)
    return ground.convert("RGB")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("finish", ["metal", "flat"])
def test_nothing_touches_the_edge_so_nothing_is_clipped(shape: str, finish: str) -> None:
    for size in (512, 128):
        alpha = drawn(design(shape, finish=finish), size).getchannel("A")
        for box in ((0, 0, size, 1), (0, size - 1, size, size), (0, 0, 1, size), (size - 1, 0, size, size)):
            assert (alpha.crop(box).getextrema()[1]) <= 8, f"{box} at {size}"


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("size", [32, 64])
def test_a_mark_fills_its_square_and_leaves_its_corners_empty(shape: str, size: int) -> None:
    alpha = drawn(design(shape), size).getchannel("A")
    left, top, right, bottom = alpha.getbbox() or (0, 0, 0, 0)
    assert max(right - left, bottom - top) >= size * 0.90
    assert min(right - left, bottom - top) >= size * 0.82
    assert [alpha.getpixel((x, y)) for x in (0, size - 1) for y in (0, size - 1)] == [0, 0, 0, 0]


@pytest.mark.parametrize("accent", ACCENTS)
def test_the_title_reads_on_its_ribbon(accent: str) -> None:
    badge = design(accent=accent)
    title = ribbon.fit_ribbon_title(badge.title, TYPEFACES)
    assert title is not None
    band = ribbon.ribbon_for(title, 0.052)
    assert (
        ground_contrast(
            badge, inking.text_mask(title.place_lines(band.middle, 256, band.bow(256)), (256, 256))
        )
        >= 4.5
    )


@pytest.mark.parametrize("accent", ACCENTS)
def test_the_icon_reads_on_its_field(accent: str) -> None:
    shape = SHAPES["circle"]
    where, reach = (0.0, shape.icon_middle), shape.icon_reach * 0.90
    ink = icons.icon_mask("heart-hand", where, reach, Stencil(256), TYPEFACES, ribbon.CEILING)
    assert ground_contrast(design("circle", accent=accent), ink) >= 4.5


def pixels_of_full_ink(mask: Image.Image) -> list[tuple[int, int]]:
    """Where a mask of 256 × 256 is full. Its bytes are read at once: a call for each pixel takes most of a test."""
    return [(number % 256, number // 256) for number, value in enumerate(mask.tobytes()) if value == 255]


def ground_contrast(badge: Design, ink: Image.Image) -> float:
    """Contrast of white with what lies close around some ink; where it is worst, but for a few pixels of hem."""
    near = ImageChops.subtract(ink.filter(ImageFilter.MaxFilter(9)), ink.filter(ImageFilter.MaxFilter(5)))
    image = on_page(drawn(badge), PAGES[0])
    spots = pixels_of_full_ink(near)
    ratios = sorted(colour.contrast(image.getpixel(spot), colour.WHITE) for spot in spots)  # type: ignore[arg-type] # RGB
    return ratios[len(ratios) // 50]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("level", LEVELS)
def test_the_rim_can_be_told_from_the_page(shape: str, page: str, level: str) -> None:
    image = drawn(design(shape, level))
    alpha = image.getchannel("A").point([255 if value == 255 else 0 for value in range(256)])
    rim = ImageChops.subtract(alpha, alpha.filter(ImageFilter.MinFilter(7)))
    shown, inked = on_page(image, page), rim.tobytes()
    pixels = [
        shown.getpixel((x, y)) for x in range(0, 256, 2) for y in range(0, 140, 2) if inked[y * 256 + x]
    ]
    ratios = sorted(colour.contrast(pixel, colour.rgb(page)) for pixel in pixels)  # type: ignore[arg-type] # RGB pixels
    assert ratios[len(ratios) // 2] >= 1.5


@pytest.mark.parametrize("accent", ACCENTS)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("finish", ["metal", "flat"])
def test_the_tails_of_a_ribbon_can_be_told_from_the_page(accent: str, page: str, finish: str) -> None:
    badge = design("circle", finish=finish, accent=accent)
    title = ribbon.fit_ribbon_title(badge.title, TYPEFACES)
    assert title is not None
    band = ribbon.ribbon_for(title, 0.052 if finish == "metal" else 0.0)
    free = geometry.rectangle(0.87, -1.0, 1.0, 1.0)  # what no other part of the badge lies on
    tails = Stencil(256).cut(band.tails()).point([255 if value > 250 else 0 for value in range(256)])
    edge = ImageChops.subtract(tails, tails.filter(ImageFilter.MinFilter(5)))
    edge = ImageChops.multiply(edge, Stencil(256).cut([free]))
    shown = on_page(drawn(badge), page)
    spots = pixels_of_full_ink(edge)
    ratios = sorted(colour.contrast(shown.getpixel(spot), colour.rgb(page)) for spot in spots)  # type: ignore[arg-type] # RGB
    assert ratios[len(ratios) // 2] >= 1.5


@pytest.mark.parametrize("shape", SHAPES)
def test_no_fringe_of_light_shows_around_a_badge_on_a_dark_page(shape: str) -> None:
    image = drawn(design(shape, "silver"))
    soft = image.getchannel("A").point([255 if 20 < value < 130 else 0 for value in range(256)])
    shown, inked = on_page(image, PAGES[1]), soft.tobytes()
    bright = [
        pixel
        for x in range(256)
        for y in range(256)
        if inked[y * 256 + x] and min(pixel := shown.getpixel((x, y))) > 150  # type: ignore[arg-type] # RGB pixels
    ]
    assert bright == []


@pytest.mark.parametrize("level", LEVELS)
def test_no_gradient_falls_into_bands(level: str) -> None:
    image = on_page(drawn(design("circle", level, ribbon="none"), 512), PAGES[0])
    red = image.getchannel("R").crop((20, 200, 44, 300))  # a stretch of rim
    assert len(red.getcolors() or []) >= 24


@pytest.mark.parametrize(("shape", "level"), COMBINED)
def test_files_stay_small_enough_for_every_chat(shape: str, level: str) -> None:
    metal, flat = (render(design(shape, level, finish), 512, TYPEFACES) for finish in ("metal", "flat"))
    assert len(metal) <= 160_000
    assert len(flat) <= 15_000
    assert Image.open(io.BytesIO(metal)).mode == "RGBA"
    assert Image.open(io.BytesIO(flat)).mode == "P"


@pytest.mark.parametrize(("title", "icon", "accent"), HEAVY)
def test_even_the_heaviest_designs_stay_under_the_limit(title: str, icon: str, accent: str) -> None:
    for shape in ("laurel", "rosette", "seal"):
        for level in ("gold", "platinum"):
            heavy = render(Design(title, shape, icon, accent, level, "metal"), 512, TYPEFACES)
            assert len(heavy) <= 160_000, f"{shape} {level}: {len(heavy):,} bytes"


def test_what_is_rounded_away_to_fit_is_not_seen() -> None:
    badge = Design("Security Gatekeeper", "laurel", "magnifier", "#7c3aed", "gold", "metal")
    exact = draw(badge, 512, TYPEFACES)
    with Image.open(io.BytesIO(encode_png(exact, None))) as opened:
        written = opened.convert("RGBA")
    assert written.getchannel("A").tobytes() == exact.getchannel("A").tobytes()
    for page in PAGES:
        difference = ImageChops.difference(on_page(written, page), on_page(exact, page))
        assert max(high for _, high in difference.getextrema()) <= 4  # type: ignore[misc, has-type] # three channels


def test_a_mark_is_drawn_for_its_size_and_not_shrunken() -> None:
    shrunken = drawn(design(), 512).resize((64, 64), Image.Resampling.LANCZOS)
    difference = ImageChops.difference(on_page(shrunken, PAGES[0]), on_page(drawn(design(), 64), PAGES[0]))
    assert sum(difference.convert("L").histogram()[40:]) > 400


@pytest.mark.parametrize("shape", SHAPES)
def test_every_icon_stays_inside_its_field_and_above_the_ribbon(shape: str) -> None:
    wanted, stencil = SHAPES[shape], Stencil(96)
    mark_field, badge_field = (stencil.cut([wanted.outline(inset)]) for inset in (0.16, 0.12))
    above_ribbon = stencil.cut([geometry.rectangle(-1.0, -1.0, 1.0, 0.16)])
    for icon in ICONS:
        in_mark, in_badge = _icons(icon, wanted, stencil)
        assert ImageChops.subtract(in_mark, mark_field).getbbox() is None, icon
        assert ImageChops.subtract(in_badge, above_ribbon).getbbox() is None, icon
        assert ImageChops.subtract(in_badge, badge_field).getbbox() is None, icon


def _icons(icon: str, shape: Shape, stencil: Stencil) -> tuple[Image.Image, Image.Image]:
    mark = icons.icon_mask(icon, (0.0, shape.mark_middle), shape.mark_reach, stencil, TYPEFACES)
    badge = icons.icon_mask(
        icon, (0.0, shape.icon_middle), shape.icon_reach, stencil, TYPEFACES, ribbon.CEILING
    )
    return mark, badge


def test_no_two_levels_look_alike_without_colour() -> None:
    greys = [
        on_page(drawn(design("circle", level)), PAGES[0]).convert("L").crop((60, 180, 196, 240))
        for level in LEVELS
    ]
    for image, other in itertools.combinations(greys, 2):
        assert sum(ImageChops.difference(image, other).histogram()[60:]) > 60


def test_the_same_design_gives_the_same_bytes_in_either_finish() -> None:
    for finish in ("metal", "flat"):
        assert render(design(finish=finish), 256, TYPEFACES) == encode_png(
            draw(design(finish=finish), 256, TYPEFACES), 64 if finish == "flat" else None
        )

"""Badge pictures: what is refused, what is drawn, and that it can be seen on any page."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from adapters.drawing.typefaces import load_typefaces
from bot.messages.findings import word_fact
from issuer.artwork import colour
from issuer.artwork.design import FINISHES, ICONS, LEVELS, SHAPES, Design, design_problems
from issuer.artwork.finishes import flat, palette
from issuer.artwork.pictures.render import FINISHES as DRAWN_FINISHES
from issuer.artwork.pictures.render import render
from issuer.artwork.shapes import ribbon
from tests.fakes.worded import ENGLISH, raises_worded

TYPEFACES = load_typefaces()
DESIGN = Design("Bug Hunter", shape="hexagon", icon="bug", accent="#7c3aed", level="gold")
PAGES = ("#ffffff", "#1a1d21")

accents = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def picture(design: Design, size: int = 160) -> Image.Image:
    return Image.open(io.BytesIO(render(design, size, TYPEFACES)))


def on_page(image: Image.Image, page: str) -> Image.Image:
    ground = Image.new("RGBA", image.size, page)
    ground.alpha_composite(image.convert("RGBA"))
    return ground.convert("RGB")


def only_problem(design: Design) -> tuple[str, str, str, str]:
    (problem,) = design_problems(design, TYPEFACES)
    parts = (word_fact(ENGLISH, part) for part in (problem.found, problem.expected, problem.fix))
    return problem.field, *map(str, parts)


def test_a_sound_design_has_no_problems() -> None:
    assert design_problems(DESIGN, TYPEFACES) == ()


@pytest.mark.parametrize(
    ("field", "wrong", "near"),
    [
        ("shape", "hexagn", "hexagon"),
        ("icon", "rockt", "rocket"),
        ("level", "Gold", "gold"),
        ("finish", "flatt", "flat"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest_ones(field: str, wrong: str, near: str) -> None:
    name, found, _, fix = only_problem(replace(DESIGN, **{field: wrong}))
    assert name == field
    assert found == repr(wrong)
    assert near in fix


@pytest.mark.parametrize("field", ["accent", "ribbon"])
@pytest.mark.parametrize("wrong", ["red", "#12345", "#12345g", "2563eb", "", "#2563eb\n"])
def test_a_colour_must_be_written_with_six_digits(field: str, wrong: str) -> None:
    name, _, expected, _ = only_problem(replace(DESIGN, **{field: wrong}))
    assert name == field
    assert expected == "a colour written #rrggbb"


def test_a_title_that_does_not_fit_two_lines_is_refused() -> None:
    name, found, expected, fix = only_problem(replace(DESIGN, title="Person who always knows " * 4))
    assert name == "title"
    assert "95 characters" in found
    assert "two lines" in expected
    assert "shorten" in fix


def test_one_endless_word_is_refused_and_two_lines_of_words_are_not() -> None:
    assert design_problems(replace(DESIGN, title="W" * 30), TYPEFACES)
    assert not design_problems(
        replace(DESIGN, title="Keeper of the long and winding documentation"), TYPEFACES
    )


@pytest.mark.parametrize("title", ["", "   ", "\n\t", "\u00a0"])
def test_a_title_without_letters_is_refused(title: str) -> None:
    assert only_problem(replace(DESIGN, title=title))[1] == "no letters"


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Bug 𓀀", "U+13000 EGYPTIAN HIEROGLYPH A001"),
        ("Bug\u202eretnuH", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("Bug\u200bHunter", "U+200B ZERO WIDTH SPACE"),
        ("Bug\ud800", "U+D800 a character without a name"),
    ],
)
def test_characters_that_cannot_be_drawn_are_named(title: str, named: str) -> None:
    name, found, _, _ = only_problem(replace(DESIGN, title=title))
    assert name == "title"
    assert named in found


@pytest.mark.parametrize(
    "title",
    [
        "Ångström & Żółć",
        "Мастер вёрстки",
        "Ήρωας Πελατών",
        "Đội trưởng",
        "e\u0301lan",
        "x\u0304y",
        "بطل الحوادث 12",
        "שוטר תקלות",
        "नवाचार नायक",
        "উদ্ভাবন নায়ক",
        "புதுமை நாயகன்",
        "ఆవిష్కరణ",
        "ผู้ริเริ่ม",
    ],
)
def test_titles_in_any_script_of_the_installed_typefaces_are_welcome(title: str) -> None:
    assert design_problems(replace(DESIGN, title=title), TYPEFACES) == ()


def test_every_mistake_is_reported_at_once() -> None:
    wrong = Design("", "blob", "unicorn", "mauve", "tin", "chrome", "pink")
    fields = [problem.field for problem in design_problems(wrong, TYPEFACES)]
    assert fields == ["title", "shape", "icon", "level", "finish", "accent", "ribbon"]


@given(accents)
@settings(max_examples=60, deadline=None)
def test_white_reads_on_every_tone_that_carries_lettering_or_the_icon(accent: str) -> None:
    tones = colour.tones(accent)
    for ground in (tones.main, tones.shade, tones.dark, tones.darker, tones.deep):
        assert colour.contrast(ground, colour.WHITE) >= colour.READABLE


@given(accents)
@settings(max_examples=60, deadline=None)
def test_what_lies_on_the_page_itself_can_be_told_from_a_dark_page(accent: str) -> None:
    assert colour.contrast(colour.tones(accent).darker, colour.rgb(PAGES[1])) > 1.15


def test_black_on_white_has_the_contrast_that_the_standard_gives() -> None:
    assert colour.contrast((0, 0, 0), colour.WHITE) == pytest.approx(21)
    assert colour.contrast((119, 119, 119), colour.WHITE) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_outline_stays_on_the_canvas_and_shrinks_with_its_inset(shape: str) -> None:
    outer, inner = (SHAPES[shape].outline(inset) for inset in (0.03, 0.12))
    whole = (SHAPES[shape].outline(0.0), *SHAPES[shape].ornament)
    assert max(abs(value) for outline in whole for point in outline for value in point) <= 0.995
    assert max(x for x, _ in inner) == pytest.approx(max(x for x, _ in outer) - 0.09, abs=0.002)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("size", [32, 256])
def test_corners_and_border_are_transparent(shape: str, size: int) -> None:
    alpha = picture(replace(DESIGN, shape=shape), size).convert("RGBA").getchannel("A")
    corners = [alpha.getpixel((x, y)) for x in (0, size - 1) for y in (0, size - 1)]
    assert corners == [0, 0, 0, 0]
    left, top, right, bottom = alpha.getbbox() or (0, 0, 0, 0)
    if size >= 128:
        assert min(left, top, size - right, size - bottom) >= 1


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_is_told_by_its_number_of_stars(level: str) -> None:
    image = picture(replace(DESIGN, level=level), 256).convert("RGBA").convert("RGB")
    title = ribbon.fit_ribbon_title(DESIGN.title, TYPEFACES)
    assert title is not None
    row = round(128 + 128 * ribbon.ribbon_for(title).below)
    lit = [image.getpixel((x, row)) == LEVELS[level].light for x in range(86, 170)]
    assert (
        sum(now and not before for before, now in zip([False, *lit], lit, strict=False))
        == LEVELS[level].stars
    )


def test_no_two_levels_share_their_stars_or_their_rim() -> None:
    assert sorted(level.stars for level in LEVELS.values()) == [1, 2, 3, 4]
    assert len({level.light for level in LEVELS.values()}) == len(LEVELS)


@pytest.mark.parametrize("size", [0, 15, 1025, -64])
def test_a_picture_has_sixteen_to_1024_pixels(size: int) -> None:
    with pytest.raises(ValueError, match=f"found {size}, expected 16 to 1024"):
        render(DESIGN, size, TYPEFACES)


def test_what_has_problems_is_not_drawn() -> None:
    with raises_worded(ValueError, r"shape: found 'blob', expected hexagon, circle, shield"):
        render(replace(DESIGN, shape="blob"), 64, TYPEFACES)


def test_a_small_picture_is_a_mark_without_words_and_not_a_shrunken_badge() -> None:
    other = replace(DESIGN, title="Moth Catcher", ribbon="#047857")
    assert render(DESIGN, 127, TYPEFACES) == render(other, 127, TYPEFACES)
    assert render(DESIGN, 128, TYPEFACES) != render(other, 128, TYPEFACES)


def test_the_same_design_gives_the_same_bytes() -> None:
    assert render(DESIGN, 160, TYPEFACES) == render(replace(DESIGN), 160, load_typefaces())


def test_the_file_is_a_small_square_palette_png() -> None:
    file = render(replace(DESIGN, title="Customer Champion of the Whole Year"), 512, TYPEFACES)
    image = Image.open(io.BytesIO(file))
    assert (image.format, image.mode, image.size) == ("PNG", "P", (512, 512))
    assert len(image.getcolors() or []) <= 64
    assert len(file) <= 15_000


@pytest.mark.parametrize("page", PAGES)
def test_a_palette_changes_nothing_that_anyone_would_see(page: str) -> None:
    title = ribbon.fit_ribbon_title(DESIGN.title, TYPEFACES)
    assert title is not None
    exact = flat.badge(DESIGN, title, 256, TYPEFACES)
    reduced = Image.open(io.BytesIO(palette.png(exact)))
    difference = ImageChops.difference(on_page(exact, page), on_page(reduced, page)).convert("L")
    histogram = difference.histogram()
    assert sum(n * count for n, count in enumerate(histogram)) / sum(histogram) < 0.5
    assert sum(histogram[32:]) / sum(histogram) < 0.001


def test_every_icon_on_offer_is_in_the_icon_font() -> None:
    missing = [name for name in ICONS.values() if name not in TYPEFACES.icon_codepoints]
    assert missing == []
    assert len(ICONS) >= 64


def test_every_finish_on_offer_can_be_drawn() -> None:
    assert set(FINISHES) == set(DRAWN_FINISHES)

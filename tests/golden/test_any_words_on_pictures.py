"""Whatever is written, in any script: no exception, and no ink outside its box."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from adapters.drawing.gallery import SAMPLES
from adapters.drawing.typefaces import has_cjk, load_typefaces
from issuer.artwork.design import Design, design_problems
from issuer.artwork.pictures import charts
from issuer.artwork.pictures.celebration import CelebrationContent, celebration_picture, text_lines
from issuer.artwork.pictures.charts import Chart, Series
from issuer.artwork.pictures.render import render
from issuer.artwork.pictures.tiles import collage, tile
from issuer.artwork.shapes import ribbon
from issuer.artwork.shapes.masks import Stencil
from issuer.artwork.text import inking, lettering
from issuer.artwork.text.paragraphs import missing_characters
from issuer.celebration import Consent, Extras, Giving, named_picture

TYPEFACES = load_typefaces()
GOLDEN = Path(__file__).parent / "cards"
DESIGN = Design("Bug Hunter", "hexagon", "bug", "#7c3aed", "gold", "metal")
BADGE = render(DESIGN, 256, TYPEFACES)
SHARED = Consent(in_chat=True, by_link=True, link_extras=Extras(words=True))

SCRIPTS = (
    "abcXYZÄßŁőđ",
    "ΩλήΆ",
    "ЖЩйяЇ",
    "محمدعليلآ",
    "עידולויּ",
    "बजरंगीक्षि",
    "অনিন্দিতা",
    "புதுமைநாயகன்",
    "శ్రీనివాస్",
    "สมชายที่ปั้",
    "ສົມໄຊ",
    "សុខវណ្ណា",
    "မြန်မာ",
)
SCRIPTS += ("李小龙団結力チャンピオン", "김민준") if has_cjk() else ()
STEERING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\n\r\t\u2028"
ODDS = " .,-()[]123456٣٤%+&'…🦆👩🏽\u200d💻🇩🇪\ufe0f" + STEERING
MARKS = "".join(map(chr, (*range(0x300, 0x334), 0x5B8, 0x64E, 0x650, 0x941, 0x947, 0xE38, 0xE49)))
words = st.lists(
    st.sampled_from(SCRIPTS).flatmap(lambda script: st.text(script + ODDS, max_size=24))
    | st.text(max_size=12),
    max_size=9,
).map("".join)
long_words = st.one_of(words, st.sampled_from(SCRIPTS).map(lambda script: (script * 200)[:200]))


@given(words)
@settings(max_examples=80, deadline=None)
def test_any_title_is_either_refused_or_set_inside_its_box(title: str) -> None:
    if design_problems(replace(DESIGN, title=title), TYPEFACES):
        return
    lines = ribbon.fit_ribbon_title(title, TYPEFACES)
    assert lines is not None
    assert lines.em >= lettering.SMALLEST_EM
    for sag in (0.0, 0.052):
        band, size = ribbon.ribbon_for(lines, sag), 160
        ink = inking.text_mask(lines.place_lines(band.middle, size, band.bow(size)), (size, size))
        allowed = Stencil(size).cut([band.band()])
        assert ImageChops.subtract(ink, allowed).point([0] * 40 + [255] * 216).getbbox() is None


@given(long_words, long_words, st.one_of(st.none(), long_words))
@settings(max_examples=60, deadline=None)
def test_any_name_is_celebrated_without_leaving_its_column(
    name: str, title: str, citation: str | None
) -> None:
    setting = CelebrationContent(BADGE, "#7c3aed", "New badge", "Recognised by somebody")
    for text_line in text_lines(
        named_picture(name, title, SHARED, Giving.of_words(citation)), setting, TYPEFACES
    ):
        left, middle = text_line.spot
        assert left >= 589
        assert left + text_line.line.width * text_line.em <= 590 + 548 + 1
        baseline = middle + text_line.em * 0.727 / 2
        assert baseline - text_line.line.above * text_line.em >= 0
        assert baseline + text_line.line.below * text_line.em <= 630


stacked = st.lists(
    st.tuples(st.sampled_from("AgyÅ กमשم"), st.lists(st.sampled_from(MARKS), max_size=30)), max_size=12
).map(lambda parts: "".join(letter + "".join(marks) for letter, marks in parts))


@given(stacked, stacked, st.one_of(st.none(), stacked))
@settings(max_examples=60, deadline=None)
def test_no_line_is_drawn_over_another_however_many_marks_it_has(
    name: str, title: str, citation: str | None
) -> None:
    setting = CelebrationContent(BADGE, "#7c3aed", "New badge", name or None)
    lines = text_lines(named_picture(name, title, SHARED, Giving.of_words(citation)), setting, TYPEFACES)
    for upper, lower in pairwise(lines):
        beneath = upper.spot[1] + upper.em * (0.727 / 2 + upper.line.below)
        above = lower.spot[1] + lower.em * (0.727 / 2 - lower.line.above)
        assert beneath <= above + 0.01


@given(long_words, st.one_of(st.none(), long_words))
@settings(max_examples=6, deadline=None)
def test_any_name_can_be_drawn(name: str, citation: str | None) -> None:
    setting = CelebrationContent(BADGE, "#7c3aed", name, citation, name, name)
    png = celebration_picture(
        named_picture(name, name, SHARED, Giving.of_words(citation)), setting, TYPEFACES
    )
    assert Image.open(io.BytesIO(png)).size == (1200, 630)


@given(long_words)
@settings(max_examples=15, deadline=None)
def test_any_label_fits_a_chart(label: str) -> None:
    chart = Chart(
        label, label, tuple(f"{label[:6]}{n}" for n in range(6)), (Series(label, (1, 2, 3, 0, 5, 8)),) * 2
    )
    for draw in (charts.bar_chart, charts.line_chart):
        picture = Image.open(io.BytesIO(draw(chart, "#7c3aed", TYPEFACES))).convert("RGBA").convert("RGB")
        assert picture.crop((952, 0, 960, 504)).getextrema() == ((255, 255),) * 3


@pytest.mark.parametrize("sample", [name for name, _, _ in SAMPLES])
def test_names_in_every_script_look_as_they_did_when_someone_last_looked(sample: str) -> None:
    person, citation = next((person, said) for name, person, said in SAMPLES if name == sample)
    if missing_characters(person, TYPEFACES):
        pytest.skip("no typeface for it is installed: the extra cjk brings it")
    setting = CelebrationContent(
        BADGE, "#7c3aed", "New badge earned · gold", "Recognised by Jonas", "Larkspur Labs", "a sample"
    )
    drawn = celebration_picture(
        named_picture(person, "Bug Hunter", SHARED, Giving.of_words(citation)), setting, TYPEFACES
    )
    _compare(drawn, f"celebration-{sample}", (400, 210))


def test_tiles_collages_and_charts_look_as_they_did_when_someone_last_looked() -> None:
    _compare(tile(BADGE, "#7c3aed"), "tile", (320, 180))
    _compare(collage((BADGE,) * 6, "#0d9488"), "collage", (316, 164))
    months, figures = ("Nov", "Dec", "Jan"), (Series("Awarded", (6, 4, 19)), Series("Nominated", (3, 9, 18)))
    chart = Chart("Badges", "Last three months", months, figures)
    _compare(charts.bar_chart(chart, "#4338ca", TYPEFACES), "bars", (320, 168))
    _compare(charts.line_chart(chart, "#4338ca", TYPEFACES, "dark"), "lines-dark", (320, 168))


def _compare(png: bytes, name: str, size: tuple[int, int]) -> None:
    """Against the kept picture, at half its size: what is looked at, in a third of the bytes."""
    small = Image.open(io.BytesIO(png)).convert("RGBA").convert("RGB").resize(size, Image.Resampling.LANCZOS)
    golden = GOLDEN / f"{name}.png"
    if os.environ.get("LAUREL_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        small.save(golden, optimize=True)
    with Image.open(golden) as kept:
        difference = ImageChops.difference(small, kept.convert("RGB"))
    assert max(ImageStat.Stat(difference).mean) <= 1.0, f"{name} differs from {golden.name}"

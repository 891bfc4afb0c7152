"""Text on pictures: cleaned, cut where people would cut it, set in the right typeface, never wider than its place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.drawing.typefaces import has_cjk, load_typefaces
from issuer.artwork.text.bidi import embedding_levels
from issuer.artwork.text.paragraphs import (
    Column,
    drawable_text,
    fit_text,
    missing_characters,
    shorten,
    wrap_text,
)
from issuer.artwork.text.shaping import HIGHEST, LOWEST, _run_glyphs, _runs, shape_line
from issuer.artwork.text.typefaces import HEADLINE, TEXT
from issuer.artwork.text.words import clean, clusters, join_chunks, line_chunks

FACES = load_typefaces()
needs_cjk = pytest.mark.skipif(not has_cjk(), reason="the extra cjk is not installed")
anything = st.lists(st.integers(0, 0x10FFFF).map(chr), max_size=60).map("".join) | st.text(max_size=60)


def test_what_steers_or_hides_is_taken_out_of_a_name() -> None:
    assert clean("  Ana\u202e \u2066Ruiz\u2069\u200b\x00\n(Ops) ") == "Ana Ruiz (Ops)"
    assert clean("e\u0301") == "é"


def test_letters_keep_their_marks_and_emoji_their_parts() -> None:
    assert clusters("नि") == ("नि",)
    assert clusters("👩🏽‍💻🇩🇪🇫🇷") == ("👩🏽‍💻", "🇩🇪", "🇫🇷")
    assert clusters("a\u0304b") == ("a\u0304", "b")


def test_lines_break_at_spaces_and_between_ideographs() -> None:
    assert [piece for piece, _ in line_chunks("Ship It")] == ["Ship", "It"]
    assert [piece for piece, _ in line_chunks("団結力")] == ["団", "結", "力"]
    assert [piece for piece, _ in line_chunks("チャンピオン")] == ["チャ", "ン", "ピ", "オ", "ン"]


@given(anything)
@settings(max_examples=40, deadline=None)
def test_cutting_and_joining_loses_nothing(text: str) -> None:
    tidied = clean(text)
    assert join_chunks(line_chunks(tidied)) == tidied
    assert "".join(clusters(tidied)) == tidied


def test_each_script_finds_its_own_typeface() -> None:
    for text, face in (("Ana", "Inter"), ("محمد", "Noto Sans Arabic"), ("עידו", "Noto Sans Hebrew")):
        assert {glyph.face.name for glyph in shape_line(text, FACES, TEXT).glyphs} == {face}
    mixed = [glyph.face.name for glyph in shape_line("Ana बजरंगी", FACES, TEXT).glyphs]
    assert mixed[0] == "Inter"
    assert mixed[-1] == "Noto Sans Devanagari"


@needs_cjk
def test_chinese_japanese_and_korean_come_with_the_extra() -> None:
    assert missing_characters("李小龙 団結力 김민준", FACES) == ""


def test_arabic_letters_are_joined_and_run_from_right_to_left() -> None:
    line = shape_line("محمد", FACES, TEXT)
    alone = {shape_line(letter, FACES, TEXT).glyphs[0].number for letter in "محمد"}
    assert line.is_right_to_left
    assert not {glyph.number for glyph in line.glyphs} <= alone, (
        "no letter took the form it has inside a word"
    )


def test_a_devanagari_vowel_is_drawn_before_the_letter_it_follows() -> None:
    whole, letter = shape_line("कि", FACES, TEXT), shape_line("क", FACES, TEXT)
    assert whole.glyphs[-1].number == letter.glyphs[0].number


def test_letters_are_kerned() -> None:
    together = shape_line("AV", FACES, HEADLINE).width
    assert together < shape_line("A", FACES, HEADLINE).width + shape_line("V", FACES, HEADLINE).width


def test_a_letter_no_typeface_has_is_missing_and_an_emoji_is_left_out() -> None:
    assert missing_characters("Ana 𓀀", FACES) == "𓀀"
    assert drawable_text("Ana 𓀀 Ruiz", FACES) == "Ana Ruiz"


@given(st.text("aAgכמकกم", min_size=1, max_size=6), st.lists(st.integers(0x300, 0x36F), max_size=40))
@settings(max_examples=60, deadline=None)
def test_marks_stay_inside_the_line_of_their_letter(letters: str, marks: list[int]) -> None:
    text = drawable_text("".join(letter + "".join(map(chr, marks)) for letter in letters), FACES)
    line = shape_line(text, FACES, HEADLINE)
    assert (line.above <= HIGHEST, line.below <= LOWEST) == (True, True)
    assert sum(glyph.advance > 0 for glyph in line.glyphs) >= len(letters), "no letter is lost"


@pytest.mark.parametrize(
    "text", ["Ễ", "ẶẨ", "ปั้", "ຍິ່ງ", "ក្សត្រ្យូ", "သြဂုတ်လ္လွှ", "స్త్ర్యం", "र्क्ष्म्यीं", "שָׁלוֹם", "ٱلرَّحْمَٰنِ"]
)
def test_the_marks_that_a_script_needs_are_all_there(text: str) -> None:
    shaped, glyphs = shape_line(text, FACES, HEADLINE), []
    for run in _runs(text, embedding_levels(text)[0], FACES):
        glyphs += _run_glyphs(run, HEADLINE)
    assert len(shaped.glyphs) == len(glyphs)


def test_a_mark_that_no_typeface_has_costs_only_itself() -> None:
    assert drawable_text("A\u1ab0na Ruiz", FACES) == "Ana Ruiz"
    assert drawable_text("ם\u0e49", FACES) == "ם"


def test_what_is_too_long_ends_with_an_ellipsis_after_a_whole_word() -> None:
    cut = shorten("Stayed with the outage until midnight", Column(300, 1, TEXT), 20, FACES)
    assert cut == "Stayed with the outage until…"


def test_a_long_name_takes_a_second_line_before_it_gets_small() -> None:
    lines, em = fit_text("Amara Okonkwo-Lindqvist", Column(548, 2, HEADLINE), (84, 36), FACES)
    assert (len(lines), em > 54) == (2, True)


@given(anything, st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_no_line_is_wider_than_its_column_whatever_is_written(text: str, most: int) -> None:
    column = Column(320, most, TEXT)
    lines = wrap_text(drawable_text(text, FACES), column, 26, FACES)
    assert len(lines) <= most
    assert all(line.width * 26 <= column.width for line in lines)

"""Which way text runs, by UAX #9 and as Rust's unicode-bidi has it, and how runs are ordered."""

import unicodedata

from bidi import get_display
from hypothesis import example, given, settings
from hypothesis import strategies as st

from issuer.artwork.text.bidi import embedding_levels, visual_order

CHARACTERS = [
    chr(code)
    for start, end in ((0x20, 0x700), (0x900, 0x980), (0x2010, 0x2060), (0x20A0, 0x20D0))
    for code in range(start, end)
    if unicodedata.category(chr(code))[0] != "C"
    and unicodedata.bidirectional(chr(code)) not in ("B", "S")
    and not unicodedata.mirrored(chr(code))  # turned round where they are shown
]


def levels(text: str) -> str:
    found, base = embedding_levels(text)
    return f"{base}:" + "".join(map(str, found))


def test_a_line_runs_the_way_of_its_first_letter() -> None:
    assert levels("ab") == "0:00"
    assert levels("12 אב") == "1:22111"
    assert levels("?!") == "0:00"


def test_figures_inside_text_that_runs_left_keep_their_own_way() -> None:
    assert levels("אב 12") == "1:11122"
    assert levels("ab אב 12") == "0:00011122"
    assert levels("محمد ١٢") == "1:1111122"


def test_separators_and_signs_go_with_their_figures() -> None:
    assert levels("א 1,5") == "1:11222"
    assert levels("א 10%") == "1:11222"
    assert levels("א 1-2") == "1:11222"
    assert levels("د 1-2") == "1:11212"


def test_brackets_go_the_way_of_what_they_hold() -> None:
    assert levels("Ana (אב)") == "0:00000110"
    assert levels("אב (Ana)") == "1:11112221"
    assert levels("אב (גד) e") == "1:111111112"
    assert levels("a(א)\u0331 b") == "0:0010000"
    assert levels("א(b)\u0331 ג") == "1:1121111"
    assert levels("אa(b)\u0331ג") == "1:1222221", "marks on a bracket go with it"


def test_marks_stay_with_their_letter_and_spaces_between_two_ways_with_the_line() -> None:
    assert levels("אּ a") == "1:1112"
    assert levels("a א b") == "0:00100"


def test_runs_are_reversed_from_the_deepest_level_up() -> None:
    assert visual_order([0, 1, 2, 1, 0]) == [0, 3, 2, 1, 4]
    assert visual_order([1, 2, 1]) == [2, 1, 0]
    assert visual_order([]) == []


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_every_character_gets_a_level_that_its_line_allows(text: str) -> None:
    found, base = embedding_levels(text)
    assert len(found) == len(text)
    assert all(base <= level <= base + 2 for level in found)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 5), max_size=30))
def test_every_run_is_placed_exactly_once(some: list[int]) -> None:
    assert sorted(visual_order(some)) == list(range(len(some)))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(CHARACTERS), max_size=16, unique=True))
@example(["א", "a", "b", "\u0331", "ג"])
def test_a_line_is_ordered_as_another_implementation_orders_it(some: list[str]) -> None:
    found, _ = embedding_levels("".join(some))
    assert "".join(some[place] for place in visual_order(found)) == get_display("".join(some))

"""Which way text runs, by the examples and the invariants of UAX #9, and how runs are ordered."""

from hypothesis import given, settings
from hypothesis import strategies as st

from issuer.artwork.text.bidi import embedding_levels, visual_order


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

"""Others' texts cannot turn the direction of what follows them, and hold no control characters when shown."""

import unicodedata
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.files.wording import load_wording
from bot.messages.cards import Quote, plain
from bot.messages.plain_text import MOST_OPEN, closed, unsteered
from bot.presenting.earners.giving import reason
from issuer.celebration import Giving

OPENING = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
any_text = st.text(alphabet=OPENING + "\u202c\u2069\u200fa\u05d0\n\x00", max_size=40)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("\u202egnp.exe", "\u202egnp.exe\u202c"),
        ("one\u2067 two\nthree", "one\u2067 two\u2069\nthree"),
        ("\u2067a \u202db", "\u2067a \u202db\u202c\u2069"),
        ("\u2067a \u202db\u2069 c", "\u2067a \u202db\u202c\u2069 c"),
        ("a\u2069 b\u202c", "a b"),
        ("\u2067good\u2069 \u200fas it is", "\u2067good\u2069 \u200fas it is"),
        ("bell\x07 and\x00 null\x9b", "bell and null"),
        ("half \ud800 a pair", "half  a pair"),
    ],
)
def test_each_direction_ends_with_its_line(text: str, shown: str) -> None:
    assert closed(text) == shown
    assert Quote(text).text == shown


def test_the_beginning_of_the_words_of_an_award_is_closed_in_a_list() -> None:
    said = plain(reason(load_wording(), Giving.of_words("\u202e" + "word " * 60 + "\u202c")))
    assert said.count("\u202e") == said.count("\u202c") == 1


@given(any_text)
def test_a_closed_text_has_as_many_ends_as_beginnings_in_every_line(text: str) -> None:
    shown = closed(text)
    assert closed(shown) == shown
    for line in shown.split("\n"):
        isolates = [(char in OPENING[4:]) - (char == "\u2069") for char in line]
        assert sum(isolates) == 0
        assert all(0 <= level <= MOST_OPEN for level in accumulate(isolates))
    assert [char for char in shown if char not in OPENING + "\u202c\u2069"] == [
        char for char in text if char not in OPENING + "\u202c\u2069\x00"
    ]


@given(any_text)
def test_no_line_leaves_a_direction_open(text: str) -> None:
    for line in closed(text).split("\n"):
        open_until: list[str] = []
        for char in line:
            if char in OPENING:
                open_until.append("\u2069" if char in OPENING[4:] else "\u202c")
            elif char in "\u202c\u2069":
                assert open_until.pop() == char
        assert open_until == []


@given(any_text)
def test_a_name_has_no_directions_at_all(text: str) -> None:
    assert not [char for char in unsteered(text) if unicodedata.category(char) == "Cf" or char == "\x00"]

"""Characters that nobody sees: they break nothing, they stay in the words, and none of them stays open."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.parsing import clean_citation, normalise_name
from bot.messages.reading.characters import close_directions, fold_word
from tests.fakes.sentences.typed import people, read

INVISIBLE = "\u200b\u2060\ufeff\u200e\u200f\u2068\u2069\u00ad\u202a\u202c\u200c\u200d\ufe0f"
OPENING, CLOSING = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "\u202c\u2069"


@pytest.mark.parametrize("char", INVISIBLE, ids=unicodedata.name)
@pytest.mark.parametrize(
    "text",
    [
        "@ana| customer-hero stayed",
        "@ana |customer-hero stayed",
        "|@ana customer-hero stayed",
        "@ana customer-hero| stayed",
        "@ana |customer-hero| stayed",
        "ana@example.org| customer-hero stayed",
        "|ana@example.org customer-hero stayed",
        "|award| @ana customer-hero stayed",
        "@ana customer-|hero stayed",
        "@ana Customer| Hero stayed",
    ],
)
def test_an_invisible_character_beside_people_badge_or_command_does_not_count(text: str, char: str) -> None:
    parsed = read(text.replace("|", char))
    assert people(parsed) in (["ana"], ["ana@example.org"])
    assert (parsed.slug, parsed.citation.strip(INVISIBLE)) == ("customer-hero", "stayed")


@pytest.mark.parametrize("hyphen", "\u2010\u2011\u2012\u2013\u2212\uff0d\ufe63")
def test_another_hyphen_is_a_hyphen_in_a_name(hyphen: str) -> None:
    assert read(f"@ana customer{hyphen}hero stayed").slug == "customer-hero"


@pytest.mark.parametrize(
    "name",
    [
        "“Customer Hero”",
        "„Customer Hero“",
        "«Customer Hero»",
        "'customer-hero'",
        "*Customer Hero*",
        "ＣＵＳＴＯＭＥＲ　ＨＥＲＯ",
        "Customer_Hero",
        "#customer-hero",
        "CustomerHero",
        "the Customer-Hero-Badge",
        "(Customer Hero)",
        "`customer-hero`",
        "Customer Hero!",
    ],
)
def test_a_name_is_known_whatever_stands_around_it(name: str) -> None:
    parsed = read(f"@ana {name} because she stayed")
    assert (parsed.slug, parsed.citation) == ("customer-hero", "she stayed")


def test_words_keep_their_characters_however_a_badge_was_typed() -> None:
    words = "soft\u00adhyphen, zero\u200bwidth, non\u2011breaking, \u2068isolated\u2069 “quotes” ｆｕｌｌ"
    assert read(f"@ana customer\u2011hero {words}").citation == words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u202eevil", "\u202eevil\u202c"),
        ("\u2066a\u202eb", "\u2066a\u202eb\u202c\u2069"),
        ("\u2066a\u202eb\u2069c", "\u2066a\u202eb\u202c\u2069c"),
        ("a\u2069b\u202cc", "abc"),
        ("\u202ea\nb", "\u202ea\u202c\nb"),
        ("\u202aa\u202cb", "\u202aa\u202cb"),
        ("\u2067\u05d0\u2069 b", "\u2067\u05d0\u2069 b"),
    ],
)
def test_a_mark_of_direction_is_closed_in_its_line(typed: str, kept: str) -> None:
    assert clean_citation(typed) == kept


marked = st.text(st.sampled_from("ab \n\u05d0" + OPENING + CLOSING), max_size=40)


@given(marked)
def test_no_line_leaves_a_direction_open(text: str) -> None:
    closed = close_directions(text)
    for line in closed.split("\n"):
        expected: list[str] = []
        for char in line:
            if char in OPENING:
                expected.append("\u2069" if char in "\u2066\u2067\u2068" else "\u202c")
            elif char in CLOSING:
                assert expected
                assert expected.pop() == char
        assert expected == []


@given(marked)
def test_closing_changes_nothing_that_is_seen_and_nothing_twice(text: str) -> None:
    closed = close_directions(text)
    assert [char for char in closed if char not in OPENING + CLOSING] == [
        char for char in text if char not in OPENING + CLOSING
    ]
    assert close_directions(closed) == closed
    assert [char for char in closed if char in OPENING] == [char for char in text if char in OPENING]


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_word(fold_word(text)) == fold_word(text)
    assert normalise_name(normalise_name(text)) == normalise_name(text)

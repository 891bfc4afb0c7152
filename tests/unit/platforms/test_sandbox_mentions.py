"""How the sandbox reads what people type: mentions, commands, sentences to Laurel, talk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sandbox.cast import LAUREL, DemoChannel, DemoUser, Scenario
from adapters.sandbox.mentions import find_mentions, parse_text, with_mentions
from bot.messages.requests import Mention, MessageToBot, TypedCommand

CAST = Scenario(
    "sandbox",
    "Larkspur Labs",
    (
        DemoUser("ana", "U-ANA", "Ana Costa", "Support Engineer", "ana@example.org"),
        DemoUser("ana-maria", "U-ANAMARIA", "Ana Costa Silva", "Designer", "ana-maria@example.org"),
        DemoUser("ben", "U-BEN", "Ben Okafor", "Account Manager", "ben@example.org"),
    ),
    (DemoChannel("general", "general"),),
)
ANA = Mention("U-ANA", "Ana Costa")
ANA_MARIA = Mention("U-ANAMARIA", "Ana Costa Silva")
BEN = Mention("U-BEN", "Ben Okafor")


@pytest.mark.parametrize("typed", ["@ana", "@Ana", "@ANA", "@Ana Costa", "@ana costa"])
def test_a_handle_or_a_name_in_any_case_is_a_mention(typed: str) -> None:
    assert with_mentions(typed, CAST) == (ANA,)


@pytest.mark.parametrize("typed", ["@ana-maria", "@Ana Costa Silva"])
def test_the_longest_name_wins(typed: str) -> None:
    assert with_mentions(typed, CAST) == (ANA_MARIA,)


def test_the_words_around_mentions_are_kept_to_the_letter() -> None:
    assert with_mentions("  thanks @ana, and @ben's\tteam!\n", CAST) == (
        "  thanks ",
        ANA,
        ", and ",
        BEN,
        "'s\tteam!\n",
    )


@pytest.mark.parametrize(
    "typed",
    ["@anastasia", "@nobody", "@", "me@ana", "me@ana.example", "@ana.smith", "@ben-jamin", "@@ana", "x/@ana"],
)
def test_an_unknown_word_or_an_address_stays_text(typed: str) -> None:
    assert with_mentions(typed, CAST) == (typed,)


@pytest.mark.parametrize("word", ["here", "channel", "everyone", "Everyone"])
def test_a_call_to_everyone_is_one_of_its_own_kind(word: str) -> None:
    (mention,) = with_mentions(f"@{word}", CAST)

    assert isinstance(mention, Mention)
    assert mention.kind == "everyone"


@pytest.mark.parametrize("direct", [True, False])
def test_a_line_with_a_slash_is_a_command_anywhere(direct: bool) -> None:
    assert parse_text("  /Award @ana customer-hero for the night ", direct, CAST) == TypedCommand(
        "award", (" ", ANA, " customer-hero for the night")
    )


def test_a_lone_slash_is_a_command_without_a_name() -> None:
    assert parse_text("/", False, CAST) == TypedCommand("", ())


def test_a_sentence_that_starts_with_laurel_is_for_laurel() -> None:
    assert parse_text("@Laurel: nominate @ana for Customer Hero", False, CAST) == MessageToBot(
        ("nominate ", ANA, " for Customer Hero")
    )


def test_laurel_alone_is_a_greeting() -> None:
    assert parse_text("@laurel", False, CAST) == MessageToBot(())


def test_in_the_direct_conversation_everything_is_for_laurel() -> None:
    assert parse_text("help", True, CAST) == MessageToBot(("help",))


def test_a_sentence_that_mentions_laurel_anywhere_is_for_laurel() -> None:
    said = parse_text("nominate @ana for Customer Hero @Laurel", False, CAST)
    assert said == MessageToBot(("nominate ", ANA, " for Customer Hero "))
    assert parse_text("hey @Laurel help", False, CAST) == MessageToBot(("hey  help",))


def test_other_talk_in_a_channel_asks_nothing_of_laurel() -> None:
    assert parse_text("good morning @ana", False, CAST) is None
    assert parse_text("@Laurelia is here", False, CAST) is None


def test_laurel_can_be_mentioned_like_anybody_else() -> None:
    assert parse_text("/award @Laurel customer-hero", False, CAST) == TypedCommand(
        "award", (" ", Mention(LAUREL, "Laurel"), " customer-hero")
    )


def test_a_name_with_signs_of_its_own_is_taken_literally() -> None:
    cast = Scenario("s", "S", (DemoUser("c++", "U-C", "C (plus) [x]*", "", ""),), ())

    assert with_mentions("@C (plus) [x]* and @c++", cast) == (
        Mention("U-C", "C (plus) [x]*"),
        " and ",
        Mention("U-C", "C (plus) [x]*"),
    )


pieces = st.sampled_from(
    ["@", "ana", "@ana", "@Ana Costa", "@ben", "@here", "-", ".", " ", "/", "award", "@laurel", "ß"]
)
typed_texts = st.lists(pieces | st.text(max_size=5), max_size=12).map("".join)


@given(typed_texts)
def test_nothing_typed_is_lost_and_mentions_stand_where_they_were_typed(text: str) -> None:
    places = list(find_mentions(text, CAST))
    parts = with_mentions(text, CAST)

    rebuilt, end = "", 0
    for start, after, _ in places:
        assert end <= start < after <= len(text)
        assert text[start] == "@"
        rebuilt += text[end:start] + text[start:after]
        end = after
    assert rebuilt + text[end:] == text
    assert [part for part in parts if isinstance(part, Mention)] == [mention for _, _, mention in places]
    assert "".join(part for part in parts if isinstance(part, str)) == _without(text, places)


def _without(text: str, places: list[tuple[int, int, Mention]]) -> str:
    for start, after, _ in reversed(places):
        text = text[:start] + text[after:]
    return text


@given(typed_texts, st.booleans())
def test_reading_never_fails_and_a_direct_conversation_always_asks(text: str, direct: bool) -> None:
    inbound = parse_text(text, direct, CAST)

    assert inbound is not None or not direct

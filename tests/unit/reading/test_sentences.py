"""Who gets which badge, in many orders; and what is doubtful about it."""

import time

import pytest

from bot.messages.reading.head import Ambiguity
from bot.messages.reading.vocabulary import Role
from tests.fakes.sentences.typed import people, read

CLEAR = (
    "I would like to nominate @ben for the Team Player badge because he covered my shift",
    "nominate @ben for Team Player: he covered my shift",
    "nominate Team Player for @ben because he covered my shift",
    "please nominate @ben as a Team Player because he covered my shift",
    "my nomination for the Team Player badge is @ben because he covered my shift",
    "hey Laurel, could you please award the Team Player badge to @ben because he covered my shift",
    "I'd like to give @ben the Team Player award because he covered my shift",
    "award the badge Team Player to our colleague @ben, because he covered my shift",
    "I suggest @ben for teamwork because he covered my shift",
)
GERMAN = (
    "Ich möchte @ben für das Team-Player-Badge nominieren, weil er meine Schicht übernahm",
    "Ich schlage @ben für Team Player vor, weil er meine Schicht übernahm",
    "Bitte @ben das Badge Team Player verleihen, weil er meine Schicht übernahm",
    "Gib @ben bitte Team Player, weil er meine Schicht übernahm",
    "Zeichne @ben mit Team Player aus, weil er meine Schicht übernahm",
    "Nominierung: @ben für Team Player, weil er meine Schicht übernahm",
    "Könntest du bitte Team Player an @ben vergeben, weil er meine Schicht übernahm",
)


@pytest.mark.parametrize("text", CLEAR)
def test_a_sentence_in_any_order_is_clear(text: str) -> None:
    parsed = read(text, spoken=True)
    assert (people(parsed), parsed.slug) == (["ben"], "team-player")
    assert parsed.citation == "he covered my shift"
    assert parsed.ambiguities == frozenset()


@pytest.mark.parametrize("text", GERMAN)
def test_a_german_sentence_in_any_order_is_clear(text: str) -> None:
    parsed = read(text, "de", spoken=True)
    assert (people(parsed), parsed.slug) == (["ben"], "team-player")
    assert parsed.citation == "er meine Schicht übernahm"
    assert parsed.ambiguities == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "@ana, @ben and @eve Mentor x",
        "award Mentor to @ana @ben & @eve x",
        "@ana/@ben/@eve for Mentor x",
        "@ana @ben, and @eve mentor x",
    ],
)
def test_several_people_are_read_with_whatever_joins_them(text: str) -> None:
    assert people(read(text)) == ["ana", "ben", "eve"]


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("don't award @ben Mentor", Ambiguity.DOUBTED),
        ("maybe award @ben Mentor because he helped", Ambiguity.DOUBTED),
        ("should I nominate @ben for Mentor?", Ambiguity.QUESTION),
        ("award @ben Mentor because he helped?", Ambiguity.QUESTION),
        ("award @ben Mentor tomorrow", Ambiguity.DEFERRED),
        ("award @ben Mentor once he is back", Ambiguity.DEFERRED),
        ("award @ben Mentor and Team Player because he helped", Ambiguity.ANOTHER_BADGE),
        ("award @ben Mentor or Team Player because he helped", Ambiguity.ANOTHER_BADGE),
        ("award @ben Mentor and @ana because they helped", Ambiguity.MORE_PEOPLE),
        ("@ben please award @ana Mentor because she helped", Ambiguity.CALLED),
        ("@ben deserves Mentor because he helped", Ambiguity.STATEMENT),
        ("Mentor for @ben because he helped", Ambiguity.STATEMENT),
        ("@ben helped us all. Please give him the Mentor badge", Ambiguity.SCATTERED),
        ("nominate @ben for Mentor Junior because he helped", Ambiguity.LONGER_NAME),
        (
            "award @ben Mentor because he helped\naward @ana Mentor because she helped",
            Ambiguity.ANOTHER_REQUEST,
        ),
        (
            "award @ben Mentor because he helped and award @ana Team Player because she did",
            Ambiguity.ANOTHER_REQUEST,
        ),
    ],
)
def test_what_is_doubtful_is_noted_and_people_and_badge_are_kept(text: str, doubt: Ambiguity) -> None:
    parsed = read(text, spoken=True)
    assert doubt in parsed.ambiguities
    assert parsed.people
    assert parsed.slug


@pytest.mark.parametrize(
    "text",
    [
        "@ben mentor tomorrow",
        "@ben mentor never late",
        "@ben mentor he helped?",
        "@ben please mentor he helped",
        "mentor for @ben he helped",
    ],
)
def test_a_command_needs_no_verb_and_leaves_no_such_doubt(text: str) -> None:
    assert read(text).ambiguities == frozenset()


def test_the_longest_name_wins_wherever_it_stands() -> None:
    assert read("@ben green steward x").citation == "x"
    assert read("thanks to @ben, a real green steward and hero of ours").slug == "green-steward"


def test_a_badge_in_the_reason_is_a_word_of_it() -> None:
    parsed = read("@ben mentor because he is a true customer hero and team player")
    assert (parsed.slug, parsed.other_slugs) == ("mentor", ())
    assert parsed.citation == "he is a true customer hero and team player"


def test_people_in_the_reason_are_words_of_it() -> None:
    parsed = read("award mentor to @ben because he taught @ana and @eve", spoken=True)
    assert people(parsed) == ["ben"]
    assert parsed.citation == "he taught @Ana and @Eve"


def test_people_behind_not_are_not_meant() -> None:
    assert people(read("nominate @ben, not @ana, for mentor because he helped", spoken=True)) == ["ben"]


def test_a_group_is_kept_apart_from_people() -> None:
    parsed = read("@ana @heroes mentor because they helped")
    assert people(parsed) == ["ana"]
    assert [group.label for group in parsed.groups] == ["Heroes"]
    assert (parsed.slug, parsed.citation) == ("mentor", "they helped")


@pytest.mark.parametrize(
    ("text", "badge", "citation"),
    [
        ("@ben Rockstar because he rocks", "Rockstar", "he rocks"),
        ("@ben for the Costumer Heroe badge because he rocks", "Costumer Heroe", "he rocks"),
        ("@ben Rockstar: he rocks", "Rockstar", "he rocks"),
        ("@ben stayed on the line until it worked", "", "stayed on the line until it worked"),
        ("@ben because he rocks", "", "he rocks"),
    ],
)
def test_words_where_a_badge_is_expected_are_told_from_a_reason(text: str, badge: str, citation: str) -> None:
    parsed = read(text)
    assert (parsed.slug, parsed.unknown_badge, parsed.citation) == (None, badge, citation)


def test_a_misspelt_badge_comes_with_the_reason_that_is_left() -> None:
    guesses = {guess.words: guess.citation for guess in read("@ben custmer heroe stayed late").unknown_names}
    assert guesses["custmer heroe"] == "stayed late"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ben mentor because he helped", "Ben"),
        ("@Ben Okafor for Mentor because he helped", "@Ben Okafor"),
        ("Mentor for Ben Okafor because he helped", "Ben Okafor"),
        ("the whole support team mentor because they helped", "whole support team"),
    ],
)
def test_a_name_without_a_mention_is_no_part_of_badge_or_reason(text: str, name: str) -> None:
    parsed = read(text.replace("@Ben", "@Benn") if name.startswith("@") else text)
    assert parsed.unknown_person == name.replace("@Ben", "@Benn")
    assert parsed.slug == "mentor"
    assert parsed.citation in ("he helped", "they helped")


def test_the_verb_says_what_is_asked_for() -> None:
    assert read("nominate @ben for mentor because x", spoken=True).verbs & Role.PROPOSES
    assert read("give @ben mentor because x", spoken=True).verbs & Role.GIVES


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "award @ana ",
            "@ana ",
            "@ana and ",
            "customer hero ",
            "customer ",
            "because ",
            ", ",
            ": ",
            "- ",
            "a@b.cc ",
            "not ",
            "for ",
        ),
        *(
            "award @ana mentor ",
            "\n- ",
            "\u200b",
            "\u202e",
            "“",
            "((((",
            "hero-",
            "@",
            "🎉",
            "x" * 50 + " ",
            "mentor and ",
        ),
    ],
)
def test_reading_takes_time_in_proportion_to_what_was_typed(piece: str) -> None:
    def seconds(characters: int) -> float:
        text, best = piece * (characters // len(piece)), 10.0
        for _ in range(3):
            began = time.thread_time()
            read(text)
            read(text, spoken=True)
            best = min(best, time.thread_time() - began)
        return best

    seconds(100)
    assert seconds(16_000) < 12 * seconds(4_000) + 0.02

"""The words of a reason: nothing is eaten at their beginning, in their middle or at their end."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.messages.plain_text import is_visible
from bot.messages.reading.parsing import clean_citation
from tests.fakes.sentences.typed import people, read

KEPT = (
    # found by others
    *(":tada: great work", ":+1::skin-tone-3: for the fix", "-40% downtime in March", ":-) you rock"),
    *("- fixed login\n- fixed logout", "for-loop rewritten", "because-of-you page", "since 2019 never late"),
    "badge scanner repaired",
    # our own
    *(
        "because of her patience",
        "for 10 years of patience",
        "for ever patient",
        "for once on time",
        "as she always does",
    ),
    *(
        "~3 days without sleep",
        "#1 in support",
        "+20 points",
        "=> solved",
        "-> see the ticket",
        "... and then she smiled",
    ),
    *(
        "(really) great",
        "[urgent] solved it",
        "{braces} fixed",
        "“quoted” words",
        "'quoted' words",
        "*bold* words",
        "_thin_ words",
    ),
    *(
        "`code` repaired",
        "> quoted line",
        "\u2022 one\n\u2022 two",
        "* one\n* two",
        "1. one\n2. two",
        "– one\n– two",
    ),
    *(
        "!important rule removed",
        "?!? solved",
        "/etc/hosts repaired",
        "\\o/ done",
        "@home-office set up",
        "&c. and so on",
    ),
    *(
        "…and more",
        "🎉 party",
        "👍🏽 done",
        "\U0001f469\u200d\U0001f680 launched",
        "100% up",
        "§ 5 read",
        "€5 saved",
    ),
    *(
        "badges for all printed",
        "award shows organised",
        "forty tickets closed",
        "becauseless",
        "format repaired",
        "Forza!",
    ),
    *(
        "because-and-effect analysis",
        "cause and effect found",
        "the fix",
        "a",
        "I did it",
        "to be continued",
        "with care",
    ),
    *(
        "and more",
        "or not",
        "please and thank you",
        "never late",
        "not a single error",
        "maybe the best",
        "if only you knew",
    ),
    *(
        "https://example.org/a?b=c#d",
        "C++ and C#",
        "Mentor of the year",
        "hero of the day",
    ),
    *(
        "stayed \t with  two spaces",
        "one\n\n\ntwo",
        "ends with :",
        "ends with -",
        "ends with because",
        "ends with for",
    ),
    *(
        "ends with !!!",
        "ends with …",
        "ends with “",
        "(ends with)",
        "ends with @",
        "for",
        "zero\u200bwidth",
        "soft\u00adhyphen",
    ),
    *(
        "non\u2011breaking",
        "a\u00a0b",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "cafe\u0301",
        "full\u3000width",
        "ｆｕｌｌ",
        "a\u2028b",
    ),
)
CONNECTED = (
    *(
        ("because she stayed", "she stayed"),
        ("Because she stayed", "she stayed"),
        ("because: she stayed", "she stayed"),
    ),
    *((": she stayed", "she stayed"), (", she stayed", "she stayed"), ("; she stayed", "she stayed")),
    *(("- she stayed", "she stayed"), ("– she stayed", "she stayed"), ("— she stayed", "she stayed")),
    *(("for staying", "staying"), ("for the fix", "the fix"), ("badge because she stayed", "she stayed")),
    *(("badge: she stayed", "she stayed"), (". She stayed", "She stayed"), ("!!! Stayed", "Stayed")),
    *(
        ("because\nshe stayed", "she stayed"),
        ("\nbecause she stayed", "she stayed"),
        (": because she stayed", "she stayed"),
    ),
)


@pytest.mark.parametrize("words", KEPT)
@pytest.mark.parametrize(
    "head",
    ["@ana customer-hero", "customer-hero @ana", "@ana @ben Customer Hero", "award @ana customer-hero"],
)
def test_a_reason_stays_as_it_was_typed(head: str, words: str) -> None:
    parsed = read(f"{head} {words}")
    if words == "for":  # a connecting word and no reason
        assert parsed.citation == ""
        return
    assert parsed.citation == clean_citation(words)
    assert (people(parsed)[0], parsed.slug) == ("ana", "customer-hero")


@pytest.mark.parametrize(("words", "reason"), CONNECTED)
def test_what_connects_a_reason_with_the_badge_is_no_part_of_it(words: str, reason: str) -> None:
    glued = "" if words.startswith((":", ",", ";", ".", "!")) else " "
    assert read(f"@ana customer-hero{glued}{words}").citation == reason


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("weil sie blieb", "sie blieb"),
        ("für die Hilfe", "die Hilfe"),
        ("denn sie blieb", "sie blieb"),
        ("wegen der Hilfe", "wegen der Hilfe"),
        ("für 10 Jahre Geduld", "für 10 Jahre Geduld"),
        ("seit 2019 nie zu spät", "seit 2019 nie zu spät"),
        ("dass es lief", "dass es lief"),
        ("für-immer-Preis", "für-immer-Preis"),
        ("vor allem die Geduld", "vor allem die Geduld"),
        ("aus Mitgefühl geblieben", "aus Mitgefühl geblieben"),
        ("die Geduld selbst", "die Geduld selbst"),
        ("ich danke dir", "ich danke dir"),
    ],
)
def test_german_reasons_are_kept_alike(words: str, reason: str) -> None:
    assert read(f"@ana customer-hero {words}", "de").citation == reason


def test_spaces_between_neighbouring_mentions_in_a_reason_are_kept() -> None:
    parsed = read("@ana customer-hero because she helped @ben @eve  @ana and\n@ben")
    assert parsed.citation == "she helped @Ben @Eve  @Ana and\n@Ben"
    assert (
        read("nominate @ana for mentor because @ben @eve said so", spoken=True).citation
        == "@Ben @Eve said so"
    )


words = st.text(st.characters(codec="utf-8", exclude_characters="@"), min_size=1, max_size=60)


@given(words)
@example("because of : -")
@example("\u202e- a\n- b")
def test_whatever_follows_the_badge_only_a_connection_is_left_out(text: str) -> None:
    whole, kept = clean_citation(f"x {text}")[1:].strip(), read(f"@ana customer-hero {text}").citation
    assert whole.endswith(kept)
    left_out = whole[: len(whole) - len(kept)] if kept else whole
    assert is_connection(left_out) or not is_visible(left_out), left_out


def is_connection(text: str) -> bool:
    """Whether a text consists of separators and connecting words alone."""
    connecting = {
        "because",
        "cause",
        "cuz",
        "coz",
        "cos",
        "bc",
        "for",
        "reason",
        "badge",
        "badges",
        "award",
        "awards",
    }
    dashes = "\\-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
    separate = re.sub(rf"[,:;.!?\u2026\u3001\u3002\uff01\uff0c\uff0e\uff1a\uff1b\uff1f{dashes}]", " ", text)
    invisible = "".join(char for char in separate if char.isprintable() or char.isspace())
    return all(word.casefold() in connecting for word in invisible.split())

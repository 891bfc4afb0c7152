"""What `organisation.toml` may say."""

from datetime import date

import pytest

from bot.domain.catalogue.organisation_checks import check_organisation
from tests.fakes.worded import in_english


def test_an_organisation_needs_no_more_than_a_name():
    understood, wrong = check_organisation({"name": "Larkspur Labs"})
    assert wrong == ()
    assert (understood.name, understood.url, understood.celebration_channel) == ("Larkspur Labs", None, None)


def test_a_channel_is_kept_without_its_sign():
    understood, _ = check_organisation({"name": "Larkspur Labs", "celebration_channel": "#celebrations"})
    assert understood.celebration_channel == "celebrations"


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("url", "larkspur", "`url` “larkspur”"),
        ("url", "javascript://x", "`url` “javascript://x”"),
        ("email", "badges", "“badges” in `email`"),
        ("email", "", "an empty `email`"),
        ("nmae", "x", "the unknown key `nmae`"),
    ],
)
def test_mistakes_about_the_organisation_are_told(key, value, found):
    understood, wrong = check_organisation({"name": "Larkspur Labs", key: value})
    assert understood is None
    assert [in_english(mistake).found for mistake in wrong] == [found]


def test_languages_of_the_organisation_and_of_channels_are_understood():
    understood, wrong = check_organisation(
        {"name": "Larkspur Labs", "language": "de", "channel_languages": {"C2": "pt-BR", "C1": "en"}}
    )
    assert wrong == ()
    assert understood is not None
    assert (understood.language, understood.channel_languages) == ("de", (("C1", "en"), ("C2", "pt-BR")))


@pytest.mark.parametrize(
    ("table", "found", "expected"),
    [
        ({"language": "Deutsch!"}, "`language` “Deutsch!”", "the tag of a language (BCP 47)"),
        ({"channel_languages": {"C1": "xx"}}, "“xx” for the channel “C1”", "the tag of a language (BCP 47)"),
        ({"channel_languages": {"C1": 3}}, "“3” for the channel “C1”", "the tag of a language (BCP 47)"),
        (
            {"channel_languages": "C1=de"},
            "`channel_languages` “C1=de”",
            'languages by channel id, such as { "C0123ABCD" = "de" }',
        ),
    ],
)
def test_what_is_no_language_is_named(table: dict[str, object], found: str, expected: str):
    understood, wrong = check_organisation({"name": "Larkspur Labs", **table})
    assert understood is None
    assert [(mistake.found, mistake.expected) for mistake in map(in_english, wrong)] == [(found, expected)]


def test_working_days_are_read_with_the_days_that_are_added_and_removed() -> None:
    understood, wrong = check_organisation(
        {
            "name": "Larkspur Labs",
            "holidays": "de-by",
            "working_days": ["Sunday", "monday"],
            "days_off": [date(2026, 12, 31), date(2026, 12, 24)],
            "days_worked": ["2026-10-03"],
        }
    )
    assert wrong == ()
    assert understood is not None
    assert (understood.holidays, understood.working_days) == ("DE-BY", (0, 6))
    assert (understood.days_off, understood.days_worked) == (
        (date(2026, 12, 24), date(2026, 12, 31)),
        (date(2026, 10, 3),),
    )


@pytest.mark.parametrize(
    ("table", "found", "expected"),
    [
        (
            {"holidays": "Bavaria"},
            "`holidays` “Bavaria”",
            "a country or a part of one whose holidays are known",
        ),
        ({"holidays": "DE-BAY"}, "`holidays` “DE-BAY”", "such as DE-BB, DE-BE, DE-BW, DE-BY"),
        (
            {"working_days": ["Sonntag"]},
            "“Sonntag” in `working_days`",
            "English names of days, such as monday, tuesday",
        ),
        ({"days_off": "2026-12-24"}, "`days_off` “2026-12-24”", "days such as [2026-12-24, 2026-12-31]"),
        ({"days_worked": ["soon"]}, "`days_worked` “soon”", "days such as [2026-12-24, 2026-12-31]"),
    ],
)
def test_working_days_that_are_none_are_named(table: dict[str, object], found: str, expected: str) -> None:
    understood, wrong = check_organisation({"name": "Larkspur Labs", **table})
    assert understood is None
    [mistake] = map(in_english, wrong)
    assert mistake.found == found
    assert expected in mistake.expected

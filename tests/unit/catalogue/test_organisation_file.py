"""What `organisation.toml` may say."""

import pytest

from bot.domain.catalogue.checking import check_organisation


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
    assert [mistake.found for mistake in wrong] == [found]

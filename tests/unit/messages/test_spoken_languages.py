"""Sentences without the database, such as an apology, are in the language a person was last answered in."""

import pytest

from adapters.files.wording import load_languages
from adapters.gateway import spoken_languages
from adapters.gateway.spoken_languages import SpokenLanguages
from bot.messages.platforms import Conversation, Platform
from bot.messages.requests import Origin


def origin(user: str, locale: str | None = None) -> Origin:
    return Origin(Platform.SLACK, "T", user, Conversation("C"), "k", locale=locale)


def test_a_person_is_spoken_to_as_last_time_else_as_their_request_says_else_in_english() -> None:
    spoken = SpokenLanguages(load_languages())
    assert spoken.of_origin(origin("U1")).language == "en"
    assert spoken.of_origin(origin("U1", "de-AT")).language == "de"
    spoken.note(origin("U1"), "de")
    spoken.note(origin("U1"), "")
    assert spoken.of_origin(origin("U1", "en")).language == "de"
    assert spoken.of(Platform.TEAMS, "U1").language == "en"


def test_only_so_many_people_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spoken_languages, "MOST_PEOPLE", 2)
    spoken = SpokenLanguages(load_languages())
    for user in ("U1", "U2", "U1", "U3"):
        spoken.note(origin(user), "de")
    assert [spoken.of_origin(origin(user)).language for user in ("U1", "U2", "U3")] == ["de", "en", "de"]

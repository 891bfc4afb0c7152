"""`laurel manifest teams`: within Microsoft's limits, and what it lists is understood, in each language."""

import json
import re
import tomllib
from typing import Any

import pytest

from adapters.files.wording import load_languages
from adapters.teams.manifest import COMMANDS, SCOPES, VERSION, manifest, translation
from bot.dispatch.actions import VOCABULARY
from bot.dispatch.understanding import understand
from bot.messages.reading.commands import leading_command
from bot.messages.requests import MessageToBot, TypedCommand
from bot.messages.wording import Wording
from tests.contract.engine.test_cli import Run, bare, folder, laurel
from tests.house.sources import ROOT

__all__ = ["bare", "folder", "laurel"]

LANGUAGES = load_languages()
APP = "bbbbbbbb-0000-4000-8000-00000000000b"
ENGLISH = LANGUAGES.best()
OTHERS = [say for say in LANGUAGES.wordings if say is not ENGLISH]
MOST = {
    "name.short": 30,
    "name.full": 100,
    "description.short": 80,
    "description.full": 4000,
    "title": 32,
    "description": 128,
}
"""Characters (learn.microsoft.com, "App manifest schema", version 1.16)."""
EACH = pytest.mark.parametrize("say", LANGUAGES.wordings, ids=lambda say: say.language)


def whole() -> dict[str, Any]:
    return manifest("https://badges.example", APP, ENGLISH, OTHERS)


def commands(language: Wording) -> list[tuple[str, str]]:
    """Titles and descriptions in a language."""
    texts = translation(language)
    places = [f"bots[0].commandLists[0].commands[{number}]" for number in range(len(COMMANDS))]
    return [(texts[f"{place}.title"], texts[f"{place}.description"]) for place in places]


def test_the_list_is_shown_in_each_scope_with_ten_commands_at_most() -> None:
    [bot] = whole()["bots"]
    [listed] = bot["commandLists"]
    assert bot["scopes"] == listed["scopes"] == list(SCOPES) == ["personal", "team", "groupChat"]
    assert 0 < len(listed["commands"]) <= 10
    assert [(each["title"], each["description"]) for each in listed["commands"]] == commands(ENGLISH)


@EACH
def test_every_text_keeps_to_its_limit(say: Wording) -> None:
    for place, text in translation(say).items():
        limit = MOST.get(place) or MOST.get(place.rpartition(".")[2])
        if place != "$schema":
            assert limit
            assert 0 < len(text) <= limit, (place, len(text))


@EACH
def test_what_the_list_puts_into_a_message_is_understood(say: Wording) -> None:
    for command, (title, _) in zip(COMMANDS, commands(say), strict=True):
        first, _, word = command.partition(" ")
        meant = understand(MessageToBot((title,)), say, VOCABULARY, dict)
        assert isinstance(meant, TypedCommand), title
        assert meant.command == first, title
        assert leading_command(meant.text, VOCABULARY[first])[0] == (word or None), title


def test_the_translations_translate_what_is_there_and_are_named() -> None:
    printed = whole()
    assert printed["localizationInfo"] == {
        "defaultLanguageTag": "en",
        "additionalLanguages": [{"languageTag": "de", "file": "de.json"}],
    }
    for say in OTHERS:
        for place in translation(say):
            found: Any = printed
            for step in re.findall(r"[^.\[\]]+", place):
                found = found[int(step) if step.isdigit() else step]
            assert isinstance(found, str)


def test_the_version_is_that_of_laurel() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == VERSION


def test_the_manifest_and_its_translation_are_printed(
    laurel: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert laurel("manifest", "teams")[0] == 1
    for name, value in {"ID": APP, "PASSWORD": "a-client-secret-of-this-test", "TENANT_ID": APP}.items():
        monkeypatch.setenv(f"MICROSOFT_APP_{name}", value)
    code, out, _ = laurel("manifest", "teams")
    assert (code, json.loads(out)["bots"][0]["botId"]) == (0, APP)
    code, out, _ = laurel("manifest", "teams", "--language", "de")
    assert (code, json.loads(out)["bots[0].commandLists[0].commands[1].title"]) == (0, "nominiere")
    assert laurel("manifest", "teams", "--language", "fi")[0] == 2

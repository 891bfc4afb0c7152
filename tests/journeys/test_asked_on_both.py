"""What Laurel asks once, over Slack's and Teams' wires: one press goes on, with everything kept, and counts once."""

from pathlib import Path

import pytest

from adapters.database.credentials.credentials import credentials
from adapters.database.people.absences import absences
from tests.fakes.chats import open_chat


@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_private_words_go_through_by_one_press_and_a_second_press_does_nothing(
    platform: str, tmp_path: Path
) -> None:
    async with open_chat(platform, tmp_path) as chat:
        question = await chat.says("maya", "award", "@ana customer-hero stayed although she was ill")
        assert question.actions == ("go_on", "change_words")
        assert "was ill" in question.words
        assert chat.rows(credentials) == 0
        done = await chat.presses("maya", question, "go_on")
        assert "You awarded Customer Hero to Ana" in done.words
        assert done.quoted == "stayed although she was ill"
        await chat.presses_again("maya", question, "go_on")
        assert chat.rows(credentials) == 1


@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_the_day_of_an_absence_is_said_before_it_counts(platform: str, tmp_path: Path) -> None:
    async with open_chat(platform, tmp_path) as chat:
        question = await chat.says("maya", "badges", "away until 24 December")
        assert "Away until " in question.words
        assert "24 December" in question.words
        assert question.actions[-1] == "change_words"
        assert chat.rows(absences) == 0
        await chat.presses("maya", question, "go_on")
        assert chat.rows(absences) == 1

"""What Laurel asks, over both wires and on a real database: one press goes on with everything kept, once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.database.credentials.credentials import credentials
from adapters.database.nominations.nominations import nominations
from adapters.database.people.absences import absences
from tests.fakes.chats import Chat, open_chat
from tests.fakes.slack.web_api import BOT_USER
from tests.fakes.slack.world import SlackWorld
from tests.fakes.slack.world import actions as actions_on


@pytest.fixture(params=["slack", "teams"])
async def chat(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(request.param, tmp_path) as opened:
        yield opened


async def test_private_words_go_through_by_one_press_and_a_second_press_does_nothing(chat: Chat) -> None:
    question = await chat.says("maya", "award", "@ana customer-hero stayed although she was ill")
    assert question.actions == ("go_on", "change_words")
    assert "was ill" in question.words
    assert chat.rows(credentials) == 0
    done = await chat.presses("maya", question, "go_on")
    assert "You awarded Customer Hero to Ana" in done.words
    assert done.quoted == "Stayed although she was ill"
    await chat.presses_again("maya", question, "go_on")
    assert chat.rows(credentials) == 1


async def test_the_day_of_an_absence_is_said_before_it_counts(chat: Chat) -> None:
    question = await chat.says("maya", "badges", "away until 24 December")
    assert "Away until " in question.words
    assert "24 December" in question.words
    assert question.actions[-1] == "change_words"
    assert chat.rows(absences) == 0
    await chat.presses("maya", question, "go_on")
    assert chat.rows(absences) == 1


async def test_the_button_of_a_misspelt_badge_awards_what_was_meant_with_every_word(chat: Chat) -> None:
    question = await chat.says("maya", "award", "@ana costumer heroe stayed on the line: 3 hours")
    assert question.actions == ("go_on", "change_words")
    assert "costumer heroe stayed on the line: 3 hours" in question.words

    await chat.presses("maya", question, "go_on")
    await chat.settle()
    assert chat.values(credentials.c.citation) == ["stayed on the line: 3 hours"]
    await chat.presses_again("maya", question, "go_on")
    await chat.settle()
    assert chat.rows(credentials) == 1


async def test_none_of_these_opens_the_form(chat: Chat) -> None:
    question = await chat.says("ben", "nominate", "@ana costumer heroe stayed on the line")
    form = await chat.presses("ben", question, "change_words")
    assert "costumer heroe stayed on the line" in form.words
    assert chat.rows(nominations) == 0


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[SlackWorld]:
    async with SlackWorld.open(tmp_path) as world:
        yield world


async def test_in_a_channel_of_slack_a_statement_is_shown_to_its_author_with_a_button(
    slack: SlackWorld,
) -> None:
    await slack.send(
        slack.sender.mention(f"<@{BOT_USER}> customer hero for <@U0ANA> because she stayed", "U0BEN")
    )
    await slack.settle()
    [seen] = [post for post in slack.slack.posts if post.only_for == "U0BEN"]
    assert actions_on(seen.message) == ["go_on", "change_words"]

    await slack.press("U0BEN", seen.message, "change_words")
    [view] = slack.slack.views
    assert view["callback_id"] == "nominate"
    citation = view["blocks"][-1]["element"]
    assert citation["initial_value"] == "she stayed"

    await slack.press("U0BEN", seen.message, "go_on")
    assert slack.values(nominations.c.citation) == ["she stayed"]


async def test_on_slack_an_edit_of_what_was_not_understood_is_done_once(slack: SlackWorld) -> None:
    slack.slack.add_direct("U0MAYA")
    said = slack.sender.direct("awrd <@U0ANA> rockstar she stayed", "U0MAYA")
    await slack.send(said)
    edit = slack.sender.edits(said, "award <@U0ANA> mentor because she stayed")
    for number in range(3):
        await slack.send(edit.retried(number) if number else edit)
    await slack.send(slack.sender.edits(said, "award <@U0ANA> mentor because she stayed on", at="2.5"))
    await slack.settle()
    assert slack.values(credentials.c.citation) == ["she stayed"]
    assert any("before you edited it" in str(seen["text"]) for seen in slack.slack.said_to("U0MAYA"))

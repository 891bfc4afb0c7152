"""Three seconds are three seconds, whatever Slack does: people read that it takes longer, and nothing typed is lost."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.gateway.bot_gateway import BotResponse
from adapters.slack import listeners
from bot.messages.cards import Card, Paragraph, Words
from tests.contract.slack.test_slack_modals import FORM
from tests.fakes.slack.front import SlackFront, slack_front
from tests.fakes.slack.sender import SlackSender
from tests.fakes.slack.web_api import Fault
from tests.fakes.slack.world import SlackWorld, actions, button

DONE = Card("Done", (Paragraph((Words("Done"),)),))
SLOW = "This takes longer than it should. I write to you here when it is done."
sender = SlackSender()


@pytest.fixture
async def laurel(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SlackFront]:
    """With a tenth of the time, so that the tests need not wait."""
    monkeypatch.setattr(listeners, "ANSWER_SECONDS", 0.25)
    monkeypatch.setattr(listeners, "FORM_SECONDS", 0.24)
    async with slack_front(BotResponse(DONE)) as front:
        yield front


async def took(laurel: SlackFront, request: Any) -> tuple[float, Any]:
    began = time.monotonic()
    answer = await laurel.send(request)
    return time.monotonic() - began, answer


async def said(laurel: SlackFront, method: str) -> Any:
    """The text of the first call of a method, which is still to come."""
    for _ in range(200):
        if found := laurel.slack.called(method):
            return found[0]["text"]
        await listeners.asyncio.sleep(0.01)
    raise AssertionError(f"{method} was not called")


async def test_a_late_answer_to_a_command_is_announced_in_time_and_follows(laurel: SlackFront) -> None:
    laurel.thinks = 0.4
    command = sender.command("/award", "x", response_url=laurel.slack.response_url())
    seconds, (status, reply) = await took(laurel, command)

    assert (status, reply["text"], seconds < 0.35) == (200, SLOW, True)
    assert await said(laurel, "response_url") == "Done"


async def test_a_late_answer_whose_way_back_is_closed_comes_in_private(laurel: SlackFront) -> None:
    laurel.thinks = 0.4
    laurel.slack.fail("response_url", "expired_url")
    await laurel.send(sender.command("/award", "x", response_url=laurel.slack.response_url()))

    assert await said(laurel, "chat.postMessage") == "Done"


async def test_a_late_answer_that_slack_does_not_take_is_left_to_the_outbox(laurel: SlackFront) -> None:
    laurel.thinks = 0.4
    laurel.slack.fail("response_url", Fault.BROKEN)
    await laurel.send(sender.command("/award", "x", response_url=laurel.slack.response_url()))
    await said(laurel, "response_url")
    await listeners.asyncio.sleep(0.05)

    assert [reply for reply, _ in laurel.put_off] == [DONE]


async def test_a_late_bug_is_told_with_its_number(laurel: SlackFront) -> None:
    laurel.thinks, laurel.answer = 0.4, RuntimeError("broken")
    await laurel.send(sender.command("/award", "x", response_url=laurel.slack.response_url()))

    assert "R-17" in await said(laurel, "response_url")


@pytest.mark.parametrize("delays", [{"views.open": 0.6}, {"views.open": 0.22}])
async def test_a_form_that_does_not_open_in_time_is_replaced_by_its_hint(
    laurel: SlackFront, delays: dict[str, float]
) -> None:
    laurel.answer, laurel.thinks, laurel.slack.delays = BotResponse(FORM), 0.1, delays
    seconds, (status, reply) = await took(laurel, sender.command("/nominate", ""))

    assert (status, reply["text"], seconds < 0.35) == (200, "Type it like this", True)


@pytest.mark.parametrize("word", ["expired_trigger_id", "operation_timeout", "fatal_error", "is_archived"])
async def test_a_form_that_slack_does_not_open_is_replaced_by_its_hint(laurel: SlackFront, word: str) -> None:
    laurel.answer = BotResponse(FORM)
    laurel.slack.fail("views.open", word)
    _, reply = await laurel.send(sender.command("/nominate", ""))

    assert reply["text"] == "Type it like this"


async def test_a_late_answer_to_a_button_follows_by_its_own_way(laurel: SlackFront) -> None:
    laurel.thinks = 0.4
    seconds, answer = await took(laurel, sender.action("share", "t", laurel.slack.response_url()))

    assert (answer, seconds < 0.35) == ((200, ""), True)
    assert await said(laurel, "response_url") == "Done"


async def test_an_event_whose_answer_is_late_is_repeated_by_slack_and_done_once(laurel: SlackFront) -> None:
    laurel.thinks = 0.4
    seconds, (status, _) = await took(laurel, sender.mention("x"))

    assert (status, seconds < 0.35) == (503, True)
    assert await said(laurel, "chat.postEphemeral") == "Done"


async def test_a_late_modal_stays_as_it_was_filled_in_and_its_answer_comes_in_private(
    laurel: SlackFront,
) -> None:
    laurel.answer = BotResponse(FORM)
    await laurel.send(sender.command("/nominate", ""))
    laurel.answer, laurel.thinks = BotResponse(DONE), 0.4
    values = {"citation": {"type": "plain_text_input", "value": "She taught"}}
    seconds, (_, reply) = await took(laurel, sender.view(laurel.slack.views[0], values))

    assert seconds < 0.35
    assert (reply["response_action"], list(reply["errors"])) == ("errors", ["citation"])
    assert await said(laurel, "chat.postMessage") == "Done"


async def test_a_slack_that_does_not_say_whose_token_it_is_holds_no_command_up(laurel: SlackFront) -> None:
    laurel.slack.delays = {"auth.test": 5}
    seconds, (status, reply) = await took(laurel, sender.command("/award", "x"))

    assert (status, seconds < 2.5) == (200, True)
    assert reply["text"] == "Slack did not answer me in time, so nothing was changed. Please try again."


@pytest.mark.parametrize("delays", [{"users.info": 1.8, "views.open": 2.2}, {"views.open": 6.0}])
async def test_a_slow_slack_keeps_nobody_waiting_and_loses_nothing_that_was_typed(
    tmp_path: Path, delays: dict[str, float]
) -> None:
    async with SlackWorld.open(tmp_path) as world:
        world.slack.delays = delays
        began = time.monotonic()
        answer = await world.command("U0BEN", "/nominate", "<@U0ANA|ana> because she stayed till it worked")
        assert time.monotonic() - began < 3
        offer = answer.message
        if "users.info" in delays:  # who is concerned is not known in time, so the form comes by a letter
            assert "I am checking" in offer["text"]
            await world.settle()
            offer = world.slack.said_to("U0BEN")[-1]
        assert actions(offer) == ["open_form"]

        world.slack.delays = {}
        pressed = button(offer, "open_form")
        url = world.slack.response_url()
        await world.send(world.sender.action("open_form", pressed["value"], url, "U0BEN"))
        [view] = world.slack.views
        assert "she stayed till it worked" in str(view)
        [people] = [block for block in view["blocks"] if block.get("block_id") == "people"]
        assert people["element"]["initial_users"] == ["U0ANA"]

        values = {
            "people": {"type": "multi_users_select", "selected_users": ["U0ANA"]},
            "badge": {"type": "static_select", "selected_option": {"value": "mentor"}},
            "citation": {"type": "plain_text_input", "value": "She stayed till it worked"},
        }
        await world.send(world.sender.view(view, values, "U0BEN"))
        await world.settle()
        assert "Mentor" in world.slack.said_to("U0MAYA")[-1]["text"]

        await world.send(world.sender.action("open_form", pressed["value"], url, "U0BEN"))
        await world.settle()
        assert len(world.slack.views) == 1, "what counts already is not asked for again"
        assert "This form is too old" in world.slack.called("response_url")[-1]["text"]


async def test_nobody_else_can_open_a_form_that_waits(tmp_path: Path) -> None:
    async with SlackWorld.open(tmp_path) as world:
        world.slack.fail("views.open", "expired_trigger_id")
        answer = await world.command("U0BEN", "/nominate", "<@U0ANA|ana> because she stayed")
        pressed = button(answer.message, "open_form")
        url = world.slack.response_url()
        await world.send(world.sender.action("open_form", pressed["value"], url, "U0ANA"))
        await world.settle()

        assert world.slack.views == []

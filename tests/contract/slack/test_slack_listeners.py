"""From Slack's request to Slack's answer: who is asked what, and how the reply goes back."""

import json
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
import structlog
from jsonschema import Draft7Validator

from adapters.files.wording import load_languages
from adapters.gateway.bot_gateway import BotResponse
from adapters.slack.app import PATH
from adapters.slack.manifest import FILES_SCOPE, READ_SCOPE, SCOPES, creation_link, manifest
from bot.dispatch.actions import COMMANDS
from bot.messages.cards import Card, Paragraph, PersonName, Words
from bot.messages.forms import Form
from bot.messages.requests import ButtonPress, MessageToBot, TypedCommand
from tests.fakes.requirements import standards
from tests.fakes.slack.block_kit import faults
from tests.fakes.slack.front import SlackFront, slack_front
from tests.fakes.slack.sender import Request, SlackSender
from tests.fakes.slack.web_api import BOT_USER, FakeSlack, Fault

ANA = UUID(int=1)
CARD = Card("Done", (Paragraph((Words("You awarded "), PersonName(ANA, "Ana"))),))
HEARD = BotResponse(CARD, {ANA: "U0ANA"})
sender = SlackSender()


@pytest.fixture
async def laurel() -> AsyncIterator[SlackFront]:
    async with slack_front(HEARD) as front:
        yield front


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_command_is_answered_in_the_reply_for_the_callers_eyes(
    laurel: SlackFront, command: str
) -> None:
    status, reply = await laurel.send(sender.command(f"/{command}", "<@U0ANA|ana> customer-hero Well done"))

    assert status == 200
    assert reply["response_type"] == "ephemeral"
    assert faults(reply) == []
    assert reply["blocks"][0]["elements"][0]["elements"][1] == {"type": "user", "user_id": "U0ANA"}
    assert isinstance(laurel.heard[0][0], TypedCommand)
    assert laurel.slack.called("response_url") == []


async def test_a_command_whose_text_says_payload_is_heard(laurel: SlackFront) -> None:
    await laurel.send(sender.command("/award", "<@U0ANA|ana> customer-hero Fixed the payload bug"))

    assert len(laurel.heard) == 1


async def test_a_command_that_needs_no_answer_gets_an_empty_one(laurel: SlackFront) -> None:
    laurel.answer = BotResponse(None)

    assert await laurel.send(sender.command("/award", "")) == (200, "")


async def test_a_form_shows_its_hint(laurel: SlackFront) -> None:
    laurel.answer = BotResponse(Form("award", "Award", "", "Award", (), Card("Type it like this", ())))

    _, reply = await laurel.send(sender.command("/award", ""))

    assert reply["text"] == "Type it like this"


async def test_a_mention_is_asked_and_its_answer_left_to_the_outbox(laurel: SlackFront) -> None:
    laurel.answer = BotResponse(None)

    status, _ = await laurel.send(sender.mention(f"<@{BOT_USER}> help"))

    assert status == 200
    assert laurel.heard[0][0] == MessageToBot((" help",))
    assert laurel.slack.posts == []


async def test_what_must_be_said_at_once_goes_by_the_events_way_back(laurel: SlackFront) -> None:
    await laurel.send(sender.mention(f"<@{BOT_USER}> award <@U0WHO|who>"))

    assert len(laurel.slack.said_to("U0MAYA")) == 1
    assert len(laurel.slack.called("chat.postEphemeral")) == 1


async def test_what_must_be_said_at_once_goes_to_the_presss_response_url(laurel: SlackFront) -> None:
    await laurel.send(sender.action("approve", "tok", laurel.slack.response_url()))

    assert laurel.heard[0][0] == ButtonPress("approve", "tok")
    assert len(laurel.slack.called("response_url")) == 1


async def test_a_direct_message_is_heard_and_the_bots_own_is_not(laurel: SlackFront) -> None:
    laurel.answer = BotResponse(None)
    await laurel.send(sender.direct("help"))
    await laurel.send(sender.direct("Well done", user=BOT_USER))
    await laurel.send(sender.direct("Well done", bot_id="B0LAUREL", user="U0X"))

    assert [inbound for inbound, _ in laurel.heard] == [MessageToBot(("help",))]


async def test_a_second_delivery_carries_the_same_key(laurel: SlackFront) -> None:
    laurel.answer = BotResponse(None)
    request = sender.mention(f"<@{BOT_USER}> help")
    for delivery in (request, request.retried(1), request.retried(2)):
        assert (await laurel.send(delivery))[0] == 200

    assert len({origin.key for _, origin in laurel.heard}) == 1


@pytest.mark.parametrize(
    "request_",
    [
        sender.event({"type": "reaction_added", "user": "U0MAYA"}),
        sender.event(
            {"type": "message", "subtype": "message_changed", "message": {}, "channel": "C0GENERAL"}
        ),
        sender.command("/unknown", "x"),
        sender.action("link", "", "https://hooks.slack.com/x"),
        sender.action(
            "x",
            "",
            "https://hooks.slack.com/x",
            type="view_submission",
            view={"callback_id": "x", "type": "modal"},
        ),
        sender.action("x", "", "https://hooks.slack.com/x", type="shortcut", callback_id="x"),
        sender.json({"type": "something_new", "team_id": "T0LAUREL"}),
    ],
)
async def test_what_nobody_waits_for_is_taken_quietly_so_that_slack_does_not_repeat_it(
    laurel: SlackFront, request_: Request
) -> None:
    assert await laurel.send(request_) == (200, "")
    assert laurel.heard == []


@pytest.mark.parametrize("foreign", [SlackSender(app="A0OTHER"), SlackSender(team="T0OTHER")])
async def test_another_app_or_workspace_is_taken_quietly_and_not_heard(
    laurel: SlackFront, foreign: SlackSender
) -> None:
    for request in (
        foreign.command("/award", "x"),
        foreign.mention("x"),
        foreign.action("share", "t", "https://x.y"),
    ):
        assert await laurel.send(request) == (200, "")
    assert laurel.heard == []


async def test_slacks_challenge_is_answered(laurel: SlackFront) -> None:
    status, reply = await laurel.send(
        sender.json({"type": "url_verification", "challenge": "abc", "token": "x"})
    )

    assert (status, reply) == (200, {"challenge": "abc"})


async def test_a_bug_gives_a_command_a_sentence_with_a_reference_and_the_log_no_text_of_anybody(
    laurel: SlackFront,
) -> None:
    laurel.answer = RuntimeError("the citation was: top secret")
    with structlog.testing.capture_logs() as logged:
        status, reply = await laurel.send(sender.command("/award", "<@U0ANA|ana> customer-hero top secret"))

    assert status == 200
    assert reply["text"].endswith("tell the people who run Laurel this number: R-17.")
    assert faults(reply) == []
    assert (logged[-1]["event"], logged[-1]["reference"], logged[-1]["error"]) == (
        "slack_request_failed",
        "R-17",
        "RuntimeError",
    )
    assert "secret" not in str(logged)


async def test_a_bug_makes_slack_repeat_an_event(laurel: SlackFront) -> None:
    laurel.answer = RuntimeError("broken")

    assert (await laurel.send(sender.mention("x")))[0] == 500


async def test_a_bug_gives_a_press_a_sentence_at_its_response_url(laurel: SlackFront) -> None:
    laurel.answer = RuntimeError("broken")

    assert (await laurel.send(sender.action("share", "t", laurel.slack.response_url())))[0] == 200
    assert "R-17" in laurel.slack.called("response_url")[0]["text"]


async def test_a_bug_after_a_press_sends_nothing_to_an_address_that_is_not_slacks(laurel: SlackFront) -> None:
    laurel.answer = RuntimeError("broken")
    async with FakeSlack() as evil:
        assert (await laurel.send(sender.action("share", "t", evil.response_url())))[0] == 200

        assert evil.calls == []


async def test_slack_is_asked_once_who_the_bot_is_and_again_if_it_could_not_say(laurel: SlackFront) -> None:
    laurel.slack.fail("auth.test", Fault.BROKEN)
    assert (await laurel.send(sender.mention("x")))[0] == 500

    for _ in range(3):
        await laurel.send(sender.command("/mybadges", ""))

    assert len(laurel.slack.called("auth.test")) == 2


@pytest.mark.parametrize("socket_mode", [False, True])
def test_the_manifest_is_what_slacks_schema_takes(socket_mode: bool) -> None:
    schema = json.loads((standards() / "platforms" / "slack-manifest.v1.schema.json").read_text())

    for language in load_languages().available:
        made = manifest("https://badges.example", load_languages().best(language), socket_mode=socket_mode)
        assert list(Draft7Validator(schema).iter_errors(made)) == []


def test_the_manifest_of_socket_mode_names_no_address() -> None:
    made = manifest("http://127.0.0.1:8000", load_languages().best(), socket_mode=True)
    assert "127.0.0.1" not in json.dumps(made)
    assert made["settings"]["socket_mode_enabled"]


def test_the_link_that_creates_the_app_holds_the_whole_manifest() -> None:
    made = manifest("https://badges.example", load_languages().best("de"))
    asked = parse_qs(urlsplit(creation_link(made)).query)
    assert json.loads(asked["manifest_json"][0]) == made


def test_the_manifest_asks_for_few_scopes_and_for_ids_in_commands() -> None:
    made = manifest("https://badges.example/", load_languages().best())

    assert made["oauth_config"]["scopes"]["bot"] == [*SCOPES, FILES_SCOPE, READ_SCOPE]
    assert FILES_SCOPE == "files:write"
    assert set(SCOPES) == {
        "app_mentions:read",
        "chat:write",
        "commands",
        "im:history",
        "im:write",
        "users:read",
        "users:read.email",
    }
    assert [command["command"] for command in made["features"]["slash_commands"]] == [
        f"/{name}" for name in COMMANDS
    ]
    assert all(command["should_escape"] for command in made["features"]["slash_commands"])
    assert {command["url"] for command in made["features"]["slash_commands"]} == {
        f"https://badges.example{PATH}"
    }

"""What Slack sends, understood: commands, sentences, buttons, and what is not for the bot."""

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.gate import SignedBody
from adapters.slack.inbound.mentions import parse_text
from adapters.slack.inbound.payload import payload_of
from adapters.slack.inbound.requests import (
    MalformedSlackPayload,
    from_action,
    from_command,
    from_event,
    is_ours,
)
from adapters.slack.installation import Installation
from adapters.slack.routes import InChannel, parse_route
from bot.messages.requests import ButtonPress, Mention, MessageToBot, Text, TypedCommand
from tests.fakes.slack.sender import Request, SlackSender
from tests.fakes.slack.web_api import APP, BOT, BOT_USER, TEAM

OWN = Installation(TEAM, "Laurel Works", BOT_USER, BOT, APP)
API = "https://slack.com/api/"
HOOK = "https://hooks.slack.com/actions/T0/1/abc"
ANA = Mention("U0ANA", "ana")

sender = SlackSender()


def payload(request: Request) -> dict[str, Any]:
    return payload_of(SignedBody(request.body, request.headers["Content-Type"]))


def as_slack_writes(text: Text) -> str:
    """The text as Slack would send it: marked up and escaped."""
    return "".join(_written(part) for part in text)


def _written(part: str | Mention) -> str:
    if isinstance(part, str):
        return part.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    label = _written(part.label)
    match part.kind:
        case "group":
            return f"<!subteam^{part.external_id}|@{label}>"
        case "everyone":
            return f"<!{part.external_id}>"
        case _:
            return f"<@{part.external_id}|{label}>"


words = st.text(st.characters(codec="utf-8"), min_size=1)
labels = st.text(st.characters(codec="utf-8", exclude_characters="@|"), min_size=1)
mentions = st.one_of(
    st.builds(Mention, st.from_regex(r"[UW][A-Z0-9]{5}", fullmatch=True), labels),
    st.builds(Mention, st.from_regex(r"S[A-Z0-9]{5}", fullmatch=True), labels, st.just("group")),
    st.sampled_from([Mention(name, name, "everyone") for name in ("channel", "here", "everyone")]),
)
written = st.lists(st.one_of(words, mentions), max_size=6).map(
    lambda parts: tuple(
        part
        for at, part in enumerate(parts)
        if not (at and isinstance(part, str) and isinstance(parts[at - 1], str))
    )
)


@settings(max_examples=30)
@given(written)
def test_any_text_survives_the_way_through_slack(text: Text) -> None:
    assert parse_text(as_slack_writes(text)) == text


@given(st.text())
def test_no_text_whatever_trips_the_reading(text: str) -> None:
    "".join(part if isinstance(part, str) else part.label for part in parse_text(text)).encode("utf-8")


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("<@U0ANA|ana> for Q&amp;A", (ANA, " for Q&A")),
        ("<@U0ANA>", (Mention("U0ANA", "U0ANA"),)),
        ("<!subteam^S0HEROES|@heroes>", (Mention("S0HEROES", "heroes", "group"),)),
        ("<!subteam^S0HEROES>", (Mention("S0HEROES", "S0HEROES", "group"),)),
        (
            "<!channel> <!here|here>",
            (Mention("channel", "channel", "everyone"), " ", Mention("here", "here", "everyone")),
        ),
        ("in <#C0GENERAL|general>", ("in #general",)),
        ("see <http://a.example|a.example>", ("see a.example",)),
        ("see <https://a.example/x?a=1&amp;b=2>", ("see https://a.example/x?a=1&b=2",)),
        ("see <https://a.example/pm|the report>", ("see the report (https://a.example/pm)",)),
        ("<mailto:ana@a.example|ana@a.example>", ("ana@a.example",)),
        ("<!date^1700000000^{date}|14 November>", ("14 November",)),
        ("&amp;lt; is once unescaped", ("&lt; is once unescaped",)),
        ("&quot; is none of Slack's", ("&quot; is none of Slack's",)),
        ("half a \ud83d pair", ("half a \ufffd pair",)),
        ("", ()),
    ],
)
def test_slacks_markup_is_read(sent: str, meant: Text) -> None:
    assert parse_text(sent) == meant


def test_a_command_is_heard_with_its_caller_and_answered_in_the_reply() -> None:
    sent = payload(
        sender.command("/award", "<@U0ANA|ana> customer-hero Well done", user="U0MAYA", channel="C0GENERAL")
    )

    heard = from_command(sent, OWN)

    assert heard is not None
    assert heard.inbound == TypedCommand("award", (ANA, " customer-hero Well done"))
    assert (heard.origin.workspace, heard.origin.user) == (TEAM, "U0MAYA")
    assert (heard.origin.key, heard.origin.route) == (sent["trigger_id"], None)
    assert heard.origin.forms
    assert not heard.origin.conversation.direct


def test_a_command_in_a_direct_conversation_says_so() -> None:
    heard = from_command(payload(sender.command("/mybadges", "", channel="D0MAYA")), OWN)

    assert heard is not None
    assert heard.inbound == TypedCommand("mybadges", ())
    assert heard.origin.conversation.direct


def test_a_mention_is_a_sentence_without_the_bots_name_and_answered_for_one_persons_eyes() -> None:
    sent = payload(sender.mention(f"<@{BOT_USER}> nominate <@U0ANA|ana> for Customer Hero because &lt;3"))

    heard = from_event(sent, OWN)

    assert heard is not None
    assert heard.inbound == MessageToBot((" nominate ", ANA, " for Customer Hero because <3"))
    assert heard.origin.key == sent["event_id"]
    assert parse_route(heard.origin.route or "", API) == InChannel("C0GENERAL", None, ephemeral=True)


def test_a_mention_in_a_thread_is_answered_there() -> None:
    heard = from_event(payload(sender.mention(f"<@{BOT_USER}> help", thread_ts="1700000000.000100")), OWN)

    assert heard is not None
    assert parse_route(heard.origin.route or "", API) == InChannel(
        "C0GENERAL", "1700000000.000100", ephemeral=True
    )


def test_a_direct_message_is_a_sentence_and_answered_by_a_message() -> None:
    heard = from_event(payload(sender.direct("nominate <@U0ANA|ana> for Customer Hero")), OWN)

    assert heard is not None
    assert heard.inbound == MessageToBot(("nominate ", ANA, " for Customer Hero"))
    assert heard.origin.conversation.direct
    assert parse_route(heard.origin.route or "", API) == InChannel("D0MAYA", None, ephemeral=False)


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "channel_type": "im", "user": BOT_USER, "text": "mine", "channel": "D0MAYA"},
        {
            "type": "message",
            "channel_type": "im",
            "bot_id": "B0OTHER",
            "user": "U0BOT",
            "text": "a bot's",
            "channel": "D0MAYA",
        },
        {
            "type": "message",
            "channel_type": "im",
            "subtype": "message_changed",
            "message": {},
            "channel": "D0MAYA",
        },
        {
            "type": "message",
            "channel_type": "im",
            "subtype": "message_deleted",
            "hidden": True,
            "channel": "D0MAYA",
        },
        {"type": "message", "channel_type": "im", "subtype": "bot_message", "text": "x", "channel": "D0MAYA"},
        {
            "type": "message",
            "channel_type": "channel",
            "user": "U0MAYA",
            "text": "chatter",
            "channel": "C0GENERAL",
        },
        {
            "type": "app_mention",
            "user": "U0MAYA",
            "text": "x",
            "edited": {"ts": "1.2"},
            "channel": "C0GENERAL",
        },
        {"type": "app_mention", "user": "U0BOT", "bot_id": "B0OTHER", "text": "x", "channel": "C0GENERAL"},
        {"type": "message", "channel_type": "im", "text": "nobody said this", "channel": "D0MAYA"},
        {"type": "reaction_added", "user": "U0MAYA"},
    ],
)
def test_what_nobody_said_to_the_bot_is_not_heard(event: dict[str, Any]) -> None:
    assert from_event(sender.event_payload(event), OWN) is None


@pytest.mark.parametrize("kind", ["file_share", "thread_broadcast", "me_message"])
def test_a_message_with_a_file_or_also_for_the_channel_or_about_oneself_is_a_sentence(kind: str) -> None:
    text = "award <@U0ANA|ana> customer-hero x"
    files = [{"id": "F1"}] if kind == "file_share" else []
    direct = from_event(payload(sender.direct(text, subtype=kind, files=files)), OWN)
    mention = from_event(payload(sender.mention(f"<@{BOT_USER}> {text}", subtype=kind, files=files)), OWN)

    assert direct is not None
    assert direct.inbound == MessageToBot(("award ", ANA, " customer-hero x"))
    assert mention is not None
    assert mention.inbound == MessageToBot((" award ", ANA, " customer-hero x"))


def test_a_file_without_words_asks_nothing() -> None:
    assert from_event(payload(sender.direct("", subtype="file_share", files=[{"id": "F1"}])), OWN) is None


@pytest.mark.parametrize("say", [sender.direct, sender.mention])
def test_an_edit_is_the_same_message_and_another_request(say: Any) -> None:
    said = say("nomnate <@U0ANA|ana> for mentor")
    before, edited = (
        from_event(payload(request), OWN) for request in (said, sender.edits(said, "nominate x"))
    )

    assert before is not None
    assert edited is not None
    assert edited.inbound == MessageToBot(("nominate x",))
    assert (before.origin.edited, edited.origin.edited) == (False, True)
    assert before.origin.message == edited.origin.message
    assert before.origin.message is not None
    assert before.origin.key != edited.origin.key
    assert edited.origin.route == before.origin.route
    assert edited.origin.written_at is not None


def test_the_preview_of_a_link_is_no_edit() -> None:
    said = sender.direct("see https://a.example")
    shown = payload(sender.edits(said, "see https://a.example"))
    assert from_event(shown, OWN) is None
    del shown["event"]["message"]["edited"]
    shown["event"]["message"]["text"] = "see https://a.example now"
    assert from_event(shown, OWN) is None


def test_a_bots_edit_of_its_own_message_is_not_heard() -> None:
    assert from_event(payload(sender.edits(sender.direct("mine", user=BOT_USER), "mine too")), OWN) is None


def test_a_press_brings_its_action_its_token_and_slacks_way_back() -> None:
    sent = payload(sender.action("approve", "tok-1", HOOK))

    heard = from_action(sent, OWN)

    assert heard is not None
    assert heard.inbound == ButtonPress("approve", "tok-1")
    assert heard.origin.key == sent["trigger_id"]
    assert heard.origin.route == HOOK


def test_a_numbered_action_loses_its_number() -> None:
    heard = from_action(payload(sender.action("badge#3", "customer-hero", HOOK)), OWN)

    assert heard is not None
    assert heard.inbound == ButtonPress("badge", "customer-hero")


def test_a_press_without_a_trigger_is_known_by_its_moment_and_its_user() -> None:
    heard = from_action(payload(sender.action("approve", "t", HOOK, trigger_id=None)), OWN)

    assert heard is not None
    assert heard.origin.key == f"{sender.at}.5:U0MAYA"


def test_a_link_button_and_other_interactions_want_no_answer() -> None:
    assert from_action(payload(sender.action("link#2", "", HOOK)), OWN) is None
    assert from_action(payload(sender.action("x", "", HOOK, type="view_submission")), OWN) is None
    assert from_action(payload(sender.action("x", "", HOOK, actions=[])), OWN) is None


@pytest.mark.parametrize("missing", ["user_id", "channel_id", "trigger_id", "command"])
def test_a_command_that_lacks_what_slack_always_sends_is_malformed(missing: str) -> None:
    sent = dict(parse_qsl(sender.command("/award", "x").body.decode()))
    del sent[missing]

    with pytest.raises(MalformedSlackPayload):
        from_command(sent, OWN)


@pytest.mark.parametrize("name", ["privategroup", "directmessage", "mpdm-ana--ben--maya-1"])
def test_a_conversation_that_is_not_public_has_no_name_for_those_who_are_not_in_it(name: str) -> None:
    typed = payload(sender.command("/award", "<@U0ANA|ana> mentor", channel_name=name))
    pressed = payload(sender.action("share", "t", HOOK, channel={"id": "C0GROUP", "name": name}))
    for heard in (from_command(typed, OWN), from_action(pressed, OWN)):
        assert heard is not None
        assert heard.origin.conversation.name == ""


def test_ours_is_what_names_this_app_and_this_workspace() -> None:
    assert is_ours(payload(sender.command("/award", "x")), OWN)
    assert is_ours(payload(sender.action("share", "t", HOOK)), OWN)
    assert not is_ours(payload(SlackSender(app="A0OTHER").command("/award", "x")), OWN)
    assert not is_ours(payload(SlackSender(team="T0OTHER").command("/award", "x")), OWN)


def test_an_event_of_a_shared_channel_is_ours_by_its_authorization() -> None:
    sent = {**sender.event_payload({"type": "app_mention"}), "team_id": "T0PARTNER"}

    assert is_ours(sent, OWN)


def test_a_command_may_speak_of_a_payload() -> None:
    sent = payload(sender.command("/award", "<@U0ANA|ana> customer-hero Fixed the payload= parser"))

    assert sent["text"].endswith("payload= parser")
    assert json.dumps(sent)

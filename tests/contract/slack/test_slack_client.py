"""Slack's client against a strict Slack: where cards go, and what every failure means."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import aiohttp
import pytest

from adapters.gateway.platforms import (
    AppRefused,
    Caller,
    Channel,
    ClosedConversation,
    Destination,
    Direct,
    PostedCard,
    RetryLater,
    Undeliverable,
)
from adapters.slack import api
from adapters.slack.accounts import facts_of
from adapters.slack.api import SlackWebApi
from adapters.slack.client import SlackClient
from bot.domain.organisations import Organisation, Workspace
from bot.domain.people.model import MembershipStatus
from bot.messages.cards import (
    Button,
    Buttons,
    Card,
    Heading,
    Line,
    Note,
    Paragraph,
    PersonName,
    Picture,
    Quote,
    Words,
)
from bot.messages.platforms import Platform
from tests.fakes.slack.front import no_picture
from tests.fakes.slack.web_api import APP, BOT, BOT_USER, TEAM, FakeSlack, Fault

ANA = UUID(int=1)
NAMES = {ANA: "U0ANA"}
LINE: Line = (Words("Well done, "), PersonName(ANA, "Ana"))
CARD = Card(
    "Well done, Ana & all <!channel>",
    (
        Heading("Customer Hero"),
        Paragraph(LINE, Picture("/achievements/customer-hero/1.png", "Customer Hero")),
        Quote("<!channel> &lt; *x* أحسنت 🎉 " + "long " * 800),
        Buttons((Button("Share", "share", "tok"),)),
        Note((Words("Only you see this."),)),
    ),
)
ORGANISATION = Organisation(UUID(int=8), "Laurel Works")
HERE = Workspace(UUID(int=9), ORGANISATION, Platform.SLACK, TEAM)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as opened:
        opened.add_user("U0ANA")
        opened.channels.update({"C0GENERAL": None, "C0CLOSED": "not_in_channel", "C0OLD": "is_archived"})
        yield opened


@pytest.fixture
async def client(slack: FakeSlack) -> AsyncIterator[SlackClient]:
    opened = SlackClient(SlackWebApi(slack.token, slack.api_url), "https://badges.example", no_picture)
    yield opened
    await opened.close()


async def post(client: SlackClient, to: Destination) -> PostedCard:
    return await client.post(HERE, to, CARD, NAMES, "letter-1")


async def test_a_letter_to_a_person_goes_into_their_direct_conversation(
    slack: FakeSlack, client: SlackClient
) -> None:
    posted = await post(client, Direct("U0ANA"))

    assert posted.conversation == "D0ANA"
    assert slack.posts[0].ts == posted.message
    assert len(slack.said_to("U0ANA")) == 1


async def test_the_direct_conversation_is_opened_once(slack: FakeSlack, client: SlackClient) -> None:
    await post(client, Direct("U0ANA"))
    await post(client, Direct("U0ANA"))

    assert len(slack.called("conversations.open")) == 1


async def test_a_post_unfurls_nothing_and_carries_the_letters_key(
    slack: FakeSlack, client: SlackClient
) -> None:
    await post(client, Channel("C0GENERAL"))

    sent = slack.called("chat.postMessage")[0]
    assert (sent["unfurl_links"], sent["unfurl_media"]) == (False, False)
    assert sent["metadata"] == {"event_type": "laurel_letter", "event_payload": {"key": "letter-1"}}
    assert sent["text"] == "Well done, Ana &amp; all &lt;!channel&gt;"


async def test_a_posted_card_can_be_replaced(slack: FakeSlack, client: SlackClient) -> None:
    posted = await post(client, Channel("C0GENERAL"))

    await client.update(HERE, posted, Card("Taken back", (Note((Words("Taken back"),)),)), {})

    assert [message.message["text"] for message in slack.posts] == ["Taken back"]


async def test_what_only_one_person_saw_cannot_be_replaced(client: SlackClient) -> None:
    with pytest.raises(Undeliverable, match="only one person sees"):
        await client.update(HERE, PostedCard("C0GENERAL", None), CARD, NAMES)


async def test_a_card_that_is_gone_cannot_be_replaced(client: SlackClient) -> None:
    with pytest.raises(Undeliverable, match="message_not_found"):
        await client.update(HERE, PostedCard("C0GENERAL", "1.000"), CARD, NAMES)


async def test_a_caller_is_answered_at_the_response_url(slack: FakeSlack, client: SlackClient) -> None:
    posted = await post(client, Caller("U0ANA", slack.response_url()))

    answer = slack.called("response_url")[0]
    assert posted.message is None
    assert (answer["response_type"], answer["replace_original"]) == ("ephemeral", False)


async def test_an_answer_whose_response_url_is_used_up_comes_in_private(
    slack: FakeSlack, client: SlackClient
) -> None:
    url = slack.response_url()
    for _ in range(5):
        await post(client, Caller("U0ANA", url))

    posted = await post(client, Caller("U0ANA", url))

    assert [message.channel for message in slack.posts] == ["D0ANA"]
    assert posted.conversation == "D0ANA"


@pytest.mark.parametrize(
    "word",
    [
        "channel_not_found",
        "ekm_access_denied",
        "is_archived",
        "no_permission",
        "not_in_channel",
        "restricted_action",
        "restricted_action_read_only_channel",
        "thread_not_found",
        "user_not_in_channel",
        "any_word_of_next_year",
    ],
)
async def test_an_answer_that_cannot_be_shown_where_it_was_asked_for_comes_in_private_with_its_buttons(
    slack: FakeSlack, client: SlackClient, word: str
) -> None:
    slack.fail("chat.postEphemeral", word)

    await post(client, Caller("U0ANA", "ephemeral:C0GENERAL:1700000000.000100"))

    [message] = slack.posts
    assert message.channel == "D0ANA"
    assert any(block["type"] == "actions" for block in message.message["blocks"])


async def test_an_answer_that_came_in_private_is_found_there_and_not_posted_again(
    slack: FakeSlack, client: SlackClient
) -> None:
    caller = Caller("U0ANA", "ephemeral:C0GENERAL")
    slack.fail("chat.postEphemeral", "user_not_in_channel")
    await post(client, caller)

    found = await client.find_posted(HERE, caller, "letter-1")

    assert found is not None
    assert found.already_posted


@pytest.mark.parametrize(
    "word",
    ["user_disabled", "user_not_found", "users_not_found", "not_allowed", "cannot_dm_bot", "a_new_word"],
)
async def test_who_cannot_be_written_to_is_said_to_be_closed_whatever_the_reason(
    slack: FakeSlack, client: SlackClient, word: str
) -> None:
    slack.fail("conversations.open", word)
    with pytest.raises(ClosedConversation, match=word):
        await post(client, Direct("U0ANA"))

    slack.fail("chat.postMessage", word)
    with pytest.raises(ClosedConversation, match=word):
        await post(client, Direct("U0ANA"))


@pytest.mark.parametrize("fault", [Fault.PATIENCE, Fault.BROKEN, Fault.CUT_BEFORE])
async def test_a_response_url_that_fails_is_tried_later(
    slack: FakeSlack, client: SlackClient, fault: Fault
) -> None:
    slack.fail("response_url", fault)

    with pytest.raises(RetryLater):
        await post(client, Caller("U0ANA", slack.response_url()))


async def test_a_caller_in_a_channel_is_answered_for_their_eyes_only(
    slack: FakeSlack, client: SlackClient
) -> None:
    await post(client, Caller("U0ANA", "ephemeral:C0GENERAL:1700000000.000100"))

    sent = slack.called("chat.postEphemeral")[0]
    assert (sent["user"], sent["channel"], sent["thread_ts"]) == ("U0ANA", "C0GENERAL", "1700000000.000100")


async def test_a_caller_in_the_direct_conversation_is_answered_by_a_message(
    slack: FakeSlack, client: SlackClient
) -> None:
    await post(client, Direct("U0ANA"))

    posted = await post(client, Caller("U0ANA", "message:D0ANA"))

    assert posted.message == slack.posts[1].ts


async def test_no_other_address_is_ever_sent_an_answer(slack: FakeSlack, client: SlackClient) -> None:
    async with FakeSlack() as evil:
        with pytest.raises(Undeliverable, match="none of Slack's"):
            await post(client, Caller("U0ANA", evil.response_url()))

        assert evil.calls == []


@pytest.mark.parametrize("channel", ["C0CLOSED", "C0OLD", "C0UNKNOWN"])
async def test_a_channel_that_is_closed_to_the_bot_is_said_to_be(client: SlackClient, channel: str) -> None:
    with pytest.raises(ClosedConversation):
        await post(client, Channel(channel))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("3", 3), ("0", 1), ("-1", None), ("abc", None), ("1.5", None), ("99999999", 3600), ("9" * 400, 3600)],
)
async def test_patience_is_believed_up_to_an_hour(
    slack: FakeSlack, client: SlackClient, header: str, seconds: int | None
) -> None:
    slack.retry_after = header
    for method, to in (("chat.postMessage", Direct("U0ANA")), ("response_url", Caller("U0ANA", ""))):
        slack.fail(method, Fault.PATIENCE)
        destination = Caller("U0ANA", slack.response_url()) if isinstance(to, Caller) else to

        with pytest.raises(RetryLater) as raised:
            await post(client, destination)

        assert raised.value.after == seconds


async def test_patience_is_asked_for_in_seconds_and_nothing_is_tried_twice(
    slack: FakeSlack, client: SlackClient
) -> None:
    slack.fail("chat.postMessage", Fault.PATIENCE)

    with pytest.raises(RetryLater) as raised:
        await post(client, Channel("C0GENERAL"))

    assert raised.value.after == slack.retry_after
    assert len(slack.called("chat.postMessage")) == 1


@pytest.mark.parametrize(
    "fault", [Fault.BROKEN, Fault.NOT_JSON, Fault.CUT_BEFORE, Fault.CUT_AFTER, "internal_error"]
)
async def test_a_slack_that_stumbles_is_tried_later_and_by_the_outbox_alone(
    slack: FakeSlack, client: SlackClient, fault: Fault | str
) -> None:
    slack.fail("chat.postMessage", fault)

    with pytest.raises(RetryLater):
        await post(client, Channel("C0GENERAL"))

    assert len(slack.called("chat.postMessage")) == 1


async def test_a_slack_that_hangs_is_tried_later(
    slack: FakeSlack, client: SlackClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "TIMEOUT", aiohttp.ClientTimeout(total=0.1))
    slack.fail("chat.postMessage", Fault.HANG)

    with pytest.raises(RetryLater, match="TimeoutError"):
        await post(client, Channel("C0GENERAL"))


@pytest.mark.parametrize(
    "word", ["invalid_blocks", "invalid_arguments", "msg_too_long", "metadata_too_large"]
)
async def test_a_card_that_slack_refuses_is_given_up_with_slacks_word(
    slack: FakeSlack, client: SlackClient, word: str
) -> None:
    for to in (Channel("C0GENERAL"), Direct("U0ANA"), Caller("U0ANA", "message:C0GENERAL")):
        slack.fail("chat.postMessage", word)

        with pytest.raises(Undeliverable, match=word):
            await post(client, to)


@pytest.mark.parametrize(
    "word",
    [
        "account_inactive",
        "accesslimited",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "token_expired",
        "token_revoked",
    ],
)
async def test_a_token_that_slack_refuses_is_told_from_a_slack_that_is_away_and_waited_for(
    slack: FakeSlack, client: SlackClient, word: str
) -> None:
    slack.fail("chat.postMessage", word)

    with pytest.raises(AppRefused) as raised:
        await post(client, Channel("C0GENERAL"))

    assert (raised.value.name, raised.value.uncertain) == (word, False)


async def test_a_missing_permission_is_named(slack: FakeSlack, client: SlackClient) -> None:
    slack.scopes -= {"users:read.email"}

    with pytest.raises(AppRefused) as raised:
        await client.find(HERE, "u0ana@example.org")

    assert raised.value.name == "missing_scope (users:read.email)"
    assert not raised.value.keeps_silent


async def test_a_wrong_token_is_refused_and_not_repeated_in_the_reason(slack: FakeSlack) -> None:
    client = SlackClient(SlackWebApi("xoxb-wrong", slack.api_url), "https://badges.example", no_picture)
    with pytest.raises(AppRefused, match="invalid_auth") as raised:
        await post(client, Channel("C0GENERAL"))
    await client.close()

    assert "xoxb" not in str(raised.value)


async def test_people_are_looked_up_and_whom_slack_does_not_know_is_left_out(
    slack: FakeSlack, client: SlackClient
) -> None:
    slack.add_user(
        "U0BEN", profile={"real_name": "Ben Okafor", "display_name": "ben 🌴", "email": "ben@example.org"}
    )

    found = await client.people(HERE, ["U0BEN", "U0NOBODY", "U0ANA"])

    assert [(facts.external_id, facts.name, facts.email) for facts in found] == [
        ("U0BEN", "Ben Okafor", "ben@example.org"),
        ("U0ANA", "U0Ana", "u0ana@example.org"),
    ]


async def test_a_person_of_an_enterprise_grid_is_known_by_both_of_their_ids(
    slack: FakeSlack, client: SlackClient
) -> None:
    grid = {"id": "W0DUAL", "enterprise_id": "E0", "teams": [TEAM]}
    slack.add_user("W0DUAL", enterprise_user=grid, profile={"real_name": "Dual", "email": "dual@example.org"})
    slack.users["U0DUAL"] = slack.users["W0DUAL"]

    found = await client.people(HERE, ["U0DUAL"])

    assert [(facts.external_id, facts.directory_id) for facts in found] == [("U0DUAL", "W0DUAL")]


async def test_a_name_that_cannot_be_seen_is_none(slack: FakeSlack, client: SlackClient) -> None:
    slack.add_user("U0BEN", profile={"real_name": "\u200b\u3164", "display_name": "Ben\u3000Okafor"})
    assert [facts.name for facts in await client.people(HERE, ["U0BEN"])] == ["Ben Okafor"]


async def test_the_language_of_a_person_is_asked_for_and_what_is_none_is_left_out(
    slack: FakeSlack, client: SlackClient
) -> None:
    slack.add_user("U0BEN", locale="de-DE")
    slack.add_user("U0CHIDI", locale="not a language")
    found = await client.people(HERE, ["U0BEN", "U0CHIDI", "U0ANA"])
    assert [facts.locale for facts in found] == ["de-DE", None, None]


async def test_somebody_is_found_by_their_address(client: SlackClient) -> None:
    found = await client.find(HERE, "u0ana@example.org")

    assert found is not None
    assert found.external_id == "U0ANA"
    assert await client.find(HERE, "nobody@example.org") is None


async def test_a_look_up_that_slack_puts_off_is_put_off(slack: FakeSlack, client: SlackClient) -> None:
    slack.fail("users.info", Fault.PATIENCE)

    with pytest.raises(RetryLater):
        await client.people(HERE, ["U0ANA"])


@pytest.mark.parametrize(
    ("more", "standing"),
    [
        ({}, MembershipStatus.MEMBER),
        ({"deleted": True, "is_bot": True}, MembershipStatus.LEFT),
        ({"is_bot": True}, MembershipStatus.BOT),
        ({"id": "USLACKBOT"}, MembershipStatus.BOT),
        ({"is_workflow_bot": True}, MembershipStatus.BOT),
        ({"is_app_user": True}, MembershipStatus.MEMBER),
        ({"is_restricted": True}, MembershipStatus.GUEST),
        ({"is_ultra_restricted": True}, MembershipStatus.GUEST),
        ({"is_stranger": True}, MembershipStatus.STRANGER),
        ({"team_id": "T0PARTNER"}, MembershipStatus.STRANGER),
        ({"team_id": "T0PARTNER", "enterprise_user": {"teams": [TEAM]}}, MembershipStatus.MEMBER),
        ({"team_id": "T0OTHER", "enterprise_user": {"enterprise_id": "E0"}}, MembershipStatus.STRANGER),
    ],
)
def test_slacks_flags_say_what_kind_of_account_it_is(
    more: dict[str, Any], standing: MembershipStatus
) -> None:
    assert facts_of({"id": "U0ANA", "team_id": TEAM, "name": "ana", **more}, TEAM).standing is standing


async def test_the_bot_knows_which_app_and_which_workspace_it_is(client: SlackClient) -> None:
    own = await client.installation()

    assert (own.team_id, own.bot_user_id, own.bot_id, own.app_id) == (TEAM, BOT_USER, BOT, APP)


def test_the_token_travels_encrypted_or_not_at_all() -> None:
    with pytest.raises(ValueError, match="LAUREL_SLACK_API_URL must be https"):
        SlackWebApi("xoxb-1", "http://slack.example/api/")

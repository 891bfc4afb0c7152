"""Slack's client against a strict Slack: where cards go, and what every failure means."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import aiohttp
import pytest

from adapters.gateway.platforms import (
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
from adapters.slack.api import SlackWebApi
from adapters.slack.client import SlackClient, facts_of
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
    opened = SlackClient(SlackWebApi(slack.token, slack.api_url), "https://badges.example")
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


async def test_a_used_up_response_url_is_given_up(slack: FakeSlack, client: SlackClient) -> None:
    url = slack.response_url()
    for _ in range(5):
        await post(client, Caller("U0ANA", url))

    with pytest.raises(Undeliverable, match="used up or too old"):
        await post(client, Caller("U0ANA", url))


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
    "word", ["invalid_auth", "account_inactive", "token_revoked", "invalid_blocks", "msg_too_long"]
)
async def test_what_trying_again_cannot_help_is_given_up_with_slacks_word(
    slack: FakeSlack, client: SlackClient, word: str
) -> None:
    slack.fail("chat.postMessage", word)

    with pytest.raises(Undeliverable, match=word):
        await post(client, Channel("C0GENERAL"))


async def test_a_wrong_token_is_refused_and_not_repeated_in_the_reason(slack: FakeSlack) -> None:
    client = SlackClient(SlackWebApi("xoxb-wrong", slack.api_url), "https://badges.example")
    with pytest.raises(Undeliverable, match="invalid_auth") as raised:
        await post(client, Channel("C0GENERAL"))
    await client.close()

    assert "xoxb" not in str(raised.value)


async def test_people_are_looked_up_and_whom_slack_does_not_know_is_left_out(
    slack: FakeSlack, client: SlackClient
) -> None:
    slack.add_user("U0BEN", profile={"display_name": "Ben B.", "email": "ben@example.org"})

    found = await client.people(HERE, ["U0BEN", "U0NOBODY", "U0ANA"])

    assert [(facts.external_id, facts.name, facts.email) for facts in found] == [
        ("U0BEN", "Ben B.", "ben@example.org"),
        ("U0ANA", "U0Ana", "u0ana@example.org"),
    ]


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

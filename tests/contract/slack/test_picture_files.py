"""Pictures that name a person, as files of the Slack workspace; where Slack takes none, by their address."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.gateway.platforms import Channel, PostedCard, RetryLater
from adapters.slack.api import SlackWebApi
from adapters.slack.blocks import picture_files
from adapters.slack.client import SlackClient
from adapters.slack.manifest import FILES_SCOPE
from bot.messages.cards import Card, Hero, Note, Paragraph, Picture, Words
from tests.contract.slack.test_slack_client import HERE
from tests.fakes.slack.elsewhere import another_host
from tests.fakes.slack.files import SIGNATURE
from tests.fakes.slack.web_api import FakeSlack, Fault

PATH = "/celebrations/0123456789abcdefABCDEF.png"
PNG = SIGNATURE + b"Ana & her badge"
CARD = Card(
    "Ana earned Mentor!",
    (Paragraph((Words("Ana earned Mentor!"),)), Hero(Picture(PATH, "Ana <&> Mentor", named=True))),
)
WORDS = Card("Ana earned Mentor!", (Note((Words("Ana earned Mentor!"),)),))


@pytest.fixture
async def slack(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeSlack]:
    monkeypatch.setattr(picture_files, "READY_SECONDS", (0.0, 0.0, 0.0))
    async with FakeSlack() as opened:
        opened.channels["C0GENERAL"] = None
        yield opened


@pytest.fixture
async def client(slack: FakeSlack) -> AsyncIterator[SlackClient]:
    async def draw(path: str) -> bytes | None:
        return PNG if path == PATH else None

    opened = SlackClient(SlackWebApi(slack.token, slack.api_url), "https://badges.example", draw)
    yield opened
    await opened.close()


async def post(client: SlackClient, card: Card = CARD) -> PostedCard:
    return await client.post(HERE, Channel("C0GENERAL"), card, {}, "letter-1")


def image(slack: FakeSlack) -> dict[str, Any]:
    [block] = [block for block in slack.posts[-1].message["blocks"] if block["type"] == "image"]
    return {name: value for name, value in block.items() if name in ("slack_file", "image_url")}


def by_address(slack: FakeSlack) -> bool:
    return image(slack) == {"image_url": f"https://badges.example{PATH}"}


async def test_the_picture_is_a_file_and_its_address_is_nowhere(
    slack: FakeSlack, client: SlackClient
) -> None:
    posted = await post(client)

    [(key, file)] = slack.files.kept.items()
    assert (file.content, file.alt) == (PNG, "Ana <&> Mentor")
    assert image(slack) == {"slack_file": {"id": key}}
    assert posted.files == (key,)
    assert PATH not in json.dumps(slack.posts[-1].message)


async def test_a_picture_is_sent_to_slack_alone(slack: FakeSlack, client: SlackClient) -> None:
    async with another_host() as host:
        slack.files.url = f"{host.url}upload/"
        await post(client)
    assert host.asked == []
    assert by_address(slack)


async def test_the_file_is_shared_in_no_channel_by_itself(slack: FakeSlack, client: SlackClient) -> None:
    await post(client)

    assert [call.keys() for call in slack.called("files.completeUploadExternal")] == [{"files"}]


async def test_a_file_that_slack_still_processes_is_waited_for(slack: FakeSlack, client: SlackClient) -> None:
    slack.files.unready = 3
    await post(client)

    assert "slack_file" in image(slack)
    assert len(slack.posts) == 1


async def test_a_file_that_is_never_ready_is_deleted_and_the_picture_has_its_address(
    slack: FakeSlack, client: SlackClient
) -> None:
    slack.files.unready = 99
    posted = await post(client)

    assert by_address(slack)
    assert (posted.files, slack.files.kept) == ((), {})


async def test_without_the_permission_nothing_is_uploaded(slack: FakeSlack, client: SlackClient) -> None:
    slack.scopes -= {FILES_SCOPE}
    await post(client)

    assert by_address(slack)
    assert slack.files.known == {}


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
@pytest.mark.parametrize("how", [Fault.PATIENCE, Fault.BROKEN, Fault.NOT_JSON, "a_new_word", "missing_scope"])
async def test_a_picture_that_slack_does_not_take_has_its_address(
    slack: FakeSlack, client: SlackClient, method: str, how: Fault | str
) -> None:
    slack.fail(method, how)
    posted = await post(client)

    assert by_address(slack)
    assert posted.files == ()


async def test_a_picture_is_sent_to_no_address_but_slacks(slack: FakeSlack, client: SlackClient) -> None:
    slack.files.url = "http://elsewhere.example/upload/"
    await post(client)

    assert by_address(slack)


async def test_a_post_that_failed_leaves_no_file_behind(slack: FakeSlack, client: SlackClient) -> None:
    slack.fail("chat.postMessage", Fault.BROKEN)
    with pytest.raises(RetryLater):
        await post(client)

    assert slack.files.kept == {}


async def test_a_card_without_a_named_picture_uploads_nothing(slack: FakeSlack, client: SlackClient) -> None:
    await post(client, Card("Mentor", (Hero(Picture("/achievements/mentor/1.png", "Mentor")),)))

    assert slack.called("files.getUploadURLExternal") == []


async def test_a_card_that_is_replaced_has_its_new_picture_alone(
    slack: FakeSlack, client: SlackClient
) -> None:
    posted = await post(client)
    again = await client.update(HERE, posted, CARD, {})
    assert tuple(slack.files.kept) == again.files != posted.files

    without = await client.update(HERE, again, WORDS, {})
    assert (slack.files.kept, without.files) == ({}, ())


async def test_a_card_that_is_deleted_takes_its_picture_with_it(
    slack: FakeSlack, client: SlackClient
) -> None:
    await client.delete(HERE, await post(client))

    assert (slack.posts, slack.files.kept) == ([], {})


async def test_a_picture_that_is_gone_already_keeps_no_card_from_being_deleted(
    slack: FakeSlack, client: SlackClient
) -> None:
    posted = await post(client)
    slack.files.delete({"file": posted.files[0]})
    await client.delete(HERE, posted)

    assert slack.posts == []

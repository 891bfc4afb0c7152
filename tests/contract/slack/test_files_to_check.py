"""A badge dropped into the direct conversation on Slack is checked there; what cannot be read is shown the way."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.file_contents import MOST_BYTES
from tests.fakes.badges.badges import credential
from tests.fakes.slack.elsewhere import another_host
from tests.fakes.slack.world import SlackWorld

Json = dict[str, Any]


@pytest.fixture
async def world(tmp_path: Path) -> Any:
    async with SlackWorld.open(tmp_path) as world:
        world.slack.scopes.add("files:read")
        await world.command("U0ANA", "/mybadges")
        yield world


async def dropped(world: SlackWorld, content: bytes, **more: Any) -> str:
    """The answer to a file; fails the test if there is none, or it is seen by others."""
    world.slack.shared_files["badge"] = content
    world.slack.add_direct("U0ANA")
    said = len(world.slack.said_to("U0ANA"))
    size = more.pop("size", len(content))
    url = more.pop("url", f"{world.slack.url}/files-pri/badge")
    answer = await world.send(world.sender.drops(url, size, **more))
    assert (answer.status, answer.body) == (200, "")
    await world.settle()
    [message] = world.slack.said_to("U0ANA")[said:]
    return json.dumps(message, ensure_ascii=False)


async def test_a_badge_file_is_judged_where_it_was_dropped(world: SlackWorld) -> None:
    verdict = await dropped(world, credential())
    assert "Customer Hero" in verdict
    assert "/verify" not in verdict.partition("Customer Hero")[0]


async def test_a_file_that_is_no_badge_is_said_to_be_none(world: SlackWorld) -> None:
    assert "I cannot read that file here" not in await dropped(world, b"%PDF-1.7 a letter")


async def test_without_the_permission_the_page_is_shown_and_nothing_is_fetched(world: SlackWorld) -> None:
    world.slack.scopes.discard("files:read")
    await world.command("U0ANA", "/mybadges")
    await world.settle()
    await dropped(world, b"{}")  # the answer to it names the permissions of the token
    fetched = len(world.slack.called("file"))
    answer = await dropped(world, credential())
    assert "I cannot read that file here" in answer
    assert "https://badges.example/verify" in answer
    assert len(world.slack.called("file")) == fetched


@pytest.mark.parametrize(
    "more",
    [
        {"size": MOST_BYTES + 1},
        {"size": 0},
        {"size": "many"},
        {"url": "https://evil.example/badge.png"},
        {"url": "http://169.254.169.254/latest/meta-data"},
        {"url": None},
        {"url": "file:///etc/passwd"},
    ],
    ids=str,
)
async def test_only_a_small_file_of_slacks_own_is_fetched(world: SlackWorld, more: Json) -> None:
    assert "I cannot read that file here" in await dropped(world, b"{}", **more)
    assert world.slack.called("file") == []


async def test_no_other_host_is_asked_or_sees_the_token(world: SlackWorld) -> None:
    async with another_host() as host:
        assert "I cannot read that file here" in await dropped(world, b"{}", url=f"{host.url}badge")
    assert host.asked == []


async def test_a_file_that_is_larger_than_slack_says_is_read_no_further(world: SlackWorld) -> None:
    answer = await dropped(world, b"x" * (MOST_BYTES + 2), size=10)
    assert "I cannot read that file here" in answer


async def test_a_file_in_a_channel_or_with_words_is_nobodys_question(world: SlackWorld) -> None:
    for more in ({"channel_type": "channel", "channel": "C0GENERAL"}, {"bot_id": "B0OTHER"}):
        await world.send(world.sender.drops(f"{world.slack.url}/files-pri/badge", 2, **more))
    await world.settle()
    assert world.slack.called("file") == []

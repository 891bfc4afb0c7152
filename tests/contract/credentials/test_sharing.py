"""Sharing: private until the earner says otherwise, once, and taken back when they want."""

import asyncio

import pytest

from bot.messages.cards import Buttons, Card, LinkButton
from tests.fakes.chat_world import ChatWorld, shown
from tests.fakes.platform import button

pytestmark = pytest.mark.engines("memory")


async def earned(world: ChatWorld, where: str = "general") -> Card:
    await world.types("maya", "/award @ana customer-hero She stayed", where)
    await world.settle()
    return world.letters("ana")[-1]


async def test_nothing_is_posted_until_the_earner_chooses(world: ChatWorld) -> None:
    letter = await earned(world)
    await world.presses("ana", button(letter, "keep"))
    await world.settle()
    assert world.platform.letters_to("general") == []
    assert world.platform.letters_to("celebrations") == []


async def test_celebrating_posts_one_card_where_the_badge_was_given(world: ChatWorld) -> None:
    letter = await earned(world)
    celebrate = button(letter, "celebrate")
    await asyncio.gather(*(world.presses("ana", celebrate) for _ in range(10)))
    await world.settle()
    [posted] = world.platform.letters_to("general")
    assert "Ana" in posted.card.summary
    assert "She stayed" not in repr(posted.card), "the words stay between awarder and earner"
    assert "Maya" not in repr(posted.card), "and so does the name of the awarder"


async def test_a_badge_given_in_private_is_celebrated_in_the_organisations_channel(world: ChatWorld) -> None:
    letter = await earned(world, where="direct")
    await world.presses("ana", button(letter, "celebrate"))
    await world.settle()
    assert len(world.platform.letters_to("celebrations")) == 1


@pytest.mark.engines("sqlite", "postgresql")
async def test_a_closed_channel_falls_back_to_the_organisations_one(world: ChatWorld) -> None:
    letter = await earned(world)
    world.platform.closed = {"general"}
    await world.presses("ana", button(letter, "celebrate"))
    await world.settle()
    assert len(world.platform.letters_to("celebrations")) == 1


@pytest.mark.engines("sqlite", "postgresql")
async def test_when_no_channel_is_open_the_earner_is_told_and_may_choose_again(world: ChatWorld) -> None:
    letter = await earned(world)
    world.platform.closed = {"general", "celebrations"}
    await world.presses("ana", button(letter, "celebrate"))
    await world.settle()
    told = world.letters("ana")
    assert len(told) == 2
    assert "channel" in told[1].summary
    world.platform.closed = set()
    world.passes(minutes=1)
    await world.presses("ana", button(told[0], "celebrate"))
    await world.settle()
    assert len(world.platform.letters_to("general")) == 1


async def test_taking_back_before_the_card_went_out_means_it_never_does(world: ChatWorld) -> None:
    letter = await earned(world)
    await world.presses("ana", button(letter, "celebrate"))
    listed = shown(await world.types("ana", "/mybadges"))
    await world.presses("ana", button(listed, "take_back"))
    await world.settle()
    assert world.platform.letters_to("general") == []


async def test_only_the_earner_chooses(world: ChatWorld) -> None:
    letter = await earned(world)
    for who in ("maya", "ben"):
        for action in ("celebrate", "share", "download", "keep"):
            await world.presses(who, button(letter, action))
    await world.settle()
    assert world.platform.letters_to("general") == []
    assert len(world.letters("ana")) == 1


async def test_the_page_is_offered_only_once_it_is_open(world: ChatWorld) -> None:
    letter = await earned(world)
    assert "/credentials/" not in links(letter)
    await world.presses("ana", button(letter, "share"))
    await world.settle()
    assert "/credentials/" in links(world.letters("ana")[0])


async def test_a_download_link_is_private_and_new_each_time(world: ChatWorld) -> None:
    letter = await earned(world)
    text = links(shown(await world.presses("ana", button(letter, "download"))))
    two = links(shown(await world.presses("ana", button(letter, "download"))))
    assert text.startswith("/downloads/")
    assert text != two


def links(card: Card) -> str:
    return " ".join(
        link.path
        for block in card.blocks
        if isinstance(block, Buttons)
        for link in block.buttons
        if isinstance(link, LinkButton)
    )

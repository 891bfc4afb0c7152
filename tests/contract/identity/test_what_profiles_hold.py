"""Profiles hold whatever their owners wrote: it is cleaned at the edge, and never an error, on both engines."""

import pytest

from bot.domain.people.model import PlatformFacts
from bot.messages.platforms import Platform
from bot.use_cases.people.learn import Report
from tests.fakes.chat_world import ChatWorld

pytestmark = pytest.mark.engines("memory", "sqlite", "postgresql")

NAMES = {
    "a\x00b": "ab",
    "Ana\x1b[31m Souza": "Ana[31m Souza",
    "Ana \u202eazuoS": "Ana azuoS",
    "half \ud800 a pair": "half a pair",
    "\u200b": "U-NEW",
    "": "U-NEW",
    "山田　太郎": "山田 太郎",
    "علی\u200cرضا": "علی\u200cرضا",
    "x" * 5000: "x" * 200,
}


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[:24])
async def test_a_name_is_stored_as_it_can_be_shown(world: ChatWorld, name: str) -> None:
    facts = PlatformFacts("U-NEW", name, "new@example.org")
    world.dispatcher.learn(Platform.SANDBOX, "W", Report((facts,)), world.moment)
    assert world.person("new").name == NAMES[name]


@pytest.mark.parametrize("address", ["a\x00@example.org", "a\ud800@example.org", "x" * 400 + "@example.org"])
async def test_an_address_that_cannot_be_one_is_left_out(world: ChatWorld, address: str) -> None:
    facts = PlatformFacts("U-NEW", "New", address, timezone="Europe/\x00Berlin")
    world.dispatcher.learn(Platform.SANDBOX, "W", Report((facts,)), world.moment)
    with world.read() as store:
        workspace = store.people.workspace(Platform.SANDBOX, "W")
        assert workspace is not None
        account = store.people.identities(workspace.id, ["U-NEW"])["U-NEW"]
    assert (account.person.name, account.person.email, account.person.timezone) == ("New", None, None)

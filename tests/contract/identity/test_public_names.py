"""The name on public pages is the earner's to choose."""

import pytest

from tests.fakes.chat_world import ChatWorld, shown

pytestmark = pytest.mark.engines("memory")


async def test_the_earner_chooses_the_name_and_goes_back(world: ChatWorld) -> None:
    assert "Ana" in shown(await world.types("ana", "/mybadges name")).summary
    await world.types("ana", "/mybadges name  Ana\u3000de la Costa ")
    assert world.person("ana").public_name == "Ana de la Costa"
    assert world.person("ana").name == "Ana"
    await world.types("ana", "/mybadges name automatic")
    assert world.person("ana").public_name == "Ana"


@pytest.mark.parametrize("name", ["x" * 121, "\u3164", "a\x07b"])
async def test_what_a_page_cannot_show_is_no_name(world: ChatWorld, name: str) -> None:
    assert "no name" in shown(await world.types("ana", f"/mybadges name {name}")).summary
    assert world.person("ana").public_name == "Ana"


@pytest.mark.parametrize("name", ["\u200b", "\u2066\u2069"])
async def test_characters_that_nobody_sees_are_no_words(world: ChatWorld, name: str) -> None:
    assert "show the name Ana" in shown(await world.types("ana", f"/mybadges name {name}")).summary
    assert world.person("ana").chosen_name is None

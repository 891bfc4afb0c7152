"""A story in which every chapter shows its cards, for those who look at them: `scenes()` gives each with a name."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

from bot.cards import Card
from bot.forms import Reply
from tests.fakes.platform import button
from tests.fakes.world import World

Scene = tuple[str, Card]


async def scenes(folder: Path, opened: Callable[[World], None]) -> AsyncIterator[Scene]:
    """The cards in the order in which people would see them; `opened` is handed the world they happen in."""
    world = World.open(f"sqlite:///{folder / 'scenes.db'}")
    opened(world)
    try:
        async for name, reply in _story(world):
            if isinstance(reply, Card):
                yield name, reply
    finally:
        world.close()


async def _story(world: World) -> AsyncIterator[tuple[str, Reply]]:
    yield "help", await world.types("ana", "/badges help", "direct")
    yield "what can be earned", await world.types("ana", "/badges", "direct")
    yield "one badge", await world.types("ana", "/badges customer-hero", "direct")
    yield "nobody yet", await world.types("ana", "/mybadges", "direct")
    yield "a refusal", await world.types("ana", "/nominate @ana for customer-hero because I earned it")
    stayed = "Stayed with the Contoso outage until midnight and told them every hour where things stood."
    yield "awarded", await world.types("maya", f"/award @ana customer-hero {stayed}")
    await world.settle()
    letter = world.letters("ana")[-1]
    yield "earned, privately", letter
    drove = "because he drove two hours to fetch a replacement router."
    yield "nominated", await world.types("chidi", f"/nominate @ben team-player {drove}")
    await world.settle()
    asked = world.letters("maya")[-1]
    yield "a nomination to decide", asked
    yield "decided", await world.presses("maya", button(asked, "approve"))
    await world.settle()
    await world.types(
        "maya", "/award @ana ship-it Brought the status page to every customer by the day she named."
    )
    await world.types("maya", "/award @ana mentor Met Ben every fortnight since autumn.")
    await world.settle()
    await world.presses("ana", button(letter, "celebrate"))
    await world.settle()
    yield "celebrated, not shared by link", world.platform.letters_to("general")[-1].card
    yield "shared", await world.presses("ana", button(letter, "share"))
    await world.settle()
    yield "celebrated and shared", world.platform.letters_to("general")[-1].card
    yield "my badges", await world.types("ana", "/mybadges", "direct")
    await world.presses("ana", button(world.letters("ana")[0], "take_back"))
    await world.settle()
    yield "taken back", world.platform.letters_to("general")[-1].card

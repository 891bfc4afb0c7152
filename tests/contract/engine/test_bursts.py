"""A burst is noted on the approver's card: five gifts by one person within a day, or four to one person."""

from bot.messages.cards import Card, Note, Paragraph, plain
from tests.fakes.platform import button
from tests.fakes.world import World, shown

SLUGS = ("ship-it", "bug-hunter", "team-player", "bright-idea")


def notes(card: Card) -> str:
    return "\n".join(plain(block.line) for block in card.blocks if isinstance(block, Paragraph | Note))


async def nominates(world: World, who: str, whom: str, slug: str) -> None:
    await world.types(who, f"/nominate @{whom} {slug} because of {slug}")


async def last_card(world: World) -> str:
    """What Maya, who manages Ana, is shown about Ben's nomination of Ana as a mentor."""
    await nominates(world, "ben", "ana", "mentor")
    await world.settle()
    return notes(world.letters("maya")[-1])


async def test_the_fifth_gift_within_a_day_is_noted_whoever_gets_it(world: World) -> None:
    for slug in SLUGS:
        await nominates(world, "ben", "chidi", slug)
    assert "Ben proposed or gave 5 badges within a day" in await last_card(world)


async def test_four_gifts_are_no_burst_of_a_giver(world: World) -> None:
    for slug in SLUGS[:3]:
        await nominates(world, "ben", "chidi", slug)
    assert "within a day" not in await last_card(world)


async def test_what_was_taken_back_counts_in_no_burst(world: World) -> None:
    for slug in SLUGS:
        await nominates(world, "ben", "chidi", slug)
    listed = shown(await world.types("ben", "/badges nominations"))
    await world.presses("ben", button(listed, "withdraw"))
    assert "within a day" not in await last_card(world)


async def test_what_was_given_longer_ago_counts_in_no_burst(world: World) -> None:
    for slug in SLUGS:
        await nominates(world, "ben", "chidi", slug)
    world.passes(hours=25)
    assert "within a day" not in await last_card(world)


async def test_the_fourth_gift_to_one_person_is_noted_awards_included(world: World) -> None:
    for slug in SLUGS[:3]:
        await world.types("maya", f"/award @ana {slug} because of {slug}")
    assert "Ana was proposed for or given 4 badges within a day" in await last_card(world)

"""Rings of up to four are noted on the approver's card, however the people between are found."""

import pytest

from adapters.database.nominations.nominations import nominations
from bot.messages.cards import Card, Note, Paragraph, plain
from tests.fakes.world import World


def notes(card: Card) -> str:
    return "\n".join(plain(block.line) for block in card.blocks if isinstance(block, Paragraph | Note))


async def nominate(world: World, *pairs: tuple[str, str], slug: str = "ship-it") -> None:
    for who, whom in pairs:
        await world.types(who, f"/nominate @{whom} {slug} because of {slug}")


@pytest.mark.parametrize(
    ("before", "rings"),
    [
        ((), 0),
        ((("ana", "ben"),), 1),
        ((("ana", "chidi"), ("chidi", "ben")), 1),
        ((("ana", "chidi"), ("chidi", "noor"), ("noor", "ben")), 1),
        ((("ben", "chidi"), ("chidi", "ana")), 0),
    ],
    ids=["none", "pair", "three", "four", "the other way round"],
)
async def test_a_nomination_that_closes_a_ring_is_noted(
    world: World, before: tuple[tuple[str, str], ...], rings: int
) -> None:
    await nominate(world, *before)
    await nominate(world, ("ben", "ana"), slug="mentor")
    await world.settle()
    assert world.rows(nominations) == len(before) + 1
    assert notes(world.letters("maya")[-1]).count("within 90 days") == rings


async def test_two_nominators_of_one_case_have_rings_of_their_own(world: World) -> None:
    await nominate(world, ("ana", "ben"), ("ben", "chidi"))
    await nominate(world, ("ben", "ana"), ("chidi", "ana"), slug="mentor")
    await world.settle()
    assert notes(world.letters("maya")[-1]).count("within 90 days") == 2

"""Forty people decide at the same moment: one decision stands, and everybody hears the same."""

import asyncio
import os

import pytest
from sqlalchemy import select

from adapters.database.credentials.credentials import credentials
from adapters.database.nominations.cases import cases
from adapters.database.queue.letter_rows import letters
from bot.domain.outbox.model import NotificationKind
from tests.fakes.platform import button
from tests.fakes.world import World, shown

AT_ONCE = 40
ROUNDS = int(os.environ.get("LAUREL_DECISIONS", "3"))
"""`make chaos` sets a thousand."""
SLUGS = ("mentor", "ship-it", "bug-hunter", "team-player", "bright-idea", "clear-writer")


@pytest.mark.parametrize("other", ["decline", "approve"])
async def test_of_forty_decisions_at_once_one_stands(world: World, other: str) -> None:
    for number in range(ROUNDS):
        given = world.rows(credentials)
        slug = SLUGS[number % len(SLUGS)]
        await world.types("ben", f"/nominate @chidi {slug} because of number {number}")
        await world.settle()
        card = world.letters("noor")[-1]
        buttons = [button(card, "approve" if turn % 2 else other) for turn in range(AT_ONCE)]
        replies = await asyncio.gather(
            *(
                world.presses(("noor", "maya")[turn % 4 // 2], value, key=f"{number}-{turn}")
                for turn, value in enumerate(buttons)
            )
        )
        await world.settle()
        with world.application.database.read() as connection:
            outcomes = connection.execute(select(cases.c.outcome).order_by(cases.c.id)).scalars().all()
            told = connection.execute(
                select(letters.c.id).where(letters.c.topic == NotificationKind.DECIDED)
            ).all()
        assert len(outcomes) == number + 1
        assert "open" not in outcomes
        assert world.rows(credentials) == given + (outcomes[-1] == "approved")
        assert len(told) == number + 1, "one letter about each decision"
        done = [card for card in map(shown, replies) if card.summary.startswith(("Approved:", "Declined"))]
        assert len(done) == 1, "one click decided, and the others hear that it was decided already"
        world.passes(days=40)

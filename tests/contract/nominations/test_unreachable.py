"""Who cannot be written to, or has left, holds nothing up: the right people hear of it, and others are asked."""

import pytest

from bot.domain.catalogue.award_policy import Step
from tests.contract.nominations.test_asking_again import GROUP, deeds
from tests.contract.nominations.test_nomination_life import nominated, text
from tests.fakes.company import joins, only_remain, set_rules
from tests.fakes.platform import button
from tests.fakes.world import World, shown


@pytest.mark.parametrize("who", ["noor", "chidi", "maya"])
async def test_the_nominators_hear_who_of_a_group_cannot_be_written_to(world: World, who: str) -> None:
    set_rules(world, "mentor", steps=(Step("group", 2),), approvers=GROUP)
    joins(world, "zed")
    world.platform.closed.add(f"U-{who.upper()}")
    await world.types("ben", "/nominate @ana mentor because she did")
    await world.types("zed", "/nominate @ana mentor because she did more")
    await world.settle()
    for nominator in ("ben", "zed"):
        [letter] = world.letters(nominator)
        assert f"I may not write to {who.title()}" in letter.summary


async def test_the_next_is_asked_beside_an_approver_who_cannot_be_written_to(world: World) -> None:
    joins(world, "olga", owner=True)
    world.platform.closed.add("U-NOOR")
    await world.types("ben", "/nominate @chidi mentor because she did")
    await world.settle()
    [who] = [literal for literal in ("maya", "olga") if world.letters(literal)]
    assert "Noor was asked before you" in text(world.letters(who)[0])
    assert "escalated" in deeds(world)
    await world.presses(who, button(world.letters(who)[0], "approve"))
    await world.settle()
    assert "Mentor" in world.letters("chidi")[0].summary


async def test_what_waits_for_somebody_who_left_goes_to_the_next_at_once(world: World) -> None:
    joins(world, "olga", owner=True)
    await nominated(world)
    only_remain(world, "ana", "ben", "chidi", "noor", "olga")
    await world.settle()
    assert "Maya would come before you, and is no member here any more" in text(world.letters("olga")[0])
    await world.presses("olga", button(world.letters("olga")[0], "approve"))
    assert "approved" in deeds(world)


async def test_a_reminder_that_is_out_when_the_case_is_decided_is_brought_up_to_date(world: World) -> None:
    await nominated(world)
    world.passes(days=2)
    await world.settle()
    await world.presses("maya", button(shown(await world.types("maya", "/badges decide")), "approve"))
    await world.settle()
    assert all("Approved" in text(card) for card in world.letters("maya"))

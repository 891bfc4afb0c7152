"""Nominating: the right approver decides, once, and everybody who should hear of it does."""

import asyncio
from dataclasses import replace

import pytest

from adapters.database.audit.trail import audit
from adapters.database.credentials.credentials import credentials
from bot.domain.people.model import MembershipStatus
from bot.messages.cards import Card, Paragraph, Quote, plain
from bot.messages.requests import ButtonPress
from tests.fakes.chat_world import ChatWorld, asked, shown
from tests.fakes.platform import button

pytestmark = pytest.mark.engines("memory")

SENTENCE = "@Laurel nominate @ana for Customer Hero because she stayed on the line"


async def nominated(world: ChatWorld, who: str = "ben", text: str = SENTENCE) -> Card:
    await world.types(who, text)
    await world.settle()
    return world.letters("maya")[-1]


def lines(card: Card) -> str:
    return "\n".join(plain(block.line) for block in card.blocks if isinstance(block, Paragraph))


async def test_a_nomination_goes_to_the_nominees_manager_and_an_approval_awards_it(world: ChatWorld) -> None:
    card = await nominated(world)
    await world.presses("maya", button(card, "approve"))
    await world.settle()
    assert "Customer Hero" in world.letters("ana")[0].summary
    assert "Ana" in world.letters("ben")[-1].summary


async def test_the_command_and_the_sentence_mean_the_same(world: ChatWorld) -> None:
    await nominated(world, text="/nominate @ana customer-hero because she stayed on the line")
    await nominated(world, who="chidi")
    [card] = world.letters("maya")
    first, second = (block for block in card.blocks if isinstance(block, Quote))
    assert first == second


async def test_after_the_decision_the_card_says_who_and_when_and_has_no_buttons(world: ChatWorld) -> None:
    card = await nominated(world)
    await world.presses("maya", button(card, "decline"))
    await world.settle()
    [decided] = world.letters("maya")
    assert "Maya" in lines(decided)
    assert "2 March 2026" in lines(decided)
    assert world.rows(credentials) == 0


async def test_a_second_click_changes_nothing_and_says_so(world: ChatWorld) -> None:
    card = await nominated(world)
    await world.presses("maya", button(card, "approve"))
    reply = shown(await world.presses("maya", button(card, "decline")))
    assert "already" in reply.summary
    await world.settle()
    assert world.rows(credentials) == 1


@pytest.mark.engines("sqlite", "postgresql")
async def test_twenty_clicks_at_once_give_one_badge(world: ChatWorld) -> None:
    card = await nominated(world)
    approve, decline = button(card, "approve"), button(card, "decline")
    await asyncio.gather(*(world.presses("maya", approve if n % 2 else decline) for n in range(20)))
    await world.settle()
    assert world.rows(credentials) <= 1
    decided = [letter for letter in world.letters("ben") if "Ana" in letter.summary]
    assert len(decided) == 1, "one decision, one letter"


async def test_nobody_nominates_themselves(world: ChatWorld) -> None:
    reply = shown(await world.types("ana", "/nominate @ana customer-hero because I stayed"))
    assert "yourself" in reply.summary


async def test_a_nomination_without_a_reason_asks_for_one(world: ChatWorld) -> None:
    form = asked(await world.types("ben", "/nominate @ana customer-hero"))
    await world.fills_in("ben", form, citation="she stayed")
    await world.settle()
    assert len(world.letters("maya")) == 1


async def test_the_same_nomination_is_not_made_twice_while_it_waits(world: ChatWorld) -> None:
    await nominated(world)
    await nominated(world)
    assert len(world.letters("maya")) == 1


async def test_a_manager_who_nominates_does_not_decide(world: ChatWorld) -> None:
    """Noor manages Chidi; her own nomination of him goes to an owner."""
    card = await nominated(world, who="noor", text="/nominate @chidi mentor because he explains well")
    assert world.letters("noor") == []
    reply = shown(await world.presses("noor", button(card, "approve")))
    assert "somebody else decides" in reply.summary
    assert world.rows(credentials) == 0


async def test_neither_the_nominee_nor_a_bystander_decides(world: ChatWorld) -> None:
    card = await nominated(world)
    await world.presses("ana", button(card, "approve"))
    await world.presses("chidi", button(card, "approve"))
    await world.settle()
    assert world.rows(credentials) == 0
    assert world.rows(audit) == 3, "the nomination and two refused attempts"


async def test_authority_is_read_at_the_click_so_a_former_manager_is_refused(world: ChatWorld) -> None:
    await world.types("ben", "/nominate @chidi mentor because he explains well")
    await world.settle()
    [card] = world.letters("noor")
    world.change(replace(world.person("chidi"), manager_id=world.person("maya").id))
    await world.presses("noor", button(card, "approve"))
    assert world.rows(credentials) == 0


async def test_someone_who_has_left_decides_nothing_although_nobody_told_us(world: ChatWorld) -> None:
    card = await nominated(world)
    world.passes(minutes=6)
    world.platform.users["U-MAYA"] = replace(world.platform.users["U-MAYA"], standing=MembershipStatus.LEFT)
    await world.presses("maya", button(card, "approve"))
    assert world.rows(credentials) == 0


async def test_badges_decide_lists_what_waits_for_me_wherever_the_card_got_lost(world: ChatWorld) -> None:
    await nominated(world)
    listed = shown(await world.types("maya", "/badges decide"))
    assert "No nomination waits" in shown(await world.types("chidi", "/badges decide")).summary
    await world.presses("maya", button(listed, "approve"))
    assert world.rows(credentials) == 1


async def test_a_decision_that_overtakes_its_own_card_still_updates_it(world: ChatWorld) -> None:
    await world.types("ben", SENTENCE)
    listed = shown(await world.types("maya", "/badges decide"))
    await world.presses("maya", button(listed, "approve"))
    await world.settle()
    assert "Approved" in lines(world.letters("maya")[0])


async def test_nobody_is_left_to_decide_is_said_at_once(world: ChatWorld) -> None:
    reply = shown(await world.types("maya", "/nominate @noor mentor because she explains well"))
    assert "Noor" in reply.summary
    assert "owner" in reply.summary


async def test_an_unknown_badge_is_said_back_without_the_reason_that_follows_it(
    small_world: ChatWorld,
) -> None:
    reply = shown(await small_world.types("ben", "/nominate @ana for Custmer Hero because she stayed"))
    assert "no badge named “Custmer Hero”" in reply.summary


async def test_a_reason_without_a_badge_asks_for_the_badge_and_keeps_the_reason(
    small_world: ChatWorld,
) -> None:
    form = asked(await small_world.types("ben", "/nominate @ana because she stayed on the line"))
    given = {field.name: field.value for field in form.fields}
    assert given == {"people": ("U-ANA",), "badge": "", "citation": "she stayed on the line"}


async def test_the_card_of_a_case_from_which_all_withdrew_says_so(world: ChatWorld) -> None:
    for who in ("ben", "chidi"):
        await world.types(who, f"/nominate @ana mentor because {who} saw it")
    await world.settle()
    for who in ("ben", "chidi"):
        listed = shown(await world.types(who, "/badges nominations"))
        await world.presses(who, button(listed, "withdraw"))
        await world.settle()
    [card] = world.letters("maya")
    assert "Withdrawn" in card.summary
    assert Quote("chidi saw it") in card.blocks


async def test_words_that_did_not_change_ask_nobody_again(world: ChatWorld) -> None:
    await world.types("ben", "/nominate @ana mentor because she did")
    await world.settle()
    listed = shown(await world.types("ben", "/badges nominations"))
    pressed = button(listed, "edit_nomination")
    form = asked(
        await world.asks("ben", ButtonPress(pressed.action, pressed.token), "direct", None, forms=True)
    )
    reply = shown(await world.fills_in("ben", form, citation=" she did "))
    assert "These are your words already" in reply.summary
    await world.settle()
    assert len(world.letters("maya")) == 1

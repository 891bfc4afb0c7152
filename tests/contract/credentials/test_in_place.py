"""A press is seen to work: the card with the button changes in its place, and no button stays that cannot be used."""

import pytest

from adapters.gateway.platforms import Channel
from bot.messages.cards import (
    AnswerPlace,
    Button,
    Buttons,
    Card,
    Heading,
    Hero,
    at_moment,
    flat_blocks,
    next_change,
)
from tests.fakes.chat_world import ChatWorld, asked, shown
from tests.fakes.platform import Seen, button, text

pytestmark = pytest.mark.engines("memory")


def actions(card: Card, world: ChatWorld) -> set[str]:
    """The actions of the buttons that the card has now."""
    return {found.action for found in buttons(at_moment(card, world.moment))}


def buttons(card: Card) -> list[Button]:
    return [
        found
        for block in flat_blocks(card)
        if isinstance(block, Buttons)
        for found in block.buttons
        if isinstance(found, Button)
    ]


def posted(card: Card) -> Seen:
    """An answer as a chat keeps it on the screen; the outbox knows nothing of it."""
    return Seen(Channel("screen"), card, key="", message="on-screen")


async def earned(world: ChatWorld) -> None:
    await world.types("maya", "/award @ana customer-hero She stayed")
    await world.settle()


@pytest.mark.parametrize(
    ("action", "says"),
    [("share", "/credentials/"), ("keep", "Private, as you chose"), ("turn_down", "for good")],
)
async def test_the_letter_itself_changes_where_its_button_was_pressed(
    world: ChatWorld, action: str, says: str
) -> None:
    await earned(world)
    answer = shown(await world.clicks("ana", action))
    assert answer.place is AnswerPlace.PRESSED
    assert says in repr(answer)


async def test_where_a_card_cannot_change_the_answer_is_a_sentence_of_its_own(world: ChatWorld) -> None:
    await earned(world)
    answer = shown(await world.presses("ana", button(world.letters("ana")[0], "keep")))
    assert answer.place is AnswerPlace.APART
    assert "stays private" in answer.summary


async def test_a_badge_turned_down_leaves_one_sentence_where_its_letter_was(world: ChatWorld) -> None:
    await earned(world)
    sure = shown(await world.clicks("ana", "turn_down"))
    [letter] = world.platform.letters_to("U-ANA")
    answer = shown(await world.presses("ana", button(sure, "turn_down_now"), on=letter))
    assert "You turned *Customer Hero* down".replace("*", "") in text(answer)
    assert actions(answer, world) == set()


async def test_the_list_stays_the_list_with_what_was_done_on_top(world: ChatWorld) -> None:
    await earned(world)
    listed = shown(await world.types("ana", "/mybadges"))
    answer = shown(await world.presses("ana", button(listed, "own_badge"), on=posted(listed)))
    assert answer.blocks[0] == Heading("Customer Hero")
    back = shown(await world.presses("ana", button(answer, "mybadges"), on=posted(answer)))
    assert back.blocks[0] == Heading("Your badges")
    shared = shown(await world.presses("ana", button(listed, "share"), on=posted(listed)))
    assert "Anyone with the link can now open" in shared.summary
    assert "take_back" in actions(shared, world)
    assert shared.place is AnswerPlace.PRESSED


async def test_an_award_that_was_undone_leaves_no_undo(world: ChatWorld) -> None:
    award = shown(await world.types("maya", "/award @ana customer-hero She stayed"))
    await world.settle()
    answer = shown(await world.presses("maya", button(award, "undo"), on=posted(award)))
    assert answer.place is AnswerPlace.PRESSED
    assert actions(answer, world) == set()


async def test_of_several_awards_each_is_undone_by_its_own_button(world: ChatWorld) -> None:
    award = shown(await world.types("maya", "/award @ana @ben customer-hero They stayed"))
    await world.settle()
    answer = shown(await world.presses("maya", button(award, "undo"), on=posted(award)))
    assert "Undone for Ana" in text(answer)
    answer = shown(await world.presses("maya", button(answer, "undo"), on=posted(answer)))
    assert actions(answer, world) == set()


async def test_that_a_badge_was_turned_down_is_not_seen_on_the_card_of_its_award(world: ChatWorld) -> None:
    award = shown(await world.types("maya", "/award @ana @ben customer-hero They stayed"))
    await world.settle()
    letter = world.letters("ana")[0]
    await world.presses(
        "ana", button(shown(await world.presses("ana", button(letter, "turn_down"))), "turn_down_now")
    )
    _, for_ben = buttons(award)
    answer = shown(await world.presses("maya", for_ben, on=posted(award)))
    assert "Ana" in text(answer)
    assert "undo" in actions(answer, world), "as if nothing had happened to Ana's badge"


async def test_undo_is_offered_for_a_day_and_then_gone_from_the_card(world: ChatWorld) -> None:
    award = shown(await world.types("maya", "/award @ana customer-hero She stayed"))
    assert "undo" in actions(award, world)
    assert next_change(award) is not None
    world.passes(hours=25)
    assert "undo" not in actions(award, world)


@pytest.mark.engines("sqlite")
async def test_undo_disappears_from_the_posted_letter_of_an_approval(world: ChatWorld) -> None:
    await world.types("ben", "/nominate @ana customer-hero because she stayed")
    await world.settle()
    await world.clicks("maya", "approve")
    await world.settle()
    [letter] = world.letters("maya")
    assert "undo" in {found.action for found in buttons(letter)}
    world.passes(hours=25)
    await world.settle()
    [letter] = world.letters("maya")
    assert "undo" not in {found.action for found in buttons(letter)}


async def test_approving_leaves_one_card_with_one_undo(world: ChatWorld) -> None:
    await world.types("ben", "/nominate @ana customer-hero because she stayed")
    await world.settle()
    answer = shown(await world.clicks("maya", "approve"))
    await world.settle()
    assert answer.place is AnswerPlace.PRESSED
    assert len(world.letters("maya")) == 1
    assert [found.action for found in buttons(answer)].count("undo") == 1


async def test_a_decided_case_is_gone_from_the_list_of_what_waits(world: ChatWorld) -> None:
    await world.types("ben", "/nominate @ana customer-hero because she stayed")
    await world.types("ben", "/nominate @chidi mentor because he explains")
    await world.settle()
    waiting = shown(await world.types("maya", "/badges decide"))
    answer = shown(await world.presses("maya", button(waiting, "approve"), on=posted(waiting)))
    assert "Approved: Ana gets Customer Hero" in text(answer)
    assert "she stayed" not in text(answer).lower()
    await world.settle()
    assert "undo" not in actions(answer, world), "the one Undo is on the letter that asked"
    assert ["undo" in actions(letter, world) for letter in world.letters("maya")] == [True]


async def test_a_form_on_a_letter_changes_that_letter_when_it_is_sent(world: ChatWorld) -> None:
    await world.types("ben", "/nominate @ana customer-hero because she stayed")
    await world.settle()
    form = asked(await world.clicks("maya", "decline"))
    answer = shown(await world.fills_in("maya", form, reason="Her week on call anyway"))
    assert "declined" in answer.summary.lower()
    await world.settle()
    assert "Her week on call anyway" in text(world.letters("maya")[0])


async def test_a_press_on_what_has_changed_since_shows_the_letter_as_it_is(world: ChatWorld) -> None:
    await earned(world)
    [before] = world.platform.letters_to("U-ANA")
    await world.clicks("ana", "share")
    answer = shown(await world.presses("ana", before.button("share"), on=before))
    await world.settle()
    assert answer.place is AnswerPlace.PRESSED
    assert "take_back" in actions(answer, world)
    assert "take_back" in actions(world.letters("ana")[0], world)


async def test_the_list_begins_with_its_heading_and_a_collage(world: ChatWorld) -> None:
    await earned(world)
    await world.types("maya", "/award @ana mentor Patient")
    await world.settle()
    blocks = shown(await world.types("ana", "/mybadges")).blocks
    assert isinstance(blocks[0], Heading)
    assert any(isinstance(block, Hero) for block in blocks[:3])

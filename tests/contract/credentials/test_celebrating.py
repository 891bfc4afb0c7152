"""The celebration: what the earner lets colleagues read, its picture, and its end."""

import pytest

from bot.messages.cards import Buttons, Card, Hero, PersonName, Quote, flat_blocks
from bot.messages.forms import CHECKED, CheckField, ChoiceField, Form
from tests.fakes.chat_world import ChatWorld, asked, shown
from tests.fakes.platform import button, text
from tests.fakes.world import World

pytestmark = pytest.mark.engines("memory")


async def earned(world: ChatWorld, where: str = "general") -> None:
    await world.types("maya", "/award @ana customer-hero She stayed", where)
    await world.settle()


async def celebrated(world: ChatWorld, **ticked: str) -> Card:
    """Ana celebrates by the form; the card in #general."""
    await earned(world)
    await world.fills_in("ana", asked(await world.clicks("ana", "celebrate")), **ticked)
    await world.settle()
    [posted] = world.platform.letters_to("general")
    return posted.card


def hero(card: Card) -> str:
    [picture] = [block.picture for block in card.blocks if isinstance(block, Hero)]
    assert picture.named, "a platform that keeps files gets it as one"
    return picture.path


def labels(card: Card) -> list[str]:
    return [
        button.label for block in flat_blocks(card) if isinstance(block, Buttons) for button in block.buttons
    ]


def fields(form: Form) -> set[str]:
    return {field.name for field in form.fields}


async def test_the_form_offers_words_and_giver_unticked_and_says_that_colleagues_can_pass_it_on(
    world: ChatWorld,
) -> None:
    await earned(world)
    form = asked(await world.clicks("ana", "celebrate"))
    boxes = [field for field in form.fields if isinstance(field, CheckField)]
    assert [(box.name, box.checked) for box in boxes] == [("words", False), ("givers", False)]
    assert boxes[1].label == "Show who gave it: Maya"
    assert "Colleagues can pass the picture on" in form.intro


async def test_the_button_names_the_channel(world: ChatWorld) -> None:
    await earned(world)
    assert "Celebrate in #general" in labels(world.letters("ana")[0])


async def test_a_celebration_says_neither_words_nor_giver_unless_its_earner_ticks_them(
    world: ChatWorld,
) -> None:
    card = await celebrated(world)
    assert "She stayed" not in repr(card)
    assert "Maya" not in repr(card)


async def test_a_celebration_says_what_its_earner_ticked(world: ChatWorld) -> None:
    card = await celebrated(world, words=CHECKED, givers=CHECKED)
    assert Quote("She stayed", PersonName(world.person("maya").id, "Maya")) in card.blocks


async def test_words_alone_bear_no_name(world: ChatWorld) -> None:
    card = await celebrated(world, words=CHECKED)
    assert Quote("She stayed") in card.blocks
    assert "Maya" not in repr(card)


async def test_giver_alone_is_thanked_below_the_picture(world: ChatWorld) -> None:
    card = await celebrated(world, givers=CHECKED)
    assert "From Maya" in text(card)
    assert "She stayed" not in repr(card)


async def test_a_giver_whom_only_earners_may_name_is_not_offered_and_not_shown(world: ChatWorld) -> None:
    await world.types("maya", "/mybadges giver earner")
    await earned(world)
    form = asked(await world.clicks("ana", "celebrate"))
    assert fields(form) == {"channel", "words"}
    await world.fills_in("ana", form, words=CHECKED, givers=CHECKED)
    await world.settle()
    [posted] = world.platform.letters_to("general")
    assert "Maya" not in repr(posted.card)


async def test_a_giver_who_thinks_again_is_taken_off_the_posted_celebration(world: ChatWorld) -> None:
    await celebrated(world, words=CHECKED, givers=CHECKED)
    await world.types("maya", "/mybadges giver earner")
    await world.settle()
    [posted] = world.platform.letters_to("general")
    assert "She stayed" in text(posted.card)
    assert "Maya" not in repr(posted.card)


async def test_the_picture_has_an_address_of_its_own_that_each_celebration_makes_anew(
    world: ChatWorld,
) -> None:
    first = hero(await celebrated(world))
    assert first.startswith("/celebrations/")
    assert len(first.removeprefix("/celebrations/").removesuffix(".png")) == 22, "128 random bits"
    await world.clicks("ana", "take_back")
    await world.settle()
    world.passes(minutes=1)
    await world.fills_in("ana", asked(await world.clicks("ana", "celebrate")))
    await world.settle()
    [posted] = world.platform.letters_to("general")
    assert hero(posted.card) != first


async def test_a_celebration_that_is_taken_back_is_gone(world: ChatWorld) -> None:
    await celebrated(world)
    await world.clicks("ana", "take_back")
    await world.settle()
    assert world.platform.letters_to("general") == []


@pytest.mark.engines("sqlite", "postgresql")
async def test_a_celebration_that_cannot_be_deleted_keeps_no_name(world: World) -> None:
    await celebrated(world, words=CHECKED)
    world.platform.keeps_cards = True
    await world.clicks("ana", "take_back")
    await world.settle()
    [posted] = world.platform.letters_to("general")
    assert text(posted.card) == "This celebration was taken back."


async def test_a_celebration_of_an_award_that_is_undone_is_gone(world: ChatWorld) -> None:
    award = shown(await world.types("maya", "/award @ana customer-hero She stayed"))
    await world.settle()
    await world.fills_in("ana", asked(await world.clicks("ana", "celebrate")))
    await world.settle()
    assert len(world.platform.letters_to("general")) == 1
    await world.presses("maya", button(award, "undo"))
    await world.settle()
    assert world.platform.letters_to("general") == []


async def test_the_earner_chooses_between_the_channel_of_the_award_and_the_organisations(
    world: ChatWorld,
) -> None:
    await earned(world)
    form = asked(await world.clicks("ana", "celebrate"))
    [choice] = [field for field in form.fields if isinstance(field, ChoiceField)]
    assert choice.options == (("general", "#general"), ("celebrations", "The channel for celebrations"))
    await world.fills_in("ana", form, channel="celebrations")
    await world.settle()
    assert world.platform.letters_to("general") == []
    assert len(world.platform.letters_to("celebrations")) == 1


async def test_where_there_is_one_channel_the_form_names_it(world: ChatWorld) -> None:
    await earned(world, where="celebrations")
    form = asked(await world.clicks("ana", "celebrate"))
    assert fields(form) == {"words", "givers"}
    assert "Everybody in #celebrations" in form.intro


async def test_a_channel_that_was_not_offered_is_not_believed(world: ChatWorld) -> None:
    await earned(world)
    form = asked(await world.clicks("ana", "celebrate"))
    await world.fills_in("ana", form, channel="board-room")
    await world.settle()
    assert world.platform.letters_to("board-room") == []
    assert len(world.platform.letters_to("general")) == 1

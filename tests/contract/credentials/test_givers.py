"""Who gave a badge: named and signed for its earner, and for others only if both of them want it."""

import json

import pytest

from bot.domain.catalogue.award_policy import Step
from bot.messages.cards import Buttons, Card, PersonName, Quote, flat_blocks
from bot.messages.forms import CHECKED
from tests.fakes.chat_world import ChatWorld, asked, shown
from tests.fakes.company import becomes, set_rules
from tests.fakes.platform import button, text
from tests.fakes.world import World

pytestmark = pytest.mark.engines("memory")


def name_of(world: ChatWorld, who: str) -> PersonName:
    return PersonName(world.person(who).id, who.title())


def quotes(card: Card) -> list[Quote]:
    return [block for block in flat_blocks(card) if isinstance(block, Quote)]


async def nominated_by_two(world: ChatWorld) -> None:
    """Ben and Chidi nominate Ana, and Maya approves."""
    await world.types("ben", "/nominate @ana customer-hero because she stayed on the line")
    await world.types("chidi", "/nominate @ana customer-hero because she wrote it all down")
    await world.settle()
    await world.presses("maya", button(world.letters("maya")[-1], "approve"))
    await world.settle()


async def includes_names(world: ChatWorld, words: bool = False) -> None:
    """Ana shares her badge, and ticks that the page names the givers."""
    await world.clicks("ana", "share")
    await world.settle()
    form = asked(await world.clicks("ana", "page_shows"))
    await world.fills_in("ana", form, givers=CHECKED, words=CHECKED if words else "")
    await world.settle()


async def test_a_direct_award_comes_from_its_awarder_and_the_words_are_signed(world: ChatWorld) -> None:
    await world.types("maya", "/award @ana mentor Her patience")
    await world.settle()
    [letter] = world.letters("ana")
    assert letter.summary == "Maya awarded you Mentor. Congratulations!"
    assert quotes(letter) == [Quote("Her patience", name_of(world, "maya"))]


async def test_several_nominators_are_named_each_above_their_own_words(world: ChatWorld) -> None:
    await nominated_by_two(world)
    [letter] = world.letters("ana")
    assert (
        letter.summary == "Ben and Chidi nominated you for Customer Hero, and Maya approved. Congratulations!"
    )
    assert quotes(letter) == [
        Quote("She stayed on the line", name_of(world, "ben")),
        Quote("She wrote it all down", name_of(world, "chidi")),
    ]


async def test_the_list_says_from_whom_and_why(world: ChatWorld) -> None:
    await nominated_by_two(world)
    listed = text(shown(await world.types("ana", "/mybadges")))
    assert "Nominated by Ben and Chidi, approved by Maya: “She stayed on the line”" in listed


async def test_words_that_were_amended_bear_the_name_of_who_amended_them(world: ChatWorld) -> None:
    await nominated_by_two(world)
    becomes(world, "noor", owner=True)
    form = asked(await world.types("noor", "/badges amend @ana customer-hero"))
    await world.fills_in("noor", form, citation="Stayed, and wrote it down")
    await world.settle()
    assert quotes(world.letters("ana")[-1]) == [Quote("Stayed, and wrote it down", name_of(world, "noor"))]


@pytest.mark.engines("sqlite", "postgresql")
async def test_who_amended_the_words_decides_about_their_name_in_the_file_at_once(world: World) -> None:
    await world.types("noor", "/mybadges giver everybody")
    await nominated_by_two(world)
    becomes(world, "noor", owner=True)
    form = asked(await world.types("noor", "/badges amend @ana customer-hero"))
    await world.fills_in("noor", form, citation="Stayed, and wrote it down")
    await world.settle()
    await includes_names(world, words=True)
    assert "Noor" in signed(world)
    await world.types("noor", "/mybadges giver earner")
    await world.settle()
    assert "Stayed, and wrote it down" in signed(world)
    assert "Noor" not in signed(world)


async def test_who_withdrew_their_nomination_is_not_among_the_givers(world: ChatWorld) -> None:
    await world.types("ben", "/nominate @ana customer-hero because she stayed")
    await world.types("chidi", "/nominate @ana customer-hero because she wrote")
    await world.settle()
    await world.presses("ben", button(shown(await world.types("ben", "/badges nominations")), "withdraw"))
    await world.settle()
    await world.presses("maya", button(world.letters("maya")[-1], "approve"))
    await world.settle()
    assert "Ben" not in repr(world.letters("ana")[-1])


async def test_every_approver_of_two_is_named(world: ChatWorld) -> None:
    both = ("maya@example.org", "noor@example.org")
    set_rules(world, "customer-hero", steps=(Step("group", 2),), approvers=both)
    await world.types("ben", "/nominate @ana customer-hero because she stayed")
    await world.settle()
    for who in ("maya", "noor"):
        await world.presses(who, button(world.letters(who)[-1], "approve"))
        await world.settle()
    assert "Maya and Noor approved" in world.letters("ana")[-1].summary


async def test_a_giver_is_asked_once_for_a_badge_when_its_earner_would_like_to_name_them(
    world: ChatWorld,
) -> None:
    await world.types("maya", "/award @ana mentor Her patience")
    await world.settle()
    before = len(world.letters("maya"))
    await includes_names(world)
    for names in ("", CHECKED):
        form = asked(await world.clicks("ana", "page_shows"))
        await world.fills_in("ana", form, givers=names)
        await world.settle()
    assert len(world.letters("maya")) == before + 1
    question = world.letters("maya")[-1]
    assert "May everybody read your name there" in question.summary
    assert [
        label.label for block in question.blocks if isinstance(block, Buttons) for label in block.buttons
    ] == [
        "Everybody",
        "Earners and colleagues",
        "Earners alone",
    ]


async def test_a_giver_who_has_chosen_is_not_asked(world: ChatWorld) -> None:
    await world.types("maya", "/mybadges giver colleagues")
    await world.types("maya", "/award @ana mentor Her patience")
    await world.settle()
    before = len(world.letters("maya"))
    await includes_names(world)
    assert len(world.letters("maya")) == before


@pytest.mark.engines("sqlite", "postgresql")
async def test_the_file_names_a_giver_only_after_earner_and_giver_agreed(world: World) -> None:
    await world.types("maya", "/award @ana mentor Her patience")
    await world.settle()
    assert "Maya" not in signed(world)
    await includes_names(world, words=True)
    assert "Her patience" in signed(world)
    assert "Maya" not in signed(world), "she has not answered yet"
    await world.clicks("maya", "giver")
    await world.settle()
    evidence = json.loads(signed(world))["evidence"]
    assert [(item["narrative"], item["name"]) for item in evidence] == [("Her patience", "Maya")]


@pytest.mark.engines("sqlite", "postgresql")
async def test_a_giver_who_thinks_again_leaves_the_file(world: World) -> None:
    await world.types("maya", "/mybadges giver everybody")
    await world.types("maya", "/award @ana mentor Her patience")
    await world.settle()
    await includes_names(world, words=True)
    assert "Maya" in signed(world)
    await world.types("maya", "/mybadges giver earner")
    await world.settle()
    assert "Maya" not in signed(world)
    assert "Her patience" in signed(world), "the words are the earner's choice"


async def test_an_answered_question_says_what_counts_now_in_its_place(world: ChatWorld) -> None:
    await world.types("maya", "/award @ana mentor Her patience")
    await world.settle()
    await includes_names(world)
    reply = shown(await world.clicks("maya", "giver"))
    assert "Earners may show your name" in text(reply)
    assert world.person("maya").audience == "public"


async def test_a_word_that_is_no_audience_is_said_to_be_none(world: ChatWorld) -> None:
    reply = text(shown(await world.types("maya", "/mybadges giver the moon")))
    assert "the moon" in reply
    assert "Type earner, colleagues or public" in reply


def signed(world: World) -> str:
    """Ana's badge as it is signed now."""
    with world.read() as store:
        [credential] = store.credentials.of_recipient(world.person("ana").id)
        document = store.credentials.document(credential.id)
    assert document is not None
    return document.body.decode() if isinstance(document.body, bytes) else document.body

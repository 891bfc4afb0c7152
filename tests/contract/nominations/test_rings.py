"""Rings of up to four that go round again and again are noted on the approver's card, and listed for owners."""

import random

import pytest

from adapters.database.nominations.nominations import nominations
from bot.domain.events import EventKind
from bot.messages.cards import Card, Note, Paragraph, plain
from tests.fakes.chat_world import ChatWorld, shown
from tests.fakes.company import becomes, joins

SLUGS = ("ship-it", "team-player", "customer-hero", "mentor", "safety-first")


def notes(card: Card) -> str:
    return "\n".join(plain(block.line) for block in card.blocks if isinstance(block, Paragraph | Note))


async def nominate(world: ChatWorld, *pairs: tuple[str, str], slug: str = "ship-it") -> None:
    for who, whom in pairs:
        await world.types(who, f"/nominate @{whom} {slug} because of {slug}")


async def go_round(world: ChatWorld, *people: str, times: int) -> None:
    """Each nominates the next and the last the first, so many times, a week apart."""
    ring = tuple(zip(people, (*people[1:], people[0]), strict=True))
    for slug in SLUGS[:times]:
        await nominate(world, *ring, slug=slug)
        world.passes(days=7)


@pytest.mark.parametrize(
    ("people", "times", "rings"),
    [
        (("ana", "ben"), 2, 0),
        (("ana", "ben"), 4, 1),
        (("ana", "chidi", "ben"), 4, 1),
        (("ana", "chidi", "noor", "ben"), 4, 1),
    ],
    ids=["a pair, twice", "a pair", "three", "four"],
)
async def test_a_nomination_that_goes_round_again_is_noted(
    world: ChatWorld, people: tuple[str, ...], times: int, rings: int
) -> None:
    await go_round(world, *people, times=times)
    await nominate(world, ("ben", "ana"), slug="safety-first")
    await world.settle()
    assert world.rows(nominations) == len(people) * times + 1
    assert notes(world.letters("maya")[-1]).count("within 90 days") == rings


async def test_of_two_nominators_of_one_case_the_one_in_a_ring_is_noted(world: ChatWorld) -> None:
    await go_round(world, "ana", "ben", times=4)
    await nominate(world, ("ben", "ana"), ("chidi", "ana"), slug="safety-first")
    await world.settle()
    [card] = [card for card in world.letters("maya") if "Safety First" in notes(card)]
    assert "within 90 days, Ben and Ana" in notes(card)
    assert notes(card).count("within 90 days") == 1


async def test_owners_list_the_signals_and_the_look_is_recorded(world: ChatWorld) -> None:
    nothing = notes(shown(await world.types("maya", "/badge-admin signals")))
    assert "Nothing is worth a look" in nothing
    await go_round(world, "ana", "ben", times=4)
    await nominate(world, ("noor", "chidi"))
    listed = notes(shown(await world.types("maya", "/badge-admin signals")))
    assert "Ana and Ben proposed or gave badges to each other, 4 times or more each" in listed
    assert "Chidi" not in listed
    assert [entry.kind for entry in world.trail()][-1] is EventKind.LOOKED_UP


@pytest.mark.engines("memory")
async def test_owners_see_open_cases_with_copied_words_and_bursts(world: ChatWorld) -> None:
    words = "because she stayed on the line until the outage was over"
    await world.types("noor", f"/nominate @ana mentor {words}")
    await world.types("noor", f"/nominate @ben mentor {words} and wrote")
    for slug in SLUGS[:3]:
        await world.types("noor", f"/nominate @chidi {slug} because he did something else entirely")
    listed = notes(shown(await world.types("maya", "/badge-admin signals")))
    assert "Open: Ben, nominated for Mentor." in listed
    assert "almost the same" in listed
    assert "Noor proposed or gave 5 badges within a day" in listed


@pytest.mark.engines("memory")
async def test_an_owner_sees_nothing_about_their_own_nominations(world: ChatWorld) -> None:
    becomes(world, "ana", owner=True)
    await go_round(world, "ana", "ben", times=4)
    assert "Nothing is worth a look" in notes(shown(await world.types("ana", "/badge-admin signals")))
    assert "Ana and Ben" in notes(shown(await world.types("maya", "/badge-admin signals")))


@pytest.mark.engines("memory")
async def test_the_command_of_owners_shows_its_words_to_them_alone(world: ChatWorld) -> None:
    assert "/badge-admin signals" in notes(shown(await world.types("maya", "/badge-admin")))
    assert "/badge-admin signals" in notes(shown(await world.types("maya", "/badge-admin whatever")))
    for text in ("/badge-admin", "/badge-admin signals"):
        assert "owner" in shown(await world.types("noor", text)).summary
    assert [entry.kind for entry in world.trail()] == [EventKind.REFUSED, EventKind.REFUSED]
    becomes(world, "maya", locale="de")
    assert "zweiten Blick" in notes(shown(await world.types("maya", "badge-verwaltung signale", "direct")))


@pytest.mark.engines("memory")
async def test_cards_about_twenty_honest_people_note_one_of_them_at_most(world: ChatWorld) -> None:
    """The model of `tests/unit/nominations/test_honest_company.py`, nominated in chat."""
    names = [f"p{number}" for number in range(20)]
    for name in names:
        joins(world, name, "maya")
    chance = random.Random(7)  # noqa: S311 - a model, no secret
    for week in range(5):
        for number, name in enumerate(names):
            whom = chance.choice([other for other in names if other != name])
            slug = chance.choice(SLUGS)
            words = f"because of what happened in week {week} with project {number * 37 % 101}"
            await world.types(name, f"/nominate @{whom} {slug} {words}")
        world.passes(days=7)
        await world.settle()
    noted = [card for card in world.letters("maya") if "Worth a look" in notes(card)]
    assert len(noted) <= 1

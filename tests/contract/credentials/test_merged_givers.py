"""Givers who turn out to be one person: named once, with all their words, as far as the more private choice allows."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.messages.cards import Card, Quote, flat_blocks
from bot.messages.forms import CHECKED
from bot.use_cases.people.accounts import MergePeople, merge_people
from issuer.celebration import Audience, narrower
from tests.contract.credentials.test_givers import includes_names, nominated_by_two, signed
from tests.fakes.chat_world import asked, shown
from tests.fakes.company import context_of
from tests.fakes.platform import text
from tests.fakes.world import World

pytestmark = pytest.mark.engines("sqlite", "postgresql")


def acts(world: World, who: str, use_case: Callable[..., Any], command: Any) -> None:
    with world.store() as store:
        use_case(context_of(world, store, who), command)


def merges(world: World, kept: str, merged: str) -> None:
    acts(world, "maya", merge_people, MergePeople(world.person(kept), world.person(merged)))


def quoted(card: Card) -> list[tuple[str, str]]:
    return [
        (block.text, block.author.name if block.author else "")
        for block in flat_blocks(card)
        if isinstance(block, Quote)
    ]


async def test_two_nominators_who_are_one_are_named_once_with_both_their_words(world: World) -> None:
    await nominated_by_two(world)
    merges(world, "ben", "chidi")
    await world.settle()
    badge = shown(await world.types("ana", "/mybadges customer hero"))
    assert badge.summary == "Ben nominated you for Customer Hero, and Maya approved. Congratulations!"
    assert quoted(badge) == [("She stayed on the line", "Ben"), ("She wrote it all down", "Ben")]


async def test_a_giver_who_is_merged_into_the_earner_breaks_nothing(world: World) -> None:
    await nominated_by_two(world)
    merges(world, "ana", "ben")
    await world.settle()
    assert "Ana and Chidi" in text(shown(await world.types("ana", "/mybadges customer hero")))


async def test_the_more_private_choice_of_the_two_counts_in_the_file_at_once(world: World) -> None:
    await world.types("ben", "/mybadges giver everybody")
    await nominated_by_two(world)
    await world.types("chidi", "/mybadges giver earner")
    await includes_names(world, words=True)
    assert "Ben" in signed(world)
    merges(world, "ben", "chidi")
    await world.settle()
    assert world.person("ben").audience is Audience.EARNER
    assert "Ben" not in signed(world)
    form = asked(await world.clicks("ana", "celebrate"))
    await world.fills_in("ana", form, words=CHECKED, givers=CHECKED)
    await world.settle()
    [posted] = world.platform.letters_to("general")
    assert "Ben" not in repr(posted.card)


@pytest.mark.parametrize(
    ("one", "other", "counts"),
    [
        (None, None, None),
        (Audience.PUBLIC, None, Audience.PUBLIC),
        (None, Audience.EARNER, Audience.EARNER),
        (Audience.PUBLIC, Audience.EARNER, Audience.EARNER),
        (Audience.COLLEAGUES, Audience.PUBLIC, Audience.COLLEAGUES),
    ],
)
def test_of_two_choices_the_narrower_counts(
    one: Audience | None, other: Audience | None, counts: Audience | None
) -> None:
    assert narrower(one, other) is counts

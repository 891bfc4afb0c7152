"""An absence that begins on a later day: it counts from then, hands over what waits, and can be cancelled."""

import pytest

from bot.domain.people.model import Absence
from bot.use_cases.people.accounts import MergePeople, merge_people
from bot.use_cases.people.unmerging import UndoMerge, undo_merge
from tests.contract.identity.test_one_person_or_two import acts
from tests.contract.nominations.test_nomination_life import nominated
from tests.fakes.chat_world import ChatWorld, buttons_of, shown
from tests.fakes.company import becomes

pytestmark = pytest.mark.engines("memory", "sqlite", "postgresql")


def absence(world: ChatWorld, who: str) -> Absence | None:
    """The absence of a person at this moment."""
    with world.read() as store:
        person_id = world.person(who).id
        return store.people.absences([person_id], world.moment).get(person_id)


async def plans(world: ChatWorld, who: str, words: str) -> str:
    """`/badges away`, and the press that says yes; the answer."""
    question = shown(await world.types(who, f"/badges away {words}"))
    return shown(await world.presses(who, next(buttons_of(question)))).summary


async def test_it_is_asked_about_with_both_days_and_begins_when_its_day_comes(world: ChatWorld) -> None:
    """It is Monday, 2 March 2026."""
    card = shown(await world.types("maya", "/badges away next week, ask @noor"))
    assert card.summary == (
        "Away from Monday, 9 March 2026 until Monday, 16 March 2026? Noor decides for you until then."
    )
    answer = shown(await world.presses("maya", next(buttons_of(card)))).summary
    assert "begins on" in answer
    assert "Noor decides for you meanwhile" in answer
    assert absence(world, "maya") is None
    world.passes(days=6, hours=23)
    await world.settle()
    begun = absence(world, "maya")
    assert begun
    assert (begun.until.isoformat(), begun.deputy_id) == (
        "2026-03-16T00:00:00+00:00",
        world.person("noor").id,
    )


async def test_what_waits_on_its_first_day_goes_to_the_deputy(world: ChatWorld) -> None:
    becomes(world, "maya", owner=False)
    await plans(world, "maya", "tomorrow for 3 days, ask @noor")
    await nominated(world)
    assert world.letters("noor") == []
    world.passes(hours=20)
    await world.settle()
    assert len(world.letters("noor")) == 1


async def test_back_cancels_it(world: ChatWorld) -> None:
    await plans(world, "maya", "next week")
    assert "cancelled" in shown(await world.types("maya", "/badges back")).summary
    assert "did not have you as away" in shown(await world.types("maya", "/badges back")).summary
    world.passes(days=8)
    await world.settle()
    assert absence(world, "maya") is None


async def test_another_one_takes_its_place_and_one_at_once_does_not(world: ChatWorld) -> None:
    await plans(world, "maya", "next week")
    await plans(world, "maya", "from Friday until Monday the week after next")
    await world.is_away("maya", "until tomorrow")
    world.passes(days=2)
    await world.settle()
    assert absence(world, "maya") is None
    world.passes(days=2)
    await world.settle()
    begun = absence(world, "maya")
    assert begun
    assert begun.until.isoformat() == "2026-03-16T00:00:00+00:00"


async def test_one_that_is_over_asks_no_more_to_be_cancelled(world: ChatWorld) -> None:
    await plans(world, "maya", "tomorrow")
    world.passes(days=1)
    await world.settle()
    world.passes(days=5)
    assert "cancelled" not in shown(await world.types("maya", "/badges back")).summary


async def test_back_from_one_names_another_that_it_cancels(world: ChatWorld) -> None:
    await world.is_away("maya", "until Friday")
    await plans(world, "maya", "next week")
    answer = shown(await world.types("maya", "/badges back")).summary
    assert answer.startswith("Welcome back.")
    assert answer.endswith("Your absence that was to begin later is cancelled.")


async def test_a_deputy_who_left_meanwhile_decides_nothing(world: ChatWorld) -> None:
    await plans(world, "maya", "tomorrow for 3 days, ask @noor")
    becomes(world, "noor", standing=world.person("noor").standing.LEFT)
    world.passes(days=1)
    await world.settle()
    begun = absence(world, "maya")
    assert begun
    assert begun.deputy_id is None


async def test_one_planned_by_an_account_that_goes_back_is_of_its_person(world: ChatWorld) -> None:
    merged, kept = world.person("chidi"), world.person("noor")
    acts(world, "maya", merge_people, MergePeople(kept, merged))
    await plans(world, "chidi", "tomorrow for 3 days")
    acts(world, "maya", undo_merge, UndoMerge(merged.id))
    world.passes(days=1)
    await world.settle()
    assert absence(world, "chidi")
    assert absence(world, "noor") is None

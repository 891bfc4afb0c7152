"""Reminders, deadlines and absences keep to the working days of each person."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.people.model import Person
from bot.messages.cards import Card
from bot.messages.platforms import Conversation, Platform
from bot.messages.requests import Origin, TypedCommand
from tests.fakes.chat_world import ChatWorld, asked, shown
from tests.fakes.company import becomes, change_organisation
from tests.fakes.platform import button

pytestmark = pytest.mark.engines("memory")


def at(world: ChatWorld, *moment: int) -> None:
    world.moment = datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type,misc]  # year, month, day, hour


async def nominated_on(world: ChatWorld, *moment: int) -> None:
    at(world, *moment)
    await world.types("ben", "/nominate @ana mentor because she explained it all")
    await world.settle()


async def has_letters(world: ChatWorld, who: str, number: int, *moment: int) -> bool:
    """Whether somebody has so many letters once everything due until that moment is done."""
    at(world, *moment)
    await world.settle()
    return len(world.letters(who)) == number


async def test_a_reminder_passes_over_the_holidays_of_the_organisation(world: ChatWorld) -> None:
    change_organisation(world, holidays="DE-BY", days_off=(date(2026, 12, 24),))
    await nominated_on(world, 2026, 12, 23, 10)
    assert await has_letters(world, "maya", 1, 2026, 12, 28, 16)
    assert await has_letters(world, "maya", 2, 2026, 12, 29, 16)


async def test_a_reminder_passes_over_the_holidays_a_person_chose(world: ChatWorld) -> None:
    change_organisation(world, holidays="DE-BY")
    await world.types("maya", "/mybadges holidays France")
    await nominated_on(world, 2026, 7, 13, 10)
    assert await has_letters(world, "maya", 1, 2026, 7, 15, 16), "the fourteenth is Bastille Day"
    assert await has_letters(world, "maya", 2, 2026, 7, 16, 16)


async def test_a_week_from_sunday_to_thursday_has_its_reminders_on_sunday(world: ChatWorld) -> None:
    change_organisation(world, working_days=(6, 0, 1, 2, 3))
    await nominated_on(world, 2026, 12, 2, 10)
    assert await has_letters(world, "maya", 1, 2026, 12, 5, 16)
    assert await has_letters(world, "maya", 2, 2026, 12, 6, 16)


async def test_a_holiday_that_is_set_later_puts_off_what_was_due_then(world: ChatWorld) -> None:
    await nominated_on(world, 2026, 12, 21, 10)
    change_organisation(world, days_off=(date(2026, 12, 23),))
    assert await has_letters(world, "maya", 1, 2026, 12, 23, 16)
    assert await has_letters(world, "maya", 2, 2026, 12, 24, 16)


async def test_an_escalation_waits_for_the_days_that_became_holidays_and_is_not_lost(
    world: ChatWorld,
) -> None:
    becomes(world, "noor", owner=True)
    await nominated_on(world, 2026, 11, 30, 10)
    change_organisation(world, days_off=(date(2026, 12, 8), date(2026, 12, 9)))
    assert await has_letters(world, "noor", 0, 2026, 12, 15, 16), "ten working days are not over"
    assert await has_letters(world, "noor", 1, 2026, 12, 16, 16)


async def test_a_case_ends_on_a_working_day(world: ChatWorld) -> None:
    change_organisation(world, holidays="DE-BY", timezone="Europe/Berlin")
    await nominated_on(
        world, 2026, 11, 26, 10
    )  # the thirtieth day is the second day of Christmas, a Saturday
    told = shown(await world.types("ben", "/badges nominations"))
    assert "28 December 2026" in str(told)
    assert not await ended(world, 2026, 12, 27, 12)
    assert await ended(world, 2026, 12, 28, 12)


async def ended(world: ChatWorld, *moment: int) -> bool:
    at(world, *moment)
    await world.settle()
    return any("without a decision" in letter.summary for letter in world.letters("ben"))


async def test_an_absence_ends_on_a_working_day_and_says_so(world: ChatWorld) -> None:
    change_organisation(world, holidays="DE-BY")
    at(world, 2026, 12, 14, 10)
    question = shown(await world.types("maya", "/badges away until Christmas, ask @noor"))
    assert "Away until Monday, 28 December 2026?" in question.summary
    assert "do not work on Friday, 25 December 2026" in question.summary
    until = shown(await world.presses("maya", button(question, "go_on")))
    assert "28 December 2026" in until.summary
    with world.read() as store:
        absence = store.people.absences([world.person("maya").id], world.moment)[world.person("maya").id]
    assert absence.until == datetime(2026, 12, 28, tzinfo=UTC)


async def test_an_absence_ends_at_midnight_where_the_person_is_also_over_summer_time(
    world: ChatWorld,
) -> None:
    becomes(world, "maya", timezone="Europe/Berlin")
    at(world, 2026, 3, 27, 10)
    await world.is_away("maya", "until Monday")
    with world.read() as store:
        absence = store.people.absences([world.person("maya").id], world.moment)[world.person("maya").id]
    assert absence.until == datetime(2026, 3, 29, 22, tzinfo=UTC)


async def test_holidays_are_chosen_shown_and_given_up(world: ChatWorld) -> None:
    assert "No public holidays are set" in text(shown(await world.types("ana", "/mybadges holidays")))
    change_organisation(world, holidays="DE")
    at(world, 2026, 12, 14, 10)
    assert "Germany (DE), set for your organisation" in text(
        shown(await world.types("ana", "/mybadges holidays"))
    )
    chosen = text(shown(await world.types("ana", "/mybadges holidays de-by")))
    assert "Germany (DE-BY)" in chosen
    assert "Friday, 25 December 2026: Erster Weihnachtstag" in chosen
    assert world.person("ana").holidays == "DE-BY"
    await world.types("ana", "/mybadges holidays automatic")
    assert world.person("ana").holidays is None


async def test_holidays_of_an_unknown_country_are_refused_with_those_there_are(world: ChatWorld) -> None:
    refused = shown(await world.types("ana", "/mybadges holidays DE-Bavaria"))
    assert "“DE-Bavaria”" in refused.summary
    assert "DE-BY" in refused.summary
    assert world.person("ana").holidays is None


def says_in(world: ChatWorld, zone: str | None) -> Origin:
    return Origin(
        Platform.SANDBOX,
        "W",
        "U-MAYA",
        Conversation("general"),
        f"k{next(world.keys)}",
        forms=True,
        timezone=zone,
    )


async def test_the_time_zone_that_a_request_names_is_the_persons(world: ChatWorld) -> None:
    async def zone_after(told: str | None) -> str | None:
        await world.answer(TypedCommand("badges", ("back",)), says_in(world, told))
        person: Person = world.person("maya")
        return person.timezone

    assert await zone_after("Europe/Berlin") == "Europe/Berlin"
    assert await zone_after(None) == "Europe/Berlin"
    assert await zone_after("Europe/Amsterdam") == "Europe/Berlin", "the same time under another name"
    assert await zone_after("America/New_York") == "America/New_York"


def text(card: Card) -> str:
    return str(card)


async def test_an_absence_typed_without_an_end_asks_for_it(world: ChatWorld) -> None:
    form = asked(await world.types("maya", "/badges away"))
    question = shown(await world.fills_in("maya", form, until="Friday", people=("U-NOOR",)))
    assert "Away until Friday, 6 March 2026? Noor decides for you until then." in question.summary

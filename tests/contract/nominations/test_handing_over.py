"""Who decides changes while a nomination waits: it goes along, and nobody is left with a card that does nothing."""

import pytest

from adapters.database.credentials.credentials import credentials
from adapters.files.people import parse_people
from adapters.operations.people import import_people
from bot.domain.catalogue.award_policy import Step
from bot.domain.people.model import MembershipStatus
from tests.contract.nominations.test_asking_again import GROUP, TWO_STAGES, approves
from tests.contract.nominations.test_nomination_life import nominated, text
from tests.contract.nominations.test_routing import notes
from tests.fakes.chat_world import ChatWorld, shown
from tests.fakes.company import becomes, joins, only_remain, set_rules
from tests.fakes.platform import button
from tests.fakes.world import World

pytestmark = pytest.mark.engines("memory")


async def test_what_went_to_a_deputy_comes_to_whoever_is_back(world: ChatWorld) -> None:
    await world.is_away("maya", "for 2 weeks, ask @noor")
    await world.types("ben", "/nominate @ana mentor because she did")
    await world.settle()
    reply = shown(await world.types("maya", "/badges back"))
    assert "come to you now as well: 1" in reply.summary
    await world.settle()
    assert "because you manage Ana" in notes(world.letters("maya")[0])


async def test_what_went_to_a_deputy_comes_back_by_itself_when_the_absence_ends(world: ChatWorld) -> None:
    await world.is_away("maya", "until Thursday, ask @noor")
    world.passes(days=2, hours=10)
    await world.types("ben", "/nominate @ana mentor because she did")
    await world.settle()
    assert world.letters("maya") == []
    world.passes(hours=15)
    await world.settle()
    assert "because you manage Ana" in notes(world.letters("maya")[0])
    assert len(world.letters("noor")) == 1, "no reminder of what is not theirs to decide any more"


async def test_an_owner_asked_for_an_absent_manager_is_relieved_when_that_one_is_back(
    world: ChatWorld,
) -> None:
    joins(world, "olga", owner=True)
    set_rules(world, "mentor", steps=TWO_STAGES)
    await world.is_away("noor", "until tomorrow")
    await world.types("ben", "/nominate @chidi mentor because she did")
    await world.settle()
    [who] = [literal for literal in ("maya", "olga") if world.letters(literal)]
    world.passes(days=1)
    await world.settle()
    refused = shown(await world.presses(who, button(world.letters(who)[0], "approve")))
    assert "This stage is for the manager of Chidi" in refused.summary
    assert "Still needed" in (await approves(world, "noor")).summary


async def test_what_went_to_one_deputy_goes_on_to_the_next(world: ChatWorld) -> None:
    await world.is_away("maya", "until Friday, ask @noor")
    await world.types("ben", "/nominate @ana mentor because she did")
    await world.is_away("maya", "until Friday, ask @chidi")
    await world.settle()
    await approves(world, "chidi")
    assert "Mentor" in world.letters("ana")[0].summary


@pytest.mark.engines("sqlite", "postgresql")
async def test_what_waits_for_a_deputy_goes_to_the_next_when_their_principal_leaves(world: World) -> None:
    joins(world, "olga", owner=True)
    await world.is_away("maya", "until Friday, ask @noor")
    await nominated_to_noor(world)
    only_remain(world, "ana", "ben", "chidi", "noor", "olga")
    await world.settle()
    await approves(world, "olga")
    assert "Mentor" in world.letters("ana")[0].summary


async def nominated_to_noor(world: ChatWorld) -> None:
    await world.types("ben", "/nominate @ana mentor because she did")
    await world.settle()
    assert world.letters("noor")


async def test_an_approver_who_is_named_now_is_asked_about_what_is_open_now(world: ChatWorld) -> None:
    await world.types("ben", "/nominate @chidi mentor because she did")
    await world.settle()
    reply = shown(await world.types("maya", "/badges approver @chidi @ana"))
    assert "passed on: 1" in reply.summary
    await world.settle()
    await approves(world, "ana")
    assert "Mentor" in world.letters("chidi")[0].summary


async def test_when_nobody_is_named_any_more_the_manager_is_asked(world: ChatWorld) -> None:
    await world.types("maya", "/badges approver @chidi @ana")
    await world.types("ben", "/nominate @chidi mentor because she did")
    await world.types("maya", "/badges approver @chidi nobody")
    await world.settle()
    assert "because you manage Chidi" in notes(world.letters("noor")[0])


async def test_only_what_went_to_somebody_new_counts_as_passed_on(small_world: ChatWorld) -> None:
    world = small_world
    set_rules(world, "mentor", steps=(Step("group", 2),), approvers=GROUP)
    await world.types("ben", "/nominate @ana mentor because she did")
    assert "passed on" not in shown(await world.is_away("noor", "for 2 weeks")).summary
    joins(world, "olga", owner=True)
    set_rules(world, "ship-it", steps=TWO_STAGES)
    await world.types("ben", "/nominate @ana ship-it because she did")
    await world.settle()
    await approves(world, "maya")
    assert "passed on" not in shown(await world.is_away("maya", "until Friday")).summary


async def test_a_deputy_who_was_typed_and_is_no_mention_is_not_dropped(small_world: ChatWorld) -> None:
    for typed, found in (("ask @sam", "@sam"), ("ask Sam Smith", "Sam Smith")):
        reply = shown(await small_world.types("maya", f"/badges away until Friday, {typed}"))
        assert f"cannot tell who “{found}” is" in reply.summary
    assert "did not have you as away" in shown(await small_world.types("maya", "/badges back")).summary


async def test_an_absence_that_begins_later_is_asked_about_and_counts_when_pressed(
    small_world: ChatWorld,
) -> None:
    card = shown(await small_world.types("maya", "/badges away from Friday until Monday"))
    assert card.summary == "Away from Friday, 6 March 2026 until Monday, 9 March 2026?"
    assert "did not have you as away" in shown(await small_world.types("maya", "/badges back")).summary


async def test_whoever_a_nudge_finds_anew_gets_one_letter(world: ChatWorld) -> None:
    await nominated(world)
    becomes(world, "ana", approver_id=world.person("noor").id)
    world.passes(days=1)
    listed = shown(await world.types("ben", "/badges nominations"))
    assert "Noor" in shown(await world.presses("ben", button(listed, "nudge"))).summary
    await world.settle()
    assert len(world.letters("noor")) == 1


@pytest.mark.engines("sqlite", "postgresql")
async def test_a_new_manager_is_asked_about_what_is_open_about_their_people(world: World) -> None:
    await world.types("ben", "/nominate @chidi mentor because he did")
    await world.settle()
    imported = parse_people(
        b"name,email,manager_email\nAna,ana@example.org,\nChidi,chidi@example.org,ana@example.org\n",
        "people.csv",
    )
    with world.application.database.write() as connection:
        import_people(connection, world.organisation, imported, world.moment, complete=False)
    await world.settle()
    assert "because you manage Chidi" in notes(world.letters("ana")[0])
    refused = shown(await world.presses("noor", button(world.letters("noor")[0], "approve")))
    assert "you are none of them now" in refused.summary


# One seat in a group, one say


async def test_a_deputy_and_their_principal_are_one_of_a_group_and_not_two(world: ChatWorld) -> None:
    set_rules(world, "mentor", steps=(Step("group", 2),), approvers=GROUP[:2])
    await world.is_away("noor", "until Friday, ask @maya")
    await world.types("ben", "/nominate @ana mentor because she did")
    await world.settle()
    assert "Still needed: 1" in (await approves(world, "maya")).summary
    assert "passed on" not in shown(await world.types("noor", "/badges back")).summary
    assert world.letters("noor") == [], "her say is given already"
    card = button(world.letters("chidi")[0], "approve")
    assert "whoever shares your say" in shown(await world.presses("noor", card)).summary
    assert world.rows(credentials) == 0
    await approves(world, "chidi")
    assert world.rows(credentials) == 1


async def test_a_deputy_who_is_of_the_group_has_their_own_say_and_no_second(world: ChatWorld) -> None:
    set_rules(world, "mentor", steps=(Step("group", 2),), approvers=GROUP[:2])
    await world.is_away("noor", "until Friday, ask @chidi")
    reply = shown(await world.types("ben", "/nominate @ana mentor because she did"))
    assert "Away just now, and nobody else can decide it meanwhile: Noor" in text(reply)
    await world.settle()
    assert "in this badge's approver group" in notes(world.letters("chidi")[0])
    assert "Still needed: 1" in (await approves(world, "chidi")).summary
    await approves(world, "noor")
    assert world.rows(credentials) == 1


async def test_who_was_asked_while_away_is_reminded_on_their_return(world: ChatWorld) -> None:
    await world.is_away("maya", "for 3 weeks")
    await world.types("ben", "/nominate @ana mentor because she did")
    for _ in range(20):
        world.passes(days=1)
        await world.settle()
    assert len(world.letters("maya")) == 1
    world.passes(days=2)
    await world.settle()
    assert "friendly reminder" in world.letters("maya")[-1].summary


async def test_an_absence_that_is_prolonged_ends_when_it_ends_now(world: ChatWorld) -> None:
    await world.is_away("maya", "until Wednesday, ask @noor")
    await world.types("ben", "/nominate @ana mentor because she did")
    await world.is_away("maya", "until Friday, ask @noor")
    for days, letters in ((2, 0), (1, 0), (1, 1)):
        world.passes(days=days)
        await world.settle()
        assert len(world.letters("maya")) == letters


async def test_the_nominator_sees_who_can_decide_now_and_that_nobody_asked_can(world: ChatWorld) -> None:
    joins(world, "olga", owner=True)
    await nominated(world)
    becomes(world, "maya", standing=MembershipStatus.LEFT, owner=False)
    world.passes(days=1)
    listed = shown(await world.types("ben", "/badges nominations"))
    assert "Nobody who was asked can decide it now" in repr(listed)
    assert "Olga" in shown(await world.presses("ben", button(listed, "nudge"))).summary
    assert "with " in (told := text(shown(await world.types("ben", "/badges nominations"))))
    assert "Olga" in told
    assert "Maya" not in told

"""Routing: a nomination finds whoever should decide it, and the card says why it came to them."""

import pytest

from bot.domain.catalogue.award_policy import Step
from bot.domain.people.model import MembershipStatus, PlatformFacts
from bot.messages.cards import Card, Note, plain
from bot.messages.platforms import Platform
from tests.fakes.chat_world import ChatWorld, shown
from tests.fakes.company import becomes, joins, set_rules
from tests.fakes.platform import button

pytestmark = pytest.mark.engines("memory")


async def nominated(
    world: ChatWorld, nominee: str = "@ana", badge: str = "customer-hero", who: str = "ben"
) -> None:
    await world.types(who, f"/nominate {nominee} {badge} because they stayed on the line")
    await world.settle()


def notes(card: Card) -> str:
    return "\n".join(plain(block.line) for block in card.blocks if isinstance(block, Note))


async def test_the_manager_is_told_that_it_came_to_them_as_a_manager(small_world: ChatWorld) -> None:
    await nominated(small_world)
    assert "because you manage Ana" in notes(small_world.letters("maya")[0])


async def test_an_override_goes_before_the_directory(world: ChatWorld) -> None:
    shown(await world.types("maya", "/badges approver @ana @noor"))
    await nominated(world)
    [card] = world.letters("noor")
    assert "owners named you" in notes(card)
    await world.presses("noor", button(card, "approve"))
    await world.settle()
    assert "Customer Hero" in world.letters("ana")[0].summary


async def test_only_an_owner_names_approvers(small_world: ChatWorld) -> None:
    reply = shown(await small_world.types("ben", "/badges approver @ana @noor"))
    assert "Only an owner" in reply.summary


async def test_a_manager_who_nominated_is_passed_over_and_the_card_says_so(world: ChatWorld) -> None:
    await nominated(world, "@chidi", "mentor", "noor")
    [card] = world.letters("maya")
    assert "Noor would come before you, and made this nomination" in notes(card)


async def test_a_manager_who_left_is_passed_over_for_the_one_above(world: ChatWorld) -> None:
    joins(world, "zoe")
    becomes(world, "maya", standing=MembershipStatus.LEFT, owner=False, manager_id=world.person("zoe").id)
    await nominated(world)
    [card] = world.letters("zoe")
    assert "Maya would come before you, and is no member here any more" in notes(card)


async def test_managers_in_a_ring_end_with_an_owner(world: ChatWorld) -> None:
    joins(world, "olga", owner=True)
    becomes(world, "noor", manager_id=world.person("chidi").id)
    await nominated(world, "@chidi", "mentor", "noor")
    card = (world.letters("maya") + world.letters("olga"))[0]
    assert "form a ring" in notes(card)


async def test_without_a_manager_the_badges_own_group_is_asked_before_the_owners(world: ChatWorld) -> None:
    set_rules(world, "mentor", approvers=("ben@example.org",))
    await nominated(world, "@noor", "mentor", "chidi")
    [card] = world.letters("ben")
    assert "approver group" in notes(card)
    assert "no manager of Noor" in notes(card)
    assert world.letters("maya") == []


async def test_somebody_away_is_stood_in_for_by_their_deputy(world: ChatWorld) -> None:
    shown(await world.is_away("maya", "until Friday, ask @noor"))
    await nominated(world)
    [card] = world.letters("noor")
    assert "you stand in for Maya" in notes(card)
    await world.presses("noor", button(card, "approve"))
    await world.settle()
    assert world.letters("ana")


async def test_a_deputy_decides_nothing_after_their_principal_is_back(world: ChatWorld) -> None:
    await world.is_away("maya", "until Friday, ask @noor")
    await nominated(world)
    [card] = world.letters("noor")
    await world.types("maya", "/badges back")
    reply = shown(await world.presses("noor", button(card, "approve")))
    assert "you are none of them now" in reply.summary


async def test_a_deputy_who_nominated_does_not_decide(world: ChatWorld) -> None:
    joins(world, "olga", owner=True)
    await world.is_away("maya", "until Friday, ask @noor")
    await nominated(world, who="noor")
    assert world.letters("noor") == []
    assert world.letters("olga"), "the next owner is asked"


async def test_what_waits_for_somebody_goes_to_their_deputy_when_they_leave_for_a_while(
    world: ChatWorld,
) -> None:
    await nominated(world)
    reply = shown(await world.is_away("maya", "for 2 weeks, ask @noor"))
    assert "passed on: 1" in reply.summary
    await world.settle()
    assert len(world.letters("noor")) == 1


async def test_two_of_a_group_have_to_approve(world: ChatWorld) -> None:
    group = ("noor@example.org", "chidi@example.org", "maya@example.org")
    set_rules(world, "mentor", steps=(Step("group", 2),), approvers=group)
    await nominated(world, "@ana", "mentor", "ben")
    first = shown(await world.presses("noor", button(world.letters("noor")[0], "approve")))
    assert "Still needed: 1" in first.summary
    again = shown(await world.presses("noor", button(world.letters("noor")[0], "approve")))
    assert "in already" in again.summary
    await world.presses("chidi", button(world.letters("chidi")[0], "approve"))
    await world.settle()
    assert "Mentor" in world.letters("ana")[0].summary


async def test_two_stages_take_two_people(world: ChatWorld) -> None:
    joins(world, "olga", owner=True)
    set_rules(world, "mentor", steps=(Step("manager"), Step("owner")))
    await nominated(world, "@ana", "mentor", "ben")
    card = world.letters("maya")[0]
    await world.presses("maya", button(card, "approve"))
    refused = shown(await world.presses("maya", button(card, "approve")))
    assert "somebody else decides this one" in refused.summary
    await world.settle()
    await world.presses("olga", button(world.letters("olga")[0], "approve"))
    await world.settle()
    assert world.letters("ana")


async def test_a_reviewer_without_the_reviewers_badge_is_passed_over(world: ChatWorld) -> None:
    await world.types("noor", "/award @chidi mentor taught three people")
    set_rules(world, "customer-hero", reviewer_badge="mentor", approvers=("chidi@example.org",))
    await nominated(world)
    card = next(letter for letter in world.letters("chidi") if "nominates" in letter.summary)
    assert "does not hold the badge that reviewers need" in notes(card)
    refused = shown(await world.presses("maya", button(card, "approve")))
    assert "must hold the badge mentor" in refused.summary


async def test_one_human_being_on_two_platforms_is_one_pair_of_eyes(world: ChatWorld) -> None:
    """Noor nominates from one account and clicks from another that is linked to her."""

    noor = world.person("noor")
    with world.store() as store:
        workspace = store.people.workspace(Platform.SANDBOX, "W")
        assert workspace is not None
        other = PlatformFacts("U-NOORS-OTHER", "N.", "noor@example.org")
        store.people.identify(workspace.id, other, noor.id, world.moment)
    await nominated(world, "@chidi", "mentor", "noor")
    [card] = world.letters("maya")
    reply = shown(await world.presses("noors-other", button(card, "approve")))
    assert "You made this nomination" in reply.summary


async def test_the_owners_stage_says_that_the_rules_ask_for_it_and_who_approved_before(
    small_world: ChatWorld,
) -> None:
    set_rules(small_world, "mentor", steps=(Step("manager"), Step("owner")))
    await nominated(small_world, "@chidi", "mentor")
    await small_world.presses("noor", button(small_world.letters("noor")[0], "approve"))
    await small_world.settle()
    [card] = small_world.letters("maya")
    assert "this badge takes the approval of an owner" in notes(card)
    assert "Approved before you by Noor" in notes(card)
    assert "Approved before you" not in notes(small_world.letters("noor")[0])


async def test_whoever_is_passed_over_in_two_roles_is_named_once(small_world: ChatWorld) -> None:
    joins(small_world, "olga", owner=True)
    await small_world.is_away("maya", "until Friday")
    await nominated(small_world)
    assert notes(small_world.letters("olga")[0]).count("Maya would come before you") == 1

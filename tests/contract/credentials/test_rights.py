"""Rights are read at the click: who has left, and who never was a member, decides and changes nothing."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.audit.model import AuditEntry
from bot.domain.catalogue.award_policy import Step
from bot.domain.credentials.model import CredentialStage
from bot.domain.events import AboutPerson
from bot.domain.people.model import MembershipStatus
from bot.messages.cards import Card
from tests.contract.nominations.test_asking_again import GROUP, TWO_STAGES
from tests.contract.nominations.test_nomination_life import text
from tests.fakes.chat_world import ChatWorld, asked, buttons_of, shown
from tests.fakes.company import becomes, joins, set_rules
from tests.fakes.platform import button

pytestmark = pytest.mark.engines("memory")

NO_MEMBERS = (MembershipStatus.LEFT, MembershipStatus.GUEST, MembershipStatus.BOT, MembershipStatus.STRANGER)


def stage(world: ChatWorld, who: str) -> CredentialStage:
    with world.read() as store:
        return store.credentials.of_recipient(world.person(who).id)[0].stage


def trail(world: ChatWorld, action: str) -> Sequence[AuditEntry]:
    return [entry for entry in world.trail() if entry.action == action]


@pytest.mark.parametrize("standing", NO_MEMBERS)
async def test_who_is_no_member_neither_undoes_revokes_nor_amends_what_they_gave(
    small_world: ChatWorld, standing: MembershipStatus
) -> None:
    world = small_world
    done = shown(await world.types("noor", "/award @chidi mentor taught"))
    await world.settle()
    form = asked(await world.types("noor", "/badges revoke @chidi mentor"))
    becomes(world, "noor", standing=standing)
    world.platform.users["U-NOOR"] = replace(world.platform.users["U-NOOR"], standing=standing)
    for reply in (
        await world.presses("noor", button(done, "undo")),
        await world.types("noor", "/badges revoke @chidi mentor"),
        await world.types("noor", "/badges amend @chidi mentor"),
        await world.fills_in("noor", form, reason="because"),
        await world.types("noor", "/award @chidi ship-it again"),
        await world.types("noor", "/nominate @chidi ship-it because so"),
    ):
        assert "Only members can do this" in shown(reply).summary
    assert stage(world, "chidi") is CredentialStage.ISSUED


async def test_an_owner_who_left_is_no_owner_any_more(world: ChatWorld) -> None:
    await world.types("noor", "/award @chidi mentor taught")
    becomes(world, "maya", standing=MembershipStatus.LEFT)
    for typed in ("/badges approver @ana @ben", "/badges revoke @chidi mentor"):
        assert "Only members can do this" in shown(await world.types("maya", typed)).summary
    assert "Only an owner" in shown(await world.types("maya", "/badges why @chidi mentor")).summary
    assert world.person("ana").approver_id is None


async def test_who_left_keeps_what_is_theirs(small_world: ChatWorld) -> None:
    await small_world.types("maya", "/award @ana mentor taught")
    await small_world.settle()
    becomes(small_world, "ana", standing=MembershipStatus.LEFT)
    assert "Mentor" in repr(shown(await small_world.types("ana", "/mybadges")))
    assert "Mentor" in shown(await small_world.types("ana", "/badges why mentor")).summary


async def test_a_refused_attempt_is_recorded_with_what_it_was_about(world: ChatWorld) -> None:
    await world.types("ben", "/nominate @ana mentor because she did")
    await world.settle()
    await world.presses("chidi", button(world.letters("maya")[0], "approve"))
    [refused] = trail(world, "refused")
    [nominated] = trail(world, "nominated")
    assert (refused.authority, refused.subject_id) == ("not_your_decision", nominated.subject_id)


async def test_naming_an_approver_is_recorded_with_whom_and_naming_nobody_apart(world: ChatWorld) -> None:
    await world.types("maya", "/badges approver @ana @noor", key="once")
    await world.types("maya", "/badges approver @ana @noor", key="once")
    await world.types("maya", "/badges approver @ana nobody")
    [named], [removed] = trail(world, "approver_named"), trail(world, "approver_removed")
    assert named.subject_id == removed.subject_id == world.person("ana").id
    assert named.event_facts == AboutPerson(world.person("noor").id)


async def test_what_was_said_about_absences_is_answered_once(world: ChatWorld) -> None:
    question = shown(await world.types("maya", "/badges away until Friday", key="away"))
    await world.types("maya", "/badges away until Friday", key="away")
    first = shown(await world.presses("maya", next(buttons_of(question))))
    assert shown(await world.presses("maya", next(buttons_of(question)))) == first
    first = shown(await world.types("maya", "/badges back", key="back"))
    assert "Welcome back" in first.summary
    assert shown(await world.types("maya", "/badges back", key="back")) == first
    assert len(trail(world, "absence_begun")) == len(trail(world, "absence_ended")) == 1


async def test_why_tells_for_whom_a_deputy_decided(world: ChatWorld) -> None:
    await world.is_away("maya", "until Friday, ask @noor")
    await world.types("ben", "/nominate @ana mentor because she did")
    await world.settle()
    await world.presses("noor", button(world.letters("noor")[0], "approve"))
    told = text(shown(await world.types("ana", "/badges why mentor")))
    assert "Noor approved (deputy of Maya, mentor@1)" in told
    [approved] = trail(world, "approved")
    assert approved.authority == f"deputy:{world.person('maya').id}"


async def test_why_tells_an_earner_of_badges_that_ended_too(world: ChatWorld) -> None:
    await world.types("noor", "/award @chidi mentor one")
    await world.settle()
    form = asked(await world.types("noor", "/badges revoke @chidi mentor"))
    await world.fills_in("noor", form, reason="mistake")
    world.passes(days=1)
    await world.types("noor", "/award @chidi mentor two")
    told = text(shown(await world.types("chidi", "/badges why mentor")))
    assert told.count("gave the badge") == 2
    assert "Noor revoked it" in told


async def test_what_was_turned_down_is_told_to_its_earner_alone(world: ChatWorld) -> None:
    await world.types("noor", "/award @chidi mentor one")
    await world.settle()
    sure = shown(await world.presses("chidi", button(world.letters("chidi")[0], "turn_down")))
    await world.presses("chidi", button(sure, "turn_down_now"))
    assert "turned it down" in text(shown(await world.types("chidi", "/badges why mentor")))
    assert "I find no" in shown(await world.types("maya", "/badges why @chidi mentor")).summary


async def test_why_tells_in_the_order_it_was_done_and_that_a_nomination_was_taken_back(
    world: ChatWorld,
) -> None:
    await world.types("ben", "/nominate @ana mentor because she did")
    await world.types("chidi", "/nominate @ana mentor because she did more")
    listed = shown(await world.types("chidi", "/badges nominations"))
    await world.presses("chidi", button(listed, "withdraw"))
    await world.settle()
    await world.presses("maya", button(world.letters("maya")[0], "approve"))
    told = text(shown(await world.types("ana", "/badges why mentor"))).splitlines()
    assert [line.split("UTC: ")[1].split(" (")[0] for line in told[:-1]] == [
        "Ben nominated",
        "Chidi nominated",
        "Chidi took a nomination back",
        "Maya approved",
        "Maya gave the badge",
    ]


async def test_who_may_not_decide_hears_whose_decision_it_is(small_world: ChatWorld) -> None:
    world = small_world
    joins(world, "olga", owner=True)
    set_rules(world, "mentor", steps=TWO_STAGES)
    set_rules(world, "ship-it", steps=(Step("group", 2),), approvers=GROUP[:2])
    await world.types("ben", "/nominate @chidi mentor because he did")
    await world.types("ben", "/nominate @ana ship-it because she did")
    await world.settle()
    of_chidi, of_ana = world.letters("noor")
    assert "stage is for the manager of Chidi" in await answer(world, "olga", of_chidi)
    assert "Only the approver group" in await answer(world, "olga", of_ana)
    await world.presses("noor", button(of_chidi, "approve"))
    assert "stage is for an owner" in await answer(world, "ana", of_chidi)


async def answer(world: ChatWorld, who: str, card: Card) -> str:
    """What somebody hears who presses Approve on a card that came to somebody else."""
    return shown(await world.presses(who, button(card, "approve"))).summary

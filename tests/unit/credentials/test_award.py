"""Awarding as a use case: a command with a result, all people or none, by one path of rules."""

from typing import Any

import pytest

from bot.domain.credentials.model import CredentialStage, SignedDocument
from bot.domain.events import EventKind
from bot.messages.refusals import Refusal
from bot.use_cases.credentials.award import Awarded, award
from bot.use_cases.credentials.award_command import Award, AwardGround, ByApproval, InOwnersName, InOwnRight
from bot.use_cases.credentials.award_many import SignedAward, award_many, draft_award
from bot.use_cases.credentials.award_rules import AwardRules
from tests.fakes.company import achievement_of, becomes, context_of, joins, set_budget, set_rules
from tests.fakes.memory.world import MemoryWorld


@pytest.fixture
def world() -> MemoryWorld:
    """The small company, without a database."""
    return MemoryWorld.open()


def give(world: MemoryWorld, who: str | None, *people: str, **more: Any) -> Awarded:
    with world.store() as store:
        recipients = tuple(world.person(person) for person in people)
        command = Award(recipients, achievement_of(world, store, "mentor"), **{"citation": "Patient", **more})
        return award(context_of(world, store, who), command)


def refused(world: MemoryWorld, who: str | None, *people: str, **more: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        give(world, who, *people, **more)
    return refusal.value.code


def kinds(world: MemoryWorld) -> list[EventKind]:
    return [entry.kind for entry in world.trail()]


def test_all_people_of_a_command_are_awarded_and_each_award_is_an_event(world: MemoryWorld) -> None:
    awarded = give(world, "maya", "ana", "ben", conversation="general")
    assert [badge.recipient.name for badge in awarded.badges] == ["Ana", "Ben"]
    assert {badge.authority for badge in awarded.badges} == {"manager"}
    assert {badge.credential.conversation for badge in awarded.badges} == {"general"}
    assert kinds(world) == [EventKind.AWARDED] * 2


def test_one_person_who_may_not_be_awarded_stops_the_whole_command(world: MemoryWorld) -> None:
    assert refused(world, "noor", "chidi", "ana") == "not_entitled"
    assert refused(world, "maya", "ana", "maya") == "self_award"
    assert kinds(world) == []


def test_the_awards_of_one_command_count_against_each_other(world: MemoryWorld) -> None:
    set_rules(world, "mentor", most_in_all=1)
    assert refused(world, "maya", "ana", "ben") == "cap_all"
    set_rules(world, "mentor", most_by_giver=1)
    assert refused(world, "maya", "ana", "ben") == "cap_giver"
    assert give(world, "maya", "ana").badges
    assert refused(world, "maya", "ben") == "cap_giver"


def test_the_cap_of_a_giver_binds_neither_an_approval_nor_an_operator(world: MemoryWorld) -> None:
    set_rules(world, "mentor", most_by_giver=1, award=("owner", "manager"))
    give(world, "maya", "ana")
    grounds: tuple[AwardGround, ...] = (InOwnersName(), ByApproval(world.ids.new_id(), world.ids.new_id()))
    for ground in grounds:
        assert give(world, "maya", "ben", ground=ground).badges


def test_the_budget_binds_all_but_owners_and_counts_the_whole_command(world: MemoryWorld) -> None:
    set_budget(world, 1)
    becomes(world, "ben", manager_id=world.person("noor").id)
    assert refused(world, "noor", "chidi", "ben") == "over_budget"
    assert give(world, "noor", "chidi").badges
    assert refused(world, "noor", "ben") == "over_budget"
    approval = ByApproval(world.ids.new_id(), world.ids.new_id())
    assert refused(world, "noor", "ben", ground=approval) == "budget_needs_owner"
    assert give(world, "maya", "ana", "ben").badges
    assert give(world, None, "ana", ground=InOwnersName()).badges


def test_an_earlier_approval_of_several_asks_for_no_budget(world: MemoryWorld) -> None:
    set_budget(world, 0)
    with world.store() as store:
        ground = ByApproval(world.ids.new_id(), world.ids.new_id(), last=False)
        command = Award((world.person("ana"),), achievement_of(world, store, "mentor"), ground=ground)
        [right] = AwardRules(context_of(world, store, "noor")).authorise(command)
    assert right.authority == "approval"


def test_a_citation_beyond_the_limit_is_refused_by_the_use_case_itself(world: MemoryWorld) -> None:
    assert refused(world, "maya", "ana", citation="x" * 8_001) == "citation_too_long"


def test_an_operator_awards_in_the_name_of_the_first_owner_who_could(world: MemoryWorld) -> None:
    joins(world, "olga", owner=True)
    set_rules(world, "mentor", award=("manager",))
    [badge] = give(world, None, "ana", ground=InOwnersName()).badges
    assert (badge.credential.awarder_id, badge.authority) == (world.person("maya").id, "operator")
    assert refused(world, None, "chidi", ground=InOwnersName()) == "no_owner_entitled"
    [badge] = give(world, None, "chidi", ground=InOwnersName(override=True)).badges
    assert badge.authority == "operator_override"


def test_no_option_passes_over_an_owner_behind_the_award_and_membership(world: MemoryWorld) -> None:
    ground = InOwnersName(override=True)
    assert refused(world, None, "maya", ground=ground) == "only_owner"
    becomes(world, "maya", owner=False)
    assert refused(world, None, "ana", ground=ground) == "no_owner"


def test_a_repeated_command_gives_its_badges_again_and_saves_nothing(world: MemoryWorld) -> None:
    first = give(world, "maya", "ana", "ben", key="request 1")
    again = give(world, "maya", "ana", "ben", key="request 1")
    assert (first.before, again.before) == (False, True)
    assert {badge.credential.id for badge in again.badges} == {badge.credential.id for badge in first.badges}
    assert len(kinds(world)) == 2


async def test_an_award_that_tells_nobody_is_signed_without_a_letter(world: MemoryWorld) -> None:
    give(world, "maya", "ana", notify=False)
    await world.settle()
    assert world.letters("ana") == []
    assert kinds(world) == [EventKind.AWARDED, EventKind.ISSUED]


def test_many_awards_are_saved_at_once_but_for_those_whose_key_is_claimed(world: MemoryWorld) -> None:
    set_rules(world, "mentor", most_to_recipient=2)
    with world.store() as store:
        ctx = context_of(world, store, None)
        rules, mentor = AwardRules(ctx), achievement_of(world, store, "mentor")
        commands = [
            Award((world.person("ana"),), mentor, ground=InOwnersName(), key=key) for key in ("a", "b", "c")
        ]
        drafts = [draft_award(rules, command) for command in commands[:2]]
        with pytest.raises(Refusal):
            draft_award(rules, commands[2])
        signed = [
            SignedAward(
                draft, SignedDocument(draft.credential.id, world.ids.public_id(), None, b"", "k", ctx.now)
            )
            for draft in drafts
        ]
        assert award_many(ctx, signed[:1]) == signed[:1]
        assert award_many(ctx, signed) == signed[1:]
        held = store.credentials.of_recipient(world.person("ana").id)
    assert {credential.stage for credential in held} == {CredentialStage.ISSUED}
    assert kinds(world) == [EventKind.AWARDED, EventKind.ISSUED] * 2


def test_the_caller_is_a_person_where_the_right_is_their_own(world: MemoryWorld) -> None:
    with pytest.raises(TypeError, match="expected a person"):
        give(world, None, "ana", ground=InOwnRight())

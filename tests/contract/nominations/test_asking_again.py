"""Nobody is forgotten: who is asked may decide, silence is helped, whose approval was voided is asked anew."""

import pytest

from adapters.database.credentials.credentials import credentials
from adapters.database.nominations.cases import approvals, cases
from bot.domain.catalogue.award_policy import Step
from bot.domain.people.model import MembershipStatus
from bot.messages.cards import Card
from tests.contract.nominations.test_nomination_life import (
    nominated,
    presses_with_forms,
    swap_each_week,
    text,
)
from tests.fakes.chat_world import ChatWorld, asked, shown
from tests.fakes.company import becomes, joins, set_budget, set_rules
from tests.fakes.platform import button

pytestmark = pytest.mark.engines("memory")

TWO_STAGES = (Step("manager"), Step("owner"))
GROUP = ("noor@example.org", "chidi@example.org", "maya@example.org")


async def approves(world: ChatWorld, who: str, card: int = -1) -> Card:
    reply = shown(await world.presses(who, button(world.letters(who)[card], "approve")))
    await world.settle()
    return reply


async def edits(world: ChatWorld, who: str, words: str) -> None:
    listed = shown(await world.types(who, "/badges nominations"))
    form = asked(await presses_with_forms(world, who, listed, "edit_nomination"))
    await world.fills_in(who, form, citation=words)
    await world.settle()


def deeds(world: ChatWorld) -> list[str]:
    return [entry.action for entry in world.trail()]


# Silence


async def test_the_manager_above_a_silent_one_is_asked_and_may_decide(world: ChatWorld) -> None:
    joins(world, "zoe")
    joins(world, "olga", owner=True)
    becomes(world, "noor", manager_id=world.person("zoe").id)
    await world.types("ben", "/nominate @chidi mentor because she did")
    await world.settle()
    world.passes(days=14)
    await world.settle()
    assert "mentor" in repr(shown(await world.types("zoe", "/badges decide"))).lower()
    await approves(world, "zoe", 0)
    assert world.rows(credentials) == 1


async def test_an_owner_who_is_asked_beside_a_silent_manager_may_decide_the_managers_stage(
    world: ChatWorld,
) -> None:
    joins(world, "olga", owner=True)
    set_rules(world, "mentor", steps=TWO_STAGES)
    await world.types("ben", "/nominate @chidi mentor because she did")
    await world.settle()
    world.passes(days=14)
    await world.settle()
    [who] = [literal for literal in ("maya", "olga") if world.letters(literal)]
    assert "Still needed" in (await approves(world, who, 0)).summary


async def test_who_was_asked_beside_others_is_reminded_like_them(small_world: ChatWorld) -> None:
    joins(small_world, "zoe")
    becomes(small_world, "noor", manager_id=small_world.person("zoe").id)
    await small_world.types("ben", "/nominate @chidi mentor because she did")
    small_world.passes(days=14)
    await small_world.settle()
    small_world.passes(days=2)
    await small_world.settle()
    assert "friendly reminder" in small_world.letters("zoe")[-1].summary


async def test_a_silent_group_brings_in_as_many_owners_as_are_needed(world: ChatWorld) -> None:
    joins(world, "olga", owner=True)
    joins(world, "otto", owner=True)
    set_rules(world, "mentor", steps=(Step("group", 2),), approvers=GROUP[:2])
    await world.types("ben", "/nominate @ana mentor because she did")
    await world.settle()
    await approves(world, "noor")
    world.passes(days=14)
    await world.settle()
    [who] = [literal for literal in ("maya", "olga", "otto") if world.letters(literal)]
    assert "Chidi was asked before you" in text(world.letters(who)[0])
    await approves(world, who, 0)
    assert world.rows(credentials) == 1


# Approvals that count no more


async def test_who_approved_before_another_joined_is_asked_anew_and_the_next_stage_is_too(
    world: ChatWorld,
) -> None:
    joins(world, "olga", owner=True)
    set_rules(world, "mentor", steps=TWO_STAGES)
    await world.types("ben", "/nominate @chidi mentor because she did")
    await world.settle()
    await approves(world, "noor")
    [owner] = [literal for literal in ("maya", "olga") if world.letters(literal)]
    await world.types("ana", "/nominate @chidi mentor because he taught me too")
    await world.settle()
    assert len(world.letters("noor")) == 2
    world.passes(days=2)
    await world.settle()
    assert "friendly reminder" in world.letters("noor")[-1].summary
    await approves(world, "noor")
    assert len(world.letters(owner)) == 2, "asked for what stands now"
    await approves(world, owner)
    assert world.rows(credentials) == 1


async def test_who_approved_before_one_was_withdrawn_is_asked_anew(world: ChatWorld) -> None:
    set_rules(world, "mentor", steps=(Step("group", 2),), approvers=GROUP)
    joins(world, "zed")
    await world.types("ben", "/nominate @ana mentor because she did")
    await world.types("zed", "/nominate @ana mentor because she did more")
    await world.settle()
    await approves(world, "noor")
    before = len(world.letters("noor"))
    listed = shown(await world.types("zed", "/badges nominations"))
    await world.presses("zed", button(listed, "withdraw"))
    await world.settle()
    assert len(world.letters("noor")) == before + 1
    await approves(world, "noor")
    await approves(world, "chidi")
    assert world.rows(credentials) == 1


async def test_words_that_go_back_and_forth_are_asked_about_each_time(world: ChatWorld) -> None:
    await nominated(world, words="she did this")
    for count, words in enumerate(("she did that", "she did this", "she did that"), 2):
        await edits(world, "ben", words)
        assert len(world.letters("maya")) == count


async def test_reminders_begin_again_when_the_words_have_changed(world: ChatWorld) -> None:
    await nominated(world)
    world.passes(days=1)
    await edits(world, "ben", "she wrote the manual")
    world.passes(days=1)
    await world.settle()
    assert len(world.letters("maya")) == 2, "the reminder of the first asking says nothing any more"
    world.passes(days=1)
    await world.settle()
    assert "friendly reminder" in world.letters("maya")[-1].summary


async def test_a_nudge_goes_to_those_who_have_not_answered(world: ChatWorld) -> None:
    set_rules(world, "mentor", steps=(Step("group", 2),), approvers=GROUP)
    await world.types("ben", "/nominate @ana mentor because she did")
    await world.settle()
    await approves(world, "noor")
    world.passes(days=1)
    listed = shown(await world.types("ben", "/badges nominations"))
    reply = shown(await world.presses("ben", button(listed, "nudge")))
    await world.settle()
    assert "Noor" not in reply.summary
    assert len(world.letters("noor")) == 1
    assert "kindly asks" in world.letters("chidi")[-1].summary


# Nobody else there


async def test_who_is_away_without_a_deputy_is_asked_where_nobody_else_can_decide(world: ChatWorld) -> None:
    await world.is_away("maya", "until Friday")
    reply = shown(await world.types("ben", "/nominate @ana mentor because she did"))
    await world.settle()
    assert "Away just now, and nobody else can decide it meanwhile: Maya" in text(reply)
    assert "You are away, and nobody else can decide this" in text(world.letters("maya")[0])
    await approves(world, "maya")
    assert world.rows(credentials) == 1


async def test_a_group_with_somebody_away_is_asked_as_a_whole(world: ChatWorld) -> None:
    set_rules(world, "mentor", steps=(Step("group", 2),), approvers=GROUP[:2])
    await world.is_away("noor", "until tomorrow")
    assert "Away just now" in text(shown(await world.types("ben", "/nominate @ana mentor because she did")))
    await world.settle()
    await approves(world, "noor")
    await approves(world, "chidi")
    assert world.rows(credentials) == 1


async def test_that_nobody_can_decide_is_said_with_the_reason(world: ChatWorld) -> None:
    set_rules(world, "mentor", steps=(Step("group", 2),), approvers=GROUP[:2])
    reply = shown(await world.types("noor", "/nominate @ana mentor because she did"))
    assert "too few of that group" in reply.summary
    set_rules(world, "mentor", reviewer_badge="ship-it")
    reply = shown(await world.types("ben", "/nominate @ana mentor because she did"))
    assert "holds the badge ship-it" in reply.summary
    reply = shown(await world.types("maya", "/nominate @noor customer-hero because she did"))
    assert "neither a manager of theirs nor an owner" in reply.summary
    assert world.rows(cases) == 0


async def test_two_stages_that_one_person_would_have_to_decide_are_refused_at_once(world: ChatWorld) -> None:
    set_rules(world, "mentor", steps=TWO_STAGES)
    reply = shown(await world.types("ben", "/nominate @ana mentor because she did"))
    assert "two different people" in reply.summary
    assert world.rows(cases) == 0


async def test_an_approval_is_kept_though_nobody_is_left_for_the_next_stage(world: ChatWorld) -> None:
    joins(world, "olga", owner=True)
    set_rules(world, "mentor", steps=TWO_STAGES)
    await world.types("ben", "/nominate @ana mentor because she did")
    await world.settle()
    becomes(world, "olga", owner=False)
    reply = await approves(world, "maya")
    assert "Your approval of Ana" in reply.summary
    assert "Nobody can decide" in text(reply)
    assert world.rows(approvals) == 1
    becomes(world, "olga", owner=True)
    world.passes(days=1)
    await world.presses("ben", button(shown(await world.types("ben", "/badges nominations")), "nudge"))
    await world.settle()
    await approves(world, "olga", 0)
    assert world.rows(credentials) == 1


async def test_who_was_named_for_somebody_decides_the_managers_stage(world: ChatWorld) -> None:
    await world.types("maya", "/badges approver @chidi @ben")
    set_rules(world, "mentor", steps=TWO_STAGES)
    await world.types("ana", "/nominate @chidi mentor because he did")
    await world.settle()
    assert world.letters("noor") == []
    assert "Still needed" in (await approves(world, "ben")).summary
    await approves(world, "maya")
    assert world.rows(credentials) == 1


async def test_a_spent_budget_stops_only_the_approval_that_gives_the_badge(world: ChatWorld) -> None:
    set_rules(world, "mentor", steps=TWO_STAGES)
    set_budget(world, 0)
    await world.types("ben", "/nominate @chidi mentor because she did")
    await world.settle()
    assert "Still needed" in (await approves(world, "noor")).summary
    await approves(world, "maya")
    assert world.rows(credentials) == 1


async def test_whose_approval_is_in_may_leave_and_the_others_are_still_asked(world: ChatWorld) -> None:
    set_rules(world, "mentor", steps=(Step("group", 2),), approvers=GROUP[:2])
    await world.types("ben", "/nominate @ana mentor because she did")
    await world.settle()
    await approves(world, "noor")
    becomes(world, "noor", standing=MembershipStatus.LEFT)
    world.passes(days=1)
    listed = shown(await world.types("ben", "/badges nominations"))
    assert "reminded Chidi" in shown(await world.presses("ben", button(listed, "nudge"))).summary
    await world.settle()
    await approves(world, "chidi")
    assert world.rows(credentials) == 1


async def test_a_nominee_who_left_can_be_given_nothing_and_the_approver_hears_what_to_do(
    small_world: ChatWorld,
) -> None:
    card = await nominated(small_world)
    becomes(small_world, "ana", standing=MembershipStatus.LEFT)
    refused = shown(await small_world.presses("maya", button(card, "approve")))
    assert "Ana is no member here any more" in refused.summary
    assert "Decline the nomination" in refused.summary


async def test_the_list_of_what_waits_shows_all_words_before_it_takes_an_approval(
    small_world: ChatWorld,
) -> None:
    world = small_world
    for who in ("ben", "chidi"):
        await world.types(who, f"/nominate @ana mentor because {who} saw it")
    listed = shown(await world.types("maya", "/badges decide"))
    assert "And 1 more says so" in text(listed)
    assert "because you manage Ana" in text(listed)
    whole = shown(await world.presses("maya", button(listed, "review")))
    assert "ben saw it" in text(whole)
    assert "chidi saw it" in text(whole)
    assert "Approved" in shown(await world.presses("maya", button(whole, "approve"))).summary


async def test_the_list_of_what_waits_notes_what_is_worth_a_look(small_world: ChatWorld) -> None:
    await swap_each_week(small_world)
    listed = shown(await small_world.types("maya", "/badges decide"))
    assert "Worth a look" in text(listed)


async def test_a_nudge_reaches_everybody_who_was_asked_and_may_decide(world: ChatWorld) -> None:
    await world.types("ben", "/nominate @chidi mentor because he did")
    world.passes(days=14)
    await world.settle()
    listed = shown(await world.types("ben", "/badges nominations"))
    assert "Maya" in (reply := shown(await world.presses("ben", button(listed, "nudge")))).summary
    assert "Noor" in reply.summary
    await world.settle()
    assert all("kindly asks" in world.letters(who)[-1].summary for who in ("maya", "noor"))
    await world.is_away("noor", "until Friday")
    world.passes(days=1)
    assert "Noor" not in shown(await world.presses("ben", button(listed, "nudge"))).summary


async def test_one_of_a_group_who_approved_by_mistake_declines_from_their_card(world: ChatWorld) -> None:
    set_rules(world, "mentor", steps=(Step("group", 2),), approvers=GROUP)
    await world.types("ben", "/nominate @ana mentor because she did")
    await world.settle()
    await approves(world, "noor")
    [card] = world.letters("noor")
    assert "Your approval is in" in text(card)
    await world.presses("noor", button(card, "decline"))
    await world.settle()
    assert "Declined by Noor" in text(world.letters("chidi")[0])
    assert world.rows(credentials) == 0

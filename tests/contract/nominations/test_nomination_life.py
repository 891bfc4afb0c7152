"""From open to its end: reasons, second thoughts, changed words, reminders, time running out."""

import asyncio
from dataclasses import replace

import pytest

from adapters.database.credentials.credentials import credentials
from adapters.database.nominations.cases import cases
from bot.messages.cards import Card, Note, Paragraph, Quote, plain
from bot.messages.forms import Form
from bot.messages.requests import ButtonPress, FormSubmission
from tests.fakes.chat_world import ChatWorld, asked, shown
from tests.fakes.company import becomes, joins, set_budget, set_rules
from tests.fakes.platform import button

pytestmark = pytest.mark.engines("memory")


async def nominated(world: ChatWorld, who: str = "ben", words: str = "she stayed on the line") -> Card:
    await world.types(who, f"/nominate @ana customer-hero because {words}")
    await world.settle()
    return world.letters("maya")[-1]


async def presses_with_forms(world: ChatWorld, who: str, card: Card, action: str) -> Form | Card:
    """A button on a platform that shows forms."""
    pressed = button(card, action)
    return await world.asks(who, ButtonPress(pressed.action, pressed.token), "direct", None, forms=True)


def text(card: Card) -> str:
    lines = [plain(block.line) for block in card.blocks if isinstance(block, Paragraph | Note)]
    return "\n".join([*lines, *(block.text for block in card.blocks if isinstance(block, Quote))])


async def test_only_the_nominator_reads_why_it_was_declined(world: ChatWorld) -> None:
    card = await nominated(world)
    form = asked(await presses_with_forms(world, "maya", card, "decline"))
    await world.fills_in("maya", form, reason="It was her week on call anyway")
    await world.settle()
    assert "her week on call" in text(world.letters("ben")[-1])
    assert "her week on call" not in text(world.letters("maya")[0])
    assert world.letters("ana") == []
    assert "her week on call" in text(shown(await world.types("ben", "/badges nominations")))


async def test_a_form_can_be_sent_only_by_whom_it_was_shown_to(world: ChatWorld) -> None:
    card = await nominated(world)
    form = asked(await presses_with_forms(world, "maya", card, "decline"))
    reply = shown(await world.fills_in("noor", form, reason="because"))
    assert "shown to somebody else" in reply.summary
    reply = shown(await world.fills_in("maya", replace(form, draft="another"), reason="because"))
    assert "start again" in reply.summary
    reply = shown(await world.fills_in("maya", replace(form, action="edit_nomination"), citation="mine"))
    assert "start again" in reply.summary


async def test_what_a_platform_says_a_form_is_about_is_not_believed(world: ChatWorld) -> None:
    card = await nominated(world)
    token = button(card, "decline").token
    await world.asks("maya", FormSubmission("decline", {"reason": "x"}, "", subject=token), "direct", None)
    await world.settle()
    assert "nominates" in world.letters("maya")[0].summary, "still open"


async def test_a_decline_counts_only_if_its_sender_is_entitled_when_it_is_sent(world: ChatWorld) -> None:
    card = await nominated(world)
    form = asked(await presses_with_forms(world, "maya", card, "decline"))
    becomes(world, "maya", owner=False)
    becomes(world, "ana", manager_id=world.person("noor").id)
    reply = shown(await world.fills_in("maya", form, reason="because"))
    assert "you are none of them now" in reply.summary


async def test_changed_words_make_an_old_card_worthless(world: ChatWorld) -> None:
    card = await nominated(world)
    listed = shown(await world.types("ben", "/badges nominations"))
    form = asked(await presses_with_forms(world, "ben", listed, "edit_nomination"))
    await world.fills_in("ben", form, citation="she wrote the manual")
    reply = shown(await world.presses("maya", button(card, "approve")))
    assert "review" in reply.summary
    assert "she wrote the manual" in text(reply)
    assert world.rows(credentials) == 0
    await world.presses("maya", button(reply, "approve"))
    await world.settle()
    assert world.rows(credentials) == 1


async def test_an_edit_asks_the_approver_again(world: ChatWorld) -> None:
    await nominated(world)
    listed = shown(await world.types("ben", "/badges nominations"))
    form = asked(await presses_with_forms(world, "ben", listed, "edit_nomination"))
    await world.fills_in("ben", form, citation="she wrote the manual")
    await world.settle()
    assert [text(card).count("she wrote the manual") for card in world.letters("maya")] == [1, 1]


async def test_nominations_of_one_person_for_one_badge_gather_in_one_card(world: ChatWorld) -> None:
    await nominated(world)
    await nominated(world, "chidi", "she taught me")
    [card] = world.letters("maya")
    assert "she taught me" in text(card)
    assert "she stayed on the line" in text(card)
    await world.presses("maya", button(card, "approve"))
    await world.settle()
    assert world.rows(credentials) == 1
    assert "approved" in world.letters("ben")[-1].summary
    assert "approved" in world.letters("chidi")[-1].summary


async def test_an_approver_who_joins_the_nomination_no_longer_decides_it(world: ChatWorld) -> None:
    joins(world, "olga", owner=True)
    card = await nominated(world)
    await nominated(world, "maya", "I agree")
    assert "nominate" in world.letters("olga")[-1].summary
    reply = shown(await world.presses("maya", button(card, "approve")))
    assert "You made this nomination" in reply.summary


async def test_a_nominator_can_withdraw_and_then_nobody_can_approve(world: ChatWorld) -> None:
    card = await nominated(world)
    listed = shown(await world.types("ben", "/badges nominations"))
    await world.presses("ben", button(listed, "withdraw"))
    await world.settle()
    assert "Withdrawn" in text(world.letters("maya")[0])
    reply = shown(await world.presses("maya", button(card, "approve")))
    assert "is over" in reply.summary
    assert world.rows(credentials) == 0


async def test_withdrawing_one_of_two_leaves_the_other(world: ChatWorld) -> None:
    await nominated(world)
    await nominated(world, "chidi", "she taught me")
    listed = shown(await world.types("ben", "/badges nominations"))
    await world.presses("ben", button(listed, "withdraw"))
    await world.settle()
    [card] = world.letters("maya")
    assert "she stayed on the line" not in text(card)
    await world.presses("maya", button(card, "approve"))
    await world.settle()
    assert world.letters("ben") == []


async def test_nobody_withdraws_what_is_not_theirs(small_world: ChatWorld) -> None:
    await nominated(small_world)
    listed = shown(await small_world.types("ben", "/badges nominations"))
    reply = shown(await small_world.presses("chidi", button(listed, "withdraw")))
    assert "not yours" in reply.summary


async def test_an_approver_is_reminded_after_two_and_five_working_days(world: ChatWorld) -> None:
    await nominated(world)
    world.passes(days=1, hours=23)
    await world.settle()
    assert len(world.letters("maya")) == 1
    world.passes(hours=1)
    await world.settle()
    assert "friendly reminder" in world.letters("maya")[-1].summary
    world.passes(days=5)
    await world.settle()
    assert len(world.letters("maya")) == 3


async def test_a_reminder_waits_for_the_approvers_daytime(world: ChatWorld) -> None:
    becomes(world, "maya", timezone="Pacific/Auckland")
    await nominated(world)  # 22:00 there: due at 16:59 two days later, that is 03:59 in the test's own clock
    world.passes(days=1, hours=18, minutes=58)
    await world.settle()
    assert len(world.letters("maya")) == 1
    world.passes(hours=6)  # the worker was away: it is night there now
    await world.settle()
    assert len(world.letters("maya")) == 1
    world.passes(hours=13)
    await world.settle()
    assert len(world.letters("maya")) == 2


async def test_no_reminder_follows_a_decision(world: ChatWorld) -> None:
    card = await nominated(world)
    await world.presses("maya", button(card, "approve"))
    world.passes(days=40)
    await world.settle()
    assert len(world.letters("maya")) == 1


async def test_silence_brings_in_somebody_else_and_never_an_approval(world: ChatWorld) -> None:
    joins(world, "olga", owner=True)
    await nominated(world)
    world.passes(days=14)
    await world.settle()
    assert "Maya was asked before you, and has not answered" in text(world.letters("olga")[0])
    world.passes(days=16)
    await world.settle()
    assert world.rows(credentials) == 0
    assert "without a decision" in world.letters("ben")[-1].summary
    reply = shown(await world.presses("olga", button(await card_of(world, "olga"), "approve")))
    assert "is over" in reply.summary


async def card_of(world: ChatWorld, who: str) -> Card:
    """The card as it first came, buttons and all."""
    return next(seen for seen in world.platform.first if seen.to.external_id == f"U-{who.upper()}").card


async def test_the_nominator_may_nudge_once_a_day(world: ChatWorld) -> None:
    await nominated(world)
    with pytest.raises(AssertionError):
        button(shown(await world.types("ben", "/badges nominations")), "nudge")
    world.passes(days=1)
    listed = shown(await world.types("ben", "/badges nominations"))
    await world.presses("ben", button(listed, "nudge"))
    again = shown(await world.presses("ben", button(listed, "nudge")))
    assert "once a day" in again.summary
    await world.settle()
    assert "kindly asks" in world.letters("maya")[-1].summary
    assert len(world.letters("maya")) == 2


async def test_over_budget_only_an_owner_approves(world: ChatWorld) -> None:
    set_budget(world, 0)
    await world.types("ben", "/nominate @chidi mentor because he explains well")
    await world.settle()
    reply = shown(await world.presses("noor", button(world.letters("noor")[0], "approve")))
    assert "only an owner" in reply.summary
    form = asked(await world.types("noor", "/award @chidi mentor he explains well"))
    assert "budget" in form.intro
    listed = shown(await world.types("maya", "/badges decide"))
    await world.presses("maya", button(listed, "approve"))
    assert world.rows(credentials) == 1


async def test_caps_and_repetition_refuse_in_words(world: ChatWorld) -> None:
    set_rules(world, "mentor", most_by_giver=1)
    await world.types("maya", "/award @ana mentor taught")
    assert (
        "as often as its rules allow" in shown(await world.types("maya", "/award @ben mentor taught")).summary
    )
    set_rules(world, "ship-it", repeat_after_days=365)
    await world.types("maya", "/award @ana ship-it shipped")
    world.passes(days=364)
    assert "less than 365 days" in shown(await world.types("maya", "/award @ana ship-it again")).summary
    world.passes(days=2)
    assert "You awarded" in shown(await world.types("maya", "/award @ana ship-it again")).summary


async def test_rules_say_who_may_award_and_nominate_and_what_must_be_shown(world: ChatWorld) -> None:
    set_rules(world, "mentor", award=("owner",), nominate=("manager", "owner"), evidence=True)
    assert "Only some people" in shown(await world.types("ben", "/nominate @ana mentor because x")).summary
    assert "nominate" in asked(await world.types("noor", "/award @chidi mentor taught")).intro
    assert "evidence" in shown(await world.types("maya", "/award @ana mentor taught")).summary
    done = shown(await world.types("maya", "/award @ana mentor taught, see https://example.org/talk"))
    assert "You awarded" in done.summary


async def test_a_pilot_is_for_its_cohort(small_world: ChatWorld) -> None:
    set_rules(small_world, "mentor", pilot=("ana@example.org",))
    assert "tried out" in shown(await small_world.types("maya", "/award @ben mentor taught")).summary
    assert "You awarded" in shown(await small_world.types("maya", "/award @ana mentor taught")).summary


async def swap_each_week(world: ChatWorld) -> None:
    """Ana and Ben nominate each other, and nobody else, week after week."""
    for week in ("ship-it", "mentor", "team-player", "bug-hunter"):
        await world.types("ana", f"/nominate @ben {week} because he did {week} at work")
        await world.types("ben", f"/nominate @ana {week} because she did {week} at work")
        world.passes(days=7)


async def test_swapping_is_noted_on_the_card_and_blocks_nothing(world: ChatWorld) -> None:
    await swap_each_week(world)
    card = await nominated(world)
    assert "Worth a look" in text(card)
    await world.presses("maya", button(card, "approve"))
    assert world.rows(credentials) == 1


async def test_copied_words_are_noted_on_the_card(world: ChatWorld) -> None:
    words = "she answered every question of the new colleagues within the hour"
    await world.types("chidi", f"/nominate @ben customer-hero because {words}")
    card = await nominated(world, words=words.replace("she", "She,"))
    assert "almost the same" in text(card)


@pytest.mark.engines("sqlite", "postgresql")
async def test_two_people_who_nominate_at_once_open_one_case(world: ChatWorld) -> None:

    await asyncio.gather(
        *(
            world.types(who, "/nominate @ana mentor because she explains well")
            for who in ("ben", "chidi", "noor")
        )
    )
    assert world.rows(cases) == 1


async def test_a_form_without_a_reason_declines_nothing(world: ChatWorld) -> None:
    card = await nominated(world)
    form = asked(await presses_with_forms(world, "maya", card, "decline"))
    assert "needs a reason" in shown(await world.fills_in("maya", form, reason=" ")).summary
    form = asked(await presses_with_forms(world, "maya", card, "decline"))
    assert "Declined" in shown(await world.fills_in("maya", form, reason="Not yet")).summary


async def test_a_nominators_own_earlier_words_are_no_copy(world: ChatWorld) -> None:
    words = "she answered every question of the new colleagues within the hour"
    await nominated(world, words=words)
    listed = shown(await world.types("ben", "/badges nominations"))
    await world.presses("ben", button(listed, "withdraw"))
    assert "almost the same" not in text(await nominated(world, words=words))
    await nominated(world, "chidi", words)
    assert "almost the same" not in text(world.letters("maya")[-1]), "said together, in one case"


async def test_a_cap_on_giving_counts_gifts_and_proposals_and_no_decisions(world: ChatWorld) -> None:
    set_rules(world, "mentor", most_by_giver=1)
    await world.types("ben", "/nominate @chidi mentor because he explains")
    await world.settle()
    await world.presses("noor", button(world.letters("noor")[0], "approve"))
    question = shown(await world.types("noor", "/award @chidi mentor taught"))
    assert "You awarded" in shown(await world.presses("noor", button(question, "go_on"))).summary
    again = shown(await world.types("noor", "/award @chidi mentor taught"))
    assert "as often as its rules allow" in again.summary
    again = shown(await world.types("noor", "/nominate @ana mentor because she did"))
    assert "as often as its rules allow" in again.summary
    assert "as often" in shown(await world.types("ben", "/nominate @ana mentor because she did")).summary


async def test_what_is_asked_in_the_evening_is_reminded_of_before_the_day_ends(world: ChatWorld) -> None:
    world.passes(hours=9)
    await nominated(world)
    world.moment = world.moment.replace(day=4, hour=16, minute=59, second=30)
    await world.settle()
    assert len(world.letters("maya")) == 2

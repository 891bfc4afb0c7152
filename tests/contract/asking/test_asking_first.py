"""What Laurel asks once before it counts: private words, an award made today already, the end of an absence."""

import pytest

from bot.domain.catalogue.award_policy import Step
from bot.messages.cards import Card
from bot.messages.forms import Form
from bot.messages.requests import ButtonPress, FormSubmission
from tests.fakes.chat_world import ChatWorld, asked, buttons_of, shown
from tests.fakes.company import becomes, set_rules
from tests.fakes.platform import button

ILL = "kept the project going although she was ill"
CALL = "call her on +49 170 1234567"
pytestmark = pytest.mark.engines("memory")


def kinds(world: ChatWorld) -> list[str]:
    return [entry.kind.value for entry in world.trail()]


def question(reply: object) -> Card:
    """The card of a question; fails the test for any other answer."""
    card = shown(reply)  # type: ignore[arg-type]
    assert next(buttons_of(card)).action == "go_on", card.summary
    return card


@pytest.mark.engines("memory", "sqlite", "postgresql")
async def test_private_words_are_questioned_once_and_go_through_with_everything_kept(
    world: ChatWorld,
) -> None:
    card = question(await world.types("maya", f"/award @ana @ben mentor {ILL}"))
    assert (
        card.summary
        == "These words may tell something private: about health (“was ill”). Send them as they are?"
    )
    assert kinds(world) == [], "nothing has happened yet"
    done = shown(await world.presses("maya", button(card, "go_on")))
    assert "Ana and Ben" in done.summary
    assert kinds(world) == ["awarded", "awarded"]
    with world.read() as store:
        [credential] = store.credentials.of_recipient(world.person("ana").id)
    assert (credential.citation, credential.conversation) == (ILL, "general")


@pytest.mark.engines("memory", "sqlite", "postgresql")
async def test_a_press_counts_once_however_often_it_comes_and_the_command_was_delivered(
    world: ChatWorld,
) -> None:
    first = question(await world.types("maya", f"/award @ana mentor {ILL}", key="again"))
    second = question(await world.types("maya", f"/award @ana mentor {ILL}", key="again"))
    done = shown(await world.presses("maya", button(first, "go_on")))
    for press in (button(first, "go_on"), button(second, "go_on")):
        assert shown(await world.presses("maya", press)) == done
    assert kinds(world) == ["awarded"]


@pytest.mark.engines("memory", "sqlite", "postgresql")
async def test_what_was_answered_is_told_to_the_person_who_was_asked_alone(world: ChatWorld) -> None:
    card = question(await world.types("maya", f"/award @ana mentor {ILL}"))
    await world.presses("maya", button(card, "go_on"))
    for action in ("go_on", "change_words"):
        told = shown(await world.presses("ben", button(card, action)))
        assert "Ana" not in told.summary
        assert "ill" not in repr(told.blocks)


async def test_words_without_anything_private_are_not_questioned(world: ChatWorld) -> None:
    await world.types("maya", "/award @ana mentor She has a heart of gold")
    assert kinds(world) == ["awarded"]


async def test_the_words_can_be_changed_with_people_and_badge_kept(world: ChatWorld) -> None:
    card = question(await world.types("maya", f"/award @ana @ben mentor {ILL}"))
    form = await changed(world, card)
    assert [field.value for field in form.fields] == [("U-ANA", "U-BEN"), "mentor", ILL]
    await world.fills_in("maya", form, citation="kept the project going")
    assert kinds(world) == ["awarded", "awarded"]


async def changed(world: ChatWorld, card: Card, who: str = "maya") -> Form:
    """The form that a question's words are changed in."""
    press = button(card, "change_words")
    return asked(await world.asks(who, ButtonPress(press.action, press.token), "direct", None, forms=True))


async def test_a_form_is_questioned_as_a_command_is(world: ChatWorld) -> None:
    form = asked(await world.types("maya", "/award @ana"))
    card = question(await world.fills_in("maya", form, badge="mentor", citation=CALL))
    assert "a telephone number (+49 170 1234567)" in card.summary
    await world.presses("maya", button(card, "go_on"))
    assert kinds(world) == ["awarded"]


async def test_nominations_are_questioned(world: ChatWorld) -> None:
    card = question(await world.types("ben", f"/nominate @ana mentor because {ILL}"))
    done = shown(await world.presses("ben", button(card, "go_on")))
    assert "Ana" in done.summary
    assert kinds(world) == ["nominated"]


async def test_changed_words_are_questioned_only_for_what_is_new_in_them(world: ChatWorld) -> None:
    await world.presses(
        "ben", button(question(await world.types("ben", f"/nominate @ana mentor {ILL}")), "go_on")
    )
    listed = shown(await world.types("ben", "/badges nominations"))
    press = button(listed, "edit_nomination")
    edit = ButtonPress(press.action, press.token)
    form = asked(await world.asks("ben", edit, "direct", None, forms=True))
    shown(await world.fills_in("ben", form, citation=f"{ILL}, every day"))
    assert kinds(world) == ["nominated", "nomination_edited"]
    form = asked(await world.asks("ben", edit, "direct", None, forms=True))
    card = question(await world.fills_in("ben", form, citation=f"{ILL}, {CALL}"))
    assert (await changed(world, card, "ben")).fields[0].value == f"{ILL}, {CALL}"
    await world.presses("ben", button(card, "go_on"))
    assert kinds(world) == ["nominated", "nomination_edited", "nomination_edited"]


async def test_the_reason_to_decline_is_questioned(world: ChatWorld) -> None:
    await world.types("ben", "/nominate @ana mentor because she explained it")
    await world.settle()
    press = button(world.letters("maya")[0], "decline")
    form = asked(await world.asks("maya", ButtonPress(press.action, press.token), "direct", None, forms=True))
    card = question(await world.fills_in("maya", form, reason="She is on sick leave"))
    assert kinds(world) == ["nominated"]
    assert (await changed(world, card)).fields[0].value == "She is on sick leave"
    await world.presses("maya", button(card, "go_on"))
    assert kinds(world) == ["nominated", "declined"]


async def test_what_is_amended_and_why_something_is_revoked_is_questioned(world: ChatWorld) -> None:
    await world.types("maya", "/award @ana mentor well done")
    await world.settle()
    form = asked(await world.types("maya", "/badges amend @ana mentor"))
    card = question(await world.fills_in("maya", form, citation=ILL))
    assert (await changed(world, card)).fields[0].value == ILL
    await world.presses("maya", button(card, "go_on"))
    form = asked(await world.types("maya", "/badges revoke @ana mentor"))
    card = question(await world.fills_in("maya", form, reason=CALL))
    await world.presses("maya", button(card, "go_on"))
    assert kinds(world)[-1] == "revoked"
    assert kinds(world).count("amended") == 1


async def test_what_rules_forbid_is_refused_and_not_asked_about(world: ChatWorld) -> None:
    refused = shown(await world.types("ana", f"/award @ana mentor {ILL}"))
    assert list(buttons_of(refused)) == []
    offered = asked(await world.types("ben", f"/award @ana mentor {ILL}"))
    assert offered.action == "nominate", "who may not award is offered a nomination"


async def test_awarding_the_same_badge_within_a_day_is_asked_about(world: ChatWorld) -> None:
    await world.types("maya", "/award @ana mentor well done")
    world.passes(hours=3)
    card = question(await world.types("maya", "/award @ana mentor well done again"))
    assert card.summary == "Ana has Mentor since today: award it once more?"
    await world.presses("maya", button(card, "go_on"))
    assert kinds(world) == ["awarded", "awarded"]
    world.passes(hours=18)
    card = question(await world.types("maya", "/award @ana @ben mentor both"))
    assert card.summary == "Ana has Mentor since yesterday: award it once more?"
    world.passes(days=1)
    await world.types("maya", "/award @ana mentor a day later")
    assert kinds(world) == ["awarded", "awarded", "awarded"]


async def test_both_questions_come_in_one_card_and_one_press_answers_both(world: ChatWorld) -> None:
    await world.types("maya", "/award @ana mentor well done")
    card = question(await world.types("maya", f"/award @ana mentor {ILL}"))
    assert "private" in card.summary
    assert "since today" in card.summary
    await world.presses("maya", button(card, "go_on"))
    assert kinds(world) == ["awarded", "awarded"]


async def test_a_badge_that_ended_or_another_badge_is_no_repetition(world: ChatWorld) -> None:
    given = shown(await world.types("maya", "/award @ana mentor well done"))
    await world.presses("maya", button(given, "undo"))
    await world.types("maya", "/award @ana mentor well done")
    await world.types("maya", "/award @ana ship-it well done")
    assert kinds(world) == ["awarded", "undone", "awarded", "awarded"]


async def test_an_approval_that_repeats_an_award_is_asked_about(world: ChatWorld) -> None:
    await world.types("ben", "/nominate @ana mentor because she explained it")
    await world.types("maya", "/award @ana mentor well done")
    await world.settle()
    asks = next(letter for letter in world.letters("maya") if "nominate" in letter.summary)
    card = question(await world.presses("maya", button(asks, "approve")))
    assert "Ana has Mentor since today" in card.summary
    assert [one.action for one in buttons_of(card)] == ["go_on"], "there are no words of hers to change"
    await world.presses("maya", button(card, "go_on"))
    assert kinds(world).count("awarded") == 2


async def test_whoever_may_award_only_as_anyone_learns_nothing_of_others_awards(world: ChatWorld) -> None:
    set_rules(world, "mentor", award=("anyone", "manager"), steps=(Step("manager"),))
    await world.types("maya", "/award @ana mentor well done")
    await world.types("chidi", "/award @ana mentor well done")
    assert kinds(world) == ["awarded", "awarded"]
    question(await world.types("chidi", "/award @ana mentor well done once more"))
    question(await world.types("maya", "/award @ana mentor well done once more"))


async def test_only_the_person_who_was_asked_can_answer_and_for_a_day(world: ChatWorld) -> None:
    card = question(await world.types("maya", f"/award @ana mentor {ILL}"))
    for action in ("go_on", "change_words"):
        assert "somebody else" in shown(await world.presses("noor", button(card, action))).summary
    world.passes(hours=25)
    for action in ("go_on", "change_words"):
        assert "too old" in shown(await world.presses("maya", button(card, action))).summary
    assert kinds(world) == []


async def test_a_made_up_token_or_one_of_another_button_does_nothing(world: ChatWorld) -> None:
    card = question(await world.types("maya", f"/award @ana mentor {ILL}"))
    crossed = ButtonPress("go_on", button(card, "change_words").token)
    for press in (ButtonPress("go_on", "made-up"), ButtonPress("go_on", ""), crossed):
        assert "too old" in shown(await world.asks("maya", press, "direct", None)).summary
    forged = FormSubmission("award", {"people": ("U-ANA",), "badge": "mentor"}, button(card, "go_on").token)
    assert "too old" in shown(await world.asks("maya", forged, "direct", None)).summary
    assert kinds(world) == []


async def test_rights_are_those_of_the_moment_of_the_press(world: ChatWorld) -> None:
    set_rules(world, "mentor", award=("owner",))
    card = question(await world.types("maya", f"/award @ana mentor {ILL}"))
    becomes(world, "maya", owner=False)
    asked(
        await world.asks(
            "maya", ButtonPress("go_on", button(card, "go_on").token), "direct", None, forms=True
        )
    )
    assert kinds(world) == []


async def test_the_day_understood_counts_when_it_is_pressed_and_not_the_day_of_the_press(
    world: ChatWorld,
) -> None:
    card = question(await world.types("maya", "/badges away until tomorrow noon, ask @noor"))
    assert card.summary == "Away until Tuesday, 3 March 2026, 12:00? Noor decides for you until then."
    world.passes(hours=20)
    await world.presses("maya", button(card, "go_on"))
    with world.read() as store:
        absence = store.people.absences([world.person("maya").id], world.moment)[world.person("maya").id]
    assert absence.until.isoformat() == "2026-03-03T12:00:00+00:00"
    assert absence.deputy_id == world.person("noor").id


async def test_a_time_that_is_over_at_the_press_begins_no_absence(world: ChatWorld) -> None:
    card = question(await world.types("maya", "/badges away until noon"))
    world.passes(hours=4)
    assert "is over by now" in shown(await world.presses("maya", button(card, "go_on"))).summary
    assert kinds(world) == []


async def test_a_day_that_can_be_two_is_chosen_by_its_button(world: ChatWorld) -> None:
    card = question(await world.types("maya", "/badges away until next Friday"))
    assert card.summary == "Away until Friday, 6 March 2026 or Friday, 13 March 2026?"
    labels = [one.label for one in buttons_of(card)]
    assert labels == ["Back on Friday, 6 March 2026", "Back on Friday, 13 March 2026", "Another date"]
    until = shown(await world.presses("maya", list(buttons_of(card))[1]))
    assert "13 March 2026" in until.summary


async def test_friday_may_be_the_last_day_away(world: ChatWorld) -> None:
    card = question(await world.types("maya", "/badges away until Friday"))
    labels = [one.label for one in buttons_of(card)]
    assert labels == ["Yes, back on Friday, 6 March 2026", "No, back on Monday, 9 March 2026", "Another date"]


async def test_another_date_is_asked_for_with_the_deputy_kept(world: ChatWorld) -> None:
    card = question(await world.types("maya", "/badges away until Friday, ask @noor"))
    form = await changed(world, card)
    assert [field.value for field in form.fields] == ["until Friday", ("U-NOOR",)]
    again = question(await world.fills_in("maya", form, until="for 2 weeks"))
    assert again.summary == "Away until Monday, 16 March 2026? Noor decides for you until then."


async def test_words_in_another_language_than_the_chosen_are_understood(world: ChatWorld) -> None:
    card = question(await world.types("maya", "/badges away bis übermorgen"))
    assert card.summary == "Away until Wednesday, 4 March 2026?"


@pytest.mark.parametrize(
    ("typed", "found", "until"),
    [
        ("until Friday, ask Nor", "Nor", "until Friday"),
        ("until Friday, @nooor", "@nooor", "until Friday"),
        ("ask noorr until Friday", "noorr", "until Friday"),
        ("bis Freitag, frag Norr", "Norr", "bis Freitag"),
    ],
)
async def test_a_misspelt_deputy_is_a_question_whose_button_keeps_the_day(
    world: ChatWorld, typed: str, found: str, until: str
) -> None:
    if typed.startswith("bis"):
        await world.types("maya", "/mybadges language Deutsch")
    card = shown(await world.types("maya", f"/badges away {typed}"))
    assert found in card.summary
    assert next(one.label for one in buttons_of(card)) == "Noor"
    assert "absence_begun" not in kinds(world)
    form = await changed(world, card)
    assert form.fields[0].value == until
    day = question(await world.presses("maya", next(buttons_of(card))))
    assert "6" in day.summary
    await world.presses("maya", next(buttons_of(day)))
    with world.read() as store:
        absence = store.people.absences([world.person("maya").id], world.moment)[world.person("maya").id]
    assert absence.deputy_id == world.person("noor").id


async def test_a_misspelt_deputy_without_a_day_opens_the_form_with_the_deputy(world: ChatWorld) -> None:
    card = shown(await world.types("maya", "/badges away ask Norr"))
    chosen = next(buttons_of(card))
    press = ButtonPress(chosen.action, chosen.token)
    form = asked(await world.asks("maya", press, "direct", None, forms=True))
    assert [field.value for field in form.fields] == ["", ("U-NOOR",)]


async def test_a_deputy_whose_name_is_near_to_none_is_refused_with_the_quote(world: ChatWorld) -> None:
    answer = shown(await world.types("maya", "/badges away until Friday, ask Zoltan"))
    assert "Zoltan" in answer.summary
    assert "so nothing was changed" in answer.summary


async def test_no_one_is_offered_as_their_own_deputy(world: ChatWorld) -> None:
    assert "Maja" in shown(await world.types("maya", "/badges away until Friday, ask Maja")).summary
    assert kinds(world) == []

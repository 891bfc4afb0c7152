"""Forms on Teams: inputs on a card, sent by its button, each decided by whoever sent it and at that moment."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.teams.connector import Json, Message
from tests.fakes.teams.office import Office, open_office
from tests.fakes.teams.sender import CHANNEL

BECAUSE = "because she stayed on the line until the outage was over"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        yield opened


async def to_decide(office: Office) -> Message:
    await office.says("ben", f"nominate <at>Ana</at> for Customer Hero {BECAUSE}", ["ana"], CHANNEL)
    await office.settle()
    return office.inbox("maya")[-1]


def read(message: Message) -> str:
    return message.words.replace("**", "")


def words(card: Json) -> str:
    return str(card["value"])


async def test_a_decline_asks_for_its_reason_on_the_card_and_the_nominator_reads_it_and_the_nominee_does_not(
    office: Office,
) -> None:
    card = await to_decide(office)

    asked = await office.presses("maya", card, "decline")
    assert asked["type"] == "application/vnd.microsoft.card.adaptive", "the form takes the card's place"
    assert "not the right badge this time" in words(asked)
    answer = await office.fills("maya", asked["value"], "decline", reason="It was her shift.")
    await office.settle()

    assert "Declined by Maya" in words(answer), "the decided card takes the form's place"
    assert card.verbs == []
    assert card.edits
    assert "Declined by Maya" in read(card)
    assert "It was her shift." in office.inbox("ben")[-1].words
    assert "It was her shift." in card.words, "who gave the reason sees it"
    assert office.inbox("ana") == []


async def test_whoever_does_not_want_to_decline_after_all_goes_back_to_the_card(office: Office) -> None:
    asked = await office.presses("maya", await to_decide(office), "decline")

    again = await office.fills("maya", asked["value"], "review")
    assert "A nomination for you to decide" in words(again)

    strangers = await office.fills("chidi", asked["value"], "review")
    assert strangers["value"].startswith("Only the manager of Ana")


async def test_only_whom_a_form_was_shown_to_can_send_it(office: Office) -> None:
    card = await to_decide(office)
    asked = await office.presses("maya", card, "decline")

    answer = await office.fills("chidi", asked["value"], "decline", reason="Because")
    await office.settle()

    assert answer["value"].startswith("This form is too old, or was shown to somebody else")
    assert card.verbs == ["approve", "decline"]


async def test_a_form_sent_after_somebody_else_decided_says_so(office: Office) -> None:
    card = await to_decide(office)
    asked = await office.presses("maya", card, "decline")
    await office.presses("maya", card, "approve")

    answer = await office.fills("maya", asked["value"], "decline", reason="Too late")

    assert "Approved by Maya" in words(answer), "what stands now takes the form's place"


async def test_in_the_private_chat_a_form_asks_whom_by_address(office: Office) -> None:
    await office.says("maya", "award")
    await office.settle()
    form = office.inbox("maya")[-1]
    assert "Who gets which badge?" in form.words

    answer = await office.fills(
        "maya", form.card, "award", people="ana@example.org, ben@example.org", badge="customer-hero"
    )
    await office.settle()

    assert "You awarded" in words(answer)
    for earner in ("ana", "ben"):
        assert "You earned Customer Hero" in office.inbox(earner)[-1].words


async def test_a_form_sent_twice_awards_once(office: Office) -> None:
    await office.says("maya", "award")
    await office.settle()
    form = office.inbox("maya")[-1].card

    for _ in range(3):
        answer = await office.fills("maya", form, "award", people="ana@example.org", badge="customer-hero")
        assert "You awarded" in words(answer)
    await office.settle()

    assert len(office.inbox("ana")) == 1


async def test_a_mistake_in_a_form_leaves_it_to_be_mended(office: Office) -> None:
    await office.says("maya", "award")
    await office.settle()
    form = office.inbox("maya")[-1].card

    wrong = await office.fills("maya", form, "award", people="Ana", badge="customer-hero")
    assert wrong["value"].startswith("I found “Ana” among the people.")
    nobody = await office.fills("maya", form, "award", people="who@example.org", badge="customer-hero")
    assert nobody["value"].startswith("I know nobody with the address who@example.org")
    right = await office.fills("maya", form, "award", people="ana@example.org", badge="customer-hero")
    assert "You awarded" in words(right)


async def test_what_was_typed_already_is_filled_in(office: Office) -> None:
    await office.says("ben", "nominate <at>Ana</at> for mentor", ["ana"], CHANNEL)
    await office.settle()
    form = office.inbox("ben")[-1]

    assert said_in(office) == ["<at>Ben</at>, I have answered you in our private chat."]
    answer = await office.fills("ben", form.card, "nominate", citation="She taught me")
    await office.settle()

    assert "You nominated Ana" in words(answer).replace("**", "") or "nominated" in words(answer)
    assert "She taught me" in office.inbox("maya")[-1].words


async def test_a_name_that_was_no_mention_is_a_question_that_keeps_everything_else(office: Office) -> None:
    await office.says("maya", "award @Ana customer-hero Stayed until it worked")
    await office.settle()
    question = office.inbox("maya")[-1]

    assert "I cannot tell for sure who “@Ana” is. Did you mean" in question.words
    await office.presses("maya", question, "go_on")
    await office.settle()
    assert "Stayed until it worked" in office.inbox("ana")[-1].words


async def test_a_name_that_nobody_has_opens_the_form_with_everything_else(office: Office) -> None:
    await office.says("maya", "award @Zoltan customer-hero Stayed until it worked")
    await office.settle()
    form = office.inbox("maya")[-1]

    assert "I cannot tell who “@Zoltan” is." in form.words
    await office.fills("maya", form.card, "award", people="ana@example.org")
    await office.settle()
    assert "Stayed until it worked" in office.inbox("ana")[-1].words


async def test_an_address_names_a_colleague_in_the_private_chat(office: Office) -> None:
    await office.says("maya", "award ana@example.org customer-hero Stayed until it worked")
    await office.says("ben", f"nominate Ana@Example.org for mentor {BECAUSE}")
    await office.settle()

    assert "You earned Customer Hero" in office.inbox("ana")[-1].words
    asked = [message for message in office.inbox("maya") if "approve" in message.verbs]
    assert ["Ben" in message.words for message in asked] == [True]


async def test_a_deputy_and_an_approver_are_named_by_address(office: Office) -> None:
    await office.says("maya", "badges away until 24 December, ask ben@example.org")
    await office.settle()
    question = office.inbox("maya")[-1]
    assert "24 December" in read(question)
    answer = await office.presses("maya", question, "go_on")
    assert "Ben decides for you" in words(answer).replace("**", "")

    await office.says("maya", "badges approver ana@example.org noor@example.org")
    await office.settle()
    assert "Noor decides nominations of Ana" in read(office.inbox("maya")[-1])


async def test_words_are_changed_on_the_card(office: Office) -> None:
    card = await to_decide(office)
    await office.says("ben", "badges nominations")
    await office.settle()

    asked = await office.presses("ben", office.inbox("ben")[-1], "edit_nomination")
    await office.fills("ben", asked["value"], "edit_nomination", citation="She wrote to every customer")
    await office.settle()

    assert "She wrote to every customer" in card.words or "She wrote" in office.inbox("maya")[-1].words


async def test_a_badge_is_corrected_and_revoked_by_form(office: Office) -> None:
    await office.says("maya", "award ana@example.org customer-hero Stayed")
    await office.settle()

    await office.says("maya", "badges amend ana@example.org customer-hero")
    await office.settle()
    await office.fills("maya", office.inbox("maya")[-1].card, "amend", citation="Stayed for three hours")
    await office.settle()
    assert "Stayed for three hours" in office.inbox("ana")[-1].words

    await office.says("maya", "badges revoke ana@example.org customer-hero")
    await office.settle()
    await office.fills("maya", office.inbox("maya")[-1].card, "revoke", reason="It was Ben")
    await office.settle()
    assert "It was Ben" in office.inbox("ana")[-1].words


async def test_a_badge_turned_down_asks_once_more(office: Office) -> None:
    await office.says("maya", "award ana@example.org customer-hero Stayed")
    await office.settle()
    asked = await office.presses("ana", office.inbox("ana")[-1], "turn_down")
    assert "for good" in words(asked), "the question takes the letter's place"

    answer = await office.fills("ana", asked["value"], "turn_down_now")

    assert "You turned Customer Hero down" in words(answer)


async def test_a_client_without_execute_gets_the_form_as_a_message_and_sends_it_as_one(
    office: Office,
) -> None:
    card = await to_decide(office)
    await office.send(office.from_teams.submits("29:maya", card.button("decline")))
    await office.settle()
    form = office.inbox("maya")[-1].card

    button = form["body"][-1]["actions"][0]
    button["fallback"]["data"]["text.reason"] = "It was her shift."
    await office.send(office.from_teams.submits("29:maya", button))
    await office.settle()

    assert "Declined by Maya" in read(card)
    assert "It was her shift." in office.inbox("ben")[-1].words


async def test_back_from_a_nomination_form_is_the_badge(office: Office) -> None:
    await office.says("ben", "badges mentor")
    await office.settle()
    asked = await office.presses("ben", office.inbox("ben")[-1], "nominate_for")

    again = await office.fills("ben", asked["value"], "badge")

    assert "What it takes" in words(again)


def said_in(office: Office) -> list[str]:
    return [message.words for message in office.in_channel()]

"""Forms on Slack: a modal opens in time, carries a token and nothing else, and comes back as a filled-in form."""

from collections.abc import AsyncIterator

import pytest

from adapters.gateway.bot_gateway import BotResponse
from bot.messages.cards import Card, Paragraph, Words
from bot.messages.forms import ChoiceField, Form, PeopleField, TextField
from bot.messages.requests import FormSubmission
from tests.fakes.slack.front import SlackFront, slack_front
from tests.fakes.slack.sender import SlackSender

HINT = Card("Type it like this", (Paragraph((Words("Type it like this"),)),))
FORM = Form(
    "nominate",
    "Nominate a colleague of yours here",
    "Whom, for what, and why?",
    "Nominate",
    (
        PeopleField("people", "Who", ("U0ANA",)),
        ChoiceField("badge", "Which", (("mentor", "Mentor"), ("ship-it", "Ship it")), "mentor"),
        TextField("citation", "What they did", "She <taught> & listened", required=True),
    ),
    HINT,
    draft="a-token",
)
sender = SlackSender()


@pytest.fixture
async def laurel() -> AsyncIterator[SlackFront]:
    async with slack_front(BotResponse(FORM)) as front:
        yield front


async def test_a_command_that_needs_more_opens_a_modal_and_says_nothing_else(laurel: SlackFront) -> None:
    assert await laurel.send(sender.command("/nominate", "")) == (200, "")
    [view] = laurel.slack.views
    assert view["private_metadata"] == "a-token"
    assert view["callback_id"] == "nominate"
    people, badge, citation = (block["element"] for block in view["blocks"][1:])
    assert people["initial_users"] == ["U0ANA"]
    assert badge["initial_option"]["value"] == "mentor"
    assert citation["initial_value"] == "She <taught> & listened", "an input shows text as it is"


async def test_a_button_that_needs_more_opens_a_modal(laurel: SlackFront) -> None:
    await laurel.send(sender.action("decline", "tok", laurel.slack.response_url()))
    assert len(laurel.slack.views) == 1
    assert laurel.heard[0][1].forms
    assert laurel.slack.called("response_url") == []


async def test_where_no_modal_can_open_its_hint_is_said(laurel: SlackFront) -> None:
    laurel.slack.fail("views.open", "expired_trigger_id")
    _, reply = await laurel.send(sender.command("/nominate", ""))
    assert reply["text"] == "Type it like this"
    laurel.slack.fail("views.open", "expired_trigger_id")
    await laurel.send(sender.action("decline", "tok", laurel.slack.response_url()))
    assert laurel.slack.called("response_url")[0]["text"] == "Type it like this"


async def test_a_filled_in_modal_comes_back_as_a_form_with_its_token(laurel: SlackFront) -> None:
    await laurel.send(sender.command("/nominate", ""))
    laurel.answer = BotResponse(None)
    values = {
        "people": {"type": "multi_users_select", "selected_users": ["U0ANA", "U0BEN"]},
        "badge": {"type": "static_select", "selected_option": {"value": "ship-it"}},
        "citation": {"type": "plain_text_input", "value": "She taught"},
    }
    assert await laurel.send(sender.view(laurel.slack.views[0], values)) == (200, "")
    inbound, origin = laurel.heard[-1]
    assert inbound == FormSubmission(
        "nominate", {"people": ("U0ANA", "U0BEN"), "badge": "ship-it", "citation": "She taught"}, "a-token"
    )
    assert origin.route == "direct"


async def test_after_a_refusal_a_modal_stays_as_it_was_filled_in_with_the_sentence_in_it(
    laurel: SlackFront,
) -> None:
    await laurel.send(sender.command("/nominate", ""))
    laurel.answer = BotResponse(Card("No", (Paragraph((Words("She has it already."),)),)), refused=True)
    values = {"badge": {"type": "static_select"}, "citation": {"type": "plain_text_input", "value": "Long"}}
    status, reply = await laurel.send(sender.view(laurel.slack.views[0], values))
    assert (status, reply) == (
        200,
        {"response_action": "errors", "errors": {"citation": "She has it already."}},
    )
    assert laurel.slack.posts == []
    assert laurel.put_off == []


async def test_a_refusal_of_a_modal_without_an_input_arrives_in_the_direct_conversation(
    laurel: SlackFront,
) -> None:
    await laurel.send(sender.command("/nominate", ""))
    refusal = Card("No", (Paragraph((Words("It was undone."),)),))
    laurel.answer = BotResponse(refusal, refused=True)
    assert await laurel.send(sender.view(laurel.slack.views[0], {})) == (200, "")
    assert [reply for reply, _ in laurel.put_off] == [refusal]


@pytest.mark.parametrize(
    "values",
    [
        {"citation": {"type": "plain_text_input", "value": None}},
        {"badge": {"type": "static_select", "selected_option": None}},
        {"people": {"type": "multi_users_select"}, "odd": {"type": "file_input"}},
    ],
)
async def test_what_was_left_empty_comes_back_empty(laurel: SlackFront, values: dict[str, object]) -> None:
    await laurel.send(sender.command("/nominate", ""))
    await laurel.send(sender.view(laurel.slack.views[0], values))
    inbound, _ = laurel.heard[-1]
    assert isinstance(inbound, FormSubmission)
    assert not any(inbound.fields.values())


async def test_more_options_than_a_menu_holds_are_searched_for(laurel: SlackFront) -> None:
    options = tuple((f"badge-{number}", f"Badge {number}") for number in range(250))
    field_ = ChoiceField("badge", "Which", options, "badge-249")
    laurel.answer = BotResponse(Form("nominate", "Nominate", "", "Go", (field_,), HINT))
    await laurel.send(sender.command("/nominate", ""))
    element = laurel.slack.views[0]["blocks"][0]["element"]
    assert element["type"] == "external_select"
    assert element["initial_option"]["value"] == "badge-249"


async def test_each_option_has_a_line_about_it(laurel: SlackFront) -> None:
    options = (("mentor", "Mentor"), ("ship-it", "Ship It"))
    field_ = ChoiceField("badge", "Which", options, about=("Teaches\nnewcomers " * 9, ""))
    laurel.answer = BotResponse(Form("nominate", "Nominate", "", "Go", (field_,), HINT))
    await laurel.send(sender.command("/nominate", ""))
    first, second = laurel.slack.views[0]["blocks"][0]["element"]["options"]
    assert first["description"]["text"].startswith("Teaches newcomers")
    assert len(first["description"]["text"]) <= 75
    assert "description" not in second


@pytest.mark.parametrize("piece", ["word ", "x", "🎉 ", "שלום "])
async def test_words_too_long_for_one_input_stand_in_several_and_come_back_as_one_text(
    laurel: SlackFront, piece: str
) -> None:
    words = (piece * 8_000)[:8_000].strip()
    laurel.answer = BotResponse(
        Form("award", "Award", "", "Go", (TextField("citation", "Why", words),), HINT)
    )
    await laurel.send(sender.command("/award", ""))
    [view] = laurel.slack.views
    inputs = {block["block_id"]: block["element"]["initial_value"] for block in view["blocks"]}
    assert len(inputs) > 1
    values = {name: {"type": "plain_text_input", "value": text} for name, text in reversed(inputs.items())}
    await laurel.send(sender.view(view, values))
    inbound, _ = laurel.heard[-1]
    assert isinstance(inbound, FormSubmission)
    assert inbound.fields == {"citation": words}

"""What is not clear is asked about, and nothing that was typed is lost: forms filled in, buttons, quotations."""

import pytest

from bot.messages.cards import Button, Card, Paragraph, Quote, plain
from bot.messages.forms import ChoiceField, Form, PeopleField, TextField
from bot.messages.requests import ButtonPress, FormSubmission, Mention, MessageToBot, TypedCommand
from tests.fakes.chat_world import ChatWorld, asked, buttons_of, shown
from tests.fakes.company import becomes, joins
from tests.fakes.memory.world import MemoryWorld


@pytest.fixture
def world() -> MemoryWorld:
    """The small company: Maya is an owner, Ana and Ben are hers."""
    return MemoryWorld.open()


def buttons(card: Card) -> list[Button]:
    return list(buttons_of(card))


def labelled(card: Card, label: str) -> Button:
    return next(button for button in buttons(card) if button.label == label)


def quotes(card: Card) -> str:
    return "".join(block.text for block in card.blocks if isinstance(block, Quote))


def filled(form: Form) -> tuple[tuple[str, ...], str, str]:
    people = badge = citation = None
    for field in form.fields:
        match field:
            case PeopleField():
                people = field.value
            case ChoiceField():
                badge = field.value
            case TextField():
                citation = field.value
    assert people is not None
    assert badge is not None
    assert citation is not None
    return people, badge, citation


def awards(world: MemoryWorld) -> list[tuple[str, str]]:
    tables = world.database.tables
    return sorted((tables.people[row.recipient_id].name, row.citation) for row in tables.credentials.values())


async def test_a_misspelt_badge_is_a_question_whose_button_does_what_was_meant(world: MemoryWorld) -> None:
    question = shown(await world.types("maya", "/award @ana costumer heroe stayed on the line"))
    assert "Did you mean Customer Hero?" in question.summary
    assert quotes(question) == "@Ana costumer heroe stayed on the line"

    done = shown(await world.presses("maya", labelled(question, "Customer Hero")))
    assert "You awarded Customer Hero to Ana" in done.summary
    assert awards(world) == [("Ana", "stayed on the line")]


async def test_however_often_its_button_is_pressed_it_is_done_once(world: MemoryWorld) -> None:
    question = shown(await world.types("maya", "/award @ana costumer heroe stayed on the line"))
    button = labelled(question, "Customer Hero")
    first, *others = [shown(await world.presses("maya", button)) for _ in range(3)]
    assert "You awarded Customer Hero to Ana" in first.summary
    assert others == [first, first]
    assert len(awards(world)) == 1


async def test_the_button_of_a_question_is_for_the_person_who_was_asked(world: MemoryWorld) -> None:
    question = shown(await world.types("maya", "/award @ana costumer heroe stayed on the line"))
    for button in buttons(question):
        refused = shown(await world.presses("noor", button))
        assert refused.summary.startswith("That question is too old, or was put to somebody else")
    assert awards(world) == []


async def test_a_question_can_be_answered_for_a_day(world: MemoryWorld) -> None:
    question = shown(await world.types("maya", "/award @ana costumer heroe stayed on the line"))
    world.passes(hours=25)
    refused = shown(await world.presses("maya", labelled(question, "Customer Hero")))
    assert refused.summary.startswith("That question is too old")


async def test_a_right_that_ended_meanwhile_is_no_right_at_the_press(world: MemoryWorld) -> None:
    question = shown(await world.types("maya", "/award @ana costumer heroe stayed on the line"))
    becomes(world, "maya", owner=False)
    becomes(world, "ana", manager_id=None)
    card = shown(await world.presses("maya", labelled(question, "Customer Hero")))
    assert "You can nominate instead" in card.summary
    assert awards(world) == []


async def test_none_of_these_opens_the_form_with_everything_that_was_typed(world: MemoryWorld) -> None:
    question = shown(await world.types("maya", "/award @ana costumer heroe stayed on the line"))
    other = labelled(question, "None of these")
    form = asked(await world.asks("maya", ButtonPress(other.action, other.token), "direct", None, forms=True))
    people, badge, citation = filled(form)
    assert (people, badge) == (("U-ANA",), "")
    assert citation == "costumer heroe stayed on the line"
    assert "@Ana costumer heroe stayed on the line" in form.intro


async def test_an_unknown_badge_is_a_form_with_the_people_and_the_reason(world: MemoryWorld) -> None:
    form = asked(await world.types("maya", "/award @ana rockstar because she rocks"))
    assert filled(form) == (("U-ANA",), "", "she rocks")
    assert "I know no badge named “rockstar”" in form.intro
    assert "@Ana rockstar because she rocks" in form.intro


async def test_several_badges_are_a_button_each_and_can_be_awarded_one_after_the_other(
    world: MemoryWorld,
) -> None:
    question = shown(await world.types("maya", "/award @ana Mentor and Bug Hunter because she helped"))
    assert [button.label for button in buttons(question)] == ["Mentor", "Bug Hunter"]
    for button in buttons(question):
        await world.presses("maya", button)
    assert awards(world) == [("Ana", "she helped"), ("Ana", "she helped")]


async def test_a_name_without_a_mention_is_a_question_too(world: MemoryWorld) -> None:
    question = shown(await world.types("maya", "/award Anna mentor because she helped"))
    assert "Did you mean Ana?" in question.summary
    await world.presses("maya", labelled(question, "Ana"))
    assert awards(world) == [("Ana", "she helped")]


async def test_two_people_of_one_name_are_told_apart_by_their_address(world: MemoryWorld) -> None:
    joins(world, "alex", "maya")
    joins(world, "alexandra", "maya")
    becomes(world, "alexandra", name="Alex")
    question = shown(await world.types("maya", "/award Alex mentor because of the help"))
    names = [button.label for button in buttons(question)]
    assert names[:2] == ["Alex (alex@example.org)", "Alex (alexandra@example.org)"]


async def test_nobody_who_left_is_offered(world: MemoryWorld) -> None:
    becomes(world, "ana", standing=world.person("ana").standing.LEFT)
    form = asked(await world.types("maya", "/award Ana mentor because she helped"))
    assert filled(form) == ((), "mentor", "she helped")


@pytest.mark.parametrize("command", ["award", "nominate"])
@pytest.mark.parametrize("group", ["@here", "@channel", "@everyone"])
async def test_a_group_is_asked_back_in_a_form_that_keeps_everything(
    world: MemoryWorld, command: str, group: str
) -> None:
    form = asked(await world.types("maya", f"/{command} @ana {group} mentor because they helped"))
    assert filled(form) == (("U-ANA",), "mentor", "they helped")
    assert "a whole group" in form.intro
    assert group in form.intro


async def test_where_no_form_can_be_shown_a_card_shows_what_was_understood(world: MemoryWorld) -> None:
    card = shown(await world.types("maya", "@Laurel @ana has earned mentor because she helped"))
    assert card.summary.startswith("Did I understand you?")
    assert quotes(card) == "she helped"
    assert "Ana" in str(card.blocks)
    assert [button.label for button in buttons(card)] == ["Award", "Change"]
    await world.presses("maya", labelled(card, "Award"))
    assert awards(world) == [("Ana", "she helped")]


async def test_a_statement_of_somebody_who_may_not_award_becomes_a_nomination(world: MemoryWorld) -> None:
    card = shown(await world.types("ben", "@Laurel mentor for @ana because she helped"))
    assert [button.label for button in buttons(card)] == ["Nominate", "Change"]
    done = shown(await world.presses("ben", labelled(card, "Nominate")))
    assert done.summary.startswith("You nominated Ana for Mentor")


async def test_a_form_without_a_form_opens_by_its_button(world: MemoryWorld) -> None:
    card = shown(await world.types("maya", "@Laurel award @ana because she helped"))
    [button] = buttons(card)
    form = asked(
        await world.asks("maya", ButtonPress(button.action, button.token), "direct", None, forms=True)
    )
    assert filled(form) == (("U-ANA",), "", "she helped")
    sent = shown(await world.fills_in("maya", form, badge="mentor"))
    assert "You awarded Mentor to Ana" in sent.summary


async def test_the_channel_of_a_question_is_that_of_its_award(world: MemoryWorld) -> None:
    question = shown(await world.types("maya", "/award @ana costumer heroe stayed on the line", "general"))
    await world.presses("maya", labelled(question, "Customer Hero"))
    [credential] = world.database.tables.credentials.values()
    assert credential.conversation == "general"


async def test_a_misspelt_word_behind_badges_is_a_question_too(world: MemoryWorld) -> None:
    question = shown(await world.types("maya", "/badges nomnations"))
    done = shown(await world.presses("maya", labelled(question, "/badges nominations")))
    assert done.summary.startswith("You have made no nomination yet")
    helped = shown(await world.types("maya", "/badges hlep"))
    assert [button.label for button in buttons(helped)] == ["/badges help"]


@pytest.mark.parametrize(
    ("typed", "label"),
    [("/mybadges langauge Deutsch", "/mybadges language"), ("/badge-admin sginals", "/badge-admin signals")],
)
async def test_a_misspelt_word_behind_other_commands_is_a_question(
    world: MemoryWorld, typed: str, label: str
) -> None:
    question = shown(await world.types("maya", typed))
    done = shown(await world.presses("maya", labelled(question, label)))
    assert done.summary.startswith(("Ab jetzt spreche ich mit dir Deutsch", "Nothing is worth a look"))


@pytest.mark.parametrize("command", ["badges", "mybadges", "badge-admin"])
async def test_what_nobody_understands_behind_a_command_is_quoted(world: MemoryWorld, command: str) -> None:
    answer = shown(await world.types("maya", f"/{command} colourless green ideas"))
    assert "colourless green ideas" in repr(answer)
    assert "Your badges" not in repr(answer)


@pytest.mark.parametrize("typed", ["please", "list", "show me", "which ones do I have?"])
async def test_courtesy_behind_mybadges_shows_them(world: MemoryWorld, typed: str) -> None:
    assert await world.types("ana", f"/mybadges {typed}") == await world.types("ana", "/mybadges")


async def test_only_owners_are_asked_about_a_word_of_theirs(world: MemoryWorld) -> None:
    card = shown(await world.types("ben", "/badge-admin sginals"))
    assert buttons(card) == []


@pytest.mark.parametrize("command", ["badges", "mybadges"])
async def test_a_sentence_behind_another_command_is_done_all_the_same(
    world: MemoryWorld, command: str
) -> None:
    await world.types("maya", f"/{command} award @ana mentor because she helped")
    assert awards(world) == [("Ana", "she helped")]


async def test_a_misspelt_badge_to_look_at_is_a_question_whose_button_shows_it(world: MemoryWorld) -> None:
    question = shown(await world.types("ana", "/badges mentro"))
    done = shown(await world.presses("ana", labelled(question, "Mentor")))
    assert done.summary.startswith("Mentor:")


@pytest.mark.parametrize("word", ["why", "revoke", "amend"])
async def test_a_misspelt_badge_behind_another_word_is_a_question(world: MemoryWorld, word: str) -> None:
    await world.types("maya", "/award @ana mentor because she helped")
    question = shown(await world.types("maya", f"/badges {word} @ana mentro"))
    button = labelled(question, "Mentor")
    reply = await world.asks("maya", ButtonPress(button.action, button.token), "direct", None, forms=True)
    text = reply.title if isinstance(reply, Form) else reply.summary
    assert text in ("How Ana came by Mentor", "Revoke a badge", "Correct an award")


async def test_a_misspelt_command_is_a_question_that_keeps_the_rest(world: MemoryWorld) -> None:
    card = shown(await world.types("maya", "@Laurel nomnations please, the ones of last week"))
    assert quotes(card) == "nomnations please, the ones of last week"
    assert "/badges nominations" in [button.label for button in buttons(card)]


async def test_a_sentence_that_is_not_understood_gets_help_with_its_words(world: MemoryWorld) -> None:
    text = "the coffee machine on the second floor is broken again"
    card = shown(await world.types("maya", f"@Laurel {text}"))
    assert quotes(card) == text
    assert "/award" in str(card.blocks)


async def test_a_greeting_gets_help(world: MemoryWorld) -> None:
    for text in ("@Laurel", "@Laurel hi!", "@Laurel good morning"):
        card = shown(await world.types("maya", text))
        assert quotes(card) == ""
        assert card.blocks[0].text == "Hello, I am Laurel"  # type: ignore[union-attr]  # a heading


@pytest.mark.parametrize("command", ["award", "nominate"])
async def test_help_behind_a_command_is_help_for_it(world: MemoryWorld, command: str) -> None:
    for text in (f"/{command} help", f"/{command} Help!", f"/{command} ?", f"@Laurel {command} help"):
        card = shown(await world.types("maya", text))
        lines = [plain(block.line) for block in card.blocks if isinstance(block, Paragraph)]
        assert lines[0].startswith(f"Type /{command} @person")


REFUSED = (
    (
        "maya",
        "/award @maya mentor for explaining everything so well to all of us",
        "cannot award a badge to yourself",
    ),
    (
        "ana",
        "/nominate @ana mentor for explaining everything so well to all of us",
        "cannot nominate yourself",
    ),
    (
        "maya",
        "/award who@example.org mentor for explaining everything so well",
        "I know nobody with the address",
    ),
    (
        "maya",
        "/badges away until the cows come home, ask somebody nice",
        "I cannot tell who “somebody nice” is",
    ),
    ("maya", "/badges why on earth would anybody type this here", "Type /badges why"),
)


@pytest.mark.parametrize(("who", "text", "refusal"), REFUSED)
async def test_a_refusal_keeps_what_was_typed(world: MemoryWorld, who: str, text: str, refusal: str) -> None:
    card = shown(await world.types(who, text))
    assert refusal in card.summary
    assert text.partition(" ")[2].replace("@maya", "@Maya").replace("@ana", "@Ana") in quotes(card)


async def test_a_refused_form_keeps_its_words_where_the_form_is_gone(world: MemoryWorld) -> None:
    form = asked(await world.types("ana", "/nominate"))
    card = shown(
        await world.fills_in(
            "ana", form, people=("U-ANA",), badge="mentor", citation="I explain a lot to all"
        )
    )
    assert "cannot nominate yourself" in card.summary
    assert quotes(card) == "I explain a lot to all"


async def test_too_many_words_are_refused_with_the_words(world: MemoryWorld) -> None:
    words = "long " * 1_700
    card = shown(await world.types("maya", f"/award @ana mentor {words}"))
    assert quotes(card).endswith(words.strip())


async def test_a_press_without_its_draft_does_nothing(world: ChatWorld) -> None:
    for action in ("go_on", "change_words"):
        card = shown(await world.asks("maya", ButtonPress(action, "none"), "direct", None))
        assert card.summary.startswith("That question is too old")


async def test_a_stored_request_says_who_typed_it_and_no_submission_can_pretend(world: MemoryWorld) -> None:
    question = shown(await world.types("maya", "/award @ana costumer heroe stayed on the line"))
    token = labelled(question, "Customer Hero").token
    pretended = FormSubmission("award", {"people": ("U-BEN",), "badge": "mentor", "citation": "x"}, token)
    refused = shown(await world.asks("noor", pretended, "direct", None))
    assert refused.summary.startswith("This form is too old")
    assert awards(world) == []


async def test_a_sentence_with_a_mention_in_teams_words_is_read_alike(world: MemoryWorld) -> None:
    ana, ben = Mention("U-ANA", "Ana"), Mention("U-BEN", "Ben")
    await world.asks(
        "maya", MessageToBot(("award ", ana, " mentor\u00a0because she helped")), "general", None
    )
    await world.asks(
        "maya", TypedCommand("award", (ben, " mentor\u2028because he helped twice")), "general", None
    )
    assert [words for _, words in awards(world)] == ["she helped", "he helped twice"]


async def test_two_of_one_name_in_one_award_are_told_apart_on_its_buttons_and_in_its_sentence(
    world: MemoryWorld,
) -> None:
    joins(world, "alex", "maya")
    joins(world, "alexandra", "maya")
    becomes(world, "alexandra", name="Alex")
    both = (Mention("U-ALEX", "Alex"), " and ", Mention("U-ALEXANDRA", "Alex"), " mentor for helping")
    card = shown(await world.asks("maya", TypedCommand("award", both), "general", None))
    assert [button.label for button in buttons(card)] == [
        "Undo for Alex (alex@example.org)",
        "Undo for Alex (alexandra@example.org)",
    ]
    assert "Alex (alex@example.org) and Alex (alexandra@example.org)" in card.summary


async def test_a_person_whose_name_the_platform_does_not_report_is_called_as_mentioned(
    world: MemoryWorld,
) -> None:
    becomes(world, "ana", name="", standing=world.person("ana").standing.GUEST)
    card = shown(
        await world.asks(
            "maya", TypedCommand("award", (Mention("U-ANA", "Ana of Contoso"), " mentor x")), "general", None
        )
    )
    assert card.summary.startswith("Ana of Contoso is a guest here")

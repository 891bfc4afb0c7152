"""What earners read and let others read, over Slack's wire and over Teams': givers, celebrations, links, lists."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.database.credentials.celebrations import celebrations
from adapters.database.people.people import PeopleStore
from bot.domain.people.model import MembershipStatus
from bot.messages.forms import CHECKED
from tests.fakes.chats import Chat, SlackChat, View, open_chat
from tests.fakes.slack.world import PUBLIC_URL

WORDS = "she stayed on the line"


@pytest.fixture(params=["slack", "teams"])
async def chat(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(request.param, tmp_path) as opened:
        yield opened


async def awarded(chat: Chat, words: str = WORDS) -> View:
    """Maya awards Ana; Ana's letter."""
    await chat.says("maya", "award", f"@ana customer-hero {words}")
    return chat.inbox("ana")[-1]


async def nominated_and_approved(chat: Chat) -> View:
    """Ben nominates Ana, Maya approves; Ana's letter."""
    await chat.says("ben", "nominate", f"@ana for Customer Hero because {WORDS}")
    await chat.presses("maya", chat.inbox("maya")[-1], "approve")
    return chat.inbox("ana")[-1]


async def celebrated(chat: Chat, **ticked: str) -> View:
    """Ana celebrates what Maya gave her; the card in the channel."""
    letter = await awarded(chat)
    await chat.fills("ana", await chat.presses("ana", letter, "celebrate"), **ticked)
    [card] = chat.channel("general")
    return card


def changed(chat: Chat, who: str, **changes: Any) -> None:
    """A person as the directory changes them."""
    with chat.application.database.write() as connection:
        people = PeopleStore(connection)
        [organisation] = people.organisations()
        address = f"u0{who}@example.org" if isinstance(chat, SlackChat) else f"{who}@example.org"
        person = people.by_email(organisation.id, address)
        assert person is not None
        people.change(replace(person, **changes))


def names(chat: Chat, card: View, who: str) -> bool:
    """Whether a card names a person: by a mention on Slack, by their name on Teams."""
    return (f"U0{who.upper()}" if isinstance(chat, SlackChat) else who.title()) in str(card.raw)


def picture_paths(chat: Chat) -> list[str]:
    return [f"/celebrations/{token}.png" for token in chat.values(celebrations.c.token)]


# Who gave it, and why


async def test_the_letter_names_nominator_and_approver_and_signs_the_words(chat: Chat) -> None:
    letter = await nominated_and_approved(chat)
    assert "nominated you for" in letter.words
    assert names(chat, letter, "ben")
    assert names(chat, letter, "maya")
    assert letter.quoted == "She stayed on the line"


async def test_the_list_says_from_whom_and_why(chat: Chat) -> None:
    await nominated_and_approved(chat)
    listed = await chat.says("ana", "mybadges")
    assert "Nominated by" in listed.words
    assert "She stayed on the line" in listed.words
    assert names(chat, listed, "ben")


async def test_the_page_shows_words_and_names_only_after_both_said_so(chat: Chat) -> None:
    letter = await awarded(chat)
    shared = await chat.presses("ana", letter, "share")
    page = shared.link("/credentials/")
    assert WORDS not in (await (await chat.get(page)).text()).lower()
    await chat.fills(
        "ana", await chat.presses("ana", chat.inbox("ana")[0], "page_shows"), words=CHECKED, givers=CHECKED
    )
    await chat.settle()
    shown = await (await chat.get(page)).text()
    assert "She stayed on the line" in shown
    assert "Maya" not in shown, "she was asked, and has not answered"
    question = chat.inbox("maya")[-1]
    assert "May everybody read your name" in question.words
    await chat.presses("maya", question, "giver")
    await chat.settle()
    assert "Maya" in await (await chat.get(page)).text()


# Celebrating


async def test_the_celebration_has_a_picture_with_the_name_and_its_buttons_channel(chat: Chat) -> None:
    card = await celebrated(chat)
    assert names(chat, card, "ana")
    assert WORDS not in card.words.lower()
    assert not names(chat, card, "maya")
    if isinstance(chat, SlackChat):
        [file] = chat.world.slack.files.kept
        assert f"'slack_file': {{'id': '{file}'}}" in str(card.raw)
        assert "/celebrations/" not in str(card.raw), "no address leads to it"
    else:
        [path] = picture_paths(chat)
        assert f"{PUBLIC_URL}{path}" in str(card.raw)


async def test_words_and_giver_are_on_it_if_ticked(chat: Chat) -> None:
    card = await celebrated(chat, words=CHECKED, givers=CHECKED)
    assert card.quoted == "She stayed on the line"
    assert names(chat, card, "maya")


async def test_a_celebration_taken_back_leaves_nothing(chat: Chat) -> None:
    await celebrated(chat)
    [path] = picture_paths(chat)
    found = await chat.get(path, "image/png")
    assert (found.status, found.headers["X-Robots-Tag"]) == (200, "noindex")
    await chat.presses("ana", chat.inbox("ana")[0], "take_back")
    await chat.settle()
    assert chat.channel("general") == []
    assert (await chat.get(path, "image/png")).status == 410
    if isinstance(chat, SlackChat):
        assert chat.world.slack.files.kept == {}


async def test_a_slack_that_takes_no_file_and_keeps_messages_shows_the_address_and_then_no_name(
    tmp_path: Path,
) -> None:
    async with open_chat("slack", tmp_path) as chat:
        assert isinstance(chat, SlackChat)
        chat.world.slack.scopes.remove("files:write")
        card = await celebrated(chat)
        [path] = picture_paths(chat)
        assert f"{PUBLIC_URL}{path}" in str(card.raw)
        chat.world.slack.fail("chat.delete", "cant_delete_message")
        await chat.presses("ana", chat.inbox("ana")[0], "take_back")
        await chat.settle()
        [left] = chat.channel("general")
        assert "This celebration was taken back." in left.words
        assert path not in str(left.raw)
        assert not names(chat, left, "ana")


# Links and places


async def test_a_shared_badge_shows_its_whole_address_where_the_button_was(chat: Chat) -> None:
    letter = await awarded(chat)
    answer = await chat.presses("ana", letter, "share")
    await chat.settle()
    address = f"{PUBLIC_URL}{answer.link('/credentials/')}"
    assert address in answer.words
    [letter] = chat.inbox("ana")
    assert address in letter.words
    assert "share" not in letter.actions
    listed = await chat.says("ana", "mybadges", "customer hero")
    assert address in listed.words


@pytest.mark.parametrize("action", ["share", "keep", "turn_down"])
async def test_a_choice_changes_the_letter_and_adds_no_message(chat: Chat, action: str) -> None:
    letter = await awarded(chat)
    await chat.presses("ana", letter, action)
    await chat.settle()
    assert len(chat.inbox("ana")) == 1


async def test_turning_down_asks_in_place_and_can_be_left(chat: Chat) -> None:
    letter = await awarded(chat)
    sure = await chat.presses("ana", letter, "turn_down")
    assert sure.actions == ("keep_it", "turn_down_now")
    back = await chat.presses("ana", sure, "keep_it")
    assert "turn_down" in back.actions
    done = await chat.presses("ana", await chat.presses("ana", back, "turn_down"), "turn_down_now")
    await chat.settle()
    assert "You turned" in done.words
    assert done.actions == ()
    [letter] = chat.inbox("ana")
    assert "You turned" in letter.words or letter.actions == ()


async def test_one_card_after_approving_with_one_undo_that_leaves_none(chat: Chat) -> None:
    await chat.says("ben", "nominate", f"@ana for Customer Hero because {WORDS}")
    answer = await chat.presses("maya", chat.inbox("maya")[-1], "approve")
    await chat.settle()
    [letter] = chat.inbox("maya")
    assert answer.actions == letter.actions == ("undo",)
    undone = await chat.presses("maya", letter, "undo")
    await chat.settle()
    [letter] = chat.inbox("maya")
    assert undone.actions == letter.actions == ()
    [earner] = chat.inbox("ana")
    assert "given by mistake a moment ago" in earner.words, "no second letter, and nothing frightening"


# Lists


SLUGS = ("customer-hero", "mentor", "ship-it", "team-player", "first-steps", "bug-hunter")


async def test_the_list_has_five_a_page_with_folded_buttons_and_turns_in_place(chat: Chat) -> None:
    for slug in SLUGS:
        await chat.says("maya", "award", f"@ana {slug} because of {slug}")
    listed = await chat.says("ana", "mybadges")
    assert listed.actions.count("own_badge") == 5
    assert "Page 1 of 2" in listed.words
    assert "turn_down" not in listed.actions
    second = await chat.presses("ana", listed, "mybadges")
    assert second.actions.count("own_badge") == 1
    assert "Page 2 of 2" in second.words
    badge = await chat.presses("ana", second, "own_badge")
    assert badge.actions[-1] == "turn_down"
    assert badge.quoted == "Because of customer-hero"


async def test_the_catalogue_has_five_a_page_and_each_badge_leads_back(chat: Chat) -> None:
    listed = await chat.says("ben", "badges")
    assert "Page 1 of 3" in listed.words
    assert listed.actions.count("badge") == listed.actions.count("nominate_for") == 5
    second = await chat.presses("ben", listed, "catalogue")
    assert "Page 2 of 3" in second.words
    badge = await chat.presses("ben", second, "badge")
    assert "What it takes" in badge.words
    back = await chat.presses("ben", badge, "catalogue")
    assert "Page 2 of 3" in back.words


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("customer hero", "awarded you"),
        ("search stayed", "1 badge of yours"),
        ("stayed", "1 badge of yours"),
        ("mentor", "You do not have Mentor yet"),
        ("help", "finds badges by their names"),
        ("settings", "Your settings"),
        ("goals and paths", "I do not know what “goals and paths” means"),
    ],
)
async def test_words_behind_the_command_are_understood_or_said_not_to_be(
    chat: Chat, typed: str, says: str
) -> None:
    await awarded(chat)
    answer = await chat.says("ana", "mybadges", typed)
    shown = answer.words.replace("*", "").replace(" .", ".").replace("“ ", "“").replace(" ”", "”")
    assert says in shown


# What is hostile, and who is gone

HOSTILE = "<!channel> *Ma*ya <at>Ana</at> [x](https://evil.example) <script>alert(1)</script>"


async def test_markup_in_a_givers_name_and_words_is_text_everywhere(chat: Chat) -> None:
    letter = await awarded(chat, HOSTILE.replace("<!channel>", "").replace("<at>Ana</at>", "").strip())
    changed(chat, "maya", name=HOSTILE)
    await chat.presses("ana", letter, "share")
    await chat.fills(
        "ana", await chat.presses("ana", chat.inbox("ana")[0], "page_shows"), words=CHECKED, givers=CHECKED
    )
    await chat.says("maya", "mybadges", "giver everybody")
    await chat.settle()
    form = await chat.presses("ana", chat.inbox("ana")[0], "celebrate")
    await chat.fills("ana", form, words=CHECKED, givers=CHECKED)
    [card] = chat.channel("general")
    page = await (await chat.get(chat.inbox("ana")[0].link("/credentials/"))).text()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    listed = await chat.says("ana", "mybadges")
    for view in (card, listed, *chat.inbox("ana")):
        assert read_as_markup(view.raw) == []


def read_as_markup(part: Any) -> list[str]:
    """The texts in which a platform reads markup, and in which the hostile name stands as it was typed."""
    if isinstance(part, list):
        return [text for each in part for text in read_as_markup(each)]
    if not isinstance(part, dict):
        return []
    reads = part.get("type") in ("mrkdwn", "TextBlock") or "blocks" in part
    own = str(part.get("text", "")) if reads else ""
    found = [own] if "<!channel>" in own or ("[x](" in own and part.get("type") == "TextBlock") else []
    return found + [text for value in part.values() for text in read_as_markup(value)]


async def test_a_giver_who_left_is_still_named_to_the_earner(chat: Chat) -> None:
    await nominated_and_approved(chat)
    changed(chat, "ben", left=True, standing=MembershipStatus.LEFT)
    listed = await chat.says("ana", "mybadges", "customer hero")
    assert "nominated you for" in listed.words
    assert names(chat, listed, "ben")


async def test_a_giver_who_left_is_not_asked_about_their_name(chat: Chat) -> None:
    letter = await nominated_and_approved(chat)
    before = len(chat.inbox("ben"))
    changed(chat, "ben", left=True, standing=MembershipStatus.LEFT)
    await chat.presses("ana", letter, "share")
    form = await chat.presses("ana", chat.inbox("ana")[0], "page_shows")
    await chat.fills("ana", form, givers=CHECKED)
    await chat.settle()
    assert len(chat.inbox("ben")) == before


async def test_a_giver_who_forbade_it_is_not_offered_for_a_celebration(chat: Chat) -> None:
    await chat.says("maya", "mybadges", "giver earners")
    letter = await awarded(chat)
    assert names(chat, letter, "maya"), "earners always read the name"
    form = await chat.presses("ana", letter, "celebrate")
    assert "Show who gave it" not in str(form.raw)
    assert "Show the words of the award" in str(form.raw)

"""The story that must be the same wherever people chat: the same journey over Slack's wire and over Teams'."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters import system
from adapters.database.credentials.credentials import credentials
from adapters.database.queue.letter_rows import letters
from issuer.proofs.did import did_web
from issuer.verifying import verify
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.chats import Chat, SlackChat, View, open_chat
from tests.fakes.slack.world import PUBLIC_URL

CITATION = "Stayed on the line until it worked"


@pytest.fixture(params=["slack", "teams"])
async def chat(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(request.param, tmp_path) as opened:
        yield opened


async def awarded(chat: Chat, citation: str = CITATION) -> View:
    """Maya awards Ana; what Ana gets to see."""
    await chat.says("maya", "award", f"@ana customer-hero {citation}")
    return chat.inbox("ana")[-1]


async def celebrated(chat: Chat, letter: View, **ticked: str) -> View:
    """Ana celebrates by the form; what comes back to her."""
    return await chat.fills("ana", await chat.presses("ana", letter, "celebrate"), **ticked)


async def nominated(chat: Chat) -> View:
    """Ben nominates Ana; what Maya gets to decide on."""
    await chat.says("ben", "nominate", f"@ana for Customer Hero because {CITATION}")
    return chat.inbox("maya")[-1]


async def test_an_award_reaches_its_earner_with_every_choice(chat: Chat) -> None:
    told = await chat.says("maya", "award", f"@ana customer-hero {CITATION}")
    [letter] = chat.inbox("ana")

    assert told.actions == ("undo",)
    assert letter.actions == ("celebrate", "share", "keep", "download", "turn_down")
    assert told.quoted == letter.quoted == CITATION
    assert chat.channel("general") == chat.channel("celebrations") == []


async def test_an_award_is_undone_by_its_button_and_the_letter_says_so(chat: Chat) -> None:
    told = await chat.says("maya", "award", f"@ana customer-hero {CITATION}")
    back = await chat.presses("maya", told, "undo")

    assert "Undone: the award of Customer Hero" in back.words
    assert back.actions == (), "nothing is left to press"
    [letter] = chat.inbox("ana")
    assert letter.actions == ()
    assert "given by mistake a moment ago" in letter.words


async def test_a_decline_gives_its_reason_to_the_nominator_alone(chat: Chat) -> None:
    card = await nominated(chat)
    form = await chat.presses("maya", card, "decline")
    assert "not the right badge this time" in form.words
    back = await chat.fills("maya", form, reason="It was her shift")

    assert "Declined" in back.words or "Declined" in chat.inbox("maya")[-1].words
    decided = next(view for view in chat.inbox("maya") if "A nomination, decided" in view.words)
    assert decided.actions == ()
    assert "It was her shift" in decided.words, "she sees what she wrote"
    assert "It was her shift" in chat.inbox("ben")[-1].words
    assert chat.inbox("ana") == []


async def test_a_late_second_click_shows_who_decided(chat: Chat) -> None:
    card = await nominated(chat)
    first = await chat.presses("maya", card, "approve")
    assert "Approved" in first.words
    late = await chat.presses("maya", card, "decline")

    assert "Approved by" in late.words
    assert late.actions == ("undo",)
    assert len(chat.inbox("maya")) == 1, "one card, before and after"
    assert chat.rows(credentials) == 1
    assert "was approved" in chat.inbox("ben")[-1].words


async def test_a_shared_badge_has_a_page_and_files_that_verify_until_it_is_taken_back(chat: Chat) -> None:
    letter = await awarded(chat)
    page = f"/credentials/{chat.values(credentials.c.public_id)[0]}"
    forms = ("", ".json", ".png", "/card.png", "/chat.png")
    assert {(await chat.get(page + form)).status for form in forms} == {404}

    told = await chat.presses("ana", letter, "share")
    assert told.link("/credentials/") == page
    assert f"{PUBLIC_URL}{page}" in told.words, "the address, to be copied"
    assert {(await chat.get(page + form)).status for form in forms} == {200}
    assert "Ana" in await (await chat.get(page)).text()
    for badge in (await chat.get(page, "application/vc+ld+json"), await chat.get(page + ".png")):
        assert await verdict(chat, await badge.read()) == "valid"

    await chat.presses("ana", chat.inbox("ana")[0], "take_back")
    assert {(await chat.get(page + form)).status for form in forms} == {410}


async def test_a_download_works_once_and_verifies(chat: Chat) -> None:
    await awarded(chat)
    listed = await chat.says("ana", "mybadges")
    assert "1 badge" in listed.words
    assert "1 private" in listed.words
    offered = await chat.presses("ana", listed, "download")
    path = offered.link("/downloads/")
    for _ in range(3):
        assert (await chat.get(path)).status == 200, "looking burns nothing"
    first, second = [await chat.http.post(path, data={"file": "png"}) for _ in range(2)]

    assert (first.status, second.status) == (200, 410)
    assert await verdict(chat, await first.read()) == "valid"


async def test_a_celebration_is_posted_once_in_the_channel_of_the_award(chat: Chat) -> None:
    letter = await awarded(chat)
    forms = [await chat.presses("ana", letter, "celebrate") for _ in range(3)]
    for form in forms:
        await chat.fills("ana", form)

    [card] = chat.channel("general")
    assert "Ana" in card.words
    assert CITATION not in str(card.raw), "nothing was ticked"
    assert chat.channel("celebrations") == []


async def test_a_channel_closed_to_the_bot_falls_back_to_the_organisations_own(chat: Chat) -> None:
    letter = await awarded(chat)
    chat.closes("general")
    await celebrated(chat, letter)

    assert len(chat.channel("celebrations")) == 1
    assert chat.channel("general") == []


async def test_when_no_channel_is_open_the_earner_is_told_and_may_choose_again(chat: Chat) -> None:
    letter = await awarded(chat)
    chat.closes("general", "celebrations")
    await celebrated(chat, letter)

    again, told = chat.inbox("ana")[0], chat.inbox("ana")[-1]
    assert "may not post" in told.words
    assert "celebrate" in again.actions
    assert chat.channel("general") == chat.channel("celebrations") == []


async def test_badges_shows_what_there_is_one_badge_and_what_waits(chat: Chat) -> None:
    assert "Customer Hero" in (await chat.says("ben", "badges")).words
    assert "nominate_for" in (await chat.says("ben", "badges", "customer-hero")).actions
    await nominated(chat)
    assert "No nomination waits" in (await chat.says("ben", "badges", "decide")).words
    waiting = await chat.says("maya", "badges", "decide")
    await chat.presses("maya", waiting, "approve")
    assert chat.rows(credentials) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "*bold* _it_ `code` ~gone~ **more** [link](https://e.example)",
        "شكرا جزيلا 🎉 👩‍👩‍👧",
        "# no heading\n- no list\n1. nor this",
        "{{DATE(2026-03-02T09:30:00Z)}} | a \\ b",
    ],
)
async def test_what_somebody_typed_is_shown_as_they_typed_it(chat: Chat, typed: str) -> None:
    letter = await awarded(chat, typed)

    assert letter.quoted == typed
    assert list(chat.values(credentials.c.citation)) == [typed]


async def test_a_long_citation_is_whole_in_the_record_whatever_the_eye_gets(chat: Chat) -> None:
    long = "ß🎉" * 2_000
    letter = await awarded(chat, long)

    assert long.startswith(letter.quoted.removesuffix("…"))
    assert len(letter.quoted) > 1_000
    assert list(chat.values(credentials.c.citation)) == [long]


async def test_a_post_whose_answer_was_lost_is_made_twice_at_most_and_counted(chat: Chat) -> None:
    await chat.says("ana", "badges")
    met = len(chat.inbox("ana"))
    await chat.says("maya", "badges")
    waiting = await undecided(chat)
    chat.loses_an_answer()
    await chat.presses("maya", waiting, "approve")
    for _ in range(3):
        await chat.settle()
        chat.passes(timedelta(minutes=10))
    await chat.settle()

    assert 1 <= len(chat.inbox("ana")) - met <= 2
    found = isinstance(chat, SlackChat)  # Slack lets Laurel look into the conversation
    assert chat.rows(letters, letters.c.uncertain) == (0 if found else 1)


async def undecided(chat: Chat) -> View:
    """A nomination that waits, seen in the list, so that nothing but its end is still to be posted."""
    await nominated(chat)
    return await chat.says("maya", "badges", "decide")


async def verdict(chat: Chat, badge: bytes) -> str:
    """What a stranger finds who fetches what the badge rests on: the issuer's document, and its status list."""
    now = system.now() + timedelta(minutes=1)
    did = await (await chat.get("/.well-known/did.json")).json(content_type=None)
    documents = {did_web(PUBLIC_URL): did}
    first = verify(badge, canonicaliser=canonicaliser(), now=now, documents=documents)
    for address in first.needs:
        found = await chat.get(address.removeprefix(PUBLIC_URL))
        documents[address] = await found.json(content_type=None)
    return verify(badge, canonicaliser=canonicaliser(), now=now, documents=documents).verdict

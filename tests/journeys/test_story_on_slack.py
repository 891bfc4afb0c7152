"""The whole story over Slack's wire: signed requests in, the Web API's calls out, nothing in between replaced."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.database.credentials.credentials import credentials
from adapters.database.nominations.nominations import nominations
from adapters.database.people.tables import people
from adapters.database.people.workspaces import workspaces
from adapters.database.queue.jobs import JobStore
from adapters.database.queue.letter_rows import letters
from bot.presenting.earners.giving import as_sentence
from issuer.proofs.did import did_web
from issuer.verifying import verify
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.slack.sender import SlackSender
from tests.fakes.slack.web_api import BOT_USER, Fault
from tests.fakes.slack.world import CELEBRATIONS, GENERAL, PUBLIC_URL, Json, SlackWorld, actions, link, quoted

CITATION = "Stayed on the line until it worked"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[SlackWorld]:
    async with SlackWorld.open(tmp_path) as opened:
        yield opened


async def awarded(world: SlackWorld, citation: str = CITATION) -> Json:
    """Maya awards Ana; what Ana gets to see."""
    answer = await world.command("U0MAYA", "/award", f"<@U0ANA|ana> customer-hero {citation}")
    assert answer.status == 200
    await world.settle()
    return world.slack.said_to("U0ANA")[-1]


async def celebrates(world: SlackWorld, letter: Json) -> None:
    """Ana celebrates by the form, with nothing ticked."""
    await world.press("U0ANA", letter, "celebrate")
    await world.send(world.sender.view(world.slack.views[-1], {}, "U0ANA"))
    await world.settle()


async def nominated(world: SlackWorld) -> Json:
    """Ben nominates Ana; what Maya gets to decide on."""
    text = f"<@U0ANA|ana> for Customer Hero because {CITATION}"
    assert (await world.command("U0BEN", "/nominate", text)).status == 200
    await world.settle()
    return world.slack.said_to("U0MAYA")[-1]


# An award


async def test_a_manager_awards_and_only_the_earner_hears_of_it(world: SlackWorld) -> None:
    answer = await world.command("U0MAYA", "/award", f"<@U0ANA|ana> customer-hero {CITATION}")
    assert actions(answer.message) == ["undo"]
    assert quoted(answer.message) == CITATION
    assert world.slack.posts == [], "nobody is told before the badge is signed"
    await world.settle()
    [letter] = world.slack.said_to("U0ANA")
    assert actions(letter) == ["celebrate", "share", "keep", "download", "turn_down"]
    assert quoted(letter) == CITATION
    assert any(block["type"] == "image" for block in letter["blocks"])
    assert [post.channel for post in world.slack.posts] == ["D0ANA"], "nothing in any channel"


async def test_a_picture_in_a_card_can_be_fetched_where_the_card_says(world: SlackWorld) -> None:
    letter = await awarded(world)
    [hero] = [block for block in letter["blocks"] if block["type"] == "image"]
    picture = await world.get(hero["image_url"].removeprefix(PUBLIC_URL))
    assert (picture.status, picture.content_type) == (200, "image/png")


async def test_an_undone_award_is_gone_and_its_letter_says_so(world: SlackWorld) -> None:
    answer = await world.command("U0MAYA", "/award", f"<@U0ANA|ana> customer-hero {CITATION}")
    await world.settle()
    [told] = await world.press("U0MAYA", answer.message, "undo")
    assert told["text"].startswith("Undone: the award of Customer Hero")
    assert told["replace_original"]
    [letter] = world.slack.said_to("U0ANA")
    assert actions(letter) == []


async def test_three_deliveries_of_one_command_give_one_badge_and_the_same_answer(world: SlackWorld) -> None:
    request = world.sender.command("/award", "<@U0ANA|ana> mentor Patient", "U0MAYA")
    answers = [await world.send(delivery) for delivery in (request, request.retried(1), request.retried(2))]
    at_once = await asyncio.gather(*(world.send(request.retried(number)) for number in range(3, 8)))
    await world.settle()
    assert all(answer == answers[0] for answer in (*answers, *at_once))
    assert world.rows(credentials) == len(world.slack.said_to("U0ANA")) == 1


# Celebrating and sharing


async def test_celebrating_posts_exactly_one_card_in_the_channel_of_the_award(world: SlackWorld) -> None:
    letter = await awarded(world)
    for _ in range(3):
        await celebrates(world, letter)
    [card] = world.in_channel(GENERAL)
    assert "Ana" in card["text"]
    assert CITATION not in json.dumps(card), "nothing was ticked"
    assert world.in_channel(CELEBRATIONS) == []


async def test_a_channel_closed_to_laurel_falls_back_to_the_organisations_own(world: SlackWorld) -> None:
    letter = await awarded(world)
    world.slack.channels[GENERAL] = "not_in_channel"
    await celebrates(world, letter)
    assert len(world.in_channel(CELEBRATIONS)) == 1
    assert world.in_channel(GENERAL) == []


async def test_when_no_channel_is_open_the_earner_is_told_privately_and_may_choose_again(
    world: SlackWorld,
) -> None:
    letter = await awarded(world)
    world.slack.channels.update({GENERAL: "not_in_channel", CELEBRATIONS: "is_archived"})
    await celebrates(world, letter)
    again, told = world.slack.said_to("U0ANA")
    assert "may not post" in told["text"]
    assert "celebrate" in actions(again)
    assert world.in_channel(GENERAL) == world.in_channel(CELEBRATIONS) == []


async def test_a_shared_badge_has_a_page_files_and_a_picture_and_a_private_one_is_unknown(
    world: SlackWorld,
) -> None:
    letter = await awarded(world)
    page = f"/credentials/{world.values(credentials.c.public_id)[0]}"
    assert [(await world.get(page + form)).status for form in ("", ".json", ".png")] == [404, 404, 404]

    [told] = await world.press("U0ANA", letter, "share")
    assert link(told, "/credentials/") == page
    assert "Ana" in await (await world.get(page)).text()
    body = await (await world.get(page, "application/vc+ld+json")).read()
    picture = await (await world.get(page + ".png")).read()
    for badge in (body, picture):
        assert await verdict(world, badge) == "valid"

    await world.press("U0ANA", world.slack.said_to("U0ANA")[0], "take_back")
    assert [(await world.get(page + form)).status for form in ("", ".json", ".png")] == [410, 410, 410]


async def test_mybadges_is_private_and_its_download_works_once(world: SlackWorld) -> None:
    await awarded(world)
    listed = (await world.command("U0ANA", "/mybadges")).message
    [offered] = await world.press("U0ANA", listed, "download")
    path = link(offered, "/downloads/")
    for _ in range(3):
        assert (await world.get(path)).status == 200, "looking burns nothing"
    first, second = [await world.http.post(path, data={"file": "png"}) for _ in range(2)]
    assert (first.status, second.status) == (200, 410)
    assert await verdict(world, await first.read()) == "valid"
    assert world.slack.posts[1:] == [], "everything went by the response_url, for her eyes"
    assert "No badge yet" in (await world.command("U0BEN", "/mybadges")).message["text"]


async def verdict(world: SlackWorld, badge: bytes) -> str:
    """What a stranger finds who fetches what the badge rests on: the issuer's document, and its status list."""
    did = await (await world.get("/.well-known/did.json")).json(content_type=None)
    documents = {did_web(PUBLIC_URL): did}
    first = verify(badge, canonicaliser=canonicaliser(), now=world.moment, documents=documents)
    for address in first.needs:
        found = await world.get(address.removeprefix(PUBLIC_URL))
        documents[address] = await found.json(content_type=None)
    return verify(badge, canonicaliser=canonicaliser(), now=world.moment, documents=documents).verdict


# A nomination


async def test_a_nomination_goes_to_the_managers_direct_messages_and_is_approved_there(
    world: SlackWorld,
) -> None:
    card = await nominated(world)
    assert actions(card) == ["approve", "decline"]
    assert world.slack.said_to("U0ANA") == []
    [told] = await world.press("U0MAYA", card, "approve")
    assert "Approved" in told["text"]
    assert actions(told) == ["undo"]

    update = world.slack.called("chat.update")[-1]
    assert update["channel"] == "D0MAYA"
    assert len(world.slack.said_to("U0MAYA")) == 1
    said = json.dumps(update["blocks"])
    assert "Approved" in said
    assert '"user_id": "U0MAYA"' in said
    assert '"type": "date"' in said
    assert actions(update) == ["undo"]
    assert "was approved" in world.slack.said_to("U0BEN")[-1]["text"]
    assert len(world.slack.said_to("U0ANA")) == 1

    [late] = await world.press("U0MAYA", card, "decline")
    assert "Approved by Maya" in late["text"]
    assert world.rows(credentials) == 1


async def test_a_sentence_in_a_channel_nominates_as_the_command_does(world: SlackWorld) -> None:
    text = f"<@{BOT_USER}> nominate <@U0ANA|ana> for Customer Hero because {CITATION}"
    request = world.sender.mention(text, "U0BEN")
    for delivery in (request, request.retried(1), request.retried(2)):
        assert (await world.send(delivery)).status == 200
    await world.settle()
    [card] = world.slack.said_to("U0MAYA")
    assert quoted(card) == CITATION
    [answer] = world.slack.called("chat.postEphemeral")
    assert answer["user"] == "U0BEN"
    assert world.rows(nominations) == 1


async def test_badges_shows_what_there_is_one_badge_and_what_waits_for_me(world: SlackWorld) -> None:
    everything = (await world.command("U0BEN", "/badges")).message
    assert "Customer Hero" in json.dumps(everything)
    hero = (await world.command("U0BEN", "/badges", "customer-hero")).message
    assert "nominate_for" in actions(hero)
    await nominated(world)
    assert "No nomination" in (await world.command("U0BEN", "/badges", "decide")).message["text"]
    waiting = (await world.command("U0MAYA", "/badges", "decide")).message
    await world.press("U0MAYA", waiting, "approve")
    assert world.rows(credentials) == 1


# What people type


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("&lt;!channel&gt; look", "<!channel> look"),
        ("&amp;lt;b&amp;gt; &amp;amp; co", "&lt;b&gt; &amp; co"),
        ("شكرا جزيلا 🎉 👩‍👩‍👧", "شكرا جزيلا 🎉 👩‍👩‍👧"),
        ("*bold* _it_ `code` ~gone~", "*bold* _it_ `code` ~gone~"),
        ("see <https://e.example/?a=1&amp;b=2|the page>", "see the page (https://e.example/?a=1&b=2)"),
    ],
)
async def test_what_somebody_typed_is_shown_as_they_typed_it(
    world: SlackWorld, typed: str, meant: str
) -> None:
    letter = await awarded(world, typed)
    assert quoted(letter) == as_sentence(meant)
    assert list(world.values(credentials.c.citation)) == [meant]
    assert "<!channel>" not in letter["text"]


async def test_a_broadcast_in_a_citation_notifies_nobody(world: SlackWorld) -> None:
    letter = await awarded(world, "<!channel> look at this")
    assert "<!channel>" not in json.dumps(letter)
    assert quoted(letter) == "@channel look at this"


async def test_a_long_citation_is_cut_for_the_eye_and_whole_in_the_record(world: SlackWorld) -> None:
    long = "ß🎉" * 2_000
    letter = await awarded(world, long)
    assert quoted(letter).endswith("…")
    assert long.startswith(quoted(letter)[:-1])
    assert list(world.values(credentials.c.citation)) == [long]


# Slack's moods


async def test_patience_that_slack_asks_for_is_given_and_nothing_is_lost_or_doubled(
    world: SlackWorld,
) -> None:
    world.slack.fail("chat.postMessage", Fault.PATIENCE, Fault.PATIENCE)
    await world.command("U0MAYA", "/award", "<@U0ANA|ana> customer-hero One")
    await world.command("U0MAYA", "/award", "<@U0ANA|ana> mentor Two")
    await world.settle()
    tries = len(world.slack.called("chat.postMessage"))
    world.passes(seconds=world.slack.retry_after - 1)
    await world.settle()
    assert len(world.slack.called("chat.postMessage")) == tries == 1, (
        "asked once, then nothing until it is time"
    )
    for _ in range(3):
        world.passes(seconds=world.slack.retry_after + 1)
        await world.settle()
    assert sorted(map(quoted, world.slack.said_to("U0ANA"))) == ["One", "Two"]
    assert world.rows(letters, letters.c.uncertain) == 0


@pytest.mark.parametrize("fault", [Fault.CUT_AFTER, Fault.BROKEN, Fault.NOT_JSON])
async def test_a_letter_whose_answer_was_lost_is_found_where_it_stands(
    world: SlackWorld, fault: Fault
) -> None:
    world.slack.fail("chat.postMessage", fault)
    await awarded_later(world)
    assert len(world.slack.said_to("U0ANA")) == 1
    arrived = fault is Fault.CUT_AFTER
    assert world.rows(letters, letters.c.uncertain) == (0 if arrived else 1)


async def test_where_it_may_not_look_laurel_posts_again_and_counts_it(world: SlackWorld) -> None:
    world.slack.fail("chat.postMessage", Fault.CUT_AFTER)
    world.slack.fail("conversations.history", *["missing_scope"] * 3)
    await awarded_later(world)
    assert len(world.slack.said_to("U0ANA")) == 2
    assert world.rows(letters, letters.c.uncertain) == 1


async def test_a_look_that_has_to_wait_posts_nothing_meanwhile(world: SlackWorld) -> None:
    world.slack.fail("chat.postMessage", Fault.CUT_AFTER)
    world.slack.fail("conversations.history", Fault.PATIENCE, Fault.BROKEN)
    await awarded_later(world)
    world.passes(minutes=5)
    await world.settle()
    assert len(world.slack.said_to("U0ANA")) == 1
    assert world.rows(letters, letters.c.uncertain) == 0


@pytest.mark.parametrize("method", ["conversations.open", "users.lookupByEmail"])
async def test_an_answer_lost_before_the_post_is_no_doubt(world: SlackWorld, method: str) -> None:
    world.slack.fail(method, Fault.CUT_AFTER)
    await awarded_later(world)
    assert len(world.slack.said_to("U0ANA")) == 1
    assert world.rows(letters, letters.c.uncertain) == 0


async def test_a_letter_that_slack_refuses_is_kept_where_it_can_be_seen(world: SlackWorld) -> None:
    world.slack.fail("chat.postMessage", "invalid_blocks")
    await awarded_later(world)
    with world.application.database.read() as connection:
        [aside] = JobStore(connection).dead()
    assert "invalid_blocks" in str(aside.error)


async def awarded_later(world: SlackWorld) -> None:
    """Maya awards Ana, and some minutes go by."""
    await world.command("U0MAYA", "/award", f"<@U0ANA|ana> customer-hero {CITATION}")
    for _ in range(3):
        await world.settle()
        world.passes(minutes=1)


async def test_another_workspace_or_app_is_answered_with_nothing_and_leaves_nothing(
    world: SlackWorld,
) -> None:
    await world.command("U0MAYA", "/badges")
    before = (world.rows(people), world.rows(workspaces))
    for other in (
        SlackSender(at=world.sender.at, team="T0OTHER"),
        SlackSender(at=world.sender.at, app="A0X"),
    ):
        for request in (
            other.command("/award", f"<@U0ANA|ana> customer-hero {CITATION}", "U0STRANGER"),
            other.mention(f"<@{BOT_USER}> nominate <@U0ANA> for Mentor because", "U0STRANGER"),
            other.action("approve", "x", world.slack.response_url(), "U0STRANGER"),
        ):
            answer = await world.send(request)
            assert (answer.status, answer.body) == (200, "")
    await world.settle()
    assert (world.rows(people), world.rows(workspaces)) == before
    assert world.rows(credentials) == world.rows(nominations) == world.rows(letters) == 0
    assert world.slack.called("response_url") == []

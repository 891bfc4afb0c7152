"""The sandbox in use: who sees what, what reaches the bot, and that once is once."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from adapters.gateway.platforms import Caller, Channel, ClosedConversation, Direct, Undeliverable
from adapters.sandbox.cast import LAUREL
from adapters.sandbox.live import Hub
from bot.domain.people.model import MembershipStatus
from bot.messages.forms import Form, TextField
from bot.messages.platforms import Conversation, Platform
from bot.messages.requests import ButtonPress, FormSubmission, Mention, MessageToBot, TypedCommand
from tests.fakes.sandbox_stage import DEED, DIRECT_ANA, WORKSPACE, Stage, card, listening, open_stage

SECRET = "for Ana's eyes only"
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage() as opened:
        yield opened


# Who may see what


async def test_ben_never_receives_what_only_ana_may_see(stage: Stage) -> None:
    stage.bot.reply = card(SECRET)
    ben = await listening(stage, "U-BEN", "epoch-0")

    posted = await stage.laurel.post(WORKSPACE, Direct("U-ANA"), card(SECRET), {}, "letter")
    await stage.laurel.update(WORKSPACE, posted, card(f"{SECRET}, changed"), {})
    await stage.laurel.post(WORKSPACE, Caller("U-ANA", "wins"), card(SECRET), {}, "answer")
    await stage.say(f"/mybadges {SECRET}")
    await stage.say(SECRET, where=DIRECT_ANA)
    await stage.send("press", action="download", token="t")
    await stage.laurel.post(WORKSPACE, Channel("wins"), card("for everyone"), {}, "all")

    assert SECRET not in await ben.until("message", "for everyone")
    assert SECRET not in json.dumps(await stage.state("U-BEN"))
    assert json.dumps(await stage.state("U-ANA")).count(SECRET) > 6


async def test_a_page_that_comes_back_is_told_what_it_missed_and_nothing_of_others(stage: Stage) -> None:
    before = (await stage.state("U-BEN"))["last"]
    await stage.laurel.post(WORKSPACE, Direct("U-ANA"), card(SECRET), {}, "letter")
    await stage.laurel.post(WORKSPACE, Channel("wins"), card("for everyone"), {}, "all")

    ben = await listening(stage, "U-BEN", before)
    ana = await listening(stage, "U-ANA", before)

    assert SECRET not in await ben.until("message", "for everyone")
    assert SECRET in await ana.until("message", "for everyone")


async def test_others_learn_that_ana_has_a_letter_and_nothing_else(stage: Stage) -> None:
    ben = await listening(stage, "U-BEN")
    await stage.laurel.post(WORKSPACE, Direct("U-ANA"), card(SECRET), {}, "letter")

    event = await ben.next()

    assert event["event"] == "stirred"
    assert set(json.loads(event["data"])) == {"person", "at"}


@pytest.mark.parametrize("last", ["other-3", "epoch-99", "epoch-x", "nonsense"])
async def test_a_page_that_missed_too_much_is_told_to_reload(stage: Stage, last: str) -> None:
    stream = await listening(stage, "U-BEN", last)

    assert (await stream.next())["event"] == "reload"


async def test_a_page_that_falls_behind_is_let_go(stage: Stage) -> None:
    hub = stage.chat.hub
    listener = hub.listen("U-BEN", None)
    for number in range(hub.capacity + 1):
        hub.publish("message", {"number": number}, frozenset({"U-BEN"}))

    assert [chunk async for chunk in listener.chunks()] == [b"retry: 1000\n\n"]


async def test_a_quiet_stream_gives_signs_of_life() -> None:
    hub = Hub("epoch", heartbeat=0.001)
    chunks = hub.listen("U-BEN", None).chunks()

    assert [await anext(chunks), await anext(chunks)] == [b"retry: 1000\n\n", b": still here\n\n"]


async def test_nobody_writes_in_another_ones_direct_conversation(stage: Stage) -> None:
    response = await stage.send("say", "U-BEN", DIRECT_ANA, text="hello")

    assert response.status == 404
    assert await stage.seen("U-ANA", DIRECT_ANA) == []


# What is said, and to whom it shows


async def test_talk_is_seen_by_everyone_and_asks_nothing(stage: Stage) -> None:
    await stage.say("thanks @ben")

    (message,) = await stage.seen("U-BEN", "wins")
    assert message["parts"] == ["thanks ", {"person": "U-BEN", "name": "Ben", "kind": "person"}]
    assert stage.bot.asked == []


async def test_a_command_and_its_answer_show_to_who_typed_it_alone(stage: Stage) -> None:
    stage.bot.reply = card("You awarded Customer Hero")

    typed, answer = await stage.say("/award @ben customer-hero", where="general")

    assert (typed["private"], answer["private"], answer["author"]) == (True, True, None)
    assert await stage.seen("U-BEN", "general") == []
    ((inbound, origin),) = stage.bot.asked
    assert inbound == TypedCommand("award", (" ", Mention("U-BEN", "Ben"), " customer-hero"))
    assert (origin.platform, origin.workspace, origin.user) == (Platform.SANDBOX, "sandbox", "U-ANA")
    assert (origin.conversation, origin.forms, origin.route) == (
        Conversation("general", name="general"),
        True,
        None,
    )


async def test_a_sentence_to_laurel_shows_to_all_and_its_answer_to_one(stage: Stage) -> None:
    stage.bot.reply = card("Help")

    await stage.say("@Laurel help")

    (message,) = await stage.seen("U-BEN", "wins")
    assert message["parts"][-1] == " help"
    assert len(await stage.seen("U-ANA", "wins")) == 2
    assert stage.bot.asked[0][0] == MessageToBot(("help",))


async def test_the_direct_conversation_is_direct(stage: Stage) -> None:
    await stage.say("help", where=DIRECT_ANA)

    assert stage.bot.asked[0][1].conversation == Conversation(DIRECT_ANA, direct=True)


async def test_an_unknown_command_gets_a_friendly_line_and_never_reaches_the_bot(stage: Stage) -> None:
    _, answer = await stage.say("/awrad @ben")

    assert "/awrad" in answer["card"]["summary"]
    assert "/award" in answer["card"]["summary"]
    assert stage.bot.asked == []


async def test_a_press_and_a_filled_in_form_reach_the_bot(stage: Stage) -> None:
    await stage.send("press", action="approve", token="t1")
    await stage.send("submit", action="award", fields={"people": ["U-BEN"], "badge": "b", "citation": ""})

    assert [inbound for inbound, _ in stage.bot.asked] == [
        ButtonPress("approve", "t1"),
        FormSubmission("award", {"people": ("U-BEN",), "badge": "b", "citation": ""}),
    ]


async def test_a_form_arrives_as_a_form(stage: Stage) -> None:
    stage.bot.reply = Form("award", "Award", "Who?", "Go", (TextField("citation", "Why"),), card("hint"))

    _, answer = await stage.say("/award")

    assert answer["form"]["fields"][0] == {
        "is": "TextField",
        "name": "citation",
        "label": "Why",
        "value": "",
        "required": False,
    }
    assert answer["card"] is None


async def test_a_bug_is_answered_with_a_reference_number_and_no_detail(stage: Stage) -> None:
    stage.bot.reply = RuntimeError(SECRET)

    _, answer = await stage.say("/mybadges")

    assert "token" in answer["card"]["summary"]
    assert SECRET not in json.dumps(answer)


@pytest.mark.parametrize(
    "text", [HOSTILE, "\ud800 half a character", "null\x00byte", "</script>", "a" * 12_000]
)
async def test_hostile_text_arrives_as_text(stage: Stage, text: str) -> None:
    (message,) = await stage.say(text)

    (kept,) = message["parts"]
    kept.encode()
    assert kept == text.replace("\ud800", "\ufffd").replace("\x00", "")


# Once is once


async def test_a_double_click_is_one_message_and_one_answer(stage: Stage) -> None:
    stage.bot.reply = card("done")

    both = await asyncio.gather(*(stage.say("/award @ben b", key="same-key-1") for _ in range(2)))

    assert both[0] == both[1]
    assert len(await stage.seen("U-ANA", "wins")) == 2
    assert {origin.key for _, origin in stage.bot.asked} == {"sandbox:U-ANA:same-key-1"}


async def test_the_same_key_from_somebody_else_is_another_deed(stage: Stage) -> None:
    stage.bot.reply = card("done")
    await stage.say("/award @ben b", key="same-key-1")
    await stage.say("/award @ana b", me="U-BEN", key="same-key-1")

    assert len({origin.key for _, origin in stage.bot.asked}) == 2
    assert len(await stage.seen("U-BEN", "wins")) == 2


async def test_a_letter_that_is_posted_twice_stands_there_once(stage: Stage) -> None:
    first = await stage.laurel.post(WORKSPACE, Direct("U-ANA"), card("one"), {}, "k")
    second = await stage.laurel.post(WORKSPACE, Direct("U-ANA"), card("two"), {}, "k")

    assert first == second
    (message,) = await stage.seen("U-ANA", DIRECT_ANA)
    assert message["card"]["summary"] == "one"


# What Laurel does


async def test_an_updated_card_is_the_same_message_marked_as_edited(stage: Stage) -> None:
    posted = await stage.laurel.post(WORKSPACE, Channel("wins"), card("before"), {}, "k")
    await stage.laurel.update(WORKSPACE, posted, card("after"), {})

    (message,) = await stage.seen("U-BEN", "wins")
    assert (message["id"], message["card"]["summary"]) == (posted.message, "after")
    assert message["edited"] is not None


async def test_laurel_is_told_when_nobody_is_there(stage: Stage) -> None:
    posted = await stage.laurel.post(WORKSPACE, Channel("wins"), card("x"), {}, "k")
    stage.chat.log.clear()

    with pytest.raises(Undeliverable):
        await stage.laurel.update(WORKSPACE, posted, card("y"), {})
    with pytest.raises(Undeliverable):
        await stage.laurel.post(WORKSPACE, Direct("U-NOBODY"), card("x"), {}, "k1")
    with pytest.raises(ClosedConversation):
        await stage.laurel.post(WORKSPACE, Channel("closed"), card("x"), {}, "k2")
    with pytest.raises(ClosedConversation):
        await stage.laurel.post(WORKSPACE, Caller("U-BEN", DIRECT_ANA), card("x"), {}, "k3")


async def test_people_are_looked_up_in_the_cast(stage: Stage) -> None:
    facts = await stage.laurel.people(WORKSPACE, ["U-ANA", LAUREL, "U-NOBODY"])

    assert [
        (platform_facts.external_id, platform_facts.email, platform_facts.standing)
        for platform_facts in facts
    ] == [
        ("U-ANA", "ana@example.org", MembershipStatus.MEMBER),
        (LAUREL, None, MembershipStatus.BOT),
    ]


async def test_starting_over_forgets_and_has_every_page_read_again(stage: Stage) -> None:
    await stage.say("hello")
    stream = await listening(stage, "U-BEN")

    response = await stage.browser.post("/sandbox/start-over", json={}, headers=DEED)

    assert response.status == 200
    assert stage.begun_again == [True]
    assert await stage.seen("U-ANA", "wins") == []
    assert (await stream.next())["event"] == "reload"


async def test_everybody_in_the_sandbox_speaks_the_language_of_the_page(stage: Stage) -> None:
    stage.bot.reply = card("done")
    await stage.send("say", text="/mybadges", headers={"Accept-Language": "de-AT"})
    await stage.browser.post("/sandbox/start-over", json={}, headers={**DEED, "Accept-Language": "en"})

    ((_, origin),) = stage.bot.asked
    assert origin.locale == "de"
    assert stage.heard == ["de", "en"]

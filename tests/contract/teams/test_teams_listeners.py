"""From Teams' request to Laurel's answer: nothing lost over outages, invokes answered in time, bugs worded."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import structlog

from adapters import system
from adapters.database.people.conversations import ConversationReference, ConversationStore
from adapters.database.people.people import PeopleStore
from adapters.gateway.bot_gateway import BotResponse
from adapters.teams import listeners
from adapters.teams.auth import keys
from adapters.teams.auth.keys import MicrosoftKeys
from adapters.teams.ports import TeamsConversation
from bot.messages.cards import Card, Paragraph, Words
from bot.messages.platforms import Platform
from bot.messages.requests import Inbound, Origin
from tests.fakes.teams.connector import TENANT, FakeTeams, Fault
from tests.fakes.teams.office import Office, open_office
from tests.fakes.teams.sender import CHANNEL, TeamsSender

NOMINATION = "nominate <at>Ana</at> for Customer Hero because she stayed"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        yield opened


async def to_decide(office: Office) -> None:
    await office.says("ben", NOMINATION, ["ana"], CHANNEL)


def later(office: Office, seconds: float) -> None:
    """Time goes by for the background."""
    office.application.worker.now = lambda: system.now() + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "fault",
    [Fault.PATIENCE, Fault.PRECONDITION, Fault.BROKEN, Fault.BAD_GATEWAY, Fault.GATEWAY_TIMEOUT, Fault.CUT],
)
async def test_what_teams_puts_off_is_delivered_later_and_once(office: Office, fault: Fault) -> None:
    await office.says("maya", "hello")
    await office.settle()
    office.teams.fail("send", fault, fault)
    await to_decide(office)
    for hours in range(1, 5):
        await office.settle()
        later(office, hours * 3600)
    await office.settle()

    assert [message.verbs for message in office.inbox("maya")][1:] == [["approve", "decline"]]
    assert len(office.inbox("ben")) == 1


async def test_a_message_that_is_too_large_is_given_up_and_the_owners_are_told(office: Office) -> None:
    await office.says("maya", "hello")
    await office.settle()
    await to_decide(office)
    office.teams.fail("send", Fault.TOO_LARGE)
    await office.settle()

    assert any("413" in message.words for message in office.inbox("maya"))


async def test_a_card_is_updated_over_an_outage(office: Office) -> None:
    await to_decide(office)
    await office.settle()
    card = office.inbox("maya")[-1]
    office.teams.fail("update", Fault.BAD_GATEWAY, Fault.PATIENCE)
    await office.presses("maya", card, "approve")
    for hours in range(1, 5):
        await office.settle()
        later(office, hours * 3600)
    await office.settle()

    assert (card.verbs, card.edits) == (["undo"], 1)


async def test_an_invoke_is_answered_in_time_while_teams_hangs(office: Office) -> None:
    await to_decide(office)
    await office.settle()
    card = office.inbox("maya")[-1]
    office.teams.fail("member", Fault.HANG)
    with office.application.database.write() as connection:  # her facts are too old to decide by
        maya = office.person("maya")
        workspace = PeopleStore(connection).workspace(Platform.TEAMS, TENANT)
        assert workspace is not None
        connection.exec_driver_sql("UPDATE identities SET seen_at = '2020-01-01 00:00:00.000000'")

    began = time.monotonic()
    answer = await office.presses("maya", card, "approve")

    assert time.monotonic() - began < 5
    assert "I am checking" in answer["value"]
    assert card.verbs == ["approve", "decline"]
    assert maya.name == "Maya"


async def test_a_slow_answer_is_promised_and_then_shown_by_the_card_itself(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await to_decide(office)
    await office.settle()
    monkeypatch.setattr(listeners, "INVOKE_SECONDS", 0.05)
    ask = office.application.ask

    async def slowly(inbound: Inbound, origin: Origin) -> BotResponse:
        await asyncio.sleep(0.3)
        return await ask(inbound, origin)

    ears = _ears(office)
    object.__setattr__(ears, "ask", slowly)
    answer = await office.presses("maya", office.inbox("maya")[-1], "approve")
    assert answer["value"].startswith("This takes longer than it should.")
    await asyncio.sleep(0.6)

    assert ["**Approved** by **Maya**" in message.words for message in office.inbox("maya")] == [True]


async def test_a_late_answer_that_fails_is_an_apology_with_its_number(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await to_decide(office)
    await office.settle()
    monkeypatch.setattr(listeners, "INVOKE_SECONDS", 0.05)

    async def slowly_broken(inbound: Inbound, origin: Origin) -> BotResponse:
        await asyncio.sleep(0.2)
        return await _broken(inbound, origin)

    object.__setattr__(_ears(office), "ask", slowly_broken)
    await office.presses("maya", office.inbox("maya")[-1], "approve")
    with structlog.testing.capture_logs() as logged:
        await office.ears.finish()

    [problem] = [event_dict for event_dict in logged if event_dict["event"] == "teams_request_failed"]
    assert office.inbox("maya")[-1].words.startswith("Something went wrong on our side")
    assert problem["reference"] in office.inbox("maya")[-1].words


@pytest.mark.parametrize("fault", [Fault.PATIENCE, Fault.BAD_GATEWAY, Fault.CUT])
async def test_a_late_answer_that_teams_puts_off_waits_in_the_outbox(
    office: Office, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    await to_decide(office)
    await office.settle()
    monkeypatch.setattr(listeners, "INVOKE_SECONDS", 0.05)
    _slow_to_answer(office, 0.2)
    await office.presses("maya", office.inbox("maya")[-1], "approve")
    office.teams.fail("update", fault)
    office.teams.fail("send", fault)
    await office.ears.finish()
    for hours in range(1, 4):
        await office.settle()
        later(office, hours * 3600)
    await office.settle()

    shown = office.inbox("maya")
    assert 1 <= len(shown) <= 2, "the card, and at most the answer as a message"
    assert all("**Approved** by **Maya**" in message.words for message in shown)


async def test_an_answer_given_at_once_that_teams_puts_off_waits_in_the_outbox(office: Office) -> None:
    await office.says("maya", "hello")
    await office.settle()

    async def refused(_: Inbound, __: Origin) -> BotResponse:
        return BotResponse(Card("Not now", (Paragraph((Words("Not now"),)),)), refused=True)

    object.__setattr__(_ears(office), "ask", refused)
    office.teams.fail("send", Fault.PATIENCE)
    assert await office.says("maya", "badges") == 200
    later(office, 3600)
    await office.settle()

    assert office.inbox("maya")[-1].words == "Not now"


async def test_a_button_is_answered_in_time_while_the_memory_of_conversations_is_slow(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await to_decide(office)
    await office.settle()
    monkeypatch.setattr(listeners, "INVOKE_SECONDS", 0.1)
    remember = office.ears.client.references.remember

    async def slowly(workspace_id: UUID, place: TeamsConversation) -> None:
        await asyncio.sleep(0.4)
        await remember(workspace_id, place)

    monkeypatch.setattr(office.ears.client.references, "remember", slowly)
    began = time.monotonic()
    answer = await office.presses("maya", office.inbox("maya")[-1], "approve")
    assert time.monotonic() - began < 0.35
    assert answer["value"].startswith("This takes longer than it should.")
    await office.ears.finish()

    assert "**Approved** by **Maya**" in office.inbox("maya")[-1].words


async def test_the_time_for_finding_a_key_counts_as_time_that_teams_waits(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await to_decide(office)
    await office.settle()
    monkeypatch.setattr(listeners, "INVOKE_SECONDS", 0.5)
    office.teams.metadata = "hanging"
    monkeypatch.setattr(keys, "FETCH_SECONDS", 0.3)
    monkeypatch.setattr(keys, "LOOK_AGAIN_SECONDS", -1.0)
    known = MicrosoftKeys.get

    async def after_a_look(self: MicrosoftKeys, kid: str) -> object:
        await known(self, "a key that nobody has")
        return await known(self, kid)

    monkeypatch.setattr(MicrosoftKeys, "get", after_a_look)
    _slow_to_answer(office, 0.4)
    began = time.monotonic()
    await office.presses("maya", office.inbox("maya")[-1], "approve")

    assert time.monotonic() - began < 0.65
    await office.ears.finish()


async def test_a_bug_gives_a_button_a_sentence_with_a_number_and_the_log_no_text_of_anybody(
    office: Office,
) -> None:
    await to_decide(office)
    await office.settle()
    object.__setattr__(_ears(office), "ask", _broken)
    with structlog.testing.capture_logs() as logged:
        answer = await office.presses("maya", office.inbox("maya")[-1], "approve")
        status = await office.says("maya", "help")

    assert answer["value"].startswith("Something went wrong on our side")
    assert status == 500
    assert "top secret" not in str(logged)
    assert logged[-1]["error"] == "RuntimeError"


async def test_an_invoke_of_another_kind_is_refused_and_not_broken(office: Office) -> None:
    activity = {
        **office.from_teams.activity("29:ana"),
        "type": "invoke",
        "name": "composeExtension/query",
        "value": {},
    }
    status, answer = await office.send(office.from_teams.request(activity))

    assert (status, answer["statusCode"]) == (200, 501)


async def test_another_tenant_is_not_heard(office: Office) -> None:
    foreign = TeamsSender(office.teams.service_url, tenant="another")

    assert (await office.send(foreign.says("29:ana", "mybadges")))[0] == 403
    await office.settle()
    assert office.inbox("ana") == []


async def test_a_stored_address_off_the_list_is_never_sent_to(office: Office) -> None:
    async with FakeTeams() as evil:
        evil.add_member(CHANNEL, "29:ana")
        await office.says("ana", "hello")
        await office.settle()
        with office.application.database.write() as connection:
            workspace = PeopleStore(connection).workspace(Platform.TEAMS, TENANT)
            assert workspace is not None
            reference = ConversationReference("a:29:ana", evil.service_url, "29:ana")
            ConversationStore(connection).remember(workspace.id, reference, system.now())
        await office.says("maya", "award <at>Ana</at> customer-hero Stayed", ["ana"], CHANNEL)
        await office.settle()

        assert evil.calls == []


async def test_conversations_are_known_again_after_a_restart(tmp_path: Path) -> None:
    async with open_office(tmp_path) as office:
        await office.says("ana", "hello")
        with office.application.database.read() as connection:
            workspace = PeopleStore(connection).workspace(Platform.TEAMS, TENANT)
            assert workspace is not None
            kept = ConversationStore(connection).personal_chat(workspace.id, "29:ana")

    assert kept is not None
    assert (kept.external_id, kept.service_url) == ("a:29:ana", office.teams.service_url)


def _ears(office: Office) -> listeners.TeamsListeners:
    """The listeners behind the route, found where the application keeps them."""
    return office.ears


def _slow_to_answer(office: Office, seconds: float) -> None:
    ask = office.application.ask

    async def slowly(inbound: Inbound, origin: Origin) -> BotResponse:
        await asyncio.sleep(seconds)
        return await ask(inbound, origin)

    object.__setattr__(office.ears, "ask", slowly)


async def _broken(_: Inbound, __: Origin) -> BotResponse:
    raise RuntimeError(f"the citation was: top secret {Card('x', (Paragraph((Words('y'),)),))}")

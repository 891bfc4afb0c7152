"""What is sent to Teams: addresses checked again, tokens, patience, and every way in which Teams says no."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from adapters.gateway.platforms import (
    AppRefused,
    Channel,
    ClosedConversation,
    Direct,
    PostedCard,
    RetryLater,
    Undeliverable,
)
from adapters.teams import outgoing as way_out
from adapters.teams.auth.clouds import ServiceHosts
from adapters.teams.auth.own_token import AppSecret, CachedTeamsToken
from adapters.teams.botframework import BotFramework
from adapters.teams.client import TeamsClient
from adapters.teams.outgoing import ConnectorApi, TeamsError
from adapters.teams.ports import Json, TeamsConversation
from bot.domain.organisations import Organisation, Workspace
from bot.domain.people.model import MembershipStatus, PlatformFacts
from bot.messages.cards import Card, Paragraph, PersonName, Quote, Words
from bot.messages.platforms import Platform
from tests.fakes.teams.connector import APP, ISSUER, PASSWORD, TENANT, FakeTeams, Fault
from tests.fakes.teams.sender import CHANNEL

ANA = UUID(int=7)
CARD = Card("Well done", (Paragraph((PersonName(ANA, "Ana"), Words(" did it"))),))
WORKSPACE = Workspace(UUID(int=1), Organisation(UUID(int=2), "Larkspur Labs"), Platform.TEAMS, TENANT)


@dataclass
class ReferencesInMemory:
    """Implements `adapters.teams.ports.ConversationReferences`."""

    places: dict[str, TeamsConversation] = field(default_factory=dict)

    async def remember(self, _: UUID, place: TeamsConversation) -> None:
        self.places[place.conversation] = place

    async def forget(self, _: UUID, conversation: str) -> None:
        self.places.pop(conversation, None)

    async def conversation(self, _: UUID, conversation: str) -> TeamsConversation | None:
        return self.places.get(conversation)

    async def personal_chat(self, _: UUID, user: str) -> TeamsConversation | None:
        return next((place for place in self.places.values() if place.user == user), None)

    async def group_conversations(self, _: UUID, most: int) -> list[TeamsConversation]:
        return [place for place in self.places.values() if place.user is None][:most]

    async def service_url(self, _: UUID) -> str | None:
        return next((place.service_url for place in self.places.values()), None)


@dataclass
class Wire:
    """The client over the library over a Microsoft on loopback."""

    teams: FakeTeams
    client: TeamsClient
    connector: BotFramework
    references: ReferencesInMemory
    clock: list[float]

    async def post(self, to: Direct | Channel, names: dict[UUID, str] | None = None) -> PostedCard:
        return await self.client.post(WORKSPACE, to, CARD, names or {}, "key")


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with FakeTeams() as teams:
        teams.add_member(CHANNEL, "29:ana")
        clock = [1000.0]
        secret = AppSecret(APP, PASSWORD, f"{teams.url}/token", f"{ISSUER}/.default")
        outgoing = ConnectorApi(
            ServiceHosts((teams.host,)), lambda session: CachedTeamsToken(secret, session, lambda: clock[0])
        )
        connector = BotFramework(APP, outgoing)
        references = ReferencesInMemory({CHANNEL: TeamsConversation(teams.service_url, CHANNEL)})
        yield Wire(
            teams, TeamsClient(connector, references, "https://badges.example"), connector, references, clock
        )
        await connector.close()


async def test_a_first_letter_opens_the_private_chat_and_remembers_it(wire: Wire) -> None:
    posted = await wire.post(Direct("29:ana"))
    await wire.post(Direct("29:ana"))

    assert posted == PostedCard("a:29:ana", "m1")
    assert (wire.teams.called("create"), wire.teams.called("send")) == (1, 2)
    assert wire.references.places["a:29:ana"].user == "29:ana"


async def test_a_card_is_replaced_and_a_message_removed(wire: Wire) -> None:
    posted = await wire.post(Channel(CHANNEL))
    await wire.client.update(WORKSPACE, posted, Card("Gone", (Paragraph((Words("Taken back"),)),)), {})
    assert wire.teams.messages[0].words == "Taken back"

    await wire.connector.delete(TeamsConversation(wire.teams.service_url, CHANNEL), posted.message or "")
    assert wire.teams.messages == []


async def test_people_are_mentioned_where_everybody_reads_and_named_in_private(wire: Wire) -> None:
    await wire.post(Channel(CHANNEL), {ANA: "29:ana"})
    await wire.post(Direct("29:ana"), {ANA: "29:ana"})

    assert wire.teams.messages[0].words == "<at>Ana</at> did it"
    assert wire.teams.messages[1].words == "Ana did it"
    assert "msteams" not in wire.teams.messages[1].card


async def test_who_left_the_channel_is_named_without_a_mention(wire: Wire) -> None:
    await wire.post(Channel(CHANNEL), {ANA: "29:gone"})

    assert [message.words for message in wire.teams.messages] == ["Ana did it"]


async def test_one_token_serves_many_messages_over_few_connections(wire: Wire) -> None:
    await asyncio.gather(*(wire.post(Channel(CHANNEL)) for _ in range(40)))

    assert wire.teams.tokens_given == 1
    assert len(wire.teams.messages) == 40
    assert len(wire.teams.connections) <= 40
    before = len(wire.teams.connections)
    for _ in range(10):
        await wire.post(Channel(CHANNEL))
    assert len(wire.teams.connections) == before


async def test_a_token_is_fetched_anew_before_it_ends(wire: Wire) -> None:
    await wire.post(Channel(CHANNEL))
    wire.clock[0] += 3599 - 299
    await wire.post(Channel(CHANNEL))

    assert wire.teams.tokens_given == 2


async def test_a_token_that_is_not_taken_is_replaced(wire: Wire) -> None:
    wire.teams.fail("send", Fault.UNAUTHORISED)
    with pytest.raises(RetryLater):
        await wire.post(Channel(CHANNEL))
    await wire.post(Channel(CHANNEL))

    assert wire.teams.tokens_given == 2


@pytest.mark.parametrize(
    "fault", [Fault.PRECONDITION, Fault.BROKEN, Fault.BAD_GATEWAY, Fault.GATEWAY_TIMEOUT, Fault.CUT]
)
async def test_what_passes_is_tried_later(wire: Wire, fault: Fault) -> None:
    wire.teams.fail("send", fault)
    with pytest.raises(RetryLater) as raised:
        await wire.post(Channel(CHANNEL))

    assert raised.value.after is None
    assert (await wire.post(Channel(CHANNEL))).message == "m1"


async def test_patience_is_asked_for_in_seconds(wire: Wire) -> None:
    wire.teams.fail("send", Fault.PATIENCE)
    with pytest.raises(RetryLater) as raised:
        await wire.post(Channel(CHANNEL))

    assert raised.value.after == 3


async def test_silence_is_not_waited_for_longer_than_a_call_may_take(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(way_out, "CALL_SECONDS", 0.1)
    wire.teams.fail("send", Fault.HANG)

    with pytest.raises(RetryLater):
        await wire.post(Channel(CHANNEL))


@pytest.mark.parametrize("fault", [Fault.FORBIDDEN, Fault.GONE])
async def test_a_closed_door_is_told_apart_from_a_slow_one(wire: Wire, fault: Fault) -> None:
    wire.teams.fail("send", fault)

    with pytest.raises(ClosedConversation):
        await wire.post(Channel(CHANNEL))


@pytest.mark.parametrize("letters", ["a\n", "\u00e9\u0416", "\u6f22\u5b57", "\U0001f389\U0001f3c5", '"\\\\'])
async def test_eight_long_citations_in_any_script_are_below_what_teams_takes(
    wire: Wire, letters: str
) -> None:
    quotes = tuple(Quote(letters * 4_000) for _ in range(8))
    posted = await wire.client.post(WORKSPACE, Channel(CHANNEL), Card("Eight", quotes), {}, "k")

    assert posted.message
    [message] = wire.teams.in_conversation(CHANNEL)
    assert message.words.startswith(letters), "letters, and no escapes of them"


async def test_a_message_that_is_too_large_is_set_aside_with_the_reason(wire: Wire) -> None:
    wire.teams.fail("send", Fault.TOO_LARGE)

    with pytest.raises(TeamsError, match="413"):
        await wire.post(Channel(CHANNEL))


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (
            {
                "error": "invalid_client",
                "error_description": "AADSTS7000222: The provided client secret keys …",
            },
            "AADSTS7000222 invalid_client",
        ),
        ({"error": "unauthorized_client", "error_codes": [700016]}, "AADSTS700016 unauthorized_client"),
        ({"error": "invalid_client"}, "invalid_client"),
        ({}, "HTTP 401"),
    ],
)
async def test_a_secret_that_microsoft_refuses_is_said_by_its_name_and_waited_for(
    wire: Wire, answer: Json, name: str
) -> None:
    wire.teams.token_refusal = answer
    with pytest.raises(AppRefused) as raised:
        await wire.post(Channel(CHANNEL))
    assert raised.value.name == name

    wire.teams.token_refusal = None
    assert (await wire.post(Channel(CHANNEL))).message == "m1"


async def test_a_microsoft_that_is_away_for_a_moment_refuses_nobody(wire: Wire) -> None:
    wire.teams.token_refusal = {"error": "temporarily_unavailable"}
    with pytest.raises(RetryLater) as raised:
        await wire.post(Channel(CHANNEL))
    assert not isinstance(raised.value, AppRefused)


async def test_a_second_token_that_is_not_taken_means_that_the_app_is_refused(wire: Wire) -> None:
    wire.teams.fail("send", Fault.UNAUTHORISED, Fault.UNAUTHORISED)
    with pytest.raises(RetryLater):
        await wire.post(Channel(CHANNEL))
    with pytest.raises(AppRefused, match="401 Unauthorized"):
        await wire.post(Channel(CHANNEL))

    assert (await wire.post(Channel(CHANNEL))).message == "m1"


async def test_posts_at_once_whose_token_is_not_taken_fetch_one_other(wire: Wire) -> None:
    await wire.post(Channel(CHANNEL))
    wire.teams.fail("send", *[Fault.UNAUTHORISED] * 5)
    ended = await asyncio.gather(*(wire.post(Channel(CHANNEL)) for _ in range(5)), return_exceptions=True)

    assert {type(one) for one in ended} == {RetryLater}
    await wire.post(Channel(CHANNEL))
    assert wire.teams.tokens_given == 2


@pytest.mark.parametrize("fault", [Fault.FORBIDDEN, Fault.GONE, Fault.BAD])
async def test_who_does_not_have_the_app_cannot_be_written_to_whatever_teams_calls_it(
    wire: Wire, fault: Fault
) -> None:
    wire.teams.fail("create", fault)

    with pytest.raises(ClosedConversation):
        await wire.post(Direct("29:ana"))


async def test_a_private_chat_that_is_gone_is_opened_anew(wire: Wire) -> None:
    old = TeamsConversation(wire.teams.service_url, "a:old", "29:ana")
    await wire.references.remember(WORKSPACE.id, old)

    assert (await wire.post(Direct("29:ana"))).conversation == "a:29:ana"
    assert "a:old" not in wire.references.places


@pytest.mark.parametrize(("header", "seconds"), [("0", 1), ("-1", None), ("1.5", None), ("99999999", 3600)])
async def test_patience_is_believed_up_to_an_hour(wire: Wire, header: str, seconds: int | None) -> None:
    wire.teams.retry_after = header
    wire.teams.fail("send", Fault.PATIENCE)
    with pytest.raises(RetryLater) as raised:
        await wire.post(Channel(CHANNEL))

    assert raised.value.after == seconds


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.BAD_GATEWAY, Fault.CUT])
async def test_no_token_now_is_a_reason_to_try_later(wire: Wire, fault: Fault) -> None:
    wire.teams.fail("token", fault)
    with pytest.raises(RetryLater):
        await wire.post(Channel(CHANNEL))

    await wire.post(Channel(CHANNEL))


async def test_nothing_is_sent_to_an_address_off_the_list_though_it_was_remembered(wire: Wire) -> None:
    async with FakeTeams() as evil:
        evil.add_member(CHANNEL, "29:ana")
        await wire.references.remember(WORKSPACE.id, TeamsConversation(evil.service_url, CHANNEL))
        await wire.references.remember(
            WORKSPACE.id, TeamsConversation(evil.service_url, "a:29:ana", "29:ana")
        )
        for to in (Channel(CHANNEL), Direct("29:ana"), Direct("29:ben")):
            with pytest.raises(Undeliverable, match="LAUREL_TEAMS_SERVICE_HOSTS"):
                await wire.post(to)
        with pytest.raises(Undeliverable, match="LAUREL_TEAMS_SERVICE_HOSTS"):
            await wire.client.update(WORKSPACE, PostedCard(CHANNEL, "m1"), CARD, {})

        assert (evil.calls, wire.teams.calls, wire.teams.tokens_given) == ([], [], 0)


async def test_a_conversation_that_nobody_knows_is_closed(wire: Wire) -> None:
    with pytest.raises(ClosedConversation):
        await wire.post(Channel("C0GENERAL"))
    assert wire.teams.calls == []


async def test_people_are_looked_up_where_they_were_seen(wire: Wire) -> None:
    wire.teams.add_member(CHANNEL, "29:guest", userRole="guest")
    wire.teams.add_member(CHANNEL, "29:foreign", tenantId="another")

    found = await wire.client.people(WORKSPACE, ["29:ana", "29:guest", "29:foreign", "29:nobody", "28:a-bot"])

    assert found == [
        PlatformFacts("29:ana", "Ana", "ana@example.org"),
        PlatformFacts("29:guest", "Guest", "guest@example.org", MembershipStatus.GUEST),
        PlatformFacts("29:foreign", "Foreign", "foreign@example.org", MembershipStatus.STRANGER),
        PlatformFacts("29:nobody", "", None, MembershipStatus.LEFT),
        PlatformFacts("28:a-bot", "", None, MembershipStatus.BOT),
    ]


async def test_somebody_is_found_by_address_in_a_channel_and_only_by_their_own(wire: Wire) -> None:
    assert await wire.client.find(WORKSPACE, "ana@example.org") == PlatformFacts(
        "29:ana", "Ana", "ana@example.org"
    )
    assert await wire.client.find(WORKSPACE, "29:ana") is None, "an id is no address"
    assert await wire.client.find(WORKSPACE, "nobody@example.org") is None


async def test_before_anybody_wrote_a_letter_waits(wire: Wire) -> None:
    wire.references.places.clear()

    with pytest.raises(RetryLater):
        await wire.post(Direct("29:ana"))


async def test_the_library_runs_a_turn_and_hands_back_what_answers_an_invoke(wire: Wire) -> None:
    seen: list[Json] = []

    async def logic(activity: Json) -> Json:
        seen.append(activity)
        return {"statusCode": 200, "value": {"deep": [1]}}

    activity = {"type": "invoke", "id": "1", "serviceUrl": wire.teams.service_url, "channelId": "msteams"}
    activity |= {
        "conversation": {"id": "a:1"},
        "from": {"id": "29:ana"},
        "value": {"kept": {"as": "it came"}},
    }

    assert await wire.connector.receive(activity, logic) == {"statusCode": 200, "value": {"deep": [1]}}
    assert await wire.connector.receive({**activity, "type": "message"}, logic) is None
    assert seen[0] is activity

"""Socket Mode: the same requests over connections that Laurel opens, without a public address for the chat."""

import asyncio
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from adapters.database.credentials.credentials import credentials
from adapters.slack import socket_mode
from adapters.slack.app import PATH
from adapters.slack.listeners import SlackListeners
from adapters.slack.socket_mode import is_socket_of
from tests.fakes.slack.elsewhere import another_host
from tests.fakes.slack.sender import Request
from tests.fakes.slack.sockets import APP_TOKEN, FakeSockets
from tests.fakes.slack.world import SlackWorld

Json = dict[str, Any]
AWARD = "<@U0ANA|ana> customer-hero Stayed on the line until midnight"


@pytest.fixture
async def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(socket_mode, "FIRST_PAUSE_SECONDS", 0.02)
    async with SlackWorld.open(tmp_path, slack_app_token=APP_TOKEN, slack_signing_secret="") as world:
        await world.slack.sockets.connected(2)
        yield world


def sockets(world: SlackWorld) -> FakeSockets:
    return world.slack.sockets


def command(world: SlackWorld, text: str = AWARD, user: str = "U0MAYA") -> Json:
    """A command as a payload: the fields of the form."""
    form = parse_qs(world.sender.command("/award", text, user, "C0GENERAL").body.decode())
    return {name: values[0] for name, values in form.items()}


def interaction(request: Request) -> Json:
    payload: Json = json.loads(parse_qs(request.body.decode())["payload"][0])
    return payload


async def test_a_command_is_answered_in_its_acknowledgement(world: SlackWorld) -> None:
    acknowledged = await sockets(world).deliver("slash_commands", command(world))
    assert acknowledged is not None
    assert acknowledged["payload"]["response_type"] == "ephemeral"
    assert "Customer Hero" in json.dumps(acknowledged["payload"])
    assert world.rows(credentials) == 1


async def test_the_way_in_over_http_is_closed_without_a_signing_secret(world: SlackWorld) -> None:
    async with world.http.post(PATH, data=b"{}") as response:
        assert response.status == 404


async def test_an_event_is_acknowledged_with_nothing_and_answered_apart(world: SlackWorld) -> None:
    payload = world.sender.event_payload(
        {"type": "app_home_opened", "user": "U0ANA", "channel": "D0ANA", "tab": "home", "event_ts": "1.2"}
    )
    assert await sockets(world).deliver("events_api", payload) == {"envelope_id": "e1"}
    assert "U0ANA" in world.slack.homes


async def test_a_modal_is_kept_open_by_its_acknowledgement(world: SlackWorld) -> None:
    shortcut = interaction(world.sender.shortcut(user="U0BEN"))
    assert await sockets(world).deliver("interactive", shortcut) == {"envelope_id": "e1"}
    [form] = world.slack.views
    themselves = {
        "people": {"type": "multi_users_select", "selected_users": ["U0BEN"]},
        "badge": {"type": "static_select", "selected_option": {"value": "customer-hero"}},
        "citation": {"type": "plain_text_input", "value": "I did it myself"},
    }
    submitted = interaction(world.sender.view(form, themselves, "U0BEN"))
    refused = await sockets(world).deliver("interactive", submitted)
    assert refused is not None
    assert refused["payload"]["response_action"] == "errors"


async def test_a_delivery_that_comes_twice_is_done_once(world: SlackWorld) -> None:
    payload = command(world)
    first = await sockets(world).deliver("slash_commands", payload, over=0)
    again = await sockets(world).deliver("slash_commands", payload, over=1, retry_attempt=1)
    assert first is not None
    assert again is not None
    assert first["payload"] == again["payload"]
    assert world.rows(credentials) == 1


async def test_a_connection_that_slack_renews_is_opened_again_and_the_other_one_takes_over(
    world: SlackWorld,
) -> None:
    await sockets(world).send(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))
    assert await sockets(world).deliver("slash_commands", command(world), over=0) is not None
    await sockets(world).connected(2, opened=3)


async def test_what_is_under_way_when_slack_renews_a_connection_is_still_acknowledged_over_it(
    world: SlackWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work, goes_on, ask = asyncio.Event(), asyncio.Event(), SlackListeners._ask

    async def slowly(*heard: Any) -> Any:
        at_work.set()
        await goes_on.wait()
        return await ask(*heard)

    monkeypatch.setattr(SlackListeners, "_ask", slowly)
    answer = asyncio.create_task(sockets(world).deliver("slash_commands", command(world)))
    await at_work.wait()
    await sockets(world).send(json.dumps({"type": "disconnect", "reason": "warning"}))
    await asyncio.sleep(0.05)
    goes_on.set()
    acknowledged = await answer
    assert acknowledged is not None
    assert "Customer Hero" in json.dumps(acknowledged["payload"])


async def test_a_slack_that_ends_each_connection_at_once_is_asked_less_and_less_often(
    world: SlackWorld,
) -> None:
    sockets(world).turns_away = True
    before = sockets(world).opened
    for socket in list(sockets(world).open):
        await socket.close()
    await asyncio.sleep(0.5)
    assert 2 <= sockets(world).opened - before <= 12


async def test_connections_that_are_cut_are_opened_again(world: SlackWorld) -> None:
    for socket in list(sockets(world).open):
        await socket.close()
    await sockets(world).connected(2, opened=4)
    assert await sockets(world).deliver("slash_commands", command(world)) is not None


async def test_what_failed_here_is_left_to_come_again(
    world: SlackWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: Any) -> Any:
        raise RuntimeError("a bug")

    payload = world.sender.event_payload(
        {
            "type": "app_mention",
            "user": "U0MAYA",
            "text": "<@U0LAUREL> help",
            "channel": "C0GENERAL",
            "ts": "1.2",
        }
    )
    with monkeypatch.context() as broken:
        broken.setattr("adapters.gateway.bot_gateway.BotGateway.__call__", fails)
        assert await sockets(world).deliver("events_api", payload, seconds=0.5) is None
    assert await sockets(world).deliver("events_api", payload, retry_attempt=1) == {"envelope_id": "e2"}


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        '{"type": "slash_commands"}',
        '{"type": "slash_commands", "envelope_id": 7, "payload": {}}',
        "[" * 100_000,
        '{"type": "events_api", "envelope_id": "x", "payload": {"event": []}}',
        '{"type": "interactive", "envelope_id": "x", "payload": {"type": "view_submission", "view": 7}}',
        '{"type": "slash_commands", "envelope_id": "x", "payload": {"command": "/award"}}',
        '{"type": "slash_commands", "envelope_id": "x", "payload": "/award"}',
    ],
)
async def test_a_malformed_frame_reaches_no_use_case_and_ends_no_connection(
    world: SlackWorld, frame: str, capfd: pytest.CaptureFixture[str]
) -> None:
    await sockets(world).send(frame)
    assert await sockets(world).deliver("slash_commands", command(world)) is not None
    assert world.rows(credentials) == 1
    assert sockets(world).opened == 2
    logged = capfd.readouterr()
    assert "error" not in logged.out + logged.err


async def test_a_payload_of_another_app_is_acknowledged_and_does_nothing(world: SlackWorld) -> None:
    foreign = {**command(world), "team_id": "T0OTHER"}
    assert await sockets(world).deliver("slash_commands", foreign) == {"envelope_id": "e1"}
    assert world.rows(credentials) == 0


async def test_no_words_of_a_delivery_are_in_the_log(
    world: SlackWorld, capfd: pytest.CaptureFixture[str]
) -> None:
    await sockets(world).deliver("slash_commands", command(world, f"{AWARD} SECRETWORD"))
    await sockets(world).deliver("slash_commands", {"command": "SECRETWORD", "text": "SECRETWORD"})
    await sockets(world).send('{"SECRETWORD')
    await asyncio.sleep(0.05)
    logged = capfd.readouterr()
    assert "SECRETWORD" not in logged.out + logged.err


async def test_a_refused_token_is_asked_with_again_later_and_everything_else_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_mode, "LONGEST_PAUSE_SECONDS", 0.02)
    async with SlackWorld.open(tmp_path, slack_app_token="xapp-of-nobody") as world:
        async with asyncio.timeout(5):
            while len(world.slack.called("apps.connections.open")) < 4:
                await asyncio.sleep(0.01)
        answer = await world.command("U0MAYA", "/award", AWARD)
        assert "Customer Hero" in json.dumps(answer.message)


async def test_slack_away_at_the_start_delays_only_the_connections(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_mode, "FIRST_PAUSE_SECONDS", 0.02)
    async with SlackWorld.open(tmp_path, slack_app_token=APP_TOKEN) as world:
        world.slack.fail("apps.connections.open", "internal_error", "internal_error", "internal_error")
        for socket in list(world.slack.sockets.open):
            await socket.close()
        await world.slack.sockets.connected(2)
        assert await world.slack.sockets.deliver("slash_commands", command(world)) is not None
        assert world.rows(credentials) == 1


async def test_a_connection_to_another_host_is_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_mode, "FIRST_PAUSE_SECONDS", 0.02)
    async with another_host() as host:
        monkeypatch.setattr(FakeSockets, "ticket", lambda *_: host.url.replace("http", "ws", 1))
        async with SlackWorld.open(tmp_path, slack_app_token=APP_TOKEN) as world, asyncio.timeout(5):
            while len(world.slack.called("apps.connections.open")) < 4:
                await asyncio.sleep(0.01)
    assert host.asked == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("wss://wss-primary.slack.com/link/?ticket=1", True),
        ("wss://wss-primary.slack-gov.com/link/?ticket=1", True),
        ("ws://wss-primary.slack.com/link/?ticket=1", False),
        ("wss://slack.com.evil.example/link", False),
        ("wss://user@wss-primary.slack.com/link", False),
        ("https://wss-primary.slack.com/link", False),
        ("wss://127.0.0.1/link", False),
        ("wss://[", False),
        ("", False),
    ],
)
def test_only_a_socket_of_slack_is_connected_to(address: str, expected: bool) -> None:
    assert is_socket_of(address, "https://slack.com/api/") is expected

"""Socket Mode: Slack delivers over connections that Laurel opens, so that the chat needs no public address.

    await SocketMode(SlackWebApi(app_token, url), deliver).run()

Two connections are open at a time: Slack closes each now and then, and the other one takes the deliveries meanwhile.
A delivery that is not acknowledged comes again, and is done once by its key (docs.slack.dev, "Using Socket Mode").

The connections are aiohttp's. The client of Slack's library connects again to an address that is used up, and writes
bodies into its log.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_bolt.response import BoltResponse

from adapters.gateway.platforms import AppRefused, ClosedConversation, RetryLater, Undeliverable
from adapters.slack.api import SlackWebApi
from adapters.slack.inbound.payload import has_documented_shape, kind_of
from adapters.slack.routes import is_slacks

CONNECTIONS = 2
HEARTBEAT_SECONDS = 20.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
"""Between two attempts to connect, doubled each time."""
STEADY_SECONDS = 10.0
"""A connection that lasted so long is no failed attempt: Slack renews it."""
LAST_SECONDS = 5.0
"""How long the end waits for answers under way, that of a connection too."""

Deliver = Callable[[dict[str, Any]], Awaitable[BoltResponse]]
"""Does what a payload asks for."""
log = structlog.get_logger(__name__)


class SocketMode:
    """The connections, by the app's own token, each opened again whenever it ends."""

    def __init__(self, api: SlackWebApi, deliver: Deliver) -> None:
        self._api, self._deliver = api, deliver
        self._answers: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Stays connected until it is cancelled; then lets the answers under way end."""
        try:
            await asyncio.gather(*(self._stay_connected() for _ in range(CONNECTIONS)))
        finally:
            if self._answers:
                await asyncio.wait(self._answers, timeout=LAST_SECONDS)
            await self._api.close()

    async def _stay_connected(self) -> None:
        pause, loop = FIRST_PAUSE_SECONDS, asyncio.get_running_loop()
        while True:
            wait, began = pause, loop.time()
            try:
                await self._connect_once()
                if loop.time() - began >= STEADY_SECONDS:
                    wait = pause = FIRST_PAUSE_SECONDS
            except RetryLater as patience:
                wait = patience.after or pause
                log.info("slack_socket_put_off", why=str(patience))
            except AppRefused as refused:
                wait = LONGEST_PAUSE_SECONDS
                log.error("slack_socket_refused", refusal=refused.name, mend="SLACK_APP_TOKEN")
            except (Undeliverable, ClosedConversation, aiohttp.ClientError, OSError, TimeoutError) as problem:
                log.warning("slack_socket_not_connected", why=type(problem).__name__)
            await asyncio.sleep(wait)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _connect_once(self) -> None:
        """One connection, from its beginning to its end, which waits for the answers under way."""
        opened = await self._api.call("apps.connections.open")
        address = str(opened.get("url") or "")
        if not is_socket_of(address, self._api.url):
            log.error("slack_socket_elsewhere")
            return
        under_way: set[asyncio.Task[None]] = set()
        async with self._api.session.ws_connect(address, heartbeat=HEARTBEAT_SECONDS) as socket:
            async for frame in socket:
                envelope = _read(frame)
                if envelope.get("type") == "disconnect":
                    break
                if isinstance(envelope.get("envelope_id"), str):
                    task = self._keep(self._answer(socket, envelope))
                    under_way.add(task)
                    task.add_done_callback(under_way.discard)
            if under_way and not socket.closed:
                await asyncio.wait(under_way, timeout=LAST_SECONDS)

    def _keep(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)
        return task

    async def _answer(self, socket: aiohttp.ClientWebSocketResponse, envelope: Mapping[str, Any]) -> None:
        """Does what a delivery asks for, and acknowledges it; one that failed is left to come again."""
        payload = envelope.get("payload")
        reply: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
        if not isinstance(payload, dict) or not has_documented_shape(payload):
            log.warning("slack_request_refused", why="payload not of a documented shape", status=400)
        else:
            answer = await self._deliver(payload)
            if answer.status >= 500:
                log.info("slack_delivery_left", kind=kind_of(payload), status=answer.status)
                return
            if answer.body and envelope.get("accepts_response_payload"):
                reply["payload"] = json.loads(answer.body)
        try:
            await socket.send_json(reply)
        except (aiohttp.ClientError, ConnectionError):
            log.info("slack_delivery_not_acknowledged", why="the connection ended; it comes again")


def is_socket_of(address: str, api_url: str) -> bool:
    """Whether an address is a socket of Slack's, or of the host configured as Slack's API."""
    try:
        parts, api = urlsplit(address), urlsplit(api_url)
    except ValueError:
        return False
    if parts.scheme not in ("wss", "ws"):
        return False
    as_web = parts._replace(scheme="https" if parts.scheme == "wss" else "http").geturl()
    return is_slacks(as_web, api_url) and (parts.scheme == "wss" or api.scheme == "http")


def _read(frame: aiohttp.WSMessage) -> Mapping[str, Any]:
    """The envelope in a frame; an empty one for anything else."""
    if frame.type is not aiohttp.WSMsgType.TEXT:
        return {}
    try:
        envelope = json.loads(frame.data)
    except (ValueError, RecursionError):
        log.warning("slack_request_refused", why="frame malformed", status=400)
        return {}
    return envelope if isinstance(envelope, dict) else {}

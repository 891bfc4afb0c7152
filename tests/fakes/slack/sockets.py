"""Slack's end of Socket Mode on loopback: hands out addresses, each good for one connection, and delivers over them.

    sockets = FakeSockets()
    async with FakeSlack(sockets=sockets) as slack:
        await sockets.connected()
        acknowledged = await sockets.deliver("slash_commands", payload)

Frames: docs.slack.dev, "Using Socket Mode".
"""

import asyncio
import json
from typing import Any

from aiohttp import web

Json = dict[str, Any]
APP_TOKEN = "xapp-fake-token-that-opens-nothing"
REPLIES = ("slash_commands", "interactive")
"""Deliveries whose acknowledgement may hold an answer."""


class FakeSockets:
    """The connections of one app."""

    def __init__(self) -> None:
        self.open: list[web.WebSocketResponse] = []
        self.opened = 0
        """Connections that there have been."""
        self.acknowledged: dict[str, list[Json]] = {}
        self.greets = True
        """Whether a new connection is accepted."""
        self.turns_away = False
        """Whether it is ended at once: Socket Mode was switched off."""
        self._tickets: set[str] = set()
        self._deliveries = 0

    def ticket(self, base: str) -> str:
        """A fresh address."""
        name = f"t{len(self._tickets)}-{self.opened}"
        self._tickets.add(name)
        return f"{base.replace('http', 'ws', 1)}/link?ticket={name}"

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """A connection, until either side ends it."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404, text="used up")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.opened += 1
        if self.greets:
            await socket.send_json({"type": "hello", "num_connections": len(self.open) + 1})
        if self.turns_away:
            await socket.send_json({"type": "disconnect", "reason": "link_disabled"})
        self.open.append(socket)
        try:
            async for frame in socket:
                answer = json.loads(frame.data)
                self.acknowledged.setdefault(answer["envelope_id"], []).append(answer)
        finally:
            self.open.remove(socket)
        return socket

    async def connected(self, number: int = 1, opened: int = 0) -> None:
        """Waits until so many connections are open, and so many have been."""
        async with asyncio.timeout(5):
            while len(self.open) < number or self.opened < opened:
                await asyncio.sleep(0.01)

    async def send(self, frame: str) -> None:
        """Any text, over the newest connection."""
        await self.open[-1].send_str(frame)

    async def deliver(
        self, kind: str, payload: Any, over: int = -1, seconds: float = 5.0, **more: Any
    ) -> Json | None:
        """One delivery; its acknowledgement, None if none came in that time."""
        self._deliveries += 1
        envelope = f"e{self._deliveries}"
        said = {"type": kind, "envelope_id": envelope, "payload": payload}
        said |= {"accepts_response_payload": kind in REPLIES, **more}
        await self.open[over].send_json(said)
        try:
            async with asyncio.timeout(seconds):
                while envelope not in self.acknowledged:
                    await asyncio.sleep(0.005)
        except TimeoutError:
            return None
        return self.acknowledged[envelope][-1]

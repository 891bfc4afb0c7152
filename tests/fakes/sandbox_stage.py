"""The sandbox with a bot that does as told, a log in memory, and a browser to look at it with.

async with open_stage() as stage:
    stage.bot.reply = card("done")
    await stage.say("/award @ben customer-hero")
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from adapters.files.wording import load_languages
from adapters.gateway.bot_gateway import BotResponse
from adapters.gateway.spoken_languages import SpokenLanguages
from adapters.sandbox.answering import Sandbox
from adapters.sandbox.cast import DemoBadge, DemoChannel, DemoUser, Scenario
from adapters.sandbox.client import SandboxClient
from adapters.sandbox.conversations import Conversations
from adapters.sandbox.live import Hub
from adapters.sandbox.routes import add_routes
from bot.domain.organisations import Organisation, Workspace
from bot.messages.cards import Card, Heading, Paragraph, PersonName, Words
from bot.messages.forms import Reply
from bot.messages.platforms import Platform
from bot.messages.requests import Inbound, Origin
from tests.fakes.message_log import MessageLogInMemory

CAST = Scenario(
    "sandbox",
    "Larkspur Labs",
    tuple(
        DemoUser(name.lower(), f"U-{name.upper()}", name, "Colleague", f"{name.lower()}@example.org")
        for name in ("Maya", "Ana", "Ben")
    ),
    (DemoChannel("wins", "wins", "Good news"), DemoChannel("general", "general")),
)
DIRECT_ANA = "direct-U-ANA"
DEED = {"X-Laurel-Sandbox": "1"}
WORKSPACE = Workspace(UUID(int=1), Organisation(UUID(int=2), "Larkspur Labs"), Platform.SANDBOX, "sandbox")


def card(text: str) -> Card:
    return Card(text, (Heading(text), Paragraph((Words(text), PersonName(UUID(int=7), "Ana")))))


class Counting:
    """Ids in order; a clock that moves on by a second each time it is looked at."""

    def __init__(self) -> None:
        self.count = 0

    def new_id(self) -> UUID:
        self.count += 1
        return UUID(int=self.count)

    def public_id(self) -> UUID:
        return self.new_id()

    def token(self) -> str:
        return f"token{self.new_id().int:08d}"

    def now(self) -> datetime:
        return datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=self.new_id().int)


@dataclass
class Bot:
    """Answers everything with the same reply, and remembers what it was asked."""

    reply: Reply | Exception | None = None
    asked: list[tuple[Inbound, Origin]] = field(default_factory=list)

    async def __call__(self, inbound: Inbound, origin: Origin) -> BotResponse:
        self.asked.append((inbound, origin))
        if isinstance(self.reply, Exception):
            raise self.reply
        return BotResponse(self.reply)


@dataclass
class Stage:
    """The sandbox with a bot that does as told, and a browser."""

    bot: Bot
    chat: Conversations
    laurel: SandboxClient
    browser: TestClient[web.Request, web.Application]
    begun_again: list[bool]
    heard: list[str]
    """The languages of the page."""

    async def send(
        self,
        deed: str,
        me: str = "U-ANA",
        where: str = "wins",
        headers: Mapping[str, str] = MappingProxyType({}),
        **more: Any,
    ) -> ClientResponse:
        body = {"me": me, "conversation": where, "key": str(uuid4()), **more}
        return await self.browser.post(f"/sandbox/{deed}", json=body, headers={**DEED, **headers})

    async def say(self, text: str, me: str = "U-ANA", where: str = "wins", **more: Any) -> list[Any]:
        response = await self.send("say", me, where, text=text, **more)
        assert response.status == 200, await response.text()
        return list((await response.json())["messages"])

    async def state(self, me: str) -> dict[str, Any]:
        response = await self.browser.get("/sandbox/state", params={"me": me})
        assert response.status == 200
        return dict(await response.json())

    async def seen(self, me: str, where: str) -> list[Any]:
        return next(
            conversation["messages"]
            for conversation in (await self.state(me))["conversations"]
            if conversation["id"] == where
        )


@asynccontextmanager
async def open_stage() -> AsyncIterator[Stage]:
    """A sandbox in memory, served on loopback."""
    bot, ids, begun_again, heard = Bot(), Counting(), list[bool](), list[str]()
    chat = Conversations(CAST, MessageLogInMemory(), Hub("epoch"), None, ids.now, ids)

    async def begin_again() -> None:
        begun_again.append(True)

    async def hear_language(language: str) -> None:
        heard.append(language)

    app = web.Application()
    add_routes(
        app,
        Sandbox(
            chat,
            bot,
            begin_again,
            [
                DemoBadge(
                    "customer-hero", "Customer Hero", "Helped a customer", "/achievements/customer-hero/1.png"
                )
            ],
            SpokenLanguages(load_languages()).of_origin,
            hear_language,
        ),
    )
    async with TestClient(TestServer(app)) as browser:
        yield Stage(bot, chat, SandboxClient(chat), browser, begun_again, heard)


@dataclass
class Stream:
    """A live stream, event by event."""

    response: ClientResponse

    async def next(self) -> dict[str, str]:
        event: dict[str, str] = {}
        while True:
            line = (await asyncio.wait_for(self.response.content.readline(), 2)).decode().rstrip("\n")
            if not line and "event" in event:
                return event
            name, _, value = line.partition(": ")
            event[name] = value

    async def until(self, kind: str, words: str) -> str:
        """Everything received until an event of that kind with these words."""
        received = ""
        while True:
            event = await self.next()
            received += json.dumps(event)
            if event["event"] == kind and words in event["data"]:
                return received


async def listening(stage: Stage, me: str, after: str | None = None) -> Stream:
    query = {"me": me} if after is None else {"me": me, "after": after}
    response = await stage.browser.get("/sandbox/live", params=query)
    assert response.headers["Content-Type"] == "text/event-stream"
    await response.content.readline()
    return Stream(response)

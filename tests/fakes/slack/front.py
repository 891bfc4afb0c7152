"""Laurel's endpoint for Slack, with a bot behind it whose answer a test decides, and a Slack around both."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.files.wording import load_languages
from adapters.gateway.bot_gateway import BotResponse
from adapters.gateway.error_reporter import ErrorReporter
from adapters.slack.api import SlackWebApi
from adapters.slack.app import PATH, SlackApp, add_routes
from adapters.slack.client import SlackClient
from adapters.slack.gate import SlackSignatureVerifier
from adapters.slack.installation import InstallationLookup
from bot.domain.catalogue.model import Achievement
from bot.messages.forms import Reply
from bot.messages.platforms import Platform
from bot.messages.requests import Inbound, Origin
from tests.fakes.slack.sender import NOON, SECRET, Request
from tests.fakes.slack.web_api import FakeSlack


@dataclass
class SlackFront:
    """What was asked of the bot, and what it answers."""

    slack: FakeSlack
    http: TestClient[web.Request, web.Application]
    answer: BotResponse | Exception
    heard: list[tuple[Inbound, Origin]] = field(default_factory=list)
    put_off: list[tuple[Reply, Origin]] = field(default_factory=list)
    """Answers left to the outbox."""
    thinks: float = 0
    """Seconds before the bot answers."""

    async def ask(self, inbound: Inbound, origin: Origin) -> BotResponse:
        self.heard.append((inbound, origin))
        await asyncio.sleep(self.thinks)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def answer_later(self, reply: Reply, origin: Origin) -> None:
        self.put_off.append((reply, origin))

    async def send(self, request: Request) -> tuple[int, Any]:
        """Status and answer: an object where it is JSON, text otherwise."""
        async with self.http.post(PATH, data=request.body, headers=request.headers) as response:
            text = await response.text()
            return response.status, json.loads(text) if text.startswith("{") else text


async def no_picture(_path: str) -> None:
    """There is none to upload."""


async def no_badges(_typed: str, _most: int) -> Sequence[Achievement]:
    """There are none to choose from."""
    return ()


@asynccontextmanager
async def slack_front(answer: BotResponse) -> AsyncIterator[SlackFront]:
    """At noon, with Maya and one channel; what breaks is named R-17."""
    async with FakeSlack() as slack:
        slack.add_user("U0MAYA")
        slack.channels["C0GENERAL"] = None
        app = web.Application()
        front = SlackFront(slack, TestClient(TestServer(app)), answer)
        client = SlackClient(SlackWebApi(slack.token, slack.api_url), "https://badges.example", no_picture)
        seal = SlackSignatureVerifier(SECRET, lambda: datetime.fromtimestamp(NOON, UTC))
        own, say = InstallationLookup(client.installation), load_languages().best()
        errors = ErrorReporter[str](Platform.SLACK, lambda _: say, lambda: "R-17")
        slack_app = SlackApp(client, own, seal, front.answer_later, lambda _: say, errors, no_badges)
        add_routes(app, slack_app, front.ask)
        async with front.http:
            yield front

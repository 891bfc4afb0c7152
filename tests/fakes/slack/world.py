"""Laurel on Slack's wire: a real house on SQLite, signed requests in, a strict Slack for what goes out.

    async with SlackWorld.open(folder) as world:
        answer = await world.command("U0MAYA", "/award", "<@U0ANA|ana> customer-hero Stayed on the line")
        await world.settle()
        world.slack.said_to("U0ANA")

Maya manages Ana and Ben and owns the programme; they were imported from a file, and Slack knows them by e-mail.
"""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import func, select

from adapters import system
from adapters.composition.application import Application, build_application
from adapters.composition.slack import add_slack
from adapters.composition.web import build_web_application
from adapters.configuration.settings import Settings
from adapters.database.people.people import PeopleStore
from adapters.files.people import parse_people
from adapters.installation.set_up import prepare
from adapters.operations.people import add_owner, import_people
from adapters.slack.app import PATH
from bot.domain.people.model import Identity
from bot.messages.platforms import Platform
from tests.fakes.databases import fresh_sqlite
from tests.fakes.slack.sender import SECRET, Request, SlackSender
from tests.fakes.slack.web_api import TEAM, FakeSlack, Posted
from tests.fakes.verifier_pool import PoolOnDemand
from tests.fakes.world import with_own_name

PUBLIC_URL = "https://badges.example"
GENERAL, CELEBRATIONS = "C0GENERAL", "C0CELEBRATE"
PEOPLE = b"""name,email,manager_email
Maya Lind,u0maya@example.org,
Ana Ruiz,u0ana@example.org,u0maya@example.org
Ben Okafor,u0ben@example.org,u0maya@example.org
"""
Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What Slack gets back for one request."""

    status: int
    body: Json | str

    @property
    def message(self) -> Json:
        """The ephemeral message in the reply; fails the test if there is none."""
        assert isinstance(self.body, dict), f"expected a message, found {self.body!r}"
        assert self.body["response_type"] == "ephemeral"
        return self.body


class SlackWorld:
    """The house, the web application it serves, and Slack on both sides of it."""

    def __init__(self, slack: FakeSlack, url: str, at: datetime, **settings: Any) -> None:
        self.slack = slack
        self.moment = at
        self.sender = SlackSender(at=int(at.timestamp()))
        chosen = replace(slack_settings(slack, url), **settings)
        self.application: Application = build_application(chosen, clock=lambda: self.moment)
        self.application.checks.pool = PoolOnDemand()
        organisation = prepare_company(self.application, at)
        app = build_web_application(self.application, organisation)
        add_slack(self.application, organisation, app)
        self.http: TestClient[web.Request, web.Application] = TestClient(TestServer(app))

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path, **settings: Any) -> AsyncIterator["SlackWorld"]:
        """A fresh company in that folder."""
        async with fake_company() as slack:
            world = cls(slack, fresh_sqlite(folder), system.now(), **settings)
            async with world.http:
                yield world
            world.application.database.close()

    async def send(self, request: Request) -> Answer:
        """One delivery."""
        async with self.http.post(PATH, data=request.body, headers=request.headers) as response:
            text = await response.text()
            return Answer(response.status, json.loads(text) if text.startswith("{") else text)

    async def command(self, user: str, command: str, text: str = "") -> Answer:
        """A slash command, typed in #general."""
        return await self.send(self.sender.command(command, text, user, GENERAL))

    async def press(self, user: str, message: Json, action: str) -> list[Json]:
        """A button of a message, or an option of its menu; what came back to whoever pressed.

        The message is where Slack posted it; one that was posted nowhere is the reply to a command.
        """
        before, post = len(self.slack.called("response_url")), self.slack.post_of(message)
        shown = post.message if post else None
        url = self.slack.response_url(post)
        answer = await self.send(self.sender.presses(button(message, action), url, user, **_place_of(post)))
        assert (answer.status, answer.body) == (200, "")
        await self.settle()
        changed = [post.message] if post and post.message is not shown else []
        return self.slack.called("response_url")[before:] or changed

    async def open_home(self, user: str) -> Json:
        """Opens the Home tab; what it shows then."""
        answer = await self.send(self.sender.home_opened(user))
        assert (answer.status, answer.body) == (200, "")
        return self.slack.homes[user]

    async def press_at_home(self, user: str, action: str, named: str = "") -> Json:
        """A button of the Home tab, the first of that action, or of that label; what the tab shows then."""
        pressed = next(
            element
            for element in buttons(self.slack.homes[user])
            if element["action_id"].partition("#")[0] == action and named in element["text"]["text"]
        )
        answer = await self.send(self.sender.at_home(pressed["action_id"], pressed.get("value", ""), user))
        assert (answer.status, answer.body) == (200, "")
        await self.settle()
        return self.slack.homes[user]

    async def settle(self) -> None:
        """Lets the background do everything that is due."""
        await self.application.worker.drain()

    def passes(self, **time: float) -> None:
        """Time goes by."""
        self.moment += timedelta(**time)
        self.sender.at = int(self.moment.timestamp())

    async def get(self, path: str, accept: str = "text/html") -> ClientResponse:
        """A public page or file, read to its end."""
        response = await self.http.get(path, headers={"Accept": accept})
        await response.read()
        return response

    def in_channel(self, channel: str) -> list[Json]:
        """What everyone in a channel sees."""
        return [post.message for post in self.slack.posts if post.channel == channel and not post.only_for]

    def rows(self, table: Any, *where: Any) -> int:
        """How many rows a table has."""
        with self.application.database.read() as connection:
            return connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()

    def values(self, column: Any) -> Sequence[Any]:
        """A column."""
        with self.application.database.read() as connection:
            return connection.execute(select(column)).scalars().all()

    def account(self, external_id: str) -> Identity:
        """An account on Slack, and whose it is."""
        with self.application.database.read() as connection:
            people = PeopleStore(connection)
            workspace = people.workspace(Platform.SLACK, TEAM)
            assert workspace is not None
            return people.identities(workspace.id, [external_id])[external_id]


@asynccontextmanager
async def fake_company() -> AsyncIterator[FakeSlack]:
    """Slack with the three of them, and two channels that Laurel is in."""
    async with FakeSlack() as slack:
        for name in ("Maya", "Ana", "Ben"):
            slack.add_user(f"U0{name.upper()}", profile={"display_name": name})
        slack.channels.update({GENERAL: None, CELEBRATIONS: None})
        yield slack


def slack_settings(slack: FakeSlack, url: str) -> Settings:
    """What an operator would set, and a Slack on loopback."""
    return Settings(
        database_url=url,
        public_url=PUBLIC_URL,
        secret="a secret of this test alone",
        pace=0,
        slack_signing_secret=SECRET,
        slack_bot_token=slack.token,
        slack_api_url=slack.api_url,
    )


def prepare_company(application: Application, now: datetime) -> Any:
    """Sets up the database, imports the people, makes Maya an owner, and names the celebration channel."""
    organisation = with_own_name(application, prepare(application, now))
    with application.database.write() as connection:
        organisation = replace(organisation, celebration_channel=CELEBRATIONS)
        PeopleStore(connection).change_organisation(organisation)
        import_people(connection, organisation, parse_people(PEOPLE, "people.csv"), now, complete=False)
        add_owner(connection, organisation, "u0maya@example.org", now)
    return organisation


def button(message: Json, action: str) -> Json:
    """The button of that action; fails the test if there is none."""
    for element in buttons(message):
        if element["action_id"].partition("#")[0] == action:
            return element
    raise AssertionError(f"no button {action!r} on {message['text']!r}")


def buttons(message: Json) -> list[Json]:
    """Every button, in order; the options of a menu as the buttons that they stand for."""
    rows = (block for block in message["blocks"] if block["type"] == "actions")
    return [shown for row in rows for element in row["elements"] for shown in _unfolded(element)]


def _unfolded(element: Json) -> list[Json]:
    if element["type"] != "overflow":
        return [element]
    parts = [(option, *option["value"].partition(" ")[::2]) for option in element["options"]]
    return [
        {**option, "action_id": action, "value": token, "menu": option} for option, action, token in parts
    ]


def _place_of(post: Posted | None) -> Json:
    """Where Slack says that a pressed message is."""
    channel, ts = (post.channel, post.ts) if post else (GENERAL, "1.000100")
    alone = post is None or post.only_for is not None
    container = {"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": alone}
    name = "directmessage" if channel.startswith("D") else "general"
    return {"container": container, "channel": {"id": channel, "name": name}}


def actions(message: Json) -> list[str]:
    """What its buttons do."""
    return [element["action_id"].partition("#")[0] for element in buttons(message)]


def link(message: Json, path: str) -> str:
    """The path of the button that opens a page below `path`."""
    for element in buttons(message):
        url = element.get("url", "")
        if url.startswith(f"{PUBLIC_URL}{path}"):
            return str(url).removeprefix(PUBLIC_URL)
    raise AssertionError(f"no link to {path!r} on {message['text']!r}")


def quoted(message: Json) -> str:
    """The words set apart as somebody's own, as Slack shows them."""
    parts = [
        part
        for block in message["blocks"]
        if block["type"] == "rich_text"
        for part in block["elements"]
        if part["type"] == "rich_text_quote"
    ]
    return "".join(element["text"] for part in parts for element in part["elements"])

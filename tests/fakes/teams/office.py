"""A small company with Laurel in it, on Teams, on Slack, or on both: real requests in, what people see out.

async with open_office(tmp_path, slack=True) as office:
    await office.says("maya", "award <at>Ana</at> customer-hero Stayed until it worked", ["ana"])
    await office.settle()
    office.teams.cards_for("29:ana")
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select, update

from adapters import system
from adapters.composition.application import Application, build_application
from adapters.composition.slack import add_slack
from adapters.composition.teams import add_teams
from adapters.composition.web import build_web_application
from adapters.configuration.settings import Settings
from adapters.database.people.people import PeopleStore
from adapters.database.people.tables import identities
from adapters.installation.set_up import prepare
from adapters.slack.app import PATH as SLACK_PATH
from adapters.teams.app import PATH as TEAMS_PATH
from adapters.teams.listeners import TeamsListeners
from bot.domain.organisations import Organisation
from bot.domain.people.model import Identity, Person
from bot.messages.platforms import Platform
from tests.fakes.databases import fresh_sqlite
from tests.fakes.slack import sender as slack_sender
from tests.fakes.slack.sender import SlackSender
from tests.fakes.slack.web_api import TOKEN, FakeSlack
from tests.fakes.teams.connector import TENANT, FakeTeams, Json, Message, filled
from tests.fakes.teams.sender import CHANNEL, Request, TeamsSender
from tests.fakes.verifier_pool import PoolOnDemand
from tests.fakes.world import with_own_name

PEOPLE = (
    ("maya", None, True),
    ("ana", "maya", False),
    ("ben", "maya", False),
    ("noor", None, False),
    ("chidi", "noor", False),
)


@dataclass
class Office:
    """Maya manages Ana and Ben and owns the programme; Noor manages Chidi. Everybody's e-mail is in the people file."""

    application: Application
    organisation: Organisation
    teams: FakeTeams
    slack: FakeSlack
    http: TestClient[web.Request, web.Application]
    from_teams: TeamsSender
    ears: TeamsListeners

    async def says(self, who: str, text: str, people: Sequence[str] = (), where: str = "personal") -> int:
        """A message on Teams; the answer's status."""
        mentioned = [f"29:{person}" for person in people]
        return (await self.send(self.from_teams.says(f"29:{who}", text, mentioned, where)))[0]

    async def presses(self, who: str, message: Message, verb: str) -> Json:
        """A button on Teams; the answer to the invoke."""
        pressed = self.from_teams.presses(f"29:{who}", message.button(verb), replyToId=message.id)
        status, answer = await self.send(pressed)
        assert status == 200, answer
        assert answer["statusCode"] == 200, answer
        return dict(answer)

    async def fills(self, who: str, card: Json, verb: str, **given: str) -> Json:
        """A form on Teams, sent by its button; the answer to the invoke."""
        status, answer = await self.send(self.from_teams.presses(f"29:{who}", filled(card, verb, **given)))
        assert (status, answer["statusCode"]) == (200, 200), answer
        return dict(answer)

    async def send(self, request: Request) -> tuple[int, Any]:
        """Any request of Teams."""
        async with self.http.post(TEAMS_PATH, data=request.body, headers=request.headers) as response:
            body = await response.read()
            return response.status, await response.json() if body else None

    async def on_slack(self, request: slack_sender.Request) -> tuple[int, Any]:
        """Any request of Slack."""
        async with self.http.post(SLACK_PATH, data=request.body, headers=request.headers) as response:
            body = await response.read()
            return response.status, await response.json() if body else None

    async def settle(self) -> None:
        """Lets the background do everything that is due."""
        await self.application.worker.drain()

    def inbox(self, who: str) -> list[Message]:
        """What stands in somebody's private chat on Teams."""
        return self.teams.cards_for(f"29:{who}")

    def in_channel(self) -> list[Message]:
        """What everybody sees on Teams."""
        return self.teams.in_conversation(CHANNEL)

    def person(self, who: str) -> Person:
        """The person as stored now."""
        with self.application.database.read() as connection:
            found = PeopleStore(connection).by_email(self.organisation.id, f"{who}@example.org")
        assert found is not None
        return found

    def account(self, external_id: str) -> Identity:
        """An account on Teams, and whose it is."""
        with self.application.database.read() as connection:
            people = PeopleStore(connection)
            workspace = people.workspace(Platform.TEAMS, TENANT)
            assert workspace is not None
            return people.identities(workspace.id, [external_id])[external_id]

    def values(self, column: Any) -> Sequence[Any]:
        """A column."""
        with self.application.database.read() as connection:
            return connection.execute(select(column)).scalars().all()

    def reports_grow_old(self) -> None:
        """Minutes pass since platforms were asked about anybody."""
        with self.application.database.write() as connection:
            connection.execute(update(identities).values(seen_at=datetime(2026, 1, 1, tzinfo=UTC)))


def from_slack() -> SlackSender:
    """A sender whose requests are of this moment."""
    return SlackSender(at=int(system.now().timestamp()))


@asynccontextmanager
async def open_office(
    folder: Path,
    *,
    slack: bool = False,
    on_teams: Sequence[str] = ("maya", "ana", "ben", "noor", "chidi"),
    on_slack: Sequence[str] = (),
    **settings: Any,
) -> AsyncIterator[Office]:
    """A fresh company, served on loopback."""
    async with FakeTeams() as teams, FakeSlack() as other:
        for who in on_teams:
            teams.add_member(CHANNEL, f"29:{who}")
        other.channels["C0GENERAL"] = None
        for who in on_slack:
            other.add_user(
                f"U0{who.upper()}", profile={"email": f"{who}@example.org", "real_name": who.title()}
            )
        told = {**teams.settings(), "pace": 0, "secret": "a secret of this test alone", **settings}
        if slack:
            told |= {
                "slack_bot_token": TOKEN,
                "slack_signing_secret": slack_sender.SECRET,
                "slack_api_url": other.api_url,
            }
        application = build_application(Settings(database_url=fresh_sqlite(folder), **told))
        application.checks.pool = PoolOnDemand()
        organisation = await asyncio.to_thread(prepare, application, system.now())
        organisation = with_own_name(application, organisation)
        introduce(application, organisation)
        app = build_web_application(application, organisation)
        if slack:
            add_slack(application, organisation, app)
        ears = add_teams(application, organisation, app)
        async with TestClient(TestServer(app)) as http:
            office = Office(
                application, organisation, teams, other, http, TeamsSender(teams.service_url), ears
            )
            await office.send(office.from_teams.joins(CHANNEL))
            yield office
        await asyncio.to_thread(application.database.close)


async def laurel_app(folder: Path, told: Json) -> web.Application:
    """Laurel's endpoint on a database of its own, without its background at work."""
    settings = {"secret": "a secret of this test alone", **told}
    application = build_application(Settings(database_url=fresh_sqlite(folder), **settings))
    application.checks.pool = PoolOnDemand()
    organisation = await asyncio.to_thread(prepare, application, system.now())
    introduce(application, organisation)
    app = build_web_application(application, organisation)
    add_teams(application, organisation, app)
    return app


def introduce(application: Application, organisation: Organisation) -> None:
    """Everybody as a people file makes them known: names, e-mails and managers, no accounts."""
    made: dict[str, Person] = {}
    with application.database.write() as connection:
        for who, manager, owner in PEOPLE:
            manager_id = made[manager].id if manager else None
            made[who] = Person(
                application.ids.new_id(),
                organisation.id,
                who.title(),
                f"{who}@example.org",
                manager_id,
                owner=owner,
            )
            PeopleStore(connection).add(made[who])

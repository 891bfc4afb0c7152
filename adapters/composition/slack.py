"""Slack, connected to an application: the client, the route, and the workspace of the token."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import web

from adapters.composition.application import Application
from adapters.slack.api import DEFAULT_URL, SlackWebApi
from adapters.slack.app import SlackApp, add_routes
from adapters.slack.client import SlackClient
from adapters.slack.gate import SlackSignatureVerifier
from adapters.slack.installation import InstallationLookup
from adapters.worker.loop import STOP_SECONDS
from adapters.workspaces.registration import RegisteringGateway, Workspaces
from bot.domain.organisations import Organisation
from bot.messages.platforms import Platform


def add_slack(house: Application, organisation: Organisation, app: web.Application) -> SlackClient:
    """Mounts `POST /slack/events` and lets the worker post to Slack, by the client that is returned."""
    client = slack_client(house)
    house.clients[Platform.SLACK] = client
    own = InstallationLookup(client.installation)
    seal = SlackSignatureVerifier(house.settings.slack_signing_secret, house.now)
    slack = SlackApp(
        client,
        own,
        seal,
        apology=lambda reference, user: house.ask.spoken.of(Platform.SLACK, user).text(
            "trouble.sentence", reference=reference
        ),
        reference=lambda: house.ids.token()[:8],
    )
    app.on_cleanup.append(wait_for_worker(house))  # before add_routes, whose clean-up closes the client
    workspaces = Workspaces(house.database, Platform.SLACK, organisation)

    async def team_id() -> str:
        return (await own()).team_id

    add_routes(app, slack, RegisteringGateway(house.ask, workspaces, team_id))
    return client


def wait_for_worker(house: Application) -> Callable[[web.Application], Awaitable[None]]:
    """Waits for posts under way to get their answer; without one they would be posted again."""

    async def wait(_: web.Application) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS), house.worker.pause():
                pass

    return wait


def slack_client(house: Application) -> SlackClient:
    """The client to Slack's Web API, by the token of the settings."""
    url = house.settings.slack_api_url or DEFAULT_URL
    return SlackClient(SlackWebApi(house.settings.slack_bot_token, url), house.settings.public_url)

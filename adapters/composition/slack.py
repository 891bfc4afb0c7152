"""Slack, connected to an application: the client, the route, and the workspace of the token."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import web

from adapters import system
from adapters.composition.application import Application
from adapters.gateway.bot_gateway import BotResponse
from adapters.gateway.platforms import RetryLater, Undeliverable
from adapters.operations.set_up import ensure_workspace
from adapters.slack.api import DEFAULT_URL, SlackWebApi
from adapters.slack.app import SlackApp, add_routes
from adapters.slack.client import SlackClient
from adapters.slack.gate import SlackSignatureVerifier
from adapters.slack.installation import InstallationLookup
from adapters.slack.manifest import manifest as slack_manifest
from adapters.worker.loop import STOP_SECONDS
from bot.domain.organisations import Organisation
from bot.messages.platforms import Platform
from bot.messages.requests import Inbound, Origin

__all__ = ["add_slack", "slack_manifest", "slack_problems"]


@dataclass
class RegisteringGateway:
    """Registers the workspace in the database, then runs requests. Slack may be out of reach at the start."""

    house: Application
    organisation: Organisation
    installation: InstallationLookup
    _known: bool = False
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self, inbound: Inbound, origin: Origin) -> BotResponse:
        """See `adapters.gateway.bot_gateway.Ask`."""
        await self.ensure()
        return await self.house.ask(inbound, origin)

    async def ensure(self) -> None:
        """Adds the workspace if it is new. Raises the client's errors if Slack does not answer."""
        async with self._asking:
            if self._known:
                return
            team = (await self.installation()).team_id
            await self.house.database.in_write(
                lambda connection: ensure_workspace(connection, self.organisation, Platform.SLACK, team)
            )
            self._known = True


def add_slack(house: Application, organisation: Organisation, app: web.Application) -> SlackClient:
    """Mounts `POST /slack/events` and lets the worker post to Slack, by the client that is returned."""
    client = _client(house)
    house.clients[Platform.SLACK] = client
    own = InstallationLookup(client.installation)
    seal = SlackSignatureVerifier(house.settings.slack_signing_secret, system.now)
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
    add_routes(app, slack, RegisteringGateway(house, organisation, own))
    return client


async def slack_problems(house: Application) -> list[str]:
    """Problems with the Slack settings, as far as Slack can tell."""
    if not house.settings.slack:
        return []
    client = _client(house)
    try:
        await client.installation()
    except Undeliverable as refused:
        return [f"SLACK_BOT_TOKEN: {refused}; copy it again from the app's OAuth page"]
    except RetryLater as away:
        return [f"Slack does not answer ({away}); check the network, or LAUREL_SLACK_API_URL"]
    finally:
        await client.close()
    return []


def wait_for_worker(house: Application) -> Callable[[web.Application], Awaitable[None]]:
    """Waits for posts under way to get their answer; without one they would be posted again."""

    async def wait(_: web.Application) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS), house.worker.pause():
                pass

    return wait


def _client(house: Application) -> SlackClient:
    url = house.settings.slack_api_url or DEFAULT_URL
    return SlackClient(SlackWebApi(house.settings.slack_bot_token, url), house.settings.public_url)

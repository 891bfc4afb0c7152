"""Slack, connected to an application: the client, the route, and the workspace of the token."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

from aiohttp import web

from adapters.composition.application import Application
from adapters.drawing.celebrations import CelebrationPictures
from adapters.gateway.app_health import AppHealth
from adapters.gateway.error_reporter import ErrorReporter
from adapters.gateway.platforms import ClosedConversation, RetryLater, Undeliverable
from adapters.read_models.badge_search import BadgeSearch
from adapters.slack.api import DEFAULT_URL, SOCKET_SCOPES, SlackWebApi
from adapters.slack.app import SlackApp, add_routes
from adapters.slack.blocks.picture_files import DrawPicture
from adapters.slack.client import SlackClient
from adapters.slack.gate import SlackSignatureVerifier
from adapters.slack.installation import InstallationLookup
from adapters.worker.loop import STOP_SECONDS
from adapters.workspaces.registration import RegisteringGateway, Workspaces
from bot.domain.organisations import Organisation
from bot.messages.platforms import Platform


def add_slack(
    application: Application,
    organisation: Organisation,
    app: web.Application,
    api: SlackWebApi | None = None,
) -> SlackClient:
    """Mounts `POST /slack/events` or connects, and lets the worker post to Slack, by the client that is returned.

    `api`: takes the place of Slack's, where what would be posted is only to be seen.
    """
    drawn = CelebrationPictures(application.database, application.pictures, organisation.id)
    client = slack_client(application, AppHealth(Platform.SLACK, application.refusals), drawn.draw, api)
    application.clients[Platform.SLACK] = client
    own = InstallationLookup(client.installation)
    secret = application.settings.slack_signing_secret
    seal = SlackSignatureVerifier(secret, application.now) if secret else None
    spoken = application.ask.spoken
    slack = SlackApp(
        client,
        own,
        seal,
        application.ask.answer_later,
        spoken.of_origin,
        _error_reporter(application),
        BadgeSearch(application.database, organisation.id, application.now),
        socket_api(application, AppHealth(Platform.SLACK, application.refusals)),
    )
    app.on_cleanup.append(wait_for_worker(application))  # before add_routes, whose clean-up closes the client
    workspaces = Workspaces(application.database, Platform.SLACK, organisation)

    async def team_id() -> str:
        return (await own()).team_id

    app.cleanup_ctx.append(look_at_app(own))
    add_routes(app, slack, RegisteringGateway(application.ask, workspaces, team_id))
    return client


def look_at_app(own: InstallationLookup) -> Callable[[web.Application], AsyncIterator[None]]:
    """Asks Slack about the app at the start, so that the log and the owners hear at once what it refuses."""

    async def look(_: web.Application) -> AsyncIterator[None]:
        looking = asyncio.create_task(_ignoring_refusals(own))
        yield
        looking.cancel()

    return look


async def _ignoring_refusals(own: InstallationLookup) -> None:
    with suppress(RetryLater, ClosedConversation, Undeliverable):
        await own()


def _error_reporter(application: Application) -> ErrorReporter[str]:
    """Speaks the language of the sender."""
    spoken = application.ask.spoken
    return ErrorReporter(
        Platform.SLACK,
        lambda user: spoken.of(Platform.SLACK, user),
        lambda: application.ids.token()[:8],
    )


def wait_for_worker(application: Application) -> Callable[[web.Application], Awaitable[None]]:
    """Waits for posts under way to get their answer; without one they would be posted again."""

    async def wait(_: web.Application) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS), application.worker.pause():
                pass

    return wait


def socket_api(application: Application, health: AppHealth | None = None) -> SlackWebApi | None:
    """Slack's API by the token that opens connections; None if there is none."""
    settings = application.settings
    if not settings.slack_app_token:
        return None
    return SlackWebApi(settings.slack_app_token, settings.slack_api_url or DEFAULT_URL, health, SOCKET_SCOPES)


def slack_client(
    application: Application,
    health: AppHealth | None = None,
    draw: DrawPicture | None = None,
    api: SlackWebApi | None = None,
) -> SlackClient:
    """The client to Slack's Web API, by the token of the settings. `draw`: the pictures it uploads."""
    url = application.settings.slack_api_url or DEFAULT_URL
    api = api or SlackWebApi(application.settings.slack_bot_token, url, health)
    return SlackClient(api, application.settings.public_url, draw or _no_picture)


async def _no_picture(_path: str) -> None:
    """For a client that posts nothing."""

"""Teams, connected to an application: the token check, the connector, stored conversations, the tenants."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web
from sqlalchemy import Connection

from adapters import system
from adapters.composition.application import Application
from adapters.composition.slack import wait_for_worker
from adapters.configuration.settings import Settings
from adapters.database.unit_of_work import store_of
from adapters.gateway.app_health import AppHealth
from adapters.gateway.error_reporter import ErrorReporter
from adapters.teams.app import TeamsApp, add_routes
from adapters.teams.auth.clouds import LOGIN_URL, OPENID_URL, SERVICE_HOSTS, ServiceHosts, cloud_of
from adapters.teams.auth.keys import MicrosoftKeys
from adapters.teams.auth.own_token import AppSecret, CachedTeamsToken
from adapters.teams.auth.tokens import ActivityAuthenticator, TokenAuthenticator
from adapters.teams.auth.without_credentials import LoopbackAuthenticator
from adapters.teams.client import TeamsClient
from adapters.teams.inbound import locale_of, sender_of
from adapters.teams.listeners import LearnFacts, TeamsListeners
from adapters.teams.outgoing import ConnectorApi
from adapters.teams.ports import Connector
from adapters.workspaces.registration import Workspaces
from adapters.workspaces.teams_conversations import StoredConversations
from bot.context.context import UseCaseContext
from bot.domain.organisations import Organisation, Workspace
from bot.domain.people.model import PlatformFacts
from bot.messages.platforms import Platform
from bot.use_cases.people.learn import Report, learn_accounts


def add_teams(
    application: Application,
    organisation: Organisation,
    app: web.Application,
    check: ActivityAuthenticator | None = None,
) -> TeamsListeners:
    """Mounts `POST /api/messages` and lets the worker write to Teams; returns the listeners.

    `check`: replaces the check of Microsoft's tokens where this process itself is the sender.
    """
    keys = MicrosoftKeys(application.settings.teams_openid_url or OPENID_URL, system.monotonic)
    client = teams_client(application)
    application.clients[Platform.TEAMS] = client
    tenants = Workspaces(application.database, Platform.TEAMS, organisation)
    ears = TeamsListeners(
        application.ask,
        application.ask.answer_later,
        client,
        tenants,
        _learner(application),
        application.ask.spoken.of_origin,
        _error_reporter(application),
    )
    teams = TeamsApp(check or _check(application, keys), ears)
    app.on_cleanup.append(wait_for_worker(application))  # before add_routes, whose clean-up closes the client
    add_routes(app, teams)

    async def close(_: web.Application) -> None:
        await keys.close()

    app.on_cleanup.append(close)
    return ears


def teams_client(application: Application) -> TeamsClient:
    """The client to Teams, by the app registration of the settings."""
    health = AppHealth(Platform.TEAMS, application.refusals)
    conversations = StoredConversations(application.database, application.now)
    return TeamsClient(
        _connector(application.settings, health), conversations, application.settings.public_url
    )


def _error_reporter(application: Application) -> ErrorReporter[Mapping[str, Any]]:
    """Speaks the language of an activity's sender."""
    spoken = application.ask.spoken
    return ErrorReporter(
        Platform.TEAMS,
        lambda activity: spoken.of(Platform.TEAMS, sender_of(activity), locale_of(activity)),
        lambda: application.ids.token()[:8],
    )


def _learner(application: Application) -> LearnFacts:
    async def learner(workspace: Workspace, facts: Sequence[PlatformFacts]) -> None:
        def save(connection: Connection) -> None:
            ctx = UseCaseContext(workspace, None, application.now(), store_of(connection), application.ids)
            learn_accounts(ctx, Report(tuple(facts)))

        await application.database.in_write(save)

    return learner


def _connector(settings: Settings, health: AppHealth) -> Connector:
    from adapters.teams.botframework import BotFramework  # noqa: PLC0415 - half a second and 30 MB, for Teams alone

    return BotFramework(settings.microsoft_app_id, teams_api(settings, health))


def _check(application: Application, keys: MicrosoftKeys) -> ActivityAuthenticator:
    settings = application.settings
    if not settings.microsoft_app_id:
        return LoopbackAuthenticator()
    issuer = cloud_of(keys.url).issuer
    return TokenAuthenticator(
        settings.microsoft_app_id, settings.teams_tenants, issuer, _hosts(settings), keys, application.now
    )


def _hosts(settings: Settings) -> ServiceHosts:
    if not settings.microsoft_app_id:
        return LoopbackAuthenticator.hosts
    return ServiceHosts(settings.teams_hosts or SERVICE_HOSTS)


def teams_api(settings: Settings, health: AppHealth | None = None) -> ConnectorApi:
    """The connection to Microsoft's services, by the settings' credentials."""
    hosts = _hosts(settings)
    if not settings.microsoft_app_id:
        return ConnectorApi(hosts, None, proxies=False)
    url = settings.teams_token_url or LOGIN_URL.format(tenant=settings.teams_tenant)
    scope = cloud_of(settings.teams_openid_url or OPENID_URL).scope
    secret = AppSecret(settings.microsoft_app_id, settings.microsoft_app_password, url, scope)

    return ConnectorApi(
        hosts, lambda session: CachedTeamsToken(secret, session, system.monotonic), health=health
    )

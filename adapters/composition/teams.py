"""Teams, connected to an application: the token check, the connector, stored conversations, the tenants."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from aiohttp import web
from sqlalchemy import Connection

from adapters import system
from adapters.composition.application import Application
from adapters.composition.slack import wait_for_worker
from adapters.configuration.settings import Settings
from adapters.database.engine.engine import Database
from adapters.database.engine.unit_of_work import store_of
from adapters.database.people.conversations import ConversationReference, ConversationStore
from adapters.gateway.platforms import RetryLater, Undeliverable
from adapters.operations.set_up import ensure_workspace
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
from adapters.teams.ports import Connector, TeamsConversation
from adapters.teams.trouble import ErrorReporter
from bot.domain.organisations import Organisation, Workspace
from bot.domain.people.model import PlatformFacts
from bot.messages.platforms import Platform
from bot.use_cases.people.learn import learn_people

MOST_KNOWN = 50_000


@dataclass
class StoredConversations:
    """See `adapters.teams.ports.ConversationReferences`: the database, with a cache in memory."""

    database: Database
    _known: "OrderedDict[tuple[UUID, str], TeamsConversation]" = field(default_factory=OrderedDict)

    async def remember(self, workspace_id: UUID, place: TeamsConversation) -> None:
        """Stores a conversation; writes only changes."""
        at = (workspace_id, place.conversation)
        if self._known.get(at) == place:
            return
        reference, now = (
            ConversationReference(place.conversation, place.service_url, place.user),
            system.now(),
        )
        await self.database.in_write(
            lambda connection: ConversationStore(connection).remember(workspace_id, reference, now)
        )
        self._known[at] = place
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)

    async def forget(self, workspace_id: UUID, conversation: str) -> None:
        """Deletes a conversation: the bot was removed there."""
        await self.database.in_write(
            lambda connection: ConversationStore(connection).forget(workspace_id, conversation)
        )
        self._known.pop((workspace_id, conversation), None)

    async def conversation(self, workspace_id: UUID, conversation: str) -> TeamsConversation | None:
        """The conversation of that id."""
        return _place(
            await self.database.in_read(
                lambda connection: ConversationStore(connection).get(workspace_id, conversation)
            )
        )

    async def personal_chat(self, workspace_id: UUID, user: str) -> TeamsConversation | None:
        """The private chat with a user."""
        return _place(
            await self.database.in_read(
                lambda connection: ConversationStore(connection).personal_chat(workspace_id, user)
            )
        )

    async def group_conversations(self, workspace_id: UUID, most: int) -> Sequence[TeamsConversation]:
        """Channels and group chats, the last seen first."""
        found = await self.database.in_read(
            lambda connection: ConversationStore(connection).group_conversations(workspace_id, most)
        )
        return [
            TeamsConversation(reference.service_url, reference.external_id, reference.user)
            for reference in found
        ]

    async def service_url(self, workspace_id: UUID) -> str | None:
        """An address through which this tenant can be reached."""
        found = await self.database.in_read(
            lambda connection: ConversationStore(connection).latest(workspace_id)
        )
        return found.service_url if found else None


@dataclass
class DatabaseTenantWorkspaces:
    """The workspaces of tenants; the token check decides which tenants are allowed."""

    database: Database
    organisation: Organisation
    _known: dict[str, Workspace] = field(default_factory=dict)

    async def of(self, tenant: str) -> Workspace:
        """The workspace, added if it is new."""
        if tenant not in self._known:
            self._known[tenant] = await self.database.in_write(
                lambda connection: ensure_workspace(connection, self.organisation, Platform.TEAMS, tenant)
            )
        return self._known[tenant]


def add_teams(
    house: Application,
    organisation: Organisation,
    app: web.Application,
    check: ActivityAuthenticator | None = None,
) -> TeamsListeners:
    """Mounts `POST /api/messages` and lets the worker write to Teams; returns the listeners.

    `check`: replaces the check of Microsoft's tokens where this process itself is the sender.
    """
    keys = MicrosoftKeys(house.settings.teams_openid_url or OPENID_URL, system.monotonic)
    client = TeamsClient(
        _connector(house.settings), StoredConversations(house.database), house.settings.public_url
    )
    house.clients[Platform.TEAMS] = client
    trouble = ErrorReporter(
        apology=lambda reference, activity: house.ask.spoken.of(
            Platform.TEAMS, sender_of(activity), locale_of(activity)
        ).text("trouble.sentence", reference=reference),
        reference=lambda: house.ids.token()[:8],
    )
    tenants = DatabaseTenantWorkspaces(house.database, organisation)
    ears = TeamsListeners(
        house.ask,
        house.ask.answer_later,
        client,
        tenants,
        _learner(house),
        house.ask.spoken.of_origin,
        trouble,
    )
    teams = TeamsApp(check or _check(house.settings, keys), ears)
    app.on_cleanup.append(wait_for_worker(house))  # before add_routes, whose clean-up closes the client
    add_routes(app, teams)

    async def close(_: web.Application) -> None:
        await keys.close()

    app.on_cleanup.append(close)
    return ears


def _learner(house: Application) -> LearnFacts:
    async def learner(workspace: Workspace, facts: Sequence[PlatformFacts]) -> None:
        def save(connection: Connection) -> None:
            learn_people(store_of(connection), house.ids, workspace, facts, system.now())

        await house.database.in_write(save)

    return learner


async def teams_problems(settings: Settings) -> list[str]:
    """Problems with the Teams settings, as far as Microsoft can tell."""
    if not settings.microsoft_app_id:
        return []
    keys = MicrosoftKeys(settings.teams_openid_url or OPENID_URL, system.monotonic)
    outgoing = _outgoing(settings)
    problems = []
    try:
        if away := await keys.problem():
            problems.append(f"no signing keys ({away}); check the network, or LAUREL_TEAMS_OPENID_URL")
        if outgoing.token is not None:
            await outgoing.token()
    except (Undeliverable, RetryLater) as problem:
        problems.append(f"no token for this app ({problem})")
    finally:
        await keys.close()
        await outgoing.close()
    return problems


def _connector(settings: Settings) -> Connector:
    from adapters.teams.botframework import BotFramework  # noqa: PLC0415 - half a second and 30 MB, for Teams alone

    return BotFramework(settings.microsoft_app_id, _outgoing(settings))


def _check(settings: Settings, keys: MicrosoftKeys) -> ActivityAuthenticator:
    if not settings.microsoft_app_id:
        return LoopbackAuthenticator()
    issuer = cloud_of(keys.url).issuer
    return TokenAuthenticator(
        settings.microsoft_app_id, settings.teams_tenants, issuer, _hosts(settings), keys, system.now
    )


def _hosts(settings: Settings) -> ServiceHosts:
    if not settings.microsoft_app_id:
        return LoopbackAuthenticator.hosts
    return ServiceHosts(settings.teams_hosts or SERVICE_HOSTS)


def _outgoing(settings: Settings) -> ConnectorApi:
    hosts = _hosts(settings)
    if not settings.microsoft_app_id:
        return ConnectorApi(hosts, None, proxies=False)
    url = settings.teams_token_url or LOGIN_URL.format(tenant=settings.teams_tenant)
    scope = cloud_of(settings.teams_openid_url or OPENID_URL).scope
    secret = AppSecret(settings.microsoft_app_id, settings.microsoft_app_password, url, scope)

    return ConnectorApi(hosts, lambda session: CachedTeamsToken(secret, session, system.monotonic))


def _place(found: ConversationReference | None) -> TeamsConversation | None:
    return TeamsConversation(found.service_url, found.external_id, found.user) if found else None

"""The chat platforms that a command of the shell can ask, by the settings it has."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager

from adapters.composition.application import Application
from adapters.composition.slack import slack_client
from adapters.composition.teams import teams_client
from adapters.gateway.platforms import PlatformClient, RetryLater, Undeliverable
from adapters.slack.client import SlackClient
from bot.domain.organisations import Workspace
from bot.messages.platforms import Platform


@asynccontextmanager
async def platform_clients(
    application: Application, workspaces: Iterable[Workspace]
) -> AsyncIterator[Mapping[Platform, PlatformClient]]:
    """The clients of these workspaces, as far as the settings reach them; closed afterwards."""
    clients: dict[Platform, PlatformClient] = {}
    slack = slack_client(application) if application.settings.slack_bot_token else None
    teams = teams_client(application) if application.settings.microsoft_app_id else None
    try:
        for workspace in workspaces:
            if slack and workspace.platform is Platform.SLACK and await _team(slack) == workspace.external_id:
                clients[Platform.SLACK] = slack
            is_own_tenant = workspace.external_id in application.settings.teams_tenants
            if teams and workspace.platform is Platform.TEAMS and is_own_tenant:
                clients[Platform.TEAMS] = teams
        yield clients
    finally:
        if slack:
            await slack.close()
        if teams:
            await teams.connector.close()


async def _team(client: SlackClient) -> str | None:
    """The workspace of the token; None if it is refused, or Slack is away: `laurel doctor` says which."""
    try:
        return (await client.installation()).team_id
    except (RetryLater, Undeliverable):
        return None

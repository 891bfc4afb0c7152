"""What chat platforms say about their settings."""

from adapters import system
from adapters.cli.doctor.report import DoctorLine, Severity
from adapters.composition.application import Application
from adapters.composition.slack import slack_client, socket_api
from adapters.composition.teams import teams_api
from adapters.configuration.settings import Settings
from adapters.gateway.platforms import AppRefused, ClosedConversation, RetryLater, Undeliverable
from adapters.shell_wording import tell
from adapters.slack.api import SlackWebApi
from adapters.slack.client import SlackClient
from adapters.slack.manifest import SCOPES
from adapters.teams.auth.clouds import OPENID_URL
from adapters.teams.auth.keys import MicrosoftKeys


async def platforms(application: Application) -> list[DoctorLine]:
    """Problems that chat platforms report about their settings."""
    return [*await _slack(application), *await _teams(application)]


async def _slack(application: Application) -> list[DoctorLine]:
    if not application.settings.slack:
        what = tell("shell.doctor.no_slack")
        return [DoctorLine(Severity.WARNING, what, tell("shell.doctor.set_slack"))]
    client = slack_client(application)
    try:
        lines = await _slack_lines(client)
    finally:
        await client.close()
    sockets = socket_api(application)
    return [*lines, *(await _socket_lines(sockets) if sockets else [])]


async def _socket_lines(api: SlackWebApi) -> list[DoctorLine]:
    """What Slack says about the token of Socket Mode."""
    try:
        await api.call("apps.connections.open")
    except AppRefused as refused:
        what = tell("shell.doctor.socket_refused", problem=refused.name)
        return [DoctorLine(Severity.MISSING, what, tell("shell.doctor.make_app_token"))]
    except (Undeliverable, ClosedConversation, RetryLater) as problem:
        return [DoctorLine(Severity.MISSING, tell("shell.doctor.slack_wrong", problem=str(problem)))]
    finally:
        await api.close()
    return [DoctorLine(Severity.OK, tell("shell.doctor.socket"))]


async def _teams(application: Application) -> list[DoctorLine]:
    settings = application.settings
    if not settings.teams:
        fix = tell("shell.doctor.set_teams")
        return [DoctorLine(Severity.WARNING, tell("shell.doctor.no_teams"), fix)]
    if not settings.microsoft_app_id:
        what = tell("shell.doctor.teams_open")
        return [DoctorLine(Severity.WARNING, what, tell("shell.doctor.never_real"))]
    problems = [
        DoctorLine(Severity.MISSING, tell("shell.doctor.teams_wrong", problem=text))
        for text in await _teams_problems(settings)
    ]
    tenants = len(settings.teams_tenants)
    return problems or [DoctorLine(Severity.OK, tell("shell.doctor.teams", tenants=tenants))]


async def _slack_lines(client: SlackClient) -> list[DoctorLine]:
    """What Slack says about the token, the app's permissions, and the addresses of people."""
    try:
        await client.installation()
    except AppRefused as refused:
        what = tell("shell.doctor.slack_refused", problem=refused.name)
        return [DoctorLine(Severity.MISSING, what, tell("shell.doctor.install_slack_app"))]
    except (Undeliverable, ClosedConversation) as refused:
        return [DoctorLine(Severity.MISSING, tell("shell.doctor.slack_wrong", problem=str(refused)))]
    except RetryLater as away:
        problem = tell("shell.doctor.slack_away", problem=str(away))
        return [DoctorLine(Severity.MISSING, tell("shell.doctor.slack_wrong", problem=problem))]
    granted = client.api.granted
    missing = [scope for scope in SCOPES if granted is not None and scope not in granted]
    lines = [
        DoctorLine(
            Severity.MISSING,
            tell("shell.doctor.slack_scope", scope=scope),
            tell("shell.doctor.install_slack_app"),
        )
        for scope in missing
    ]
    return [
        *(lines or [DoctorLine(Severity.OK, tell("shell.doctor.slack"))]),
        *await _slack_addresses(client),
    ]


async def _slack_addresses(client: SlackClient) -> list[DoctorLine]:
    """A warning if people come without e-mail addresses: then nothing tells that they are people of the file."""
    try:
        without, members = await client.members_without_email()
    except (RetryLater, Undeliverable, ClosedConversation):
        return []  # what keeps Slack from answering is said above
    if not without:
        return []
    what = tell("shell.doctor.slack_without_email", without=without, members=members)
    return [DoctorLine(Severity.WARNING, what, tell("shell.doctor.give_slack_id"))]


async def _teams_problems(settings: Settings) -> list[str]:
    """Problems with the Teams settings, as far as Microsoft can tell."""
    if not settings.microsoft_app_id:
        return []
    keys = MicrosoftKeys(settings.teams_openid_url or OPENID_URL, system.monotonic)
    outgoing = teams_api(settings)
    problems = []
    try:
        if away := await keys.problem():
            problems.append(tell("shell.doctor.teams_keys", problem=str(away)))
        if outgoing.token is not None:
            await outgoing.token()
    except AppRefused as refused:
        problems.append(tell("shell.doctor.teams_refused", problem=refused.name))
    except (Undeliverable, RetryLater) as problem:
        problems.append(tell("shell.doctor.teams_token", problem=str(problem)))
    finally:
        await keys.close()
        await outgoing.close()
    return problems

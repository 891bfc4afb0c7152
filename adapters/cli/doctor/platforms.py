"""What chat platforms say about their settings."""

from adapters import system
from adapters.cli.doctor.report import DoctorLine, Severity
from adapters.composition.application import Application
from adapters.composition.slack import slack_client
from adapters.composition.teams import teams_api
from adapters.configuration.settings import Settings
from adapters.gateway.platforms import RetryLater, Undeliverable
from adapters.teams.auth.clouds import OPENID_URL
from adapters.teams.auth.keys import MicrosoftKeys


async def platforms(house: Application) -> list[DoctorLine]:
    """Problems that chat platforms report about their settings."""
    return [*await _slack(house), *await _teams(house)]


async def _slack(house: Application) -> list[DoctorLine]:
    if not house.settings.slack:
        what = "Slack: not set up"
        return [
            DoctorLine(
                Severity.WARNING, what, "set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET to give badges there"
            )
        ]
    problems = [DoctorLine(Severity.MISSING, f"Slack: {text}") for text in await _slack_problems(house)]
    return problems or [DoctorLine(Severity.OK, "Slack: takes the token")]


async def _teams(house: Application) -> list[DoctorLine]:
    settings = house.settings
    if not settings.teams:
        fix = "set MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID to give badges there"
        return [DoctorLine(Severity.WARNING, "Teams: not set up", fix)]
    if not settings.microsoft_app_id:
        what = "Teams: LAUREL_DEV=1, open to everybody on this machine"
        return [DoctorLine(Severity.WARNING, what, "never where badges should last")]
    problems = [DoctorLine(Severity.MISSING, f"Teams: {text}") for text in await _teams_problems(settings)]
    tenants = len(settings.teams_tenants)
    return problems or [
        DoctorLine(Severity.OK, f"Teams: gives this app a token; tenants that may write: {tenants}")
    ]


async def _slack_problems(house: Application) -> list[str]:
    """Problems with the Slack settings, as far as Slack can tell."""
    if not house.settings.slack:
        return []
    client = slack_client(house)
    try:
        await client.installation()
    except Undeliverable as refused:
        return [f"SLACK_BOT_TOKEN: {refused}; copy it again from the app's OAuth page"]
    except RetryLater as away:
        return [f"Slack does not answer ({away}); check the network, or LAUREL_SLACK_API_URL"]
    finally:
        await client.close()
    return []


async def _teams_problems(settings: Settings) -> list[str]:
    """Problems with the Teams settings, as far as Microsoft can tell."""
    if not settings.microsoft_app_id:
        return []
    keys = MicrosoftKeys(settings.teams_openid_url or OPENID_URL, system.monotonic)
    outgoing = teams_api(settings)
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

"""What chat platforms say about their settings."""

from adapters import system
from adapters.cli.doctor.report import DoctorLine, Severity
from adapters.composition.application import Application
from adapters.composition.slack import slack_client
from adapters.composition.teams import teams_api
from adapters.configuration.settings import Settings
from adapters.gateway.platforms import RetryLater, Undeliverable
from adapters.shell_wording import tell
from adapters.teams.auth.clouds import OPENID_URL
from adapters.teams.auth.keys import MicrosoftKeys


async def platforms(application: Application) -> list[DoctorLine]:
    """Problems that chat platforms report about their settings."""
    return [*await _slack(application), *await _teams(application)]


async def _slack(application: Application) -> list[DoctorLine]:
    if not application.settings.slack:
        what = tell("shell.doctor.no_slack")
        return [DoctorLine(Severity.WARNING, what, tell("shell.doctor.set_slack"))]
    problems = [
        DoctorLine(Severity.MISSING, tell("shell.doctor.slack_wrong", problem=text))
        for text in await _slack_problems(application)
    ]
    return problems or [DoctorLine(Severity.OK, tell("shell.doctor.slack"))]


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


async def _slack_problems(application: Application) -> list[str]:
    """Problems with the Slack settings, as far as Slack can tell."""
    if not application.settings.slack:
        return []
    client = slack_client(application)
    try:
        await client.installation()
    except Undeliverable as refused:
        return [tell("shell.doctor.slack_refused", problem=str(refused))]
    except RetryLater as away:
        return [tell("shell.doctor.slack_away", problem=str(away))]
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
            problems.append(tell("shell.doctor.teams_keys", problem=str(away)))
        if outgoing.token is not None:
            await outgoing.token()
    except (Undeliverable, RetryLater) as problem:
        problems.append(tell("shell.doctor.teams_token", problem=str(problem)))
    finally:
        await keys.close()
        await outgoing.close()
    return problems

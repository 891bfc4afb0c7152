"""`laurel replay FILE`: feeds a recorded request of Slack or Teams to Laurel: develop without the platform.

A recording is a JSON file:

    {"kind": "command", "payload": {"command": "/award", "text": "<@U0ANA|ana> customer-hero …", "trigger_id": …}}

| kind       | payload: what the platform sends, as documented at docs.slack.dev and learn.microsoft.com |
|------------|-----------------------------------------------------------------------------|
| `command`  | Slack: the fields of a slash command's form ("Slash commands")              |
| `event`    | Slack: the envelope of an event, `event_callback` ("Events API")            |
| `action`   | Slack: the interaction behind a pressed button ("block_actions payload")    |
| `activity` | Teams: the whole activity, a message or an invoke ("Activity schema")       |

It passes the real signature check and listeners of an application on the configured database, with a signature made
on the spot (for Teams: `adapters/cli/replay/replay_teams.py`), and the background jobs are run. Posts go to the
platform as configured (`LAUREL_SLACK_API_URL`; an activity's own service address, if it is on the list of hosts).
A recorded `response_url` has expired long ago, so it is left out, and the answer takes the route it would take
without one. A recording replayed twice is a second delivery and gets the first answer again, unless `--fresh` gives
it ids of its own.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from adapters import system
from adapters.cli.files import STDIN, CommandError, printable, read_bytes
from adapters.cli.replay.outcome import RecordedCall, ReplayResult
from adapters.cli.replay.replay_teams import RecordingConnector, ReplayAuthenticator
from adapters.cli.session import open_application
from adapters.composition.application import Application
from adapters.composition.slack import add_slack
from adapters.composition.teams import add_teams
from adapters.gateway.platforms import ClosedConversation, RetryLater, Undeliverable
from adapters.gateway.request_limits import MOST_BYTES
from adapters.logs import set_up_logs
from adapters.shell_wording import tell
from adapters.slack.api import DEFAULT_URL, SlackWebApi
from adapters.slack.app import PATH
from adapters.slack.gate import SlackSignatureVerifier
from adapters.teams.app import PATH as TEAMS_PATH
from bot.domain.organisations import Organisation

KINDS = ("command", "event", "action", "activity")
TEAMS = "activity"
IDS = ("trigger_id", "event_id", "id")
"""Fields that tell a second delivery from a new request."""
_FORM = "application/x-www-form-urlencoded"

Payload = dict[str, Any]


class RecordingApi(SlackWebApi):
    """Slack's Web API, recording every writing call."""

    def __init__(self, token: str, url: str) -> None:
        super().__init__(token, url)
        self.posted: list[RecordedCall] = []

    async def call(self, method: str, **arguments: Any) -> Payload:
        """Calls as usual, and records."""
        call = RecordedCall(method, arguments)
        if method.startswith(("chat.", "views.publish")):
            self.posted.append(call)
        try:
            return await super().call(method, **arguments)
        except (RetryLater, ClosedConversation, Undeliverable) as problem:
            call.outcome = str(problem)
            raise


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds this group's command."""
    command = commands.add_parser("replay", help=tell("shell.help.replay"))
    command.add_argument("file", metavar="FILE.json", help=tell("shell.help.replay_file", stdin=STDIN))
    command.add_argument("--fresh", action="store_true", help=tell("shell.help.replay_fresh"))
    command.add_argument("--json", action="store_true", help=tell("shell.help.replay_json"))
    command.set_defaults(run=run_replay)


def run_replay(chosen: argparse.Namespace) -> int:
    """Replays, and prints the answer and the posts; 1 if the platform would have received an error."""
    try:
        kind, payload = parse_recording(read_bytes(chosen.file, MOST_BYTES))
    except CommandError as trouble:
        print(trouble, file=sys.stderr)
        return trouble.code
    if chosen.fresh:
        payload |= {name: f"replayed-{system.SystemIdGenerator().token()}" for name in IDS if name in payload}
    set_up_logs("text", quiet=True)
    with open_application(chosen) as (application, organisation):
        if missing := _missing_setup(application, kind):
            print(missing, file=sys.stderr)
            return 2
        play = (
            replay_activity(application, organisation, payload)
            if kind == TEAMS
            else replay(application, organisation, kind, payload)
        )
        replayed = asyncio.run(play)
    print(_whole(replayed) if chosen.json else _report_text(replayed))
    return 0 if replayed.status == 200 else 1


def _missing_setup(application: Application, kind: str) -> str | None:
    """The setup that is missing."""
    if kind == TEAMS and not application.settings.teams:
        return tell("shell.replay.no_teams")
    if kind != TEAMS and not application.settings.slack:
        return tell("shell.replay.no_slack")
    return None


def parse_recording(content: bytes) -> tuple[str, Payload]:
    """Kind and payload of a recording; raises `CommandError`."""
    shape = '{"kind": "command|event|action|activity", "payload": {…}}'
    expected = tell("shell.replay.expected", shape=shape)
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise CommandError(tell("shell.replay.no_json", expected=expected), 2) from None
    if not isinstance(found, dict) or found.get("kind") not in KINDS:
        named = found.get("kind") if isinstance(found, dict) else found
        raise CommandError(tell("shell.replay.kind", found=printable(repr(named)[:40]), expected=expected), 2)
    payload = found.get("payload")
    if not isinstance(payload, dict) or not payload:
        raise CommandError(tell("shell.replay.no_payload", expected=expected), 2)
    return found["kind"], {name: value for name, value in payload.items() if name != "response_url"}


async def replay(
    application: Application, organisation: Organisation, kind: str, payload: Payload
) -> ReplayResult:
    """Delivers to a temporary server on loopback, then runs the background jobs."""
    app = web.Application()
    application = _by_http(application)
    settings = application.settings
    overheard = RecordingApi(settings.slack_bot_token, settings.slack_api_url or DEFAULT_URL)
    add_slack(application, organisation, app, overheard)
    application.worker.pace = timedelta(0)  # no waiting for conversations' paces here
    async with _serve_app(app) as url:
        status, answer = await _deliver(url + PATH, settings.slack_signing_secret, kind, payload)
        await application.worker.drain()
    return ReplayResult(status, answer, overheard.posted)


def _by_http(application: Application) -> Application:
    """The application without Socket Mode, whose deliveries are for the one that serves, and with a signing secret."""
    settings = application.settings
    secret = settings.slack_signing_secret or application.ids.token()
    return replace(application, settings=replace(settings, slack_app_token="", slack_signing_secret=secret))


async def replay_activity(
    application: Application, organisation: Organisation, payload: Payload
) -> ReplayResult:
    """The same for an activity of Teams."""
    app = web.Application()
    word = ReplayAuthenticator(application.settings)
    ears = add_teams(application, organisation, app, word)
    ears.client.connector = overheard = RecordingConnector(ears.client.connector)
    application.worker.pace = timedelta(0)
    headers = {"Content-Type": "application/json", "Authorization": word.header}
    async with _serve_app(app) as url:
        status, answer = await _send(url + TEAMS_PATH, json.dumps(payload).encode(), headers)
        await ears.finish()
        await application.worker.drain()
    return ReplayResult(status, answer, overheard.posted)


@asynccontextmanager
async def _serve_app(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def _deliver(url: str, secret: str, kind: str, payload: Payload) -> tuple[int, str]:
    body, content_type = _encode(kind, payload)
    timestamp = str(int(system.now().timestamp()))
    headers = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": SlackSignatureVerifier(secret, system.now).sign(timestamp, body),
    }
    return await _send(url, body, headers)


async def _send(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as response:
        return response.status, await response.text()


def _encode(kind: str, payload: Payload) -> tuple[bytes, str]:
    """The body as Slack encodes this kind."""
    match kind:
        case "command":
            return urlencode(payload).encode(), _FORM
        case "action":
            return urlencode({"payload": json.dumps(payload)}).encode(), _FORM
        case _:
            return json.dumps(payload).encode(), "application/json"


def _report_text(replayed: ReplayResult) -> str:
    try:
        found = json.loads(replayed.answer) if replayed.answer else {"text": "nothing"}
        answer = str(found.get("text") or found.get("value") or "")
    except (ValueError, AttributeError):
        answer = replayed.answer
    lines = [tell("shell.replay.answer", status=str(replayed.status), answer=printable(answer))]
    for call in replayed.calls:
        where = call.arguments.get("user") or call.arguments.get("channel")
        outcome = "" if call.outcome == "ok" else f"  ({printable(call.outcome)})"
        lines.append(f"{call.method} to {where}: {printable(str(call.arguments.get('text')))}{outcome}")
    if (replayed.status, replayed.answer, replayed.calls) == (200, "", []):
        lines.append(tell("shell.replay.silence"))
    return "\n".join(lines)


def _whole(replayed: ReplayResult) -> str:
    try:
        answer = json.loads(replayed.answer)
    except ValueError:
        answer = replayed.answer
    posted = [vars(call) for call in replayed.calls]
    return json.dumps({"status": replayed.status, "answer": answer, "posted": posted}, indent=2)

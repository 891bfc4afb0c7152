"""Teams' one route, `POST /api/messages`: gate, the library's turn, listeners.

add_routes(web_app, TeamsApp(check, ears, apology, reference))
"""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web

from adapters.teams.gate import guarded
from adapters.teams.inbound import Malformed
from adapters.teams.listeners import Ears, said
from adapters.teams.ports import Json
from adapters.teams.tokens import Check, Refused

PATH = "/api/messages"
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class TeamsApp:
    """Teams' side, wired. `apology` words a sentence around a reference number, `reference` makes a fresh one."""

    check: Check
    ears: Ears
    apology: Callable[[str], str]
    reference: Callable[[], str]


def add_routes(app: web.Application, teams: TeamsApp) -> None:
    """Registers `POST /api/messages`, and closes the connections to Teams with the application."""
    connector = teams.ears.client.connector

    async def inside(activity: Json) -> web.Response:
        try:
            answer = await connector.receive(activity, teams.ears)
        except (Malformed, Refused):
            raise
        except Exception as error:  # whatever broke, the person gets a sentence and the log a place
            return _failed(teams, activity, error)
        return web.json_response(answer) if answer is not None else web.Response()

    async def close(_: web.Application) -> None:
        await connector.close()

    app.router.add_post(PATH, guarded(teams.check, inside))
    app.on_cleanup.append(close)


def _failed(teams: TeamsApp, activity: Json, error: Exception) -> web.Response:
    """A bug: the log says where. A button shows a sentence with a number; a message is left to Teams to repeat."""
    reference = teams.reference()
    log.error("teams_request_failed", reference=reference, kind=activity["type"][:40], **_where(error))
    if activity["type"] == "invoke":
        return web.json_response(said(teams.apology(reference)))
    return web.Response(status=500)


def _where(error: Exception) -> dict[str, Any]:
    """The kind of an error and where it arose. Not its message: that may quote what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    at = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": type(error).__name__, "at": at}

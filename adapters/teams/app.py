"""Teams' one route, `POST /api/messages`: token check, the library's turn, listeners.

add_routes(web_app, TeamsApp(check, ears))
"""

import functools
from dataclasses import dataclass

from aiohttp import web

from adapters.gateway.request_limits import Refused
from adapters.teams.auth.tokens import Check
from adapters.teams.gate import guarded
from adapters.teams.inbound import Malformed
from adapters.teams.listeners import Ears, said
from adapters.teams.ports import Json

PATH = "/api/messages"


@dataclass(frozen=True)
class TeamsApp:
    """Teams' parts."""

    check: Check
    ears: Ears


def add_routes(app: web.Application, teams: TeamsApp) -> None:
    """Registers `POST /api/messages`, and closes the connections to Teams with the application."""
    ears, connector = teams.ears, teams.ears.client.connector

    async def inside(activity: Json, arrived: float) -> web.Response:
        try:
            answer = await connector.receive(activity, functools.partial(ears, arrived=arrived))
        except (Malformed, Refused):
            raise
        except Exception as error:  # after any error the person gets a sentence and the log the place
            return _failed(ears, activity, error)
        return web.json_response(answer) if answer is not None else web.Response()

    async def close(_: web.Application) -> None:
        await ears.finish()
        await connector.close()

    app.router.add_post(PATH, guarded(teams.check, inside))
    app.on_cleanup.append(close)


def _failed(ears: Ears, activity: Json, error: Exception) -> web.Response:
    """A bug: logged with its place. A button shows a sentence with a number; Teams repeats a message."""
    sentence = ears.trouble.noted(error, activity["type"])
    return web.json_response(said(sentence)) if activity["type"] == "invoke" else web.Response(status=500)

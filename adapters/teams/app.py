"""Teams' one route, `POST /api/messages`: token check, the library's turn, listeners.

add_routes(web_app, TeamsApp(check, ears))
"""

import functools
from dataclasses import dataclass

from aiohttp import web

from adapters.gateway.request_limits import RequestRefused
from adapters.teams.auth.tokens import ActivityAuthenticator
from adapters.teams.gate import with_token_check
from adapters.teams.inbound import MalformedActivity
from adapters.teams.listeners import TeamsListeners, sentence_response
from adapters.teams.ports import Json

PATH = "/api/messages"


@dataclass(frozen=True)
class TeamsApp:
    """Teams' parts."""

    check: ActivityAuthenticator
    listeners: TeamsListeners


def add_routes(app: web.Application, teams: TeamsApp) -> None:
    """Registers `POST /api/messages`, and closes the connections to Teams with the application."""
    ears, connector = teams.listeners, teams.listeners.client.connector

    async def inside(activity: Json, arrived: float) -> web.Response:
        try:
            answer = await connector.receive(activity, functools.partial(ears, arrived=arrived))
        except (MalformedActivity, RequestRefused):
            raise
        except Exception as error:  # after any error the person gets a sentence and the log the place
            return _handle_error(ears, activity, error)
        return web.json_response(answer) if answer is not None else web.Response()

    async def close(_: web.Application) -> None:
        await ears.finish()
        await connector.close()

    app.router.add_post(PATH, with_token_check(teams.check, inside))
    app.on_cleanup.append(close)


def _handle_error(ears: TeamsListeners, activity: Json, error: Exception) -> web.Response:
    """A bug: logged with its place. A button shows a sentence with a number; Teams repeats a message."""
    sentence = ears.errors.report(error, activity["type"], activity)
    return (
        web.json_response(sentence_response(sentence))
        if activity["type"] == "invoke"
        else web.Response(status=500)
    )

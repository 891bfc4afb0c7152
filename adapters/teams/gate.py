"""The gate before everything that parses: who sent it is known before its body is read.

    routes.post("/api/messages")(guarded(check, inside))

A request is refused with 401 (its token) or 403 (not for this bot), and nothing of it is logged or said back.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from adapters.admission import Refused, body_of
from adapters.teams.inbound import Malformed, shaped
from adapters.teams.ports import Json
from adapters.teams.tokens import Check

Inside = Callable[[Json, float], Awaitable[web.Response]]
"""Takes the activity, and when its request arrived: looking for a key may have taken long already."""
log = structlog.get_logger(__name__)


def guarded(check: Check, inside: Inside) -> Callable[[web.Request], Awaitable[web.Response]]:
    """An aiohttp handler that lets `inside` see only activities of Teams for this bot."""

    async def gate(request: web.Request) -> web.Response:
        arrived = asyncio.get_running_loop().time()
        try:
            claims = await check.claims(request)
            activity = await _activity(request)
            check.fits(claims, activity)
            return await inside(activity, arrived)
        except Refused as refused:
            log.warning("teams_request_refused", why=refused.why, status=refused.status)
            return web.Response(status=refused.status)
        except Malformed as malformed:
            log.warning("teams_activity_malformed", why=str(malformed))
            return web.Response(status=400)

    return gate


async def _activity(request: web.Request) -> Json:
    if request.content_type != "application/json":
        raise Refused(415, "not plain JSON")
    try:
        parsed = json.loads((await body_of(request)).decode("utf-8"))
    except (ValueError, RecursionError):
        raise Malformed("no JSON") from None
    return shaped(parsed)

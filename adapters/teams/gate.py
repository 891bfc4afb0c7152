"""Token check before any parsing: the sender is known before the body is read.

    routes.post("/api/messages")(guarded(check, inside))

A request is refused with 401 (its token) or 403 (not for this bot); its content is neither logged nor returned.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from adapters.gateway.request_limits import Refused, body_of
from adapters.teams.auth.tokens import Check
from adapters.teams.inbound import Malformed, shaped
from adapters.teams.ports import Json

Inside = Callable[[Json, float], Awaitable[web.Response]]
"""Takes the activity, and the arrival time of its request: fetching a key may have taken long already."""
log = structlog.get_logger(__name__)


def guarded(check: Check, inside: Inside) -> Callable[[web.Request], Awaitable[web.Response]]:
    """An aiohttp handler that passes only activities of Teams for this bot to `inside`."""

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

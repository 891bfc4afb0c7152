"""Token check before any parsing: the sender is known before the body is read.

    routes.post("/api/messages")(with_token_check(check, inside))

A request is refused with 401 (its token) or 403 (not for this bot); its content is neither logged nor returned.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from adapters.gateway.request_limits import RequestRefused, read_body
from adapters.teams.auth.tokens import ActivityAuthenticator
from adapters.teams.inbound import MalformedActivity, parse_activity
from adapters.teams.ports import Json

Inside = Callable[[Json, float], Awaitable[web.Response]]
"""Takes the activity, and the arrival time of its request: fetching a key may have taken long already."""
log = structlog.get_logger(__name__)


def with_token_check(
    check: ActivityAuthenticator, inside: Inside
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """An aiohttp handler that passes only activities of Teams for this bot to `inside`."""

    async def gate(request: web.Request) -> web.Response:
        arrived = asyncio.get_running_loop().time()
        try:
            claims = await check.claims(request)
            activity = await _activity(request)
            check.require_match(claims, activity)
            return await inside(activity, arrived)
        except RequestRefused as refused:
            log.warning("teams_request_refused", why=refused.why, status=refused.status)
            return web.Response(status=refused.status)
        except MalformedActivity as malformed:
            log.warning("teams_activity_malformed", why=str(malformed))
            return web.Response(status=400)

    return gate


async def _activity(request: web.Request) -> Json:
    if request.content_type != "application/json":
        raise RequestRefused(415, "not plain JSON")
    try:
        parsed = json.loads((await read_body(request)).decode("utf-8"))
    except (ValueError, RecursionError):
        raise MalformedActivity("no JSON") from None
    return parse_activity(parsed)

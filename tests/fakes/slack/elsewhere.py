"""A host that is none of Slack's, on loopback: it must be asked for nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass
class Elsewhere:
    """The address of any path there, and what was asked."""

    url: str
    asked: list[str] = field(default_factory=list)


@asynccontextmanager
async def another_host() -> AsyncIterator[Elsewhere]:
    """Answers everything, as a host would that collects tokens and pictures."""

    async def collect(request: web.Request) -> web.Response:
        host.asked.append(f"{request.method} {request.path} {request.headers.get('Authorization', '')}")
        return web.Response(body=b"{}")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", collect)
    async with TestServer(app) as server:
        host = Elsewhere(str(server.make_url("/")))
        yield host

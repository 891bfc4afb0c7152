"""Liveness and readiness, for operators."""

from http import HTTPStatus

from aiohttp import hdrs, web

from adapters.web.http import answers
from adapters.web.site import Site


class Health:
    """`/healthz` and `/readyz`."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def add(self, router: web.UrlDispatcher) -> None:
        """Adds the routes."""
        router.add_get("/healthz", self.alive)
        router.add_get("/readyz", self.ready)

    async def alive(self, _: web.Request) -> web.Response:
        """Always the same: the event loop runs."""
        return web.Response(text="alive\n", headers={hdrs.CACHE_CONTROL: "no-store"})

    async def ready(self, _: web.Request) -> web.Response:
        """The parts that are not working; 503 if there are any."""
        missing = dict(await self._site.missing())
        status = HTTPStatus.SERVICE_UNAVAILABLE if missing else HTTPStatus.OK
        answer = answers.document({"ready": not missing, "missing": {**missing}}, status=status)
        answer.headers[hdrs.CACHE_CONTROL] = "no-store"
        return answer

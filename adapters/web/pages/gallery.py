"""`/gallery`: every achievement's picture, for review. Only the demo mounts it."""

import asyncio
from collections.abc import Callable, Mapping
from http import HTTPStatus

from aiohttp import web

from adapters.web.http import answers

_AN_HOUR = 3600


class GalleryPages:
    """The page and its pictures, each drawn on first request."""

    def __init__(self, page: Callable[[], str], pictures: Mapping[str, Callable[[], bytes]]) -> None:
        self._page = page
        self._pictures = pictures
        self._drawn: dict[str, bytes] = {}

    def add(self, router: web.UrlDispatcher) -> None:
        """Adds the routes."""
        router.add_get("/gallery", self.show)
        router.add_get("/gallery/{name}", self.picture)

    async def show(self, _: web.Request) -> web.Response:
        """The page."""
        answer = web.Response(text=self._page(), content_type="text/html")
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer

    async def picture(self, request: web.Request) -> web.Response:
        """One of its pictures."""
        name = request.match_info["name"]
        draw = self._pictures.get(name)
        if draw is None:
            return web.Response(text="The gallery has no such picture.\n", status=HTTPStatus.NOT_FOUND)
        if name not in self._drawn:
            self._drawn[name] = await asyncio.to_thread(draw)
        return answers.cacheable_file(request, self._drawn[name], answers.PNG, _AN_HOUR)

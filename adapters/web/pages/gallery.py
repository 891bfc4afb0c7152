"""`/gallery`: every achievement's picture, for review. Only the demo mounts it."""

import asyncio
from collections.abc import Callable, Mapping
from http import HTTPStatus

from aiohttp import hdrs, web

from adapters.visitor_language import add_vary, reader_wording
from adapters.web.http import answers
from bot.messages.languages import Languages
from bot.messages.wording import Wording

_AN_HOUR = 3600


class GalleryPages:
    """The page and its pictures, each drawn on first request."""

    def __init__(
        self,
        page: Callable[[Wording], str],
        languages: Languages,
        pictures: Mapping[str, Callable[[], bytes]],
    ) -> None:
        self._page = page
        self._languages = languages
        self._pictures = pictures
        self._drawn: dict[str, bytes] = {}
        self._drawing = asyncio.Lock()  # Pillow holds the interpreter: one picture at a time

    def add(self, router: web.UrlDispatcher) -> None:
        """Adds the routes."""
        router.add_get("/gallery", self.show)
        router.add_get("/gallery/{name}", self.picture)

    async def show(self, request: web.Request) -> web.Response:
        """The page."""
        answer = web.Response(
            text=self._page(reader_wording(request, self._languages)), content_type="text/html"
        )
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Robots-Tag"] = "noindex"
        add_vary(answer, hdrs.ACCEPT_LANGUAGE, hdrs.COOKIE)
        return answer

    async def picture(self, request: web.Request) -> web.Response:
        """One of its pictures."""
        name = request.match_info["name"]
        draw = self._pictures.get(name)
        if draw is None:
            say = reader_wording(request, self._languages)
            return web.Response(text=say.text("page.gallery.no_picture") + "\n", status=HTTPStatus.NOT_FOUND)
        async with self._drawing:
            if name not in self._drawn:
                self._drawn[name] = await asyncio.to_thread(draw)
        return answers.cacheable_file(request, self._drawn[name], answers.PNG, _AN_HOUR)

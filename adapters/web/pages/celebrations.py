"""The picture of a celebration, for chat platforms that fetch pictures by their address.

Its address is random and made by the earner's consent to this celebration. Whoever saw it can pass it on; once the
celebration was taken back it answers 410 for ever.
"""

from http import HTTPStatus

from aiohttp import web

from adapters.web.http import answers
from adapters.web.pages.rendering import Pages
from adapters.web.site import Site
from bot.domain.addresses import CELEBRATION


class Celebrations:
    """`/celebrations/{token}.png`."""

    def __init__(self, site: Site, pages: Pages) -> None:
        self._site = site
        self._pages = pages

    def add(self, router: web.UrlDispatcher) -> None:
        """Adds the route."""
        router.add_get(CELEBRATION.route, self.show)

    async def show(self, request: web.Request) -> web.Response:
        """The picture, for no search engine and in no shared cache."""
        found = await self._site.celebration(request.match_info["token"])
        if found is None:
            return self._pages.answer(request, "nothing_here.html", HTTPStatus.NOT_FOUND)
        if found.picture is None:
            return self._pages.answer(request, "celebration_gone.html", HTTPStatus.GONE)
        return answers.file(found.picture, answers.PNG, answers.file_name(found.slug, "png"))

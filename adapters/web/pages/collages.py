"""Pictures of several badges, and tiles of one. They name no person: an address lists achievements and no more.

There are too many possible collages to draw them all, so an address that Laurel did not compose is unknown.

There are more lists of eight achievements than could be drawn, so a collage's address ends in a digest that only
Laurel can make, and any other is answered as unknown.
"""

import hmac
import re
from http import HTTPStatus

from aiohttp import web

from adapters.web.http import answers
from adapters.web.pages.rendering import Pages
from adapters.web.site import Site
from bot.domain.addresses import COLLAGE, TILE
from bot.domain.catalogue.model import MOST_IN_COLLAGE, collage_path

_ONE = re.compile(r"([a-z0-9-]{1,64})\.([1-9][0-9]{0,8})")
_A_DAY = 24 * 3600


class Collages:
    """`/achievements/{slug}/{version}/tile.png` and `/collage/{slug}.{version}+…/{digest}.png`."""

    def __init__(self, site: Site, pages: Pages) -> None:
        self._site = site
        self._pages = pages

    def add(self, router: web.UrlDispatcher) -> None:
        """Adds the routes."""
        router.add_get(TILE.route, self.tile)
        router.add_get(COLLAGE.route, self.collage)

    async def tile(self, request: web.Request) -> web.Response:
        """One badge on a 16:9 ground."""
        shown = await self._site.reads.achievement(
            request.match_info["slug"], int(request.match_info["version"])
        )
        if shown is None:
            return self._unknown(request)
        picture = await self._site.pictures.tile(shown.achievement)
        return answers.cacheable_file(request, picture, answers.PNG, _A_DAY)

    async def collage(self, request: web.Request) -> web.Response:
        """Several badges side by side; all of them must exist."""
        asked = [_ONE.fullmatch(name) for name in request.match_info["names"].split("+")]
        if not 1 <= len(asked) <= MOST_IN_COLLAGE:
            return self._unknown(request)
        found = [
            await self._site.reads.achievement(match[1], int(match[2])) if match else None for match in asked
        ]
        achievements = [shown.achievement for shown in found if shown]
        if len(achievements) < len(asked) or not hmac.compare_digest(
            collage_path(achievements), request.path
        ):
            return self._unknown(request)
        picture = await self._site.pictures.collage(achievements)
        return answers.cacheable_file(request, picture, answers.PNG, _A_DAY)

    def _unknown(self, request: web.Request) -> web.Response:
        return self._pages.answer(request, "nothing_here.html", HTTPStatus.NOT_FOUND)

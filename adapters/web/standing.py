"""Does what we signed still count? Status lists, and lists that name what was revoked for who knows nothing newer."""

from http import HTTPStatus

from aiohttp import web

from adapters.web import answers
from adapters.web.addresses import OLDER, addresses
from adapters.web.negotiation import CREDENTIAL, JSON, LINKED_JSON
from adapters.web.rendering import Pages
from adapters.web.site import Site
from issuer.credential import open_badges_2
from issuer.credential.revocation_list import Revoked, revocation_list
from issuer.strict_json import Document, compact

_TTL = 15 * 60
"""Seconds a copy may be kept, as the lists themselves say (`ttl`)."""


class Standing:
    """`/status/{list}`; `/revocations` where the operator chose an open list."""

    def __init__(self, site: Site, pages: Pages) -> None:
        self._site = site
        self._pages = pages

    def add(self, router: web.UrlDispatcher) -> None:
        """Adds the routes."""
        router.add_get("/status/{name:[0-9a-f-]{36}}", self.status_list)
        if self._site.names_revoked:
            router.add_get("/revocations", self.named)
        router.add_get(f"/revocations{OLDER}", self.older)

    async def status_list(self, request: web.Request) -> web.Response:
        """The signed BitstringStatusListCredential; 304 for who has it already."""
        body = await self._site.shelf.status_list(request.match_info["name"])
        if body is None:
            return self._pages.answer("nothing_here.html", HTTPStatus.NOT_FOUND)
        return answers.cached(request, body, CREDENTIAL, _TTL)

    async def named(self, request: web.Request) -> web.Response:
        """The 1EdTechRevocationList."""
        url = self._site.public_url
        lost = await self._site.shelf.revoked()
        entries = [Revoked(f"{url}/credentials/{public_id}", reason) for public_id, reason in lost.items()]
        said = revocation_list(f"{url}/revocations", self._site.issuer.id, entries)
        return _cached(request, said, JSON)

    async def older(self, request: web.Request) -> web.Response:
        """The RevocationList of Open Badges 2.0, by which signed copies of a badge are known to count no more.

        It names badges by random ids that only their copies hold, and gives a reason where an open list would.
        """
        url = self._site.public_url
        if not self._site.secure:
            return self._pages.answer("nothing_here.html", HTTPStatus.NOT_FOUND)
        lost = await self._site.shelf.revoked()
        ids = {f"{url}/credentials/{public_id}": reason for public_id, reason in lost.items()}
        return _cached(request, open_badges_2.revocations(ids, addresses(url)), LINKED_JSON)


def _cached(request: web.Request, said: Document, media_type: str) -> web.Response:
    return answers.cached(request, compact(said).encode(), media_type, _TTL)

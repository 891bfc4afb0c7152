"""Status of signed credentials: status lists, and named revocation lists for verifiers without status lists."""

from http import HTTPStatus

from aiohttp import web

from adapters.web.http import answers
from adapters.web.http.negotiation import CREDENTIAL, JSON, LINKED_JSON
from adapters.web.pages.rendering import Pages
from adapters.web.site import Site
from bot.domain.addresses import OB2, REVOCATIONS, STATUS_LIST
from issuer.strict_json import Document, compact_json

_TTL = 15 * 60
"""Seconds a copy may be cached, as the lists themselves say (`ttl`)."""


class StatusListRoutes:
    """`/status/{list}`; `/revocations` if the operator chose an open list."""

    def __init__(self, site: Site, pages: Pages) -> None:
        self._site = site
        self._pages = pages

    def add(self, router: web.UrlDispatcher) -> None:
        """Adds the routes."""
        router.add_get(STATUS_LIST.route, self.status_list)
        if self._site.names_revoked:
            router.add_get(REVOCATIONS.route, self.revocations)
        router.add_get((REVOCATIONS + OB2).route, self.ob2_revocations)

    async def status_list(self, request: web.Request) -> web.Response:
        """The signed BitstringStatusListCredential; 304 if the client has it already."""
        body = await self._site.reads.status_list(request.match_info["name"])
        if body is None:
            return self._pages.answer(request, "nothing_here.html", HTTPStatus.NOT_FOUND)
        return answers.cacheable_file(request, body, CREDENTIAL, _TTL)

    async def revocations(self, request: web.Request) -> web.Response:
        """The 1EdTechRevocationList."""
        return self._answer(request, await self._site.hosted_documents.revocations(), JSON)

    async def ob2_revocations(self, request: web.Request) -> web.Response:
        """The RevocationList of Open Badges 2.0, which revokes signed copies of a badge."""
        return self._answer(request, await self._site.hosted_documents.ob2_revocations(), LINKED_JSON)

    def _answer(self, request: web.Request, said: Document | None, media_type: str) -> web.Response:
        if said is None:
            return self._pages.answer(request, "nothing_here.html", HTTPStatus.NOT_FOUND)
        return answers.cacheable_file(request, compact_json(said).encode(), media_type, _TTL)

"""Who signs: the issuer's profile, and the document that lists its keys."""

from http import HTTPStatus

from aiohttp import hdrs, web

from adapters.web import answers
from adapters.web.negotiation import DOCUMENT_FORMS, HTML, LINKED_JSON, preferred
from adapters.web.rendering import Pages
from adapters.web.site import Site
from issuer.credential.document import CONTEXTS, profile_document

_BRIEFLY = "public, max-age=300"
"""Seconds caches may keep it: a key that is taken out should not live on for long."""


class WhoSigns:
    """`/issuer` and `/.well-known/did.json`."""

    def __init__(self, site: Site, pages: Pages) -> None:
        self._site = site
        self._pages = pages

    def add(self, router: web.UrlDispatcher) -> None:
        """Adds the routes."""
        router.add_get("/issuer", self.profile)
        router.add_get("/.well-known/did.json", self.keys)

    async def profile(self, request: web.Request) -> web.Response:
        """The page, or the Profile of Open Badges 3.0, section B.1.12, by Accept."""
        if preferred(request.headers.get(hdrs.ACCEPT, ""), DOCUMENT_FORMS) == HTML:
            answer = self._pages.answer("issuer.html")
            del answer.headers["X-Robots-Tag"]
        else:
            answer = answers.document(
                {"@context": list(CONTEXTS), **profile_document(self._site.issuer)}, LINKED_JSON
            )
        answer.headers[hdrs.CACHE_CONTROL] = _BRIEFLY
        answer.headers[hdrs.VARY] = hdrs.ACCEPT
        return answer

    async def keys(self, _: web.Request) -> web.Response:
        """The DID document (did:web, section 2.5.2); 404 where the issuer is a `did:key`, which is its own."""
        found = await self._site.shelf.did_document()
        if found is None:
            return self._pages.answer("nothing_here.html", HTTPStatus.NOT_FOUND)
        answer = answers.document(found, "application/did+json")
        answer.headers[hdrs.CACHE_CONTROL] = _BRIEFLY
        return answer

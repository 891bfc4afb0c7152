"""The issuer: its profile, and the document that lists its keys.

Decision: docs/decisions/0113.
"""

from http import HTTPStatus

from aiohttp import hdrs, web

from adapters.visitor_language import add_vary
from adapters.web.http import answers
from adapters.web.http.negotiation import DOCUMENT_FORMS, HTML, LINKED_JSON, preferred_form
from adapters.web.pages.rendering import Pages
from adapters.web.site import Site
from bot.domain.addresses import DID_DOCUMENT, ISSUER, KEY, OB2
from issuer.openbadges.document import CONTEXTS, profile_document

_BRIEFLY = "public, max-age=300"
"""Seconds caches may keep it: a withdrawn key should not stay in use for long."""


class IssuerDocuments:
    """`/issuer`, `/.well-known/did.json`, and each public key on its own."""

    def __init__(self, site: Site, pages: Pages) -> None:
        self._site = site
        self._pages = pages

    def add(self, router: web.UrlDispatcher) -> None:
        """Adds the routes."""
        router.add_get(ISSUER.route, self.profile)
        router.add_get((ISSUER + OB2).route, self.ob2_profile)
        router.add_get(DID_DOCUMENT.route, self.keys)
        router.add_get(KEY.route, self.key)
        router.add_get((KEY + OB2).route, self.ob2_key)

    async def profile(self, request: web.Request) -> web.Response:
        """The page, or the Profile of Open Badges 3.0, section B.1.12, by Accept."""
        if preferred_form(request.headers.get(hdrs.ACCEPT, ""), DOCUMENT_FORMS) == HTML:
            answer = self._pages.answer(request, "issuer.html")
            del answer.headers["X-Robots-Tag"]
        else:
            answer = answers.document(
                {"@context": list(CONTEXTS), **profile_document(self._site.issuer)}, LINKED_JSON
            )
        answer.headers[hdrs.CACHE_CONTROL] = _BRIEFLY
        add_vary(answer, hdrs.ACCEPT)
        return answer

    async def keys(self, request: web.Request) -> web.Response:
        """The DID document (did:web, section 2.5.2); 404 if the issuer is a `did:key`, which is its own."""
        found = await self._site.reads.did_document()
        if found is None:
            return self._pages.answer(request, "nothing_here.html", HTTPStatus.NOT_FOUND)
        answer = answers.document(found, "application/did+json")
        answer.headers[hdrs.CACHE_CONTROL] = _BRIEFLY
        return answer

    async def key(self, request: web.Request) -> web.Response:
        """One bare JWK (RFC 7517), the target of a token's header; not a set of them."""
        found = await self._site.reads.key(request.match_info["kid"])
        if found is None:
            return await self._no_key(request)
        return _brief(answers.document(found.jwk, "application/jwk+json"))

    async def ob2_key(self, request: web.Request) -> web.Response:
        """The CryptographicKey of Open Badges 2.0; only keys for RS256 have one."""
        found = await self._site.reads.key(request.match_info["kid"])
        if found is None or found.ob2 is None:
            return await self._no_key(request)
        return _brief(answers.document(found.ob2, LINKED_JSON))

    async def ob2_profile(self, request: web.Request) -> web.Response:
        """The issuer's Profile of Open Badges 2.0."""
        said = await self._site.hosted_documents.ob2_profile()
        if said is None:
            return self._pages.answer(request, "nothing_here.html", HTTPStatus.NOT_FOUND)
        return _brief(answers.document(said, LINKED_JSON))

    async def _no_key(self, request: web.Request) -> web.Response:
        """Gone if it is compromised: a verifier of a forgery must find no key to check it with."""
        gone = await self._site.reads.is_withdrawn(request.match_info["kid"])
        status = HTTPStatus.GONE if gone else HTTPStatus.NOT_FOUND
        return _brief(
            self._pages.answer(request, "key_withdrawn.html" if gone else "nothing_here.html", status)
        )


def _brief(answer: web.Response) -> web.Response:
    answer.headers[hdrs.CACHE_CONTROL] = _BRIEFLY
    return answer

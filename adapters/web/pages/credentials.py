"""A credential's page and files, for visitors with the link, while its earner shares it.

A private credential, an unknown id, a malformed one, and one undone before it was ever shared get one and the
same answer: the page must not reveal credentials that people keep private.

The browser re-checks by the two texts whose hashes were signed, instead of canonicalising JSON-LD, which would need a
library as large as the rest of the site.
"""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from aiohttp import hdrs, web

from adapters.gateway.rates import RateLimiter
from adapters.visitor_language import add_vary
from adapters.web.hosted.visibility import PublicVisibility, public_visibility, signed_file
from adapters.web.http import answers
from adapters.web.http.headers import POLICY
from adapters.web.http.negotiation import CREDENTIAL, CREDENTIAL_FORMS, HTML, JWS, LINKED_JSON, preferred_form
from adapters.web.http.rates import client_address
from adapters.web.http.uploads import UnusableUpload, read_upload
from adapters.web.pages.files import credential_file
from adapters.web.pages.judgement import Judgement
from adapters.web.pages.rendering import Pages
from adapters.web.ports import ShownCredential
from adapters.web.site import Site
from bot.domain import addresses
from bot.domain.addresses import ANY_CREDENTIAL, CARD, CHAT_CARD
from bot.domain.sharing.rules import consent
from bot.messages.cards import plain
from bot.presenting.earners.giving import as_sentence, other_givers
from issuer.celebration import named_picture, public_page
from issuer.strict_json import compact_json

_OB2_FORM = "application/ld+json;version=2"
_FORM_OF = {
    addresses.JSON: CREDENTIAL,
    addresses.JWT: JWS,
    addresses.PNG: answers.PNG,
    addresses.SVG: answers.SVG,
    addresses.OB2: _OB2_FORM,
}


@dataclass(frozen=True)
class _FormRequest:
    public_id: UUID
    form: str


class CredentialPages:
    """`/credentials/{uuid}`, by Accept or with `.json`, `.jwt`, `.png`, `.svg`, and `.ob2.json` for older ones."""

    def __init__(self, site: Site, pages: Pages) -> None:
        self._site = site
        self._pages = pages
        self._rates = RateLimiter(site.rate_verify)

    def add(self, router: web.UrlDispatcher) -> None:
        """Adds the routes."""
        router.add_get(ANY_CREDENTIAL.route, self.show)
        router.add_post(ANY_CREDENTIAL.route, self.compare)
        for picture in (CARD, CHAT_CARD):
            router.add_get(picture.route, self.card)

    async def show(self, request: web.Request) -> web.Response:
        """The page, the signed file, or the picture that contains it; 404 until shared, 410 once un-shared.

        At the address of the Open Badges 2.0 form, 410 revokes the badge, so an un-shared one is unknown there (404).
        """
        asked = _form_request(request)
        shown, closed = await self._look_up(request, asked)
        answer = (
            closed if asked is None or shown is None else await self._response(request, shown, asked.form)
        )
        add_vary(answer, hdrs.ACCEPT)
        return answer

    async def compare(self, request: web.Request) -> web.Response:
        """The page, with an answer to whether the badge was issued to the address of the form."""
        asked = _form_request(request)
        shown, closed = await self._look_up(request, asked)
        document = signed_file(shown)
        if shown is None or document is None:
            return closed
        address = client_address(request)
        wait = self._rates.enter(address)
        if wait:
            return self._too_many(request, wait)
        try:
            email = (await read_upload(request, source_needed=False)).email
            return await self._page(request, shown, document, email)
        except UnusableUpload as problem:
            says = self._pages.reader(request).text(problem.key, **problem.values)
            return self._pages.answer(request, "verify.html", problem.status, problem=says)
        finally:
            self._rates.leave(address)

    def _too_many(self, request: web.Request, wait: int) -> web.Response:
        says = self._pages.reader(request).text("page.verify.too_many", count=wait)
        answer = self._pages.answer(request, "verify.html", HTTPStatus.TOO_MANY_REQUESTS, problem=says)
        answer.headers[hdrs.RETRY_AFTER] = str(wait)
        answer.force_close()
        return answer

    async def card(self, request: web.Request) -> web.Response:
        """The celebration picture: available with the page, gone with it, and never in a shared cache."""
        asked = _form_request(request)
        shown, closed = await self._look_up(request, asked)
        if shown is None:
            return closed
        names = shown.recipient.public_name, shown.achievement.name
        named = named_picture(*names, consent(shown.credential), shown.giving)
        pictures = self._site.pictures
        drawn = pictures.celebration_in_chat if request.path.endswith("/chat.png") else pictures.celebration
        picture = await drawn(named, shown.achievement, shown.organisation, shown.credential.awarded_at)
        return answers.file(picture, answers.PNG, answers.file_name(shown.achievement.slug, "png"))

    async def _look_up(
        self, request: web.Request, asked: "_FormRequest | None"
    ) -> tuple[ShownCredential | None, web.Response]:
        """The credential if it is public; else None, and the answer to send."""
        shown = await self._site.reads.public_credential(asked.public_id) if asked else None
        state = public_visibility(shown)
        unknown = self._pages.answer(request, "credential_unknown.html", HTTPStatus.NOT_FOUND)
        if state is PublicVisibility.GONE and asked and shown and asked.form == _OB2_FORM:
            return None, self._ob2_revoked(shown) or unknown
        if state is PublicVisibility.GONE:
            return None, self._pages.answer(request, "credential_gone.html", HTTPStatus.GONE)
        return (None if state is PublicVisibility.UNKNOWN else shown), unknown

    async def _response(self, request: web.Request, shown: ShownCredential, form: str) -> web.Response:
        document = signed_file(shown)
        if document is None:
            raise LookupError("a credential is shared and has no signed file")
        if form == HTML:
            return await self._page(request, shown, document)
        if form == _OB2_FORM:
            return self._ob2_assertion(request, shown)
        file = await credential_file(self._site, shown, form)
        if file is None:
            return self._pages.answer(request, "nothing_here.html", HTTPStatus.NOT_FOUND)
        answer = answers.file(
            file.body, file.media_type, answers.file_name(shown.achievement.slug, file.ending)
        )
        answer.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = "*"
        return answer

    def _ob2_assertion(self, request: web.Request, shown: ShownCredential) -> web.Response:
        """The Assertion of Open Badges 2.0: trusted by its address, so in trial mode there is none."""
        said = self._site.hosted_documents.ob2_assertion(shown)
        if said is None:
            return self._pages.answer(request, "nothing_here.html", HTTPStatus.NOT_FOUND)
        answer = answers.document(said, LINKED_JSON)
        answer.headers[hdrs.CACHE_CONTROL] = "no-store"
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer

    def _ob2_revoked(self, shown: ShownCredential) -> web.Response | None:
        """The revocation of an Assertion: programs take this answer, and only this, for one."""
        said = self._site.hosted_documents.ob2_revoked(shown)
        if said is None:
            return None
        answer = answers.document(said, LINKED_JSON, HTTPStatus.GONE)
        answer.headers[hdrs.CACHE_CONTROL] = "no-store"
        return answer

    async def _page(
        self, request: web.Request, shown: ShownCredential, document: bytes, email: str | None = None
    ) -> web.Response:
        names = shown.recipient.public_name, shown.achievement.name
        allowed = public_page(*names, consent(shown.credential), shown.giving)
        reader = self._pages.reader(request, shown.organisation.language)
        found = Judgement(await self._site.checker.check(document, email))
        statements = None
        if found.verdict == "valid":
            statements = compact_json(
                dict((await asyncio.to_thread(self._site.statements, document)).as_json())
            )
        answer = self._pages.answer(
            request,
            "credential.html",
            page=allowed,
            said=[(as_sentence(words.text), words.author) for words in allowed.giving.words],
            thanks=plain(other_givers(reader, allowed.giving)),
            path=shown.credential.path,
            awarded_at=shown.credential.awarded_at,
            achievement=shown.achievement,
            organisation=shown.organisation,
            report=found.report,
            found=found,
            email=email,
            statements=statements,
            token=bool(shown.token),
        )
        if statements:  # the one page with a script: it checks the badge again on the visitor's own machine
            answer.headers["Content-Security-Policy"] = f"{POLICY}; script-src 'self'; connect-src 'self'"
        return answer


def _form_request(request: web.Request) -> _FormRequest | None:
    path = ANY_CREDENTIAL.path(name=request.match_info["name"])
    for ending, form in (*_FORM_OF.items(), ("", "")):
        found = (addresses.CREDENTIAL + ending).match(path)
        if found:
            accepted = request.headers.get(hdrs.ACCEPT, "")
            return _FormRequest(UUID(found["public_id"]), form or preferred_form(accepted, CREDENTIAL_FORMS))
    return None

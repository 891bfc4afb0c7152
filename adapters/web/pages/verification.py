"""`/verify`: checks any badge. Uploads are processed in memory and then discarded.

The page about a badge carries what was brought, so that whose badge it is can be asked without bringing it again.
"""

import functools
from http import HTTPStatus

from aiohttp import hdrs, web

from adapters.gateway.rates import RateLimiter
from adapters.visitor_language import add_vary
from adapters.web.http import answers
from adapters.web.http.headers import POLICY
from adapters.web.http.negotiation import HTML, JSON, preferred_form
from adapters.web.http.rates import client_address
from adapters.web.http.uploads import UnusableUpload, Upload, carry, read_upload
from adapters.web.pages.badge_pictures import image_of
from adapters.web.pages.judgement import Judgement
from adapters.web.pages.rendering import Pages
from adapters.web.site import Site
from bot.domain.addresses import VERIFY
from bot.messages.findings import word_message
from bot.messages.wording import Wording
from issuer.verifying import VerificationReport

_FORMS = frozenset({"multipart/form-data"})


class Verification:
    """The form, and the report on what was sent with it or as a bare body."""

    def __init__(self, site: Site, pages: Pages) -> None:
        self._site = site
        self._pages = pages
        self._rates = RateLimiter(site.rate_verify)

    def add(self, router: web.UrlDispatcher) -> None:
        """Adds the routes."""
        router.add_get(VERIFY.route, self.ask)
        router.add_post(VERIFY.route, self.report)

    async def ask(self, request: web.Request) -> web.Response:
        """The form. It names no person, so search engines may list it."""
        answer = self._pages.answer(request, "verify.html", problem=None)
        del answer.headers["X-Robots-Tag"]
        return answer

    async def report(self, request: web.Request) -> web.Response:
        """The report of the checks; 200 for any verdict, as the question was answered."""
        address = client_address(request)
        wait = self._rates.enter(address)
        if wait:
            return self._too_many(request, wait)
        try:
            brought = await read_upload(request)
            report = await self._site.checker.check(brought.source, brought.email)
        except UnusableUpload as problem:
            return self._unusable(request, problem)
        finally:
            self._rates.leave(address)
        if _wants_page(request):
            return await self._page(request, brought, report)
        say = self._pages.reader(request).in_zone(self._site.zone_for(report))
        return _in_language(say, answers.document(report.as_json(functools.partial(word_message, say))))

    async def _page(self, request: web.Request, brought: Upload, report: VerificationReport) -> web.Response:
        image = await image_of(self._site, brought.source, report)
        answer = self._pages.answer(
            request,
            "verified.html",
            zone=self._site.zone_for(report),
            report=report,
            found=Judgement(report),
            image=image,
            carried=carry(brought.source),
            email=brought.email,
        )
        if image and image.source.startswith("data:"):
            answer.headers["Content-Security-Policy"] = POLICY.replace("img-src", "img-src data:")
        return answer

    def _too_many(self, request: web.Request, wait: int) -> web.Response:
        """The body is not read: a client over its limit should cost little."""
        problem = UnusableUpload(HTTPStatus.TOO_MANY_REQUESTS, "page.verify.too_many", count=wait)
        answer = self._unusable(request, problem)
        answer.headers[hdrs.RETRY_AFTER] = str(wait)
        answer.force_close()
        return answer

    def _unusable(self, request: web.Request, problem: UnusableUpload) -> web.Response:
        say = self._pages.reader(request)
        says = say.text(problem.key, **problem.values)
        if _wants_page(request):
            return self._pages.answer(request, "verify.html", problem.status, problem=says)
        return _in_language(say, answers.document({"problem": says}, status=problem.status))


def _wants_page(request: web.Request) -> bool:
    """By Accept; without a preference, a form gets a page and a bare body gets JSON."""
    forms = (HTML, JSON) if request.content_type in _FORMS else (JSON, HTML)
    return preferred_form(request.headers.get(hdrs.ACCEPT, ""), forms) == HTML


def _in_language(say: Wording, answer: web.Response) -> web.Response:
    answer.headers[hdrs.CACHE_CONTROL] = "no-store"
    answer.headers[hdrs.CONTENT_LANGUAGE] = say.language
    add_vary(answer, hdrs.ACCEPT, hdrs.ACCEPT_LANGUAGE, hdrs.COOKIE)
    return answer

"""`/verify`: checks any badge. Uploads are processed in memory and then discarded."""

import functools
from http import HTTPStatus

from aiohttp import hdrs, web

from adapters.gateway.rates import RateLimiter
from adapters.visitor_language import add_vary
from adapters.web.http import answers
from adapters.web.http.negotiation import HTML, JSON, preferred_form
from adapters.web.http.rates import client_address
from adapters.web.http.uploads import UnusableUpload, read_upload
from adapters.web.pages.rendering import Pages
from adapters.web.site import Site
from bot.domain.addresses import VERIFY
from bot.messages.findings import word_message
from bot.messages.wording import Wording

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
        answer = self._pages.answer(request, "verify.html", report=None, problem=None)
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
        zone = self._site.zone_for(report)
        if _wants_page(request):
            return self._pages.answer(request, "verify.html", zone=zone, report=report, problem=None)
        say = self._pages.reader(request).in_zone(zone)
        return _in_language(say, answers.document(report.as_json(functools.partial(word_message, say))))

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
            return self._pages.answer(request, "verify.html", problem.status, report=None, problem=says)
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

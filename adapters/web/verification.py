"""`/verify`: anyone may check a badge file here. What is brought is looked at in memory and then forgotten."""

from aiohttp import hdrs, web

from adapters.web import answers
from adapters.web.checking import check
from adapters.web.negotiation import HTML, JSON, preferred
from adapters.web.rendering import Pages
from adapters.web.site import Site
from adapters.web.uploads import Unusable, uploaded


class Verification:
    """The form, and the report on what was sent with it or as a bare body."""

    def __init__(self, site: Site, pages: Pages) -> None:
        self._site = site
        self._pages = pages

    def add(self, router: web.UrlDispatcher) -> None:
        """Adds the routes."""
        router.add_get("/verify", self.ask)
        router.add_post("/verify", self.report)

    async def ask(self, _: web.Request) -> web.Response:
        """The form. It names nobody, so it may be found."""
        answer = self._pages.answer("verify.html", report=None, problem=None)
        del answer.headers["X-Robots-Tag"]
        return answer

    async def report(self, request: web.Request) -> web.Response:
        """What the checks found; 200 whatever the verdict, for the question was answered."""
        try:
            source = await uploaded(request)
        except Unusable as problem:
            return self._unusable(request, problem)
        report = await check(self._site, source)
        if _wants_page(request):
            return self._pages.answer("verify.html", report=report, problem=None)
        return _unstored(answers.document(report.as_json()))

    def _unusable(self, request: web.Request, problem: Unusable) -> web.Response:
        if _wants_page(request):
            return self._pages.answer("verify.html", problem.status, report=None, problem=problem.says)
        return _unstored(answers.document({"problem": problem.says}, status=problem.status))


def _wants_page(request: web.Request) -> bool:
    """By Accept; where that says nothing, a form gets a page and a bare body gets JSON."""
    forms = (HTML, JSON) if request.content_type == "multipart/form-data" else (JSON, HTML)
    return preferred(request.headers.get(hdrs.ACCEPT, ""), forms) == HTML


def _unstored(answer: web.Response) -> web.Response:
    answer.headers[hdrs.CACHE_CONTROL] = "no-store"
    return answer

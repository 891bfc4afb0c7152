"""Error pages: for a failing listener, and for an unknown address."""

from collections.abc import Callable
from http import HTTPStatus

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from adapters.web.pages.rendering import Pages

_log: structlog.stdlib.BoundLogger = structlog.get_logger("web")


def plain_errors(pages: Pages, reference: Callable[[], str]) -> Middleware:
    """Turns a bug into a plain page with a reference number, and the router's own 404 and 405 into pages.

    Answers that a listener chose itself, including refusals of other mounted parts, pass unchanged.
    """

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)  # aiohttp passes it by this name
        except web.HTTPException as chosen:
            return _router_page(pages, request, chosen)
        except Exception as bug:
            if request.writer.output_size:
                raise  # the answer is on its way already: the connection can only be closed
            number = reference()
            _log.error("web.failed", reference=number, route=_route(request), exc_info=bug)
            return pages.answer(request, "failed.html", HTTPStatus.INTERNAL_SERVER_ERROR, reference=number)

    return middleware


def _router_page(pages: Pages, request: web.Request, chosen: web.HTTPException) -> web.StreamResponse:
    if chosen is not request.match_info.http_exception:
        raise chosen
    if isinstance(chosen, web.HTTPMethodNotAllowed):
        answer = pages.answer(
            request, "not_allowed.html", HTTPStatus.METHOD_NOT_ALLOWED, method=request.method
        )
        answer.headers["Allow"] = chosen.headers["Allow"]
        return answer
    return pages.answer(request, "nothing_here.html", HTTPStatus(chosen.status))


def _route(request: web.Request) -> str:
    """The route's pattern: the path itself may contain a secret."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "none"

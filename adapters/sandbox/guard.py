"""Keeps other websites out of the sandbox, which has no passwords.

A page elsewhere can make a browser send requests to this machine. Three things stop it: the Host must name this
machine (DNS rebinding brings another name), the Origin must be our own, and a request that writes needs a JSON body
with a header that no foreign page can add without asking first (Fetch standard, "CORS protocol").
"""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

LOOPBACK = ("127.0.0.1", "localhost", "::1")
REQUEST_HEADER = "X-Laurel-Sandbox"

SandboxListener = Callable[[web.Request], Awaitable[web.StreamResponse]]


class SandboxRequestRefused(Exception):
    """The request is not from our own page, or is malformed. `status` is the HTTP status."""

    def __init__(self, status: int, says: str) -> None:
        super().__init__(says)
        self.status = status


def with_origin_check(listener: SandboxListener) -> SandboxListener:
    """Wraps a listener for our own page only; a refusal is answered in a sentence."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            refuse_strangers(request)
            return await listener(request)
        except SandboxRequestRefused as refused:
            return web.json_response({"error": str(refused)}, status=refused.status)

    return answer


def refuse_strangers(request: web.Request) -> None:
    """Raises SandboxRequestRefused unless the request is from a page of ours, on this machine."""
    host = request.headers.get("Host", "")
    if _name(host) not in LOOPBACK:
        raise SandboxRequestRefused(
            403, f"The sandbox answers on this machine only, not as {host!r}: open http://127.0.0.1."
        )
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{host}":
        raise SandboxRequestRefused(
            403, f"The sandbox takes requests from its own page only, not from {origin!r}."
        )
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin") and request.path != "/":
        raise SandboxRequestRefused(
            403, "The sandbox takes requests from its own page only, not from another site."
        )
    if request.method == "POST":
        _refuse_plain_posts(request)


def _refuse_plain_posts(request: web.Request) -> None:
    if request.content_type != "application/json":
        raise SandboxRequestRefused(
            415, f"Expected a body of application/json, found {request.content_type}."
        )
    if REQUEST_HEADER not in request.headers:
        raise SandboxRequestRefused(
            403, f"Expected the header {REQUEST_HEADER}, which the sandbox page sends."
        )


def _name(host: str) -> str | None:
    """The host's name without its port; None if it cannot be read."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None

"""Headers that every response carries.

They are added when a response is about to be sent (`on_response_prepare`) rather than by wrapping listeners: so
streams, files, redirects and the router's own 404 have them too. A part that set its own policy keeps it.
"""

from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_DEFAULTS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_A_YEAR = "max-age=31536000"


def security_headers(secure: bool) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """The signal receiver; `secure` means that the public address is https, so that browsers may insist on it."""

    async def add(_: web.Request, response: web.StreamResponse) -> None:
        for name, value in _DEFAULTS.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers.setdefault("Strict-Transport-Security", _A_YEAR)
        response.headers[hdrs.SERVER] = "Laurel"  # versions help attackers only

    return add

"""Was a form sent from our own page? This keeps other sites from pressing our buttons for their visitors."""

from aiohttp import web

_OURS = frozenset({"same-origin", "none"})


def from_our_own_page(request: web.Request, origin: str) -> bool:
    """Whether the request may change something.

    `Sec-Fetch-Site` (W3C Fetch Metadata) decides where it is sent. Older browsers send `Origin` alone, which has to
    be `origin` or the host that was asked. A client that sends neither is no browser, so nobody can steer it.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in _OURS
    found = request.headers.get("Origin")
    return found is None or found in (origin, f"{request.scheme}://{request.host}")

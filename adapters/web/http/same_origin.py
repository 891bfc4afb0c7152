"""Same-origin check of forms: keeps other sites from submitting our forms for their visitors."""

from aiohttp import web

_OURS = frozenset({"same-origin", "none"})


def from_our_own_page(request: web.Request, origin: str) -> bool:
    """Whether the request may change state.

    `Sec-Fetch-Site` (W3C Fetch Metadata) decides if it is sent. Older browsers send `Origin` alone, which must be
    `origin` or the requested host. A client that sends neither is no browser, so no site can control it.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in _OURS
    found = request.headers.get("Origin")
    return found is None or found in (origin, f"{request.scheme}://{request.host}")

"""Per-client rate-limit key of a web request: so many checks a minute for each address."""

import ipaddress

from aiohttp import web


def client_address(request: web.Request) -> str:
    """The client: the peer, or the last entry that a reverse proxy on our own network forwards.

    Of IPv6 the first 64 bits, as a client has all addresses below them.
    """
    peer = _parse_address(request.remote or "")
    if peer is not None and (peer.is_loopback or peer.is_private):
        said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        peer = _parse_address(said) or peer
    if isinstance(peer, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((peer, 64), strict=False))
    return str(peer)


def _parse_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found

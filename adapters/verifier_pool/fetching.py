"""Fetches documents named by a submitted badge, with care: a badge can name any address.

    async with Fetcher() as fetcher:
        body = await fetcher.fetch("https://issuer.example/.well-known/did.json")

Only https on port 443 of global addresses, checked when the connection is made, so that no name, redirect,
spelling or change of DNS leads inside. Requests carry nothing of ours: no cookies, no credentials, no proxy of the
environment. After any error the answer is the same: None.
"""

import asyncio
import ipaddress
import socket
from collections import defaultdict
from collections.abc import Callable
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver

from issuer.verifying.inputs.documents import FetchedResponse

SECONDS = 5.0
"""For one document, redirects included."""
MOST_BYTES = 2 * 1024 * 1024
"""Of one document, after decoding."""
MOST_REDIRECTS = 3
_PER_HOST = 2
_MOST_HOSTS = 1000
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ANSWERS = frozenset({200, 410})
"""410 counts: an older badge that was revoked answers so."""
_HEADERS = {
    "Accept": "application/vc+ld+json, application/did+json, application/ld+json, application/json;q=0.9, "
    "text/plain;q=0.8, image/png;q=0.7, image/svg+xml;q=0.7, */*;q=0.1",
    "User-Agent": "Laurel badge check",
}
_INSIDE_SIX = tuple(
    ipaddress.ip_network(literal) for literal in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)
"""IPv6 ranges that embed an IPv4 address."""

AddressInfo = tuple[Any, ...]
Permits = Callable[[str], bool]


class FetchRefused(OSError):
    """The address is not allowed."""


def is_global(address: str) -> bool:
    """Whether an IP address is on the public internet, in any notation."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return is_global(str(found.ipv4_mapped))
        if any(found in network for network in _INSIDE_SIX):
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


class Fetcher:
    """One session for all documents. `permits`, `port`, `resolver` and `tls` are for tests."""

    def __init__(
        self,
        permits: Permits = is_global,
        port: int = 443,
        resolver: AbstractResolver | None = None,
        tls: Any = True,
    ) -> None:
        self._permits, self._port, self._resolver, self._tls = permits, port, resolver, tls
        self._hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(_PER_HOST))
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes every connection."""
        if self._session:
            await self._session.close()

    async def fetch(self, address: str) -> FetchedResponse | None:
        """The document at the address; None if it is not allowed, not reachable, or above the limits.

        The answer names the redirects that led to it: some documents count only at their own address.
        """
        try:
            async with asyncio.timeout(SECONDS):
                return await self._follow_redirects(address)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            return None

    async def _follow_redirects(self, asked: str) -> FetchedResponse | None:
        address, hops = asked, list[str]()
        for _ in range(MOST_REDIRECTS + 1):
            self._refuse_odd(address)
            host = str(urlsplit(address).hostname)
            if len(self._hosts) > _MOST_HOSTS:
                self._hosts.clear()
            async with self._hosts[host]:
                answer = await self._request_once(address)
            if answer is None:
                return None
            status, found = answer
            if isinstance(found, bytes):
                return FetchedResponse(found, asked, tuple(hops), gone=status == HTTPStatus.GONE)
            address = urljoin(address, found)
            hops.append(address)
        return None

    async def _request_once(self, address: str) -> tuple[int, bytes | str] | None:
        """The status, and the body or the address of a redirect."""
        async with self._open_session().get(address, allow_redirects=False) as response:
            if response.status in _REDIRECTS:
                return response.status, response.headers.get("Location", "")
            if response.status not in _ANSWERS:
                return None
            found = bytearray()
            async for chunk in response.content.iter_chunked(16 * 1024):
                found += chunk
                if len(found) > MOST_BYTES:
                    return None
            return response.status, bytes(found)

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=20,
                resolver=self._resolver,
                ssl=self._tls,
                socket_factory=self._socket,
                use_dns_cache=False,
                force_close=True,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                trust_env=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=SECONDS),
                headers=_HEADERS,
                max_line_size=4096,
                max_field_size=4096,
            )
        return self._session

    def _refuse_odd(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme != "https" or (parts.port or 443) != self._port or not parts.hostname:
            raise FetchRefused("not https on the usual port")
        if set("@%") & set(parts.netloc) or not parts.netloc.isascii() or len(address) > 2000:
            raise FetchRefused("an address that is spelled oddly")

    def _socket(self, info: AddressInfo) -> socket.socket:
        """Checks the final address, after any redirect or look-up."""
        family, kind, protocol, _, target = info
        if not self._permits(str(target[0])) or target[1] != self._port:
            raise FetchRefused("an address that is not of the public internet")
        return socket.socket(family=family, type=kind, proto=protocol)

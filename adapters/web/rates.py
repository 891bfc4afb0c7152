"""So many checks a minute for each address, so that one visitor leaves room for the others."""

import asyncio
import ipaddress
from collections import OrderedDict
from dataclasses import dataclass, field
from math import ceil

from aiohttp import web

_MOST_ADDRESSES = 10_000
_AT_ONCE = 4
"""Checks of one address that may run at the same time."""


@dataclass
class _Visitor:
    allowance: float
    seen: float
    running: int = 0


@dataclass
class Rates:
    """A full allowance at first; it refills evenly, so that waiting a little is enough."""

    a_minute: int
    _visitors: OrderedDict[str, _Visitor] = field(default_factory=OrderedDict)

    def enter(self, address: str) -> int:
        """Seconds to wait, or 0 for those who may come in; they `leave` afterwards."""
        if not self.a_minute:
            return 0
        now = asyncio.get_running_loop().time()
        visitor = self._visitors.pop(address, None) or _Visitor(self.a_minute, now)
        self._visitors[address] = visitor
        self._forget()
        refilled = visitor.allowance + (now - visitor.seen) * self.a_minute / 60
        visitor.allowance, visitor.seen = min(float(self.a_minute), refilled), now
        if visitor.running >= _AT_ONCE:
            return 1
        if visitor.allowance < 1:
            return ceil((1 - visitor.allowance) * 60 / self.a_minute)
        visitor.allowance -= 1
        visitor.running += 1
        return 0

    def leave(self, address: str) -> None:
        """A check of that address is done."""
        visitor = self._visitors.get(address)
        if visitor:
            visitor.running = max(0, visitor.running - 1)

    def _forget(self) -> None:
        """The one that was seen longest ago goes first; its allowance is full again by then."""
        while len(self._visitors) > _MOST_ADDRESSES:
            self._visitors.popitem(last=False)


def address_of(request: web.Request) -> str:
    """Who asks: the peer, or whom a reverse proxy on our own network says it speaks for (its last entry).

    Of IPv6 the first 64 bits, for a visitor has all addresses that begin with them.
    """
    peer = _read(request.remote or "")
    if peer is not None and (peer.is_loopback or peer.is_private):
        said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        peer = _read(said) or peer
    if isinstance(peer, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((peer, 64), strict=False))
    return str(peer)


def _read(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found

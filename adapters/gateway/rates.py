"""Rate limit of checks per visitor and minute, so that one visitor leaves room for the others."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from math import ceil

_MOST_VISITORS = 10_000
_AT_ONCE = 4
"""Concurrent checks allowed for one visitor."""


@dataclass
class _Visitor:
    allowance: float
    seen: float
    running: int = 0


@dataclass
class RateLimiter:
    """A token bucket: full at first, refilling evenly, so that waiting a little is enough."""

    a_minute: int
    _visitors: OrderedDict[str, _Visitor] = field(default_factory=OrderedDict)

    def enter(self, visitor_id: str) -> int:
        """Seconds to wait, or 0 if the visitor may start; then `leave` must follow."""
        if not self.a_minute:
            return 0
        visitor = self._refilled(visitor_id)
        if visitor.running >= _AT_ONCE:
            return 1
        wait = self._wait(visitor)
        if wait == 0:
            visitor.allowance -= 1
            visitor.running += 1
        return wait

    def wait(self, visitor_id: str) -> int:
        """Seconds to wait, or 0. It costs nothing: `spend` says what does."""
        return self._wait(self._refilled(visitor_id)) if self.a_minute else 0

    def spend(self, visitor_id: str) -> None:
        """Takes one from the visitor's allowance."""
        if self.a_minute:
            self._refilled(visitor_id).allowance -= 1

    def _refilled(self, visitor_id: str) -> _Visitor:
        now = asyncio.get_running_loop().time()
        visitor = self._visitors.pop(visitor_id, None) or _Visitor(self.a_minute, now)
        self._visitors[visitor_id] = visitor
        self._evict_oldest()
        refilled = visitor.allowance + (now - visitor.seen) * self.a_minute / 60
        visitor.allowance, visitor.seen = min(float(self.a_minute), refilled), now
        return visitor

    def _wait(self, visitor: _Visitor) -> int:
        return 0 if visitor.allowance >= 1 else ceil((1 - visitor.allowance) * 60 / self.a_minute)

    def leave(self, visitor_id: str) -> None:
        """Ends one check of the visitor."""
        visitor = self._visitors.get(visitor_id)
        if visitor:
            visitor.running = max(0, visitor.running - 1)

    def _evict_oldest(self) -> None:
        """Evicts the visitor seen longest ago, whose allowance is full again by then."""
        while len(self._visitors) > _MOST_VISITORS:
            self._visitors.popitem(last=False)

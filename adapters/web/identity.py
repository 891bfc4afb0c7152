"""Who runs the site, as its pages show it. Owners may change that while the site runs, so it is read again and again.

identity = CurrentIdentity(SiteIdentity(profile), read)
app.cleanup_ctx.append(identity.lifespan)       # reads it every few seconds
identity.value.issuer.name
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import tzinfo

import structlog
from aiohttp import web

from issuer.artwork.page_colours import LAURELS
from issuer.openbadges.model import IssuerProfile

EVERY_SECONDS = 2.0
_log: structlog.stdlib.BoundLogger = structlog.get_logger("web")


@dataclass(frozen=True, slots=True)
class SiteIdentity:
    """The issuer of the site, and how its pages look."""

    issuer: IssuerProfile
    """`issuer.id` is a `did:web`, or in trial mode a `did:key`."""
    language: str | None = None
    """The organisation's language: of previews, and of visitors who prefer none that there is."""
    zone: tzinfo | None = None
    """The organisation's time zone, by which its badges have their days."""
    accent: str = LAURELS
    """The organisation's colour, as #rrggbb."""
    logo: bytes | None = None
    """Its logo as a PNG."""


class CurrentIdentity:
    """The identity as it was read last."""

    def __init__(self, first: SiteIdentity, read: Callable[[], Awaitable[SiteIdentity]]) -> None:
        self.value = first
        self._read = read

    async def refresh(self) -> None:
        """Reads it again; on a failure the last one stays."""
        try:
            self.value = await self._read()
        except Exception as problem:
            _log.warning("web.identity_not_read", problem=f"{type(problem).__name__}: {problem}")

    async def lifespan(self, _: web.Application) -> AsyncIterator[None]:
        """Reads it every few seconds while the web application runs."""
        reading = asyncio.create_task(self._keep_reading())
        yield
        reading.cancel()

    async def _keep_reading(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            await self.refresh()

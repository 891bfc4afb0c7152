"""The verifying processes and the guarded fetcher of an application, for the pages and for chat."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web

from adapters.verifier_pool.checker import BadgeChecker, LocalDocumentSource
from adapters.verifier_pool.fetching import Fetcher
from adapters.verifier_pool.pool import VerifierPool
from issuer.verifying import VerificationReport


@dataclass
class BadgeChecks:
    """One pool and one fetcher. They start when first needed, or with the web application."""

    known: Mapping[str, str]
    """Names of issuers, by id."""
    now: Callable[[], datetime]
    pool: VerifierPool = field(default_factory=VerifierPool)
    fetcher: Fetcher = field(default_factory=Fetcher)
    served: BadgeChecker | None = None
    """The checker that reads the documents of our own host; None where no pages are served."""

    def serve(self, own: LocalDocumentSource) -> BadgeChecker:
        """The checker for the pages, and from now on for chat: it reads documents of our own host from `own`."""
        self.served = BadgeChecker(self.pool.verify, self.fetcher.fetch, self.now, own, self.known)
        return self.served

    async def check(self, source: bytes) -> VerificationReport | None:
        """See `adapters.gateway.bot_gateway.VerifyBadge`."""
        return await self.served.check(source) if self.served else None

    async def lifespan(self, _: web.Application) -> AsyncIterator[None]:
        """Started and stopped with the web application."""
        async with self.pool, self.fetcher:
            yield

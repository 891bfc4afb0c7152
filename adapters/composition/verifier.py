"""The verifying processes and the guarded fetcher of an application, joined into checkers."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from adapters import system
from adapters.verifier_pool.checker import BadgeChecker, LocalDocumentSource
from adapters.verifier_pool.fetching import Fetcher
from adapters.verifier_pool.pool import VerifierPool


@dataclass
class BadgeCheckers:
    """One pool and one fetcher, for the pages and for chat. They start when first needed, or before."""

    pool: VerifierPool = field(default_factory=VerifierPool)
    fetcher: Fetcher = field(default_factory=Fetcher)

    def checker(self, own: LocalDocumentSource, known: Mapping[str, str]) -> BadgeChecker:
        """A checker that reads documents of our own host from `own`; `known` are names of issuers by id."""
        return BadgeChecker(self.pool.verify, self.fetcher.fetch, system.now, own, known)

    async def lifespan(self, _: web.Application) -> AsyncIterator[None]:
        """Started and stopped with the web application."""
        async with self.pool, self.fetcher:
            yield

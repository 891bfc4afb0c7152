"""The verifying processes and the guarded fetcher of an application, joined into checkers."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from adapters import system
from adapters.verifier_pool.checker import Checker, Own
from adapters.verifier_pool.fetching import Fetcher
from adapters.verifier_pool.pool import Crew


@dataclass
class Checks:
    """One pool and one fetcher, for the pages and for chat. They start when first needed, or before."""

    crew: Crew = field(default_factory=Crew)
    fetcher: Fetcher = field(default_factory=Fetcher)

    def checker(self, own: Own, known: Mapping[str, str]) -> Checker:
        """A checker that reads documents of our own host from `own`; `known` are names of issuers by id."""
        return Checker(self.crew.verify, self.fetcher.fetch, system.now, own, known)

    async def running(self, _: web.Application) -> AsyncIterator[None]:
        """Started and stopped with the web application."""
        async with self.crew, self.fetcher:
            yield

"""The catalogue for pickers that ask at each letter typed.

It is read again at most every half minute, beside the answers: 5,000 badges take half a second, an answer some
milliseconds.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.engine.engine import Database
from bot.domain.catalogue.model import Achievement
from bot.domain.catalogue.names import BadgeIndex

FRESH = timedelta(seconds=30)


@dataclass
class BadgeSearch:
    """The badges of one organisation."""

    database: Database
    organisation_id: UUID
    now: Callable[[], datetime]
    _index: BadgeIndex | None = None
    _read_at: datetime | None = None
    _reading: asyncio.Task[BadgeIndex] | None = None

    async def __call__(self, typed: str, most: int) -> Sequence[Achievement]:
        """The likeliest first."""
        is_fresh = self._read_at is not None and self.now() - self._read_at <= FRESH
        if not is_fresh and self._reading is None:
            self._reading = asyncio.ensure_future(self._read())
        if self._index is None and self._reading is not None:
            await asyncio.shield(self._reading)
        return self._index.find(typed, most) if self._index else ()

    async def _read(self) -> BadgeIndex:
        try:
            self._index = await self.database.in_read(self._load, self.organisation_id)
            self._read_at = self.now()
            return self._index
        finally:
            self._reading = None

    def _load(self, connection: Connection) -> BadgeIndex:
        return BadgeIndex(CatalogueStore(connection).current(self.organisation_id))

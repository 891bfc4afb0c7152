"""What the rules need of the stored catalogue."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bot.domain.catalogue.model import Achievement


class CatalogueRepository(Protocol):
    """Achievements, each in its newest version unless a version is asked for."""

    def current(self, organisation_id: UUID) -> Sequence[Achievement]: ...
    def get(self, achievement_id: UUID) -> Achievement: ...
    def several(self, achievement_ids: Collection[UUID]) -> Mapping[UUID, Achievement]: ...
    def add(self, achievement: Achievement) -> None: ...
    def retire(self, organisation_id: UUID, slug: str, now: datetime) -> None: ...
    def version(self, organisation_id: UUID, slug: str, version: int) -> Achievement | None:
        """One version, retired or not."""

    def bring_back(self, achievement_id: UUID) -> None:
        """A retired version can be earned again."""

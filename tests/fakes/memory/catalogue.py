"""Achievements in memory."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from bot.domain.catalogue.model import Achievement
from tests.fakes.memory.tables import Tables, UniqueViolation, found, insert


class CatalogueInMemory:
    """Implements `bot.domain.catalogue.ports.CatalogueRepository`."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def current(self, organisation_id: UUID) -> Sequence[Achievement]:
        rows = [row for row in self._of(organisation_id) if row.id not in self.tables.retired]
        return sorted(rows, key=lambda row: row.slug)

    def get(self, achievement_id: UUID) -> Achievement:
        achievement: Achievement = found(self.tables.achievements, achievement_id)
        return achievement

    def several(self, achievement_ids: Collection[UUID]) -> Mapping[UUID, Achievement]:
        rows = self.tables.achievements
        return {wanted: rows[wanted] for wanted in achievement_ids if wanted in rows}

    def add(self, achievement: Achievement) -> None:
        for other in self._of(achievement.organisation_id):
            is_current = other.id not in self.tables.retired
            if other.slug == achievement.slug and (is_current or other.version == achievement.version):
                raise UniqueViolation(f"found another {achievement.slug}, version {other.version}")
        insert(self.tables.achievements, achievement.id, achievement)

    def retire(self, organisation_id: UUID, slug: str, now: datetime) -> None:
        for row in self.current(organisation_id):
            if row.slug == slug:
                self.tables.retired[row.id] = now

    def version(self, organisation_id: UUID, slug: str, version: int) -> Achievement | None:
        rows = self._of(organisation_id)
        return next((row for row in rows if (row.slug, row.version) == (slug, version)), None)

    def bring_back(self, achievement_id: UUID) -> None:
        self.tables.retired.pop(achievement_id, None)

    def _of(self, organisation_id: UUID) -> Sequence[Achievement]:
        return [row for row in self.tables.achievements.values() if row.organisation_id == organisation_id]

"""Absences: a person, an end, and a deputy."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Connection, ForeignKey, Table, Uuid, bindparam, delete, insert, select

from adapters.database.engine.columns import Utc, metadata
from bot.domain.people.model import Absence

absences = Table(
    "absences",
    metadata,
    Column("person_id", Uuid, ForeignKey("people.id"), primary_key=True),
    Column("until", Utc, nullable=False),
    Column("deputy_id", Uuid, ForeignKey("people.id")),
)

_AWAY = select(absences).where(
    absences.c.person_id.in_(bindparam("people", expanding=True)), absences.c.until > bindparam("now")
)


class AbsenceStore:
    """The part of `bot.context.store.PeopleRepository` that is about absences."""

    connection: Connection

    def absences(self, wanted: Iterable[UUID], now: datetime) -> Mapping[UUID, Absence]:
        """Which of these people are absent at that moment."""
        rows = self.connection.execute(_AWAY, {"people": list(wanted), "now": now})
        return {row.person_id: Absence(row.person_id, row.until, row.deputy_id) for row in rows}

    def set_absence(self, absence: Absence) -> None:
        """Records an absence, replacing an earlier one."""
        self.end_absence(absence.person_id)
        row = {"person_id": absence.person_id, "until": absence.until, "deputy_id": absence.deputy_id}
        self.connection.execute(insert(absences), row)

    def end_absence(self, person_id: UUID) -> bool:
        """Ends an absence; False if there was none."""
        query = delete(absences).where(absences.c.person_id == person_id)
        return self.connection.execute(query).rowcount > 0

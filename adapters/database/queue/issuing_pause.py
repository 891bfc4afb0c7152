"""Whether an organisation's issuing is paused: one row, read when jobs are claimed.

Paused by a person until a person resumes it, waiting for a signer that does not answer, or unnamed: at a public address
while the organisation is still the starter catalogue's. Awards are accepted meanwhile and keep their order.

A paused signing job must keep its turn, so it is not claimed at all: a failure would move it behind later awards and
in the end set it aside.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Select,
    Table,
    Text,
    Uuid,
    false,
    or_,
    select,
    update,
)

from adapters.database.engine.columns import Utc, insert_if_absent, metadata

issuing_pauses = Table(
    "issuing_switches",
    metadata,
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), primary_key=True),
    Column("stopped_at", Utc),
    Column("reason", Text),
    Column("waiting_until", Utc),
    Column("unnamed", Boolean, nullable=False, server_default=false()),
)


@dataclass(frozen=True, slots=True)
class IssuingPause:
    """The state of the pause. `waiting_until` in the past has no effect."""

    stopped_at: datetime | None = None
    reason: str | None = None
    waiting_until: datetime | None = None
    unnamed: bool = False
    """Whether the organisation still needs its own name."""


class IssuingPauseStore:
    """The pause of each organisation; without a row it issues."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def get(self, organisation_id: UUID) -> IssuingPause:
        """The current state."""
        columns = issuing_pauses.c
        query = select(columns.stopped_at, columns.reason, columns.waiting_until, columns.unnamed)
        row = self.connection.execute(query.where(columns.organisation_id == organisation_id)).first()
        return IssuingPause(**row._mapping) if row else IssuingPause()

    def stop(self, organisation_id: UUID, reason: str, now: datetime) -> None:
        """Pauses: nothing is signed from now on."""
        self._set(organisation_id, {"stopped_at": now, "reason": reason})

    def start(self, organisation_id: UUID) -> None:
        """Resumes: waiting credentials are signed in their order."""
        self._set(organisation_id, {"stopped_at": None, "reason": None, "waiting_until": None})

    def wait_for_signer(self, organisation_id: UUID, until: datetime) -> None:
        """The signer did not answer: retry then."""
        self._set(organisation_id, {"waiting_until": until})

    def set_unnamed(self, organisation_id: UUID, unnamed: bool) -> None:
        """Whether nothing is signed because the organisation needs its own name first."""
        if self.get(organisation_id).unnamed != unnamed:
            self._set(organisation_id, {"unnamed": unnamed})

    def _set(self, organisation_id: UUID, values: dict[str, object]) -> None:
        row = {"organisation_id": organisation_id, **values}
        if not insert_if_absent(self.connection, issuing_pauses, row, "organisation_id"):
            query = update(issuing_pauses).where(issuing_pauses.c.organisation_id == organisation_id)
            self.connection.execute(query, values)


def paused_organisations(now: BindParameter[datetime]) -> Select[tuple[UUID]]:
    """The organisations whose issuing is paused at `now`, as a subquery."""
    columns = issuing_pauses.c
    return select(columns.organisation_id).where(
        or_(columns.stopped_at.is_not(None), columns.waiting_until > now, columns.unnamed)
    )

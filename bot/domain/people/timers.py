"""The timer of an absence that begins on a later day."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.domain.outbox.tasks import TimerTask


@dataclass(frozen=True, slots=True)
class AbsenceStart(TimerTask):
    """Begins an absence, unless its person has taken that back, or planned another one, since."""

    planned_id: UUID
    """The event that planned it."""
    person_id: UUID
    workspace_id: UUID
    """Where it was planned."""
    account: str = ""
    """By which account there; the absence is of the person who has it."""
    until_at: datetime | None = None
    deputy_id: UUID | None = None

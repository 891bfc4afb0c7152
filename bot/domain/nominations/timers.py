"""The timers of an open case. Each belongs to one approval request, except the expiry."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.domain.outbox.tasks import TimerTask


@dataclass(frozen=True, slots=True)
class CaseExpiry(TimerTask):
    """Expires an undecided case."""

    case_id: UUID


@dataclass(frozen=True, slots=True)
class RequestTimer(TimerTask):
    """A timer of the request to one approver at one stage."""

    case_id: UUID
    person_id: UUID
    stage: int
    asked_at: datetime | None = None
    """When they were asked; a timer of a request that was renewed since does nothing. Timers of the first release
    name no time, and always run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReminder(RequestTimer):
    """Reminds an approver, for the first (0) or second (1) time."""

    nth: int


@dataclass(frozen=True, slots=True)
class CaseReturn(RequestTimer):
    """The end of an absence: asks the returned approver as well, or reminds the person who was asked while absent."""


@dataclass(frozen=True, slots=True)
class CaseEscalation(RequestTimer):
    """Asks additional approvers."""

"""A nomination and its decision."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Outcome(StrEnum):
    """How a nomination stands."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Decision:
    """What an approver decided, and when."""

    outcome: Outcome
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Nomination:
    """A proposal that one person should have one achievement."""

    id: UUID
    organisation_id: UUID
    workspace_id: UUID
    token: str
    achievement_id: UUID
    nominee_id: UUID
    nominator_id: UUID
    approver_id: UUID
    """Whom the card was sent to; who may decide is read at the click."""
    citation: str
    conversation: str | None
    """Where it was made, if that was a channel."""
    at: datetime
    decision: Decision | None = None

    @property
    def outcome(self) -> Outcome:
        """How it stands."""
        return self.decision.outcome if self.decision else Outcome.OPEN

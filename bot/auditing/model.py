"""A row of the audit trail."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what, when, to what, under which authority. Holds ids only, never names or words."""

    id: UUID
    organisation_id: UUID
    at: datetime
    actor_id: UUID | None
    action: str
    subject_id: UUID | None
    authority: str
    rule: str = ""
    """The edition of the achievement whose rules applied (`customer-hero@2`), where one did; where somebody was named
    as an approver, who that is: `approver:` and their id."""

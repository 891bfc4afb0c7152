"""A row of the audit trail."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Actor, action, time, subject and authority. Holds ids only, never names or citations."""

    id: UUID
    organisation_id: UUID
    at: datetime
    actor_id: UUID | None
    action: str
    subject_id: UUID | None
    authority: str
    rule: str = ""
    """The edition of the achievement that set the rules (`customer-hero@2`), if any; for the naming of an approver,
    `approver:` and the approver's id."""

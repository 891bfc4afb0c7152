"""A row of the audit trail: a domain event as it is stored."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.domain.events import EventFacts, EventKind, event_kind, facts_from_json


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Actor, action, time, subject and authority. Holds ids only, never names or citations."""

    id: UUID
    organisation_id: UUID
    at: datetime
    actor_id: UUID | None
    action: str
    """The event's kind as it was stored; `kind` reads it."""
    subject_id: UUID | None
    authority: str
    rule: str = ""
    """The edition of the achievement that set the rules (`customer-hero@2`), if any; rows of the first release about
    the naming of an approver have `approver:` and the approver's id."""
    facts: str = ""
    """The event's facts as canonical JSON; empty in rows of the first release. `event_facts` reads it."""

    @property
    def kind(self) -> EventKind:
        """The event's kind, whichever release stored the row."""
        return event_kind(self.action)

    @property
    def event_facts(self) -> EventFacts | None:
        """The event's facts; None in rows of the first release."""
        return facts_from_json(self.kind, self.facts)

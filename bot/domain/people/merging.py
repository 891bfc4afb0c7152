"""What came in under two persons while they were one: rows that name the person kept, and in which role."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class PersonRole(StrEnum):
    """As what a row names a person; the value is part of the wording's keys."""

    RECIPIENT = "recipient"
    """Of a credential that was awarded directly."""
    AWARDER = "awarder"
    NOMINEE = "nominee"
    """Of a case, with its nominations and its credential."""
    NOMINATOR = "nominator"
    DECIDER = "decider"
    APPROVER = "approver"
    """Who gave one approval of several."""


@dataclass(frozen=True, slots=True)
class LaterRow:
    """A row that names a person since a moment. `id`: of the credential, nomination or case."""

    role: PersonRole
    id: UUID
    case_id: UUID | None
    """The case that a credential or nomination belongs to."""
    achievement_id: UUID
    at: datetime

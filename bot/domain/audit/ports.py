"""What the rules need of the audit trail."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from bot.domain.audit.model import AuditEntry


class AuditTrail(Protocol):
    """Append-only: actor, action, time and authority."""

    def record(self, entry: AuditEntry) -> None: ...
    def record_all(self, entries: Sequence[AuditEntry]) -> None:
        """Appends many, in one statement."""

    def entries_about(self, subjects: Sequence[UUID]) -> Sequence[AuditEntry]:
        """All entries about these subjects, oldest first."""

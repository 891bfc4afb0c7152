"""What the rules need of the audit trail."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from bot.domain.audit.model import Entry


class AuditTrail(Protocol):
    """Append-only: actor, action, time and authority."""

    def record(self, entry: Entry) -> None: ...
    def about(self, subjects: Sequence[UUID]) -> Sequence[Entry]:
        """All entries about these subjects, oldest first."""

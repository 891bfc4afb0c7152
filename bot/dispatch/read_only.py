"""The context of an action that seems to change nothing, and notices if it records an event after all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from bot.context.context import RequestContext
from bot.domain.audit.model import AuditEntry
from bot.domain.audit.ports import AuditTrail


def read_only(ctx: RequestContext) -> RequestContext:
    """The context; recording an event in it raises `RecordsAnEvent`."""
    return replace(ctx, store=replace(ctx.store, audit=ReadOnlyTrail(ctx.store.audit)))


class RecordsAnEvent(Exception):
    """An action that seemed to change nothing records an event, as when an owner looks at private things."""


@dataclass(frozen=True)
class ReadOnlyTrail:
    """The audit trail of a read; see `bot.domain.audit.ports.AuditTrail`."""

    trail: AuditTrail

    def record(self, _: AuditEntry) -> None:
        """Raises `RecordsAnEvent`."""
        raise RecordsAnEvent

    def record_all(self, _: Sequence[AuditEntry]) -> None:
        """Raises `RecordsAnEvent`."""
        raise RecordsAnEvent

    def entries_about(self, subjects: Sequence[UUID]) -> Sequence[AuditEntry]:
        """All entries about these subjects."""
        return self.trail.entries_about(subjects)

"""The context of an action that seems to change nothing, and notices if it writes after all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from bot.context.context import RequestContext
from bot.context.store import DraftRepository
from bot.domain.audit.model import AuditEntry
from bot.domain.audit.ports import AuditTrail
from bot.messages.forms import Draft


def read_only(ctx: RequestContext) -> RequestContext:
    """The context; recording an event in it, or keeping a draft, raises `WritesAfterAll`."""
    store = ctx.store
    audit, drafts = ReadOnlyTrail(store.audit), ReadOnlyDrafts(store.drafts)
    return replace(ctx, store=replace(store, audit=audit, drafts=drafts))


class WritesAfterAll(Exception):
    """An action that seemed to change nothing writes: an owner looks at private things, a question has buttons."""


@dataclass(frozen=True)
class ReadOnlyTrail:
    """The audit trail of a read; see `bot.domain.audit.ports.AuditTrail`."""

    trail: AuditTrail

    def record(self, _: AuditEntry) -> None:
        """Raises `WritesAfterAll`."""
        raise WritesAfterAll

    def record_all(self, _: Sequence[AuditEntry]) -> None:
        """Raises `WritesAfterAll`."""
        raise WritesAfterAll

    def entries_about(self, subjects: Sequence[UUID]) -> Sequence[AuditEntry]:
        """All entries about these subjects."""
        return self.trail.entries_about(subjects)


@dataclass(frozen=True)
class ReadOnlyDrafts:
    """The drafts of a read; see `bot.context.store.DraftRepository`."""

    drafts: DraftRepository

    def keep(self, _draft: Draft, _now: datetime) -> None:
        """Raises `WritesAfterAll`."""
        raise WritesAfterAll

    def find(self, workspace_id: UUID, token: str, now: datetime) -> Draft | None:
        """The draft of that token, if it has not expired."""
        return self.drafts.find(workspace_id, token, now)

    def drop(self, _workspace_id: UUID, _token: str) -> bool:
        """Raises `WritesAfterAll`."""
        raise WritesAfterAll

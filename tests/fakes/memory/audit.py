"""The audit trail, answered requests and drafts of forms, in memory."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bot.context.store import Stale
from bot.domain.audit.model import AuditEntry
from bot.messages.forms import Draft
from tests.fakes.memory.tables import Tables, insert


class AuditInMemory:
    """Implements `bot.domain.audit.ports.AuditTrail`."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def record(self, entry: AuditEntry) -> None:
        insert(self.tables.audit, entry.id, entry)

    def record_all(self, entries: Sequence[AuditEntry]) -> None:
        for entry in entries:
            self.record(entry)

    def entries_about(self, subjects: Sequence[UUID]) -> Sequence[AuditEntry]:
        rows = [row for row in self.tables.audit.values() if row.subject_id in subjects]
        return sorted(rows, key=lambda row: row.id)


class RequestsInMemory:
    """Implements `bot.context.store.RequestLog`."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def stored_answer(self, workspace_id: UUID, key: str) -> str | None:
        return self.tables.requests.get((workspace_id, key))

    def remember(self, workspace_id: UUID, key: str, answer: str, now: datetime) -> None:
        if (workspace_id, key) in self.tables.requests:
            raise Stale(f"request {key} was answered meanwhile")
        self.tables.requests[workspace_id, key] = answer


class DraftsInMemory:
    """Implements `bot.context.store.DraftRepository`."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def keep(self, draft: Draft, now: datetime) -> None:
        for token in [kept.token for kept in self.tables.drafts.values() if kept.expires_at <= now]:
            del self.tables.drafts[token]
        insert(self.tables.drafts, draft.token, draft)

    def find(self, workspace_id: UUID, token: str, now: datetime) -> Draft | None:
        draft = self.tables.drafts.get(token)
        is_valid = draft and draft.workspace_id == workspace_id and draft.expires_at > now
        return draft if is_valid else None

    def drop(self, workspace_id: UUID, token: str) -> bool:
        return self.tables.drafts.pop(token, None) is not None

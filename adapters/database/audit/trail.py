"""The audit trail, and the requests that were answered already."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    insert,
    select,
    text,
)

from adapters.database.engine.columns import Utc, insert_if_absent, metadata
from bot.context.store import Stale
from bot.domain.audit.model import AuditEntry

_UNSEALED = text("number IS NULL")
audit = Table(
    "audit",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False),
    Column("at", Utc, nullable=False),
    Column("actor_id", Uuid),
    Column("action", String(32), nullable=False),
    Column("subject_id", Uuid),
    Column("authority", String(64), nullable=False),
    Column("rule", String(80), nullable=False),
    Column("facts", Text, nullable=False, server_default=""),  # the release before writes none
    Column("number", Integer),
    Column("hash", String(64)),
    Index("ix_audit_organisation", "organisation_id", "id"),
    Index("ix_audit_number", "organisation_id", "number", unique=True),
    Index("ix_audit_subject_id", "subject_id"),
    Index("ix_audit_unsealed", "organisation_id", "id", sqlite_where=_UNSEALED, postgresql_where=_UNSEALED),
)
heads = Table(
    "audit_heads",
    metadata,
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("kid", String(80), nullable=False),
    Column("signature", Text, nullable=False),
    Column("at", Utc, nullable=False),
)
requests = Table(
    "requests",
    metadata,
    Column("workspace_id", Uuid, ForeignKey("workspaces.id"), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("answer", Text, nullable=False),
    Column("at", Utc, nullable=False, index=True),
)

_ENTRY = tuple(field.name for field in fields(AuditEntry))
_ABOUT = (
    select(audit).where(audit.c.subject_id.in_(bindparam("subjects", expanding=True))).order_by(audit.c.id)
)
_ANSWERED = select(requests.c.answer).where(
    requests.c.workspace_id == bindparam("workspace_id"), requests.c.key == bindparam("key")
)


class AuditStore:
    """See `bot.domain.audit.ports.AuditTrail`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def record(self, entry: AuditEntry) -> None:
        """Appends; no row is ever changed or deleted."""
        self.connection.execute(
            insert(audit), {field.name: getattr(entry, field.name) for field in fields(AuditEntry)}
        )

    def record_all(self, entries: Sequence[AuditEntry]) -> None:
        """Appends many, in one statement."""
        rows = [{name: getattr(audit_entry, name) for name in _ENTRY} for audit_entry in entries]
        self.connection.execute(insert(audit), rows)

    def entries_about(self, subjects: Sequence[UUID]) -> Sequence[AuditEntry]:
        """All entries about these subjects, oldest first."""
        rows = self.connection.execute(_ABOUT, {"subjects": list(subjects)})
        return [AuditEntry(**{name: row._mapping[name] for name in _ENTRY}) for row in rows]


class RequestStore:
    """See `bot.context.store.RequestLog`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def stored_answer(self, workspace_id: UUID, key: str) -> str | None:
        """The answer given before."""
        return self.connection.execute(_ANSWERED, {"workspace_id": workspace_id, "key": key}).scalar()

    def remember(self, workspace_id: UUID, key: str, answer: str, now: datetime) -> None:
        """Stores an answer; raises `Stale` if another delivery of the same request was first."""
        row = {"workspace_id": workspace_id, "key": key, "answer": answer, "at": now}
        if not insert_if_absent(self.connection, requests, row, "workspace_id", "key"):
            raise Stale(f"request {key} was answered meanwhile")

"""The service address of each conversation, for platforms with many services."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Column, Connection, ForeignKey, Index, Row, String, Table, Text, Uuid, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from adapters.database.engine.columns import Utc, metadata

conversations = Table(
    "conversations",
    metadata,
    Column("workspace_id", Uuid, ForeignKey("workspaces.id"), primary_key=True),
    Column("external_id", String(255), primary_key=True),
    Column("service_url", Text, nullable=False),
    Column("user_external_id", String(128)),
    Column("seen_at", Utc, nullable=False),
    Index("ix_conversations_user", "workspace_id", "user_external_id"),
)


class ConversationReference(NamedTuple):
    """A conversation, the service that carries it, and the user if it is a private chat with the bot."""

    external_id: str
    service_url: str
    user: str | None


class ConversationStore:
    """References to conversations, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def remember(self, workspace_id: UUID, reference: ConversationReference, now: datetime) -> None:
        """Stores a reference, or updates it."""
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        fresh = {"service_url": reference.service_url, "user_external_id": reference.user, "seen_at": now}
        row = {"workspace_id": workspace_id, "external_id": reference.external_id, **fresh}
        query = dialect.insert(conversations).values(row)
        self.connection.execute(
            query.on_conflict_do_update(index_elements=["workspace_id", "external_id"], set_=fresh)
        )

    def forget(self, workspace_id: UUID, external_id: str) -> None:
        """Deletes a reference: the bot was removed there."""
        found = (conversations.c.workspace_id == workspace_id, conversations.c.external_id == external_id)
        self.connection.execute(delete(conversations).where(*found))

    def get(self, workspace_id: UUID, external_id: str) -> ConversationReference | None:
        """The conversation of that id."""
        query = select(conversations).where(
            conversations.c.workspace_id == workspace_id, conversations.c.external_id == external_id
        )
        return _reference(self.connection.execute(query).first())

    def personal_chat(self, workspace_id: UUID, user: str) -> ConversationReference | None:
        """The private chat with a user, the latest if there were several."""
        query = (
            select(conversations)
            .where(conversations.c.workspace_id == workspace_id, conversations.c.user_external_id == user)
            .order_by(conversations.c.seen_at.desc())
            .limit(1)
        )
        return _reference(self.connection.execute(query).first())

    def group_conversations(self, workspace_id: UUID, most: int) -> Sequence[ConversationReference]:
        """Channels and group chats, the last seen first."""
        query = (
            select(conversations)
            .where(conversations.c.workspace_id == workspace_id, conversations.c.user_external_id.is_(None))
            .order_by(conversations.c.seen_at.desc())
            .limit(most)
        )
        rows = self.connection.execute(query)
        return [ConversationReference(row.external_id, row.service_url, row.user_external_id) for row in rows]

    def latest(self, workspace_id: UUID) -> ConversationReference | None:
        """The conversation that was seen last."""
        query = select(conversations).where(conversations.c.workspace_id == workspace_id)
        return _reference(
            self.connection.execute(query.order_by(conversations.c.seen_at.desc()).limit(1)).first()
        )


def _reference(row: Row[tuple[object, ...]] | None) -> ConversationReference | None:
    return ConversationReference(row.external_id, row.service_url, row.user_external_id) if row else None

"""The sandbox's messages, as rows. Only the demo writes here."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Index, String, Table, Text, Uuid, delete, or_, select, update

from adapters.database.engine.columns import Utc, insert_if_absent, metadata

sandbox_messages = Table(
    "sandbox_messages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation", String(128), nullable=False),
    Column("at", Utc, nullable=False),
    Column("author", String(128)),
    Column("text", Text, nullable=False),
    Column("card", Text),
    Column("form", Text),
    Column("visible_to", String(128)),
    Column("key", String(255), unique=True),
    Column("edited_at", Utc),
    Index("ix_sandbox_messages_conversation", "conversation", "at", "id"),
)
_ROW = select(sandbox_messages)

Row = Mapping[str, Any]


class SandboxRows:
    """Reads and writes them, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, row: Row) -> bool:
        """False, with nothing stored, if its key exists already."""
        return insert_if_absent(self.connection, sandbox_messages, row, "key")

    def update(self, message_id: UUID, values: Row) -> Row | None:
        """The row after the update; None if there is none."""
        changed = update(sandbox_messages).where(sandbox_messages.c.id == message_id)
        self.connection.execute(changed, dict(values))
        return self.by_id(message_id)

    def remove(self, message_id: UUID) -> Row | None:
        """Deletes a row and returns it; None if there is none."""
        row = self.by_id(message_id)
        self.connection.execute(delete(sandbox_messages).where(sandbox_messages.c.id == message_id))
        return row

    def by_id(self, message_id: UUID) -> Row | None:
        """The row of that id."""
        row = self.connection.execute(_ROW.where(sandbox_messages.c.id == message_id)).mappings().first()
        return dict(row) if row else None

    def by_key(self, key: str) -> Row | None:
        """The row of that key."""
        row = self.connection.execute(_ROW.where(sandbox_messages.c.key == key)).mappings().first()
        return dict(row) if row else None

    def visible_to(self, person: str, conversation: str, most: int) -> Sequence[Row]:
        """The newest, oldest first."""
        seen = or_(sandbox_messages.c.visible_to.is_(None), sandbox_messages.c.visible_to == person)
        newest = (
            _ROW.where(sandbox_messages.c.conversation == conversation, seen)
            .order_by(sandbox_messages.c.at.desc(), sandbox_messages.c.id.desc())
            .limit(most)
        )
        return [dict(row) for row in self.connection.execute(newest).mappings()][::-1]

    def clear(self) -> None:
        """Deletes everything."""
        self.connection.execute(delete(sandbox_messages))

"""The sandbox's message log on the database."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from adapters.database.engine.engine import Database
from adapters.database.sandbox import SandboxRows
from adapters.sandbox.ports import SandboxMessage

NEWEST = 300


@dataclass(frozen=True)
class DatabaseMessageLog:
    """See `adapters.sandbox.ports.MessageLog`. Runs on writing threads."""

    database: Database

    def add(self, message: SandboxMessage) -> bool:
        """Stores a message; False if its key exists already."""
        with self.database.write() as connection:
            return SandboxRows(connection).add(asdict(message))

    def update(self, message_id: UUID, card: str, edited_at: datetime) -> SandboxMessage | None:
        """Replaces a card."""
        with self.database.write() as connection:
            row = SandboxRows(connection).update(
                message_id, {"card": card, "form": None, "edited_at": edited_at}
            )
            return SandboxMessage(**row) if row else None

    def remove(self, message_id: UUID) -> SandboxMessage | None:
        """Deletes a message."""
        with self.database.write() as connection:
            row = SandboxRows(connection).remove(message_id)
            return SandboxMessage(**row) if row else None

    def by_id(self, message_id: UUID) -> SandboxMessage | None:
        """The message of that id."""
        with self.database.read() as connection:
            row = SandboxRows(connection).by_id(message_id)
            return SandboxMessage(**row) if row else None

    def by_key(self, key: str) -> SandboxMessage | None:
        """The message of that key."""
        with self.database.read() as connection:
            row = SandboxRows(connection).by_key(key)
            return SandboxMessage(**row) if row else None

    def visible_to(self, person: str, conversation: str) -> Sequence[SandboxMessage]:
        """The newest messages that the user may see, oldest first."""
        with self.database.read() as connection:
            rows = SandboxRows(connection).visible_to(person, conversation, NEWEST)
            return [SandboxMessage(**row) for row in rows]

    def clear(self) -> None:
        """Deletes everything."""
        with self.database.write() as connection:
            SandboxRows(connection).clear()

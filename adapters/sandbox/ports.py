"""Storage that the sandbox needs, for its messages. Implemented by `adapters/database`.

The methods are synchronous and run in the executor that `Conversations` is given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SandboxMessage:
    """One message: either `text` (typed by a person), or a `card` or a `form` of Laurel's.

    `card` and `form` are JSON as `bot.messages.card_json` writes it. `author` is a platform id, None for Laurel.
    `visible_to` is a platform id; None means everyone in the conversation.
    """

    id: UUID
    conversation: str
    at: datetime
    author: str | None = None
    text: str = ""
    card: str | None = None
    form: str | None = None
    visible_to: str | None = None
    key: str | None = None
    """Unique among all messages, if set: detects a second delivery."""
    edited_at: datetime | None = None


class MessageLog(Protocol):
    """Every message of the sandbox."""

    def add(self, message: SandboxMessage) -> bool:
        """Stores a message; False, with nothing stored, if its key exists already."""

    def update(self, message_id: UUID, card: str, edited_at: datetime) -> SandboxMessage | None:
        """Replaces a card or a form by a card, and returns the message as it is now; None if there is none."""

    def remove(self, message_id: UUID) -> SandboxMessage | None:
        """Deletes a message and returns it; None if there is none."""

    def by_id(self, message_id: UUID) -> SandboxMessage | None: ...
    def by_key(self, key: str) -> SandboxMessage | None: ...

    def visible_to(self, person: str, conversation: str) -> Sequence[SandboxMessage]:
        """The messages of a conversation that this person may see: the newest 300, oldest first."""

    def clear(self) -> None:
        """Deletes everything."""

"""The sandbox's messages in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock
from uuid import UUID

from adapters.sandbox.ports import SandboxMessage


class MessageLogInMemory:
    """Keeps messages in a list; behaves as the database's log does, also from several threads."""

    def __init__(self) -> None:
        self.messages: list[SandboxMessage] = []
        self._lock = Lock()

    def add(self, message: SandboxMessage) -> bool:
        with self._lock:
            if message.key is not None and self.by_key(message.key):
                return False
            self.messages.append(message)
            return True

    def update(self, message_id: UUID, card: str, edited_at: datetime) -> SandboxMessage | None:
        with self._lock:
            for index, message in enumerate(self.messages):
                if message.id == message_id:
                    self.messages[index] = replace(message, card=card, form=None, edited_at=edited_at)
                    return self.messages[index]
            return None

    def remove(self, message_id: UUID) -> SandboxMessage | None:
        with self._lock:
            removed = self.by_id(message_id)
            if removed:
                self.messages.remove(removed)
            return removed

    def by_id(self, message_id: UUID) -> SandboxMessage | None:
        return next((message for message in self.messages if message.id == message_id), None)

    def by_key(self, key: str) -> SandboxMessage | None:
        return next((message for message in self.messages if message.key == key), None)

    def visible_to(self, person: str, conversation: str) -> Sequence[SandboxMessage]:
        seen = [
            message
            for message in self.messages
            if message.conversation == conversation and message.visible_to in (None, person)
        ]
        return sorted(seen, key=lambda message: (message.at, message.id))[-300:]

    def clear(self) -> None:
        self.messages.clear()

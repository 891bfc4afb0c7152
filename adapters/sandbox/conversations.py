"""Writes messages and publishes them to their audience, for Laurel's letters and users' messages alike."""

import asyncio
import json
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, TypeVarTuple
from uuid import UUID

from adapters.sandbox.cast import Scenario
from adapters.sandbox.live import Hub
from adapters.sandbox.mentions import with_mentions
from adapters.sandbox.ports import MessageLog, SandboxMessage
from bot.context.ids import IdGenerator
from bot.messages.requests import Mention

Given = TypeVarTuple("Given")
Got = TypeVar("Got")


@dataclass(frozen=True)
class Conversations:
    """The sandbox's conversations. `executor` runs the log's methods; None is the loop's own threads."""

    scenario: Scenario
    log: MessageLog
    hub: Hub
    executor: Executor | None
    now: Callable[[], datetime]
    ids: IdGenerator

    async def write(self, message: SandboxMessage) -> SandboxMessage:
        """Adds a message, or returns the one already written under its key."""
        if not await self.run(self.log.add, message):
            before = await self.run(self.log.by_key, message.key or "")
            return before or message
        audience = self.scenario.audience(message.conversation, message.visible_to)
        self.hub.publish("message", self.as_json(message), audience)
        self._mark_unread(message)
        return message

    async def edit(self, message_id: UUID, card: str) -> SandboxMessage | None:
        """Replaces a card or a form by a card; None if the message is gone."""
        message = await self.run(self.log.update, message_id, card, self.now())
        if message is None:
            return None
        audience = self.scenario.audience(message.conversation, message.visible_to)
        self.hub.publish("edited", self.as_json(message), audience)
        return message

    async def remove(self, message_id: UUID) -> bool:
        """Deletes a message; False if it is gone."""
        message = await self.run(self.log.remove, message_id)
        if message is None:
            return False
        gone = {"id": str(message.id), "conversation": message.conversation}
        self.hub.publish("gone", gone, self.scenario.audience(message.conversation, message.visible_to))
        return True

    async def private_message(self, message_id: UUID, person: str) -> SandboxMessage | None:
        """A message of Laurel's that this person alone sees."""
        message = await self.run(self.log.by_id, message_id)
        is_theirs = message is not None and message.author is None and message.visible_to == person
        return message if is_theirs else None

    def as_json(self, message: SandboxMessage) -> Mapping[str, object]:
        """A message as JSON for the page: typed text in parts, a card or form as `bot.messages.card_json` does."""
        direct = message.conversation not in {room.external_id for room in self.scenario.channels}
        return {
            "id": str(message.id),
            "conversation": message.conversation,
            "author": message.author,
            "at": message.at.isoformat(),
            "edited": message.edited_at.isoformat() if message.edited_at else None,
            "private": message.visible_to is not None and not direct,
            "parts": [_part(part) for part in with_mentions(message.text, self.scenario)],
            "card": json.loads(message.card) if message.card else None,
            "form": json.loads(message.form) if message.form else None,
        }

    async def run(self, work: Callable[[*Given], Got], *args: *Given) -> Got:
        """Runs one of the log's methods where it may block."""
        return await asyncio.get_running_loop().run_in_executor(self.executor, work, *args)

    def _mark_unread(self, message: SandboxMessage) -> None:
        """Tells the other pages that a user has a private letter waiting: who and when, never what.

        One visitor plays all users here, and should see which one to switch to.
        """
        player = self.scenario.user(message.visible_to or "")
        if (
            message.author is None
            and player
            and self.scenario.direct_conversation(player).external_id == message.conversation
        ):
            others = frozenset(demo_user.external_id for demo_user in self.scenario.users) - {
                player.external_id
            }
            self.hub.publish("stirred", {"person": player.external_id, "at": message.at.isoformat()}, others)


def _part(part: str | Mention) -> object:
    if isinstance(part, str):
        return part
    return {"person": part.external_id, "name": part.label, "kind": part.kind}

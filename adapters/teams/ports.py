"""Interfaces of Teams' protocol, and of the storage of conversations.

`adapters/teams/botframework.py` implements the first, and no other module knows its library. Activities, cards
and answers are plain dicts, as in JSON.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

Json = dict[str, Any]
Logic = Callable[[Json], Awaitable[Json | None]]
"""Handles an activity; the result is the body of the answer to an invoke."""


@dataclass(frozen=True, slots=True)
class TeamsConversation:
    """A conversation and the service that carries it. `user`: the user, if it is a private chat with the bot."""

    service_url: str
    conversation: str
    user: str | None = None


class Connector(Protocol):
    """Teams' protocol. Raises `RetryLater`, `ClosedConversation` or `Undeliverable` (adapters/gateway/platforms.py)."""

    async def receive(self, activity: Json, logic: Logic) -> Json | None:
        """Runs `logic` for an activity of a checked sender."""
        ...

    async def send(self, place: TeamsConversation, activity: Json) -> str:
        """Posts; returns the message's id."""
        ...

    async def update(self, place: TeamsConversation, message: str, activity: Json) -> None:
        """Replaces a message."""
        ...

    async def delete(self, place: TeamsConversation, message: str) -> None:
        """Removes a message."""
        ...

    async def create_personal(self, service_url: str, tenant: str, user: str) -> TeamsConversation:
        """The private chat with a user, created if there is none."""
        ...

    async def get_member(self, place: TeamsConversation, user: str) -> Json | None:
        """A member of a conversation, by Teams id, directory id or sign-in name; None if there is none.

        Raises `ClosedConversation` if the bot is not in the conversation.
        """
        ...

    async def close(self) -> None:
        """Closes the connections."""
        ...


class ConversationReferences(Protocol):
    """Stored conversations: without them the bot could not write first after a restart."""

    async def remember(self, workspace_id: UUID, place: TeamsConversation) -> None: ...
    async def forget(self, workspace_id: UUID, conversation: str) -> None: ...
    async def conversation(self, workspace_id: UUID, conversation: str) -> TeamsConversation | None: ...
    async def personal_chat(self, workspace_id: UUID, user: str) -> TeamsConversation | None: ...
    async def group_conversations(self, workspace_id: UUID, most: int) -> Sequence[TeamsConversation]:
        """Channels and group chats, the last seen first."""
        ...

    async def service_url(self, workspace_id: UUID) -> str | None:
        """An address through which this tenant can be reached."""
        ...

"""Conversations on Teams, stored so that letters reach them."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from adapters.database.engine.engine import Database
from adapters.database.people.conversations import ConversationReference, ConversationStore
from adapters.teams.ports import TeamsConversation

MOST_KNOWN = 50_000


@dataclass
class StoredConversations:
    """See `adapters.teams.ports.ConversationReferences`: the database, with a cache in memory."""

    database: Database
    now: Callable[[], datetime]
    _known: "OrderedDict[tuple[UUID, str], TeamsConversation]" = field(default_factory=OrderedDict)

    async def remember(self, workspace_id: UUID, place: TeamsConversation) -> None:
        """Stores a conversation; writes only changes."""
        at = (workspace_id, place.conversation)
        if self._known.get(at) == place:
            return
        reference, now = ConversationReference(place.conversation, place.service_url, place.user), self.now()
        await self.database.in_write(
            lambda connection: ConversationStore(connection).remember(workspace_id, reference, now)
        )
        self._known[at] = place
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)

    async def forget(self, workspace_id: UUID, conversation: str) -> None:
        """Deletes a conversation: the bot was removed there."""
        await self.database.in_write(
            lambda connection: ConversationStore(connection).forget(workspace_id, conversation)
        )
        self._known.pop((workspace_id, conversation), None)

    async def conversation(self, workspace_id: UUID, conversation: str) -> TeamsConversation | None:
        """The conversation of that id."""
        return _place(
            await self.database.in_read(
                lambda connection: ConversationStore(connection).get(workspace_id, conversation)
            )
        )

    async def personal_chat(self, workspace_id: UUID, user: str) -> TeamsConversation | None:
        """The private chat with a user."""
        return _place(
            await self.database.in_read(
                lambda connection: ConversationStore(connection).personal_chat(workspace_id, user)
            )
        )

    async def group_conversations(self, workspace_id: UUID, most: int) -> Sequence[TeamsConversation]:
        """Channels and group chats, the last seen first."""
        found = await self.database.in_read(
            lambda connection: ConversationStore(connection).group_conversations(workspace_id, most)
        )
        return [
            TeamsConversation(reference.service_url, reference.external_id, reference.user)
            for reference in found
        ]

    async def service_url(self, workspace_id: UUID) -> str | None:
        """An address through which this tenant can be reached."""
        found = await self.database.in_read(
            lambda connection: ConversationStore(connection).latest(workspace_id)
        )
        return found.service_url if found else None


def _place(found: ConversationReference | None) -> TeamsConversation | None:
    return TeamsConversation(found.service_url, found.external_id, found.user) if found else None

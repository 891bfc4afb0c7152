"""The sandbox as the worker uses it: posts a card, updates it, looks people up."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from adapters.gateway.platforms import (
    Caller,
    Channel,
    ClosedConversation,
    Destination,
    Direct,
    Names,
    PostedCard,
    Undeliverable,
)
from adapters.sandbox.cast import LAUREL, DemoUser, Scenario
from adapters.sandbox.conversations import Conversations
from adapters.sandbox.ports import SandboxMessage
from bot.domain.nominations.model import MessageState
from bot.domain.organisations import Workspace
from bot.domain.people.model import MembershipStatus, PlatformFacts
from bot.messages.card_json import to_json
from bot.messages.cards import Card
from bot.messages.forms import Reply, as_card


@dataclass(frozen=True)
class SandboxClient:
    """Implements `adapters.gateway.platforms.PlatformClient`."""

    chat: Conversations

    async def post(
        self,
        workspace: Workspace,  # noqa: ARG002 - the protocol's; the sandbox is one workspace
        to: Destination,
        card: Reply,
        names: Names,  # noqa: ARG002 - the protocol's; the page knows its people by name
        key: str,
    ) -> PostedCard:
        """Posts a card, once per key. Raises Undeliverable or ClosedConversation if the addressee does not exist."""
        conversation, visible_to = _place(self.chat.scenario, to)
        message = SandboxMessage(
            self.chat.ids.new_id(),
            conversation,
            self.chat.now(),
            card=json.dumps(to_json(as_card(card))),
            visible_to=visible_to,
            key=f"letter:{key}",
        )
        written = await self.chat.write(message)
        return PostedCard(written.conversation, str(written.id))

    async def find_posted(self, workspace: Workspace, to: Destination, key: str) -> PostedCard | None:  # noqa: ARG002 - the port's
        """The sandbox detects the key itself."""
        return None

    async def look_at_message(self, workspace: Workspace, place: str, digest: str) -> MessageState | None:  # noqa: ARG002 - the port's
        """The sandbox has no shortcuts for messages."""
        return None

    async def update(
        self,
        workspace: Workspace,  # noqa: ARG002 - as above
        posted: PostedCard,
        card: Card,
        names: Names,  # noqa: ARG002 - as above
    ) -> PostedCard:
        """Replaces a posted card. Raises Undeliverable if the message is gone."""
        message = UUID(posted.message) if posted.message else None
        if message is None or await self.chat.edit(message, json.dumps(to_json(card))) is None:
            raise Undeliverable(f"the sandbox has no message {posted.message} any more")
        return posted

    async def delete(self, workspace: Workspace, posted: PostedCard) -> None:  # noqa: ARG002 - as above
        """Deletes a posted card. Raises Undeliverable if the message is gone."""
        if not posted.message or not await self.chat.remove(UUID(posted.message)):
            raise Undeliverable(f"the sandbox has no message {posted.message} any more")

    async def people(
        self,
        workspace: Workspace,  # noqa: ARG002 - as above
        external_ids: Iterable[str],
    ) -> Sequence[PlatformFacts]:
        """The facts about these users; unknown ones are left out."""
        facts: list[PlatformFacts] = []
        for external_id in external_ids:
            player = self.chat.scenario.user(external_id)
            if player:
                facts.append(PlatformFacts(external_id, player.name, player.email))
            elif external_id == LAUREL:
                facts.append(PlatformFacts(LAUREL, "Laurel", standing=MembershipStatus.BOT))
        return facts

    async def find(
        self,
        workspace: Workspace,  # noqa: ARG002 - as above
        email: str,
    ) -> PlatformFacts | None:
        """The user of that address."""
        found = next((demo_user for demo_user in self.chat.scenario.users if demo_user.email == email), None)
        return PlatformFacts(found.external_id, found.name, found.email) if found else None


def _place(cast: Scenario, to: Destination) -> tuple[str, str | None]:
    """The conversation, and the only person who may see the message there."""
    match to:
        case Channel(external_id):
            if not any(room.external_id == external_id for room in cast.channels):
                raise ClosedConversation(f"the sandbox has no channel {external_id!r}")
            return external_id, None
        case Direct(external_id):
            return cast.direct_conversation(_demo_user(cast, external_id)).external_id, external_id
        case Caller(external_id, route):
            if cast.conversation(_demo_user(cast, external_id), route) is None:
                raise ClosedConversation(f"{external_id!r} is not in the conversation {route!r}")
            return route, external_id


def _demo_user(cast: Scenario, external_id: str) -> DemoUser:
    player = cast.user(external_id)
    if player is None:
        raise Undeliverable(f"the sandbox has no user {external_id!r}")
    return player

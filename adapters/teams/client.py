"""Teams as the worker uses it: posts a card, updates it, looks people up.

teams = TeamsClient(connector, references, public_url="https://badges.example")
posted = await teams.post(workspace, Direct("29:1ana"), card, names, key)

Mentions are used where several people read; in a private chat with the bot a name is enough (and Teams takes mentions
of members only).
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from adapters.gateway.platforms import (
    Caller,
    Channel,
    ClosedConversation,
    Destination,
    Direct,
    Names,
    PostedCard,
    RetryLater,
    Undeliverable,
)
from adapters.teams.forms import form_message
from adapters.teams.outgoing import TeamsError
from adapters.teams.ports import Connector, ConversationReferences, Json, TeamsConversation
from adapters.teams.render import message
from adapters.teams.routes import conversation_of, without_thread
from bot.domain.nominations.model import MessageState
from bot.domain.organisations import Workspace
from bot.domain.people.model import MembershipStatus, PlatformFacts
from bot.messages.cards import Card
from bot.messages.forms import Form, Reply

AT_ONCE = 25
"""Concurrent look-ups of people."""
MOST_SEEN = 20_000
MOST_CHANNELS = 5
"""Channels searched for a person by address."""


class TeamsClient:
    """See `adapters.gateway.platforms.PlatformClient`."""

    def __init__(self, connector: Connector, references: ConversationReferences, public_url: str) -> None:
        self.connector = connector
        self.references = references
        self.public_url = public_url
        self._seen: OrderedDict[tuple[UUID, str], TeamsConversation] = OrderedDict()

    def note_seen(self, workspace_id: UUID, users: Iterable[str], place: TeamsConversation) -> None:
        """Records where people were seen: that conversation can be asked who they are."""
        for user in users:
            self._seen[(workspace_id, user)] = place
            self._seen.move_to_end((workspace_id, user))
        while len(self._seen) > MOST_SEEN:
            self._seen.popitem(last=False)

    async def post(
        self,
        workspace: Workspace,
        to: Destination,
        card: Reply,
        names: Names,
        key: str,  # noqa: ARG002 - Teams compares no keys of ours
    ) -> PostedCard:
        """Posts a card, or a form. Where a private chat is gone, it is opened anew."""
        match to:
            case Caller(user, route) if conversation := conversation_of(route):
                place = await self._place(workspace, conversation)
            case Caller(user, _) | Direct(user):
                place = await self._personal(workspace, user)
            case Channel(conversation):
                place = await self._place(workspace, conversation)
        try:
            return await self._send(place, card, names)
        except ClosedConversation:
            anew = await self._opened_anew(workspace, place)
            if anew is None:
                raise
            return await self._send(anew, card, names)

    async def _send(self, place: TeamsConversation, card: Reply, names: Names) -> PostedCard:
        if place.user is not None:
            names = {}
        if isinstance(card, Form):
            sent = await self.connector.send(place, form_message(card, self.public_url))
            return PostedCard(place.conversation, sent or None)
        try:
            sent = await self.connector.send(place, message(card, names, self.public_url))
        except TeamsError as no:
            if no.status != 400 or not names:
                raise
            # A mentioned person may have left the conversation; their name is enough.
            sent = await self.connector.send(place, message(card, {}, self.public_url))
        return PostedCard(place.conversation, sent or None)

    async def find_posted(self, workspace: Workspace, to: Destination, key: str) -> PostedCard | None:  # noqa: ARG002 - the port's
        """Teams shows a bot no history."""
        return None

    async def look_at_message(self, workspace: Workspace, place: str, digest: str) -> MessageState | None:  # noqa: ARG002 - the port's
        """Teams lets a bot read no messages but those to it."""
        return None

    async def update(self, workspace: Workspace, posted: PostedCard, card: Card, names: Names) -> PostedCard:
        """Replaces a posted card."""
        if posted.message is None:
            raise Undeliverable("Teams gave the message no id; it cannot be replaced")
        place = await self._place(workspace, posted.conversation)
        shown = names if place.user is None else {}
        await self.connector.update(place, posted.message, message(card, shown, self.public_url))
        return posted

    async def delete(self, workspace: Workspace, posted: PostedCard) -> None:
        """Deletes a posted card."""
        if posted.message is None:
            raise Undeliverable("Teams gave the message no id; it cannot be deleted")
        await self.connector.delete(await self._place(workspace, posted.conversation), posted.message)

    async def people(self, workspace: Workspace, external_ids: Iterable[str]) -> Sequence[PlatformFacts]:
        """Teams' current facts about these users; unknown ones are left out."""
        turns = asyncio.Semaphore(AT_ONCE)

        async def look_up(user: str) -> PlatformFacts | None:
            async with turns:
                return await self._look_up(workspace, user)

        found = await asyncio.gather(*(look_up(user) for user in dict.fromkeys(external_ids)))
        return [facts for facts in found if facts]

    async def find(self, workspace: Workspace, email: str) -> PlatformFacts | None:
        """The member of that address, if a conversation of the bot has one."""
        for place in await self.references.group_conversations(workspace.id, MOST_CHANNELS):
            try:
                member = await self.connector.get_member(place, email)
            except (ClosedConversation, Undeliverable):
                continue
            facts = facts_of(member, workspace.external_id) if member else None
            if facts and facts.email and facts.email.lower() == email.lower():
                self.note_seen(workspace.id, [facts.external_id], place)
                return facts
        return None

    async def _look_up(self, workspace: Workspace, user: str) -> PlatformFacts | None:
        """The facts; of a user missing in every conversation of the bot, that the account has ended.

        None for a user who may be in a conversation that was not asked, or that the bot is no longer in, and for an id
        that is only known from a file.
        """
        if user.startswith("28:"):
            return PlatformFacts(user, "", standing=MembershipStatus.BOT)
        is_closed = False
        async for place in self._where_known(workspace, user):
            try:
                member = await self.connector.get_member(place, user)
            except ClosedConversation:  # of a private chat, the user has ended it
                is_closed = is_closed or place.user is None
                continue
            if member is not None:
                facts: PlatformFacts = replace(facts_of(member, workspace.external_id), external_id=user)
                return facts
        if user.startswith("29:") and not is_closed and await self._was_asked_everywhere(workspace, user):
            return PlatformFacts(user, "", standing=MembershipStatus.LEFT)
        return None

    async def _was_asked_everywhere(self, workspace: Workspace, user: str) -> bool:
        if await self.references.personal_chat(workspace.id, user) is not None:
            return True
        return len(await self.references.group_conversations(workspace.id, MOST_CHANNELS)) < MOST_CHANNELS

    async def _where_known(self, workspace: Workspace, user: str) -> AsyncIterator[TeamsConversation]:
        """Conversations that may know a user: where they were seen, their chat with the bot, channels."""
        asked: set[str] = set()
        for place in (
            self._seen.get((workspace.id, user)),
            await self.references.personal_chat(workspace.id, user),
        ):
            if place is not None and place.conversation not in asked:
                asked.add(place.conversation)
                yield place
        for place in await self.references.group_conversations(workspace.id, MOST_CHANNELS):
            if place.conversation not in asked:
                yield place

    async def _personal(self, workspace: Workspace, user: str) -> TeamsConversation:
        known = await self.references.personal_chat(workspace.id, user)
        if known is not None:
            return known
        service_url = await self.references.service_url(workspace.id)
        if service_url is None:
            raise RetryLater("nobody in this tenant has written to the bot yet, so its service is not known")
        try:
            made = await self.connector.create_personal(service_url, workspace.external_id, user)
        except TeamsError as no:  # whatever the reason: this person cannot be written to
            raise ClosedConversation(str(no)) from None
        await self.references.remember(workspace.id, made)
        return made

    async def _opened_anew(self, workspace: Workspace, gone: TeamsConversation) -> TeamsConversation | None:
        """Another private chat with the person of one that takes nothing; None if there is no other."""
        if gone.user is None:
            return None
        await self.references.forget(workspace.id, gone.conversation)
        try:
            made = await self._personal(workspace, gone.user)
        except (ClosedConversation, Undeliverable, RetryLater):
            await self.references.remember(workspace.id, gone)
            return None
        return made if made.conversation != gone.conversation else None

    async def _place(self, workspace: Workspace, conversation: str) -> TeamsConversation:
        """The service of a conversation. A channel that was never seen is taken to be where the others are."""
        known = await self.references.conversation(workspace.id, without_thread(conversation))
        if known is not None:
            return TeamsConversation(known.service_url, conversation, known.user)
        service_url = await self.references.service_url(workspace.id)
        if service_url is None or not conversation.startswith("19:"):
            raise ClosedConversation("Teams: the bot is not in that conversation")
        return TeamsConversation(service_url, conversation)


def facts_of(member: Json, tenant: str) -> PlatformFacts:
    """The facts about a member of a conversation, seen from that tenant (learn.microsoft.com, "Get Teams context")."""
    name = str(member.get("name") or member.get("givenName") or "")
    email = member.get("email") or member.get("userPrincipalName")
    directory_id = member.get("aadObjectId") or member.get("objectId")
    return PlatformFacts(
        *(str(member["id"]), name, email if isinstance(email, str) else None, _membership(member, tenant)),
        directory_id=directory_id.lower() if isinstance(directory_id, str) else None,
    )


def _membership(member: Json, tenant: str) -> MembershipStatus:
    role = str(member.get("userRole") or "").lower()
    if str(member.get("tenantId") or tenant).lower() != tenant.lower() or role == "anonymous":
        return MembershipStatus.STRANGER
    sign_in = str(member.get("userPrincipalName") or member.get("email") or "")
    if role == "guest" or "#ext#" in sign_in.lower():
        return MembershipStatus.GUEST
    if role in ("bot", "skill"):
        return MembershipStatus.BOT
    return MembershipStatus.MEMBER

"""The demo users of the sandbox, and their conversations.

scenario = Scenario("sandbox", "Northwind", (DemoUser("ana", "U-ANA", "Ana", "Support", "ana@example.org"),), (...))
scenario.conversations(scenario.users[0])     # the channels, then Ana's direct conversation with Laurel
"""

from dataclasses import dataclass

from bot.messages.platforms import Conversation

LAUREL = "laurel"
"""The platform id of Laurel itself, which users can mention like any other user."""


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A user of the sandbox; a visitor can act as any of them."""

    handle: str
    external_id: str
    name: str
    title: str
    email: str


@dataclass(frozen=True, slots=True)
class DemoChannel:
    """A channel: everyone is in it. `external_id` is its platform id, `name` is shown behind a #."""

    external_id: str
    name: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class DemoBadge:
    """A badge that the page can suggest, with the address of its picture."""

    slug: str
    name: str
    about: str
    picture: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """The whole workspace: its platform id, its display name, users and channels."""

    workspace: str
    name: str
    users: tuple[DemoUser, ...]
    channels: tuple[DemoChannel, ...]

    def user(self, external_id: str) -> DemoUser | None:
        """The user of that platform id."""
        return next((demo_user for demo_user in self.users if demo_user.external_id == external_id), None)

    def direct_conversation(self, player: DemoUser) -> Conversation:
        """The user's direct conversation with Laurel."""
        return Conversation(f"direct-{player.external_id}", direct=True)

    def conversations(self, player: DemoUser) -> tuple[Conversation, ...]:
        """Conversations the user can read and write; of direct ones only the user's own."""
        channels = (Conversation(room.external_id, name=room.name) for room in self.channels)
        return (*channels, self.direct_conversation(player))

    def conversation(self, player: DemoUser, external_id: str) -> Conversation | None:
        """That conversation, if it is one of the user's."""
        return next(
            (
                conversation
                for conversation in self.conversations(player)
                if conversation.external_id == external_id
            ),
            None,
        )

    def audience(self, conversation: str, visible_to: str | None) -> frozenset[str]:
        """The platform ids of all users who may see a message there."""
        return frozenset(
            demo_user.external_id
            for demo_user in self.users
            if visible_to in (None, demo_user.external_id) and self.conversation(demo_user, conversation)
        )

"""The demo users of the sandbox, and their conversations.

cast = Cast("sandbox", "Northwind", (Player("ana", "U-ANA", "Ana", "Support", "ana@example.org"),), (...))
cast.conversations(cast.players[0])     # the channels, then Ana's direct conversation with Laurel
"""

from dataclasses import dataclass

from bot.messages.platforms import Conversation

LAUREL = "laurel"
"""The platform id of Laurel itself, which users can mention like any other user."""


@dataclass(frozen=True, slots=True)
class Player:
    """A user of the sandbox; a visitor can act as any of them."""

    handle: str
    external_id: str
    name: str
    title: str
    email: str


@dataclass(frozen=True, slots=True)
class Room:
    """A channel: everyone is in it. `external_id` is its platform id, `name` is shown behind a #."""

    external_id: str
    name: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """The whole workspace: its platform id, its display name, users and channels."""

    workspace: str
    name: str
    players: tuple[Player, ...]
    rooms: tuple[Room, ...]

    def player(self, external_id: str) -> Player | None:
        """The user of that platform id."""
        return next((one for one in self.players if one.external_id == external_id), None)

    def direct(self, player: Player) -> Conversation:
        """The user's direct conversation with Laurel."""
        return Conversation(f"direct-{player.external_id}", direct=True)

    def conversations(self, player: Player) -> tuple[Conversation, ...]:
        """Conversations the user can read and write; of direct ones only the user's own."""
        return (*(Conversation(room.external_id) for room in self.rooms), self.direct(player))

    def conversation(self, player: Player, external_id: str) -> Conversation | None:
        """That conversation, if it is one of the user's."""
        return next((one for one in self.conversations(player) if one.external_id == external_id), None)

    def audience(self, conversation: str, visible_to: str | None) -> frozenset[str]:
        """The platform ids of all users who may see a message there."""
        return frozenset(
            one.external_id
            for one in self.players
            if visible_to in (None, one.external_id) and self.conversation(one, conversation)
        )

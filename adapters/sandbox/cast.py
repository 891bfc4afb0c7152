"""Who plays in the sandbox, and where they talk.

cast = Cast("sandbox", "Northwind", (Player("ana", "U-ANA", "Ana Costa", "Support", "ana@example.org"),), (...))
cast.conversations(cast.players[0])     # the channels, then Ana's direct conversation with Laurel
"""

from dataclasses import dataclass

from bot.people.places import Conversation

LAUREL = "laurel"
"""The platform id of Laurel itself, which people can mention like anybody else."""


@dataclass(frozen=True, slots=True)
class Player:
    """A person of the sandbox, whom whoever tries Laurel can become."""

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
    """The whole workspace: its platform id, its name for people, who and where."""

    workspace: str
    name: str
    players: tuple[Player, ...]
    rooms: tuple[Room, ...]

    def player(self, external_id: str) -> Player | None:
        """The player of that platform id."""
        return next((one for one in self.players if one.external_id == external_id), None)

    def direct(self, player: Player) -> Conversation:
        """The player's private conversation with Laurel."""
        return Conversation(f"direct-{player.external_id}", direct=True)

    def conversations(self, player: Player) -> tuple[Conversation, ...]:
        """Where the player can read and write; nobody else's direct conversation is among them."""
        return (*(Conversation(room.external_id) for room in self.rooms), self.direct(player))

    def conversation(self, player: Player, external_id: str) -> Conversation | None:
        """That conversation, if it is one of the player's."""
        return next((one for one in self.conversations(player) if one.external_id == external_id), None)

    def audience(self, conversation: str, visible_to: str | None) -> frozenset[str]:
        """The platform ids of all who may see a message there."""
        return frozenset(
            one.external_id
            for one in self.players
            if visible_to in (None, one.external_id) and self.conversation(one, conversation)
        )

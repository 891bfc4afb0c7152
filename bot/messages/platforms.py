"""Chat platforms, and conversations on them."""

from dataclasses import dataclass
from enum import StrEnum


class Platform(StrEnum):
    """The supported chat platforms, and the command line."""

    SLACK = "slack"
    TEAMS = "teams"
    SANDBOX = "sandbox"
    CLI = "shell"
    """The command line: badges are awarded from there. Its letters go to the addressees' chats, once they have one."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A channel, or a direct conversation with the bot."""

    external_id: str
    direct: bool = False
    name: str = ""
    """What people call a channel, if the platform says so."""


@dataclass(frozen=True, slots=True)
class PressedCard:
    """The card whose button was pressed. `route`: the platform's address for replacing it, where an answer to the press
    itself cannot."""

    conversation: str
    message: str
    route: str | None = None
    home: bool = False
    """Whether it is the person's home: every answer to its buttons takes its place, and leads back to it."""

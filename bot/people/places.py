"""Where things happen: organisations, their workspaces, and conversations in them."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Platform(StrEnum):
    """The chat systems Laurel speaks, and the command line."""

    SLACK = "slack"
    TEAMS = "teams"
    SANDBOX = "sandbox"
    SHELL = "shell"
    """The command line: badges come from there, but nobody can be written to there, so no letter is queued for it."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """The company or unit that runs a programme."""

    id: UUID
    name: str
    url: str | None = None
    email: str | None = None
    celebration_channel: str | None = None
    """Where celebrations go when the conversation a badge was given in is closed to the bot."""
    timezone: str | None = None
    """The IANA name of its time zone, for people whose own nobody knows."""
    budget: int | None = None
    """Badges in a month; beyond it only an owner's decision gives one."""
    phone: str | None = None
    description: str | None = None
    logo_url: str | None = None
    """Where its logo is on the web, for its profile in each badge."""
    recipient_email: str = "hashed"
    """Whether a badge holds its recipient's address: `hashed`, with a salt, or `none`, so that no guess confirms it."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """One team or tenant of a platform. Platform ids are unique only inside it."""

    id: UUID
    organisation: Organisation
    platform: Platform
    external_id: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """A channel, or a direct conversation with the bot."""

    external_id: str
    direct: bool = False

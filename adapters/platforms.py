"""What the background needs of any chat platform: post a card, bring it up to date, look people up.

Implemented by `adapters/slack/client.py`, `adapters/sandbox/client.py`, and every platform to come.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from bot.cards import Card
from bot.forms import Reply
from bot.people.model import PlatformFacts
from bot.people.places import Workspace


@dataclass(frozen=True, slots=True)
class Direct:
    """A private conversation with one user of the platform."""

    external_id: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel."""

    external_id: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever made a request, by the platform's own way back (`route`), for their eyes only."""

    external_id: str
    route: str


Destination = Direct | Channel | Caller
Names = Mapping[UUID, str]
"""Platform ids of the people a card names; people without one are shown by name."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a card stands, so that it can be updated. `message` is None where the platform keeps no handle."""

    conversation: str
    message: str | None
    found: bool = False
    """Whether it stood there already, from an attempt whose answer was lost."""


class RetryLater(Exception):
    """The platform asked for patience, or did not answer.

    `after`: seconds, if it said. `uncertain`: it may have done what it was asked, and only its answer was lost.
    """

    def __init__(self, reason: str, after: float | None = None, *, uncertain: bool = False) -> None:
        super().__init__(reason)
        self.after = after
        self.uncertain = uncertain


class ClosedConversation(Exception):
    """The bot may not post there: not a member, archived, gone."""


class NoAccount(ClosedConversation):
    """No workspace of the organisation knows the addressee yet. What waits for them is sent once one does."""


class Undeliverable(Exception):
    """Trying again cannot help: the card was refused, the token is revoked, the user is gone."""


class PlatformClient(Protocol):
    """One chat platform, as the background uses it."""

    async def post(
        self, workspace: Workspace, to: Destination, card: Reply, names: Names, key: str
    ) -> Posted:
        """Posts a card, or a form where the platform's messages hold forms.

        `key` names the letter; a platform that can, recognises a second posting by it.
        """
        ...

    async def found(self, workspace: Workspace, to: Destination, key: str) -> Posted | None:
        """Where a letter of that key stands already; None if it does not, or if the platform does not let us look."""
        ...

    async def update(self, workspace: Workspace, posted: Posted, card: Card, names: Names) -> None:
        """Replaces a posted card."""
        ...

    async def people(self, workspace: Workspace, external_ids: Iterable[str]) -> Sequence[PlatformFacts]:
        """What the platform says about these users now."""
        ...

    async def find(self, workspace: Workspace, email: str) -> PlatformFacts | None:
        """The user of that address, if the platform has one."""
        ...

"""The interface of a chat platform to the worker: post a card, update it, look people up.

Implemented by `adapters/slack/client.py`, `adapters/sandbox/client.py`, and further platforms.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from bot.domain.organisations import Workspace
from bot.domain.people.model import PlatformFacts
from bot.messages.cards import Card
from bot.messages.forms import Reply


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
    """The sender of a request, by the platform's own reply route (`route`); only the sender sees it."""

    external_id: str
    route: str


Destination = Direct | Channel | Caller
Names = Mapping[UUID, str]
"""Platform ids of the people a card names; people without one are shown by name."""


@dataclass(frozen=True, slots=True)
class PostedCard:
    """Where a card was posted, for later updates. `message` is None where the platform returns no handle."""

    conversation: str
    message: str | None
    already_posted: bool = False
    """Whether an earlier attempt had posted it and its answer was lost."""


class RetryLater(Exception):
    """The platform asked to wait, or did not answer.

    `after`: seconds, if given. `uncertain`: the request may have taken effect, and only its answer was lost.
    """

    def __init__(self, reason: str, after: float | None = None, *, uncertain: bool = False) -> None:
        super().__init__(reason)
        self.after = after
        self.uncertain = uncertain


class ClosedConversation(Exception):
    """The bot may not post there: it is no member, or the conversation is archived or gone."""


class NoAccount(ClosedConversation):
    """No workspace of the organisation knows the addressee yet. Letters to them are sent once one does."""


class Undeliverable(Exception):
    """Retrying cannot help: the card was refused, the token is revoked, the user is gone."""


class PlatformClient(Protocol):
    """One chat platform, as the worker uses it."""

    async def post(
        self, workspace: Workspace, to: Destination, card: Reply, names: Names, key: str
    ) -> PostedCard:
        """Posts a card, or a form where the platform's messages hold forms.

        `key` names the letter; a platform that can detects a second posting by it.
        """
        ...

    async def find_posted(self, workspace: Workspace, to: Destination, key: str) -> PostedCard | None:
        """Where a letter of that key was posted; None if it was not, or if the platform does not allow the search."""
        ...

    async def update(self, workspace: Workspace, posted: PostedCard, card: Card, names: Names) -> None:
        """Replaces a posted card."""
        ...

    async def people(self, workspace: Workspace, external_ids: Iterable[str]) -> Sequence[PlatformFacts]:
        """The platform's current facts about these users."""
        ...

    async def find(self, workspace: Workspace, email: str) -> PlatformFacts | None:
        """The user of that address, if the platform has one."""
        ...

"""The interface of a chat platform to the worker: post a card, update it, look people up.

Implemented by `adapters/slack/client.py`, `adapters/sandbox/client.py`, and further platforms.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from bot.domain.nominations.model import MessageState
from bot.domain.organisations import Workspace
from bot.domain.people.model import PlatformFacts
from bot.messages.cards import Card
from bot.messages.forms import Reply
from bot.messages.platforms import Platform

LONGEST_PATIENCE = 3600
"""Seconds that a platform's Retry-After is believed; a broken proxy may ask for years."""


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
    files: tuple[str, ...] = ()
    """Pictures of it that the platform keeps as files."""


class RetryLater(Exception):
    """The platform asked to wait, or did not answer.

    `after`: seconds, if given. `uncertain`: the request may have taken effect, and only its answer was lost.
    """

    def __init__(self, reason: str, after: float | None = None, *, uncertain: bool = False) -> None:
        super().__init__(reason)
        self.after = after
        self.uncertain = uncertain


class AppRefused(RetryLater):
    """The platform refuses the app itself, whatever it asks: its token was revoked, or a permission is missing.

    Trying again helps once a person has mended the app, so what was to be sent waits until then.
    """

    def __init__(
        self, platform: Platform, word: str, permission: str = "", *, keeps_silent: bool = True
    ) -> None:
        super().__init__(f"{platform.title()} refuses the app: {word} {permission}".rstrip())
        self.platform = platform
        self.word = word
        """The platform's own name of the refusal."""
        self.permission = permission
        """The permission that is missing, if the platform says which."""
        self.keeps_silent = keeps_silent
        """Whether no letter gets through either."""

    @property
    def name(self) -> str:
        """What an operator looks for in the platform's documentation."""
        return f"{self.word} ({self.permission})" if self.permission else self.word


class ClosedConversation(Exception):
    """The bot may not post there: it is no member, or the conversation is archived or gone."""


class NoAccount(ClosedConversation):
    """No workspace of the organisation knows the addressee yet. Letters to them are sent once one does."""


class Undeliverable(Exception):
    """Retrying cannot help: the platform refused the card itself."""


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

    async def look_at_message(self, workspace: Workspace, place: str, digest: str) -> MessageState | None:
        """What became of a message of that place, whose text had that SHA-256; None if the platform does not tell."""
        ...

    async def update(self, workspace: Workspace, posted: PostedCard, card: Card, names: Names) -> PostedCard:
        """Replaces a posted card; returns where it is, with its files."""
        ...

    async def delete(self, workspace: Workspace, posted: PostedCard) -> None:
        """Deletes a posted card. Raises `Undeliverable` or `ClosedConversation` where that is not allowed."""
        ...

    async def people(self, workspace: Workspace, external_ids: Iterable[str]) -> Sequence[PlatformFacts]:
        """The platform's current facts about these users."""
        ...

    async def find(self, workspace: Workspace, email: str) -> PlatformFacts | None:
        """The user of that address, if the platform has one."""
        ...


def retry_after(value: str | None) -> float | None:
    """Seconds in a Retry-After header, from one to an hour; None if it holds no number of seconds."""
    if not value or not value.isascii() or not value.isdigit():
        return None
    return float(min(max(1, int(value[:9])), LONGEST_PATIENCE))

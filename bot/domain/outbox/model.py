"""Letters and jobs: work that the bot queues for the background.

The bot never sends. A letter has a kind, a subject and an addressee; its card is composed when it is sent,
from the state of that moment (`bot/presenting/letters.py`).

Decision: docs/decisions/0002.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bot.domain.outbox.tasks import Task


class NotificationKind(StrEnum):
    """What a letter is about."""

    EARNED = "earned"
    TO_DECIDE = "to_decide"
    REMINDER = "reminder"
    NUDGE = "nudge"
    DECIDED = "decided"
    CELEBRATION = "celebration"
    UNDONE = "undone"
    REVOKED = "revoked"
    AMENDED = "amended"
    CLOSED_CHANNEL = "closed_channel"
    APPROVER_AWAY = "approver_away"
    EARNER_AWAY = "earner_away"
    ACCOUNT_WAITS = "account_waits"
    GIVER_ASKED = "giver_asked"
    NOTICE = "notice"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class ToPerson:
    """Privately to a person, in the workspace where the matter began."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class ToConversation:
    """To all members of a conversation; to `fallback` if the bot may not post there."""

    external_id: str
    fallback: str | None = None


@dataclass(frozen=True, slots=True)
class ToCaller:
    """To the caller of a request, by the address the platform gave for the answer (`route`, in its own format)."""

    external_id: str
    route: str
    aside: str | None = None
    """Where to announce that the answer was given in private, or failed; see `bot.messages.requests.Origin`."""


Addressee = ToPerson | ToConversation | ToCaller


@dataclass(frozen=True, slots=True)
class Letter:
    """A queued card with an addressee. `key` makes it unique: one letter per event and addressee."""

    id: UUID
    organisation_id: UUID
    workspace_id: UUID
    topic: NotificationKind
    subject_id: UUID
    addressee: Addressee
    key: str
    queued_at: datetime
    content: str | None = None
    """The card itself, for a reply: it cannot be composed later."""


@dataclass(frozen=True, slots=True)
class Job:
    """Queued work; `key` is unique among waiting jobs."""

    id: UUID
    organisation_id: UUID
    task: Task
    key: str
    due: datetime
    partition: str | None = None
    """Jobs with the same partition key run one at a time, at that partition's rate."""

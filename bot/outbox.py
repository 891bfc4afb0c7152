"""Letters and jobs: what the bot leaves for the background to do.

The bot never sends. A letter is a topic, a subject and an addressee; its card is composed when it is sent,
from the state of that moment (`bot/letters.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Topic(StrEnum):
    """What a letter is about."""

    EARNED = "earned"
    TO_DECIDE = "to_decide"
    DECIDED = "decided"
    CELEBRATION = "celebration"
    UNDONE = "undone"
    CLOSED_CHANNEL = "closed_channel"
    APPROVER_AWAY = "approver_away"
    EARNER_AWAY = "earner_away"
    NOTICE = "notice"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class ToPerson:
    """Privately to a person, in the workspace where the matter began."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class ToConversation:
    """To everyone in a conversation; to `fallback` if the bot may not post there."""

    external_id: str
    fallback: str | None = None


@dataclass(frozen=True, slots=True)
class ToCaller:
    """To whoever made a request, by the way the platform gave for it (`route` is the platform's own)."""

    external_id: str
    route: str
    aside: str | None = None
    """Where to say that the answer was given in private, or could not be; see `bot.commands.Origin`."""


Addressee = ToPerson | ToConversation | ToCaller


@dataclass(frozen=True, slots=True)
class Letter:
    """A queued card with an addressee. `key` makes it unique: one letter per event and addressee."""

    id: UUID
    organisation_id: UUID
    workspace_id: UUID
    topic: Topic
    subject_id: UUID
    addressee: Addressee
    key: str
    queued_at: datetime
    content: str | None = None
    """The card itself, for a reply, whose moment is over when it is sent."""


class Work(StrEnum):
    """What a job does."""

    SIGN = "sign"
    DELIVER = "deliver"
    REFRESH = "refresh"


@dataclass(frozen=True, slots=True)
class Job:
    """Queued work; `key` makes it unique while it waits."""

    id: UUID
    organisation_id: UUID
    work: Work
    key: str
    due: datetime
    lane: str | None = None
    """Jobs of one lane run one at a time, at the lane's pace."""
    details: Mapping[str, str] = field(default_factory=dict)

"""What the rules need of the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bot.domain.outbox.model import Job, Letter, NotificationKind


class Outbox(Protocol):
    """Letters and jobs, queued in the transaction that causes them."""

    def post(self, letter: Letter, also: Sequence[Job] = ()) -> bool:
        """Queues a letter; False if its key was queued before. `also` is queued in both cases."""

    def post_all(self, new: Sequence[Letter]) -> None:
        """Queues many letters in a few statements. None of their keys may have been used before."""

    def queue(self, *new: Job) -> None: ...
    def retry(self, organisation_id: UUID, job_ids: Sequence[UUID], now: datetime) -> Sequence[UUID]:
        """Queues dead-lettered jobs again; returns the ids of those that were dead-lettered."""

    def count_stuck(self, organisation_id: UUID) -> int:
        """Jobs that failed too often, and wait for a person."""

    def letter(self, letter_id: UUID) -> Letter | None:
        """The letter, if it is still to be sent."""

    def posted_letter(self, workspace_id: UUID, conversation: str, message: str) -> Letter | None:
        """The letter that was posted there, unless it holds its own text."""

    def rewrite_reply(self, workspace_id: UUID, conversation: str, message: str, content: str) -> None:
        """Another answer took the place of one that was posted there, if one was and is remembered."""

    def was_sent(self, topic: NotificationKind, subject_id: UUID) -> bool:
        """Whether a letter of that kind about that subject reached its addressee."""

"""Where the card of each letter was posted, and what it shows there."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from adapters.database.engine.columns import Utc, metadata
from adapters.database.queue.letter_rows import letter_of, letters
from bot.domain.outbox.model import Letter, NotificationKind

postings = Table(
    "postings",
    metadata,
    Column("letter_id", Uuid, ForeignKey("letters.id"), primary_key=True),
    Column("subject_id", Uuid, nullable=False, index=True),
    Column("workspace_id", Uuid, ForeignKey("workspaces.id")),  # empty in rows of an older release
    Column("conversation", String(255), nullable=False),
    Column("message", String(128)),
    Column("shown_hash", String(64), nullable=False),
    Column("at", Utc, nullable=False),
    Column("files", Text),
    Index("ix_postings_message", "message"),
)
_POSTED = (
    select(
        func.coalesce(postings.c.workspace_id, letters.c.workspace_id).label("posted_in"),
        postings.c.conversation,
        postings.c.message,
        postings.c.shown_hash,
        postings.c.files,
        letters,
    )
    .join(letters, letters.c.id == postings.c.letter_id)
    .where(postings.c.subject_id == bindparam("subject_id"), postings.c.message.is_not(None))
    .order_by(postings.c.at)
)

_POSTED_AT = (
    select(letters)
    .join(postings, postings.c.letter_id == letters.c.id)
    .where(
        func.coalesce(postings.c.workspace_id, letters.c.workspace_id) == bindparam("workspace_id"),
        postings.c.conversation == bindparam("conversation"),
        postings.c.message == bindparam("message"),
        letters.c.topic.not_in((NotificationKind.REPLY.value, NotificationKind.NOTICE.value)),
    )
)
_SENT = (
    select(postings.c.letter_id)
    .join(letters, letters.c.id == postings.c.letter_id)
    .where(postings.c.subject_id == bindparam("subject_id"), letters.c.topic == bindparam("topic"))
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class PostedLetter:
    """A letter and where its card was posted."""

    letter: Letter
    workspace_id: UUID
    """Where it was posted, which may be another platform than the letter's own."""
    conversation: str
    message: str
    shown_hash: str
    files: tuple[str, ...] = ()


class PostingStore:
    """The part of `bot.domain.outbox.ports.Outbox` about posted cards."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def posted_letter(self, workspace_id: UUID, conversation: str, message: str) -> Letter | None:
        """The letter that was posted there, unless it holds its own text."""
        place = {"workspace_id": workspace_id, "conversation": conversation, "message": message}
        row = self.connection.execute(_POSTED_AT, place).first()
        return letter_of(row) if row else None

    def rewrite_reply(self, workspace_id: UUID, conversation: str, message: str, content: str) -> None:
        """Another answer took the place of one that was posted there, if one was and is remembered."""
        there = (postings.c.conversation == conversation, postings.c.message == message)
        posted = select(postings.c.letter_id).where(postings.c.workspace_id == workspace_id, *there)
        reply = (letters.c.id.in_(posted), letters.c.topic == NotificationKind.REPLY.value)
        self.connection.execute(update(letters).where(*reply).values(content=content))

    def was_sent(self, topic: NotificationKind, subject_id: UUID) -> bool:
        """Whether a letter of that kind about that subject reached its addressee."""
        about = {"topic": topic.value, "subject_id": subject_id}
        return self.connection.execute(_SENT, about).first() is not None

    def add_posting(
        self,
        letter: Letter,
        place: tuple[UUID, str, str | None],
        shown_hash: str,
        now: datetime,
        files: tuple[str, ...] = (),
    ) -> None:
        """Records where a card was posted (workspace, conversation, message), what it showed, and its files."""
        row = {
            "letter_id": letter.id,
            "subject_id": letter.subject_id,
            "workspace_id": place[0],
            "conversation": place[1],
            "message": place[2],
            "shown_hash": shown_hash,
            "at": now,
            "files": json.dumps(files) if files else None,
        }
        self.connection.execute(insert(postings), row)

    def postings_about(self, subject_id: UUID) -> Sequence[PostedLetter]:
        """Every posted card about a subject that can be updated."""
        rows = self.connection.execute(_POSTED, {"subject_id": subject_id})
        return [
            PostedLetter(
                *(letter_of(row), row.posted_in, row.conversation, row.message, row.shown_hash),
                tuple(json.loads(row.files or "[]")),
            )
            for row in rows
        ]

    def forget_posting(self, letter_id: UUID) -> None:
        """Forgets where a card was, because it is deleted there."""
        self.connection.execute(delete(postings).where(postings.c.letter_id == letter_id))

    def record_shown(self, letter_id: UUID, shown_hash: str, files: tuple[str, ...]) -> None:
        """Records what a card shows now, after an update, and its files."""
        values = {"shown_hash": shown_hash, "files": json.dumps(files) if files else None}
        self.connection.execute(update(postings).where(postings.c.letter_id == letter_id), values)

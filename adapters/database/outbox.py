"""Letters and jobs as the use cases queue them, and where each card was posted."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)

from adapters.database.columns import Utc, insert_unless_there, metadata
from bot.outbox import Addressee, Job, Letter, ToCaller, ToConversation, ToPerson, Topic, Work

UNMET = "unmet"
"""How a letter ends for now whose addressee no workspace knows yet."""
_UNMET = text("ending = 'unmet'")
letters = Table(
    "letters",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False),
    Column("workspace_id", Uuid, ForeignKey("workspaces.id"), nullable=False),
    Column("topic", String(24), nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("addressee", Text, nullable=False),
    Column("key", String(255), nullable=False, unique=True),
    Column("content", Text),
    Column("queued_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Column("ending", String(16)),
    Column("uncertain", Boolean, nullable=False),
    Index("ix_letters_unmet", "addressee", sqlite_where=_UNMET, postgresql_where=_UNMET),
)
postings = Table(
    "postings",
    metadata,
    Column("letter_id", Uuid, ForeignKey("letters.id"), primary_key=True),
    Column("subject_id", Uuid, nullable=False, index=True),
    Column("workspace_id", Uuid, ForeignKey("workspaces.id")),  # empty where an older release posted
    Column("conversation", String(255), nullable=False),
    Column("message", String(128)),
    Column("shown_hash", String(64), nullable=False),
    Column("at", Utc, nullable=False),
)
_ALIVE = text("NOT dead")
jobs = Table(
    "jobs",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False),
    Column("work", String(16), nullable=False),
    Column("key", String(255), nullable=False, unique=True),
    Column("lane", String(255)),
    Column("details", Text, nullable=False),
    Column("due", Utc, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("error", Text),
    Column("dead", Boolean, nullable=False),
    Index("ix_jobs_due", "due", sqlite_where=_ALIVE, postgresql_where=_ALIVE),
)
lanes = Table(
    "lanes",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("free_at", Utc, nullable=False),
)

_LETTER = select(letters).where(letters.c.id == bindparam("letter_id"))
_POSTED = (
    select(
        func.coalesce(postings.c.workspace_id, letters.c.workspace_id).label("posted_in"),
        postings.c.conversation,
        postings.c.message,
        postings.c.shown_hash,
        letters,
    )
    .join(letters, letters.c.id == postings.c.letter_id)
    .where(postings.c.subject_id == bindparam("subject_id"), postings.c.message.is_not(None))
    .order_by(postings.c.at)
)


@dataclass(frozen=True, slots=True)
class PostedLetter:
    """A letter and where its card stands."""

    letter: Letter
    workspace_id: UUID
    """Where it was posted, which may be another platform than the letter's own."""
    conversation: str
    message: str
    shown_hash: str


class OutboxStore:
    """See `bot.ports.Outbox`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def post(self, letter: Letter) -> bool:
        """Queues a letter and its delivery; False if its key was queued before."""
        row = _letter_row(letter)
        if not insert_unless_there(self.connection, letters, row, "key"):
            return False
        self.queue(_delivery(letter))
        return True

    def post_all(self, new: Sequence[Letter]) -> None:
        """Queues many letters in two statements. None of their keys was used before."""
        if new:
            self.connection.execute(insert(letters), [_letter_row(letter) for letter in new])
            self.connection.execute(insert(jobs), [_job_row(_delivery(letter)) for letter in new])

    def queue(self, job: Job) -> None:
        """Queues a job, unless one of its key waits already. Refreshes of one subject go one at a time."""
        insert_unless_there(self.connection, jobs, _job_row(job), "key")

    def letter(self, letter_id: UUID) -> Letter | None:
        """The letter, if it is still to be sent."""
        row = self.connection.execute(_LETTER, {"letter_id": letter_id}).first()
        return _letter(row) if row and row.ended_at is None else None

    def end(self, letter_id: UUID, ending: str, now: datetime, uncertain: bool = False) -> None:
        """A letter's end: sent, dropped (nothing to say any more), closed, dead, or for now: unmet."""
        query = update(letters).where(letters.c.id == letter_id)
        self.connection.execute(query, {"ended_at": now, "ending": ending})
        if uncertain:
            self.doubt(letter_id)

    def met(self, person_id: UUID) -> None:
        """Somebody has an account now: what could not be sent to them for want of one is queued again."""
        addressee = json.dumps(_addressee_values(ToPerson(person_id)))
        waits = (letters.c.addressee == addressee, letters.c.ending == UNMET)
        found = [_letter(row) for row in self.connection.execute(select(letters).where(*waits))]
        if found:
            self.connection.execute(update(letters).where(*waits), {"ended_at": None, "ending": None})
        for letter in found:
            self.queue(_delivery(letter))

    def doubt(self, letter_id: UUID) -> None:
        """It may have been posted without our knowing, so it may stand there twice. Nothing takes this back."""
        self.connection.execute(update(letters).where(letters.c.id == letter_id), {"uncertain": True})

    def add_posting(
        self, letter: Letter, place: tuple[UUID, str, str | None], shown_hash: str, now: datetime
    ) -> None:
        """Remembers where a card stands (workspace, conversation, message) and what it showed."""
        row = {
            "letter_id": letter.id,
            "subject_id": letter.subject_id,
            "workspace_id": place[0],
            "conversation": place[1],
            "message": place[2],
            "shown_hash": shown_hash,
            "at": now,
        }
        self.connection.execute(insert(postings), row)

    def posted_about(self, subject_id: UUID) -> Sequence[PostedLetter]:
        """Every posted card about something that can be updated."""
        rows = self.connection.execute(_POSTED, {"subject_id": subject_id})
        return [
            PostedLetter(_letter(row), row.posted_in, row.conversation, row.message, row.shown_hash)
            for row in rows
        ]

    def shown(self, letter_id: UUID, shown_hash: str) -> None:
        """What a card shows now, after an update."""
        self.connection.execute(
            update(postings).where(postings.c.letter_id == letter_id), {"shown_hash": shown_hash}
        )


def _letter_row(letter: Letter) -> dict[str, object]:
    return {
        "id": letter.id,
        "organisation_id": letter.organisation_id,
        "workspace_id": letter.workspace_id,
        "topic": letter.topic,
        "subject_id": letter.subject_id,
        "addressee": json.dumps(_addressee_values(letter.addressee)),
        "key": letter.key,
        "content": letter.content,
        "queued_at": letter.queued_at,
        "uncertain": False,
    }


def _delivery(letter: Letter) -> Job:
    details = {"letter": str(letter.id)}
    key, due = f"deliver:{letter.id}", letter.queued_at
    return Job(letter.id, letter.organisation_id, Work.DELIVER, key, due, _lane(letter), details)


def _job_row(job: Job) -> dict[str, object]:
    return {
        "id": job.id,
        "organisation_id": job.organisation_id,
        "work": job.work,
        "key": job.key,
        "lane": f"refresh:{job.details['subject']}" if job.work is Work.REFRESH else job.lane,
        "details": json.dumps(dict(job.details)),
        "due": job.due,
        "attempts": 0,
        "failures": 0,
        "dead": False,
    }


def _lane(letter: Letter) -> str | None:
    match letter.addressee:
        case ToPerson(person_id):
            return f"{letter.workspace_id}:person:{person_id}"
        case ToConversation(external_id, _):
            return f"{letter.workspace_id}:{external_id}"
        case ToCaller():
            return None
        case _:
            assert_never(letter.addressee)


def _addressee_values(addressee: Addressee) -> dict[str, str | None]:
    match addressee:
        case ToPerson(person_id):
            return {"to": "person", "person": str(person_id)}
        case ToConversation(external_id, fallback):
            return {"to": "conversation", "conversation": external_id, "fallback": fallback}
        case ToCaller(external_id, route, aside):
            return {"to": "caller", "caller": external_id, "route": route, "aside": aside}
        case _:
            assert_never(addressee)


def _addressee(values: dict[str, str]) -> Addressee:
    match values["to"]:
        case "person":
            return ToPerson(UUID(values["person"]))
        case "conversation":
            return ToConversation(values["conversation"], values["fallback"])
        case _:
            return ToCaller(values["caller"], values["route"], values.get("aside"))


def _letter(row: Row[tuple[object, ...]]) -> Letter:
    return Letter(
        row.id,
        row.organisation_id,
        row.workspace_id,
        Topic(row.topic),
        row.subject_id,
        _addressee(json.loads(row.addressee)),
        row.key,
        row.queued_at,
        row.content,
    )

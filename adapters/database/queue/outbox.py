"""Letters and jobs as the use cases queue them.

`attempts` is a job's fence and goes on counting when a job is retried: from 0, a worker that slept could record its
result for another's attempt.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
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

from adapters.database.engine.columns import Utc, insert_absent, insert_if_absent, metadata
from adapters.database.queue.letter_rows import (
    HAS_NO_ACCOUNT,
    addressee_values,
    delivery_of,
    job_row,
    letter_of,
    letter_row,
    letters,
)
from adapters.database.queue.postings import PostingStore
from adapters.database.queue.tasks import WAITS, Details, details_of, task_of
from bot.domain.outbox.model import Job, Letter, ToPerson
from bot.domain.outbox.tasks import DeliverLetter, JobKind

NO_ACCOUNT = "unmet"
"""How a letter ends for now if no workspace knows its addressee yet."""
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
partitions = Table(
    "lanes",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("free_at", Utc, nullable=False),
)

_GIVEN_UP = (
    select(jobs.c.id, jobs.c.work, jobs.c.details, jobs.c.attempts)
    .where(
        jobs.c.organisation_id == bindparam("organisation_id"),
        jobs.c.dead,
        jobs.c.id.in_(bindparam("ids", expanding=True)),
    )
    .with_for_update()
)
_GIVEN_UP_AS = (
    select(jobs.c.id, jobs.c.attempts).where(jobs.c.key == bindparam("key"), jobs.c.dead).with_for_update()
)
_STUCK = select(func.count()).where(jobs.c.organisation_id == bindparam("organisation_id"), jobs.c.dead)
_UNMET = select(letters).where(letters.c.addressee == bindparam("to"), HAS_NO_ACCOUNT)
_LETTER = select(letters).where(letters.c.id == bindparam("letter_id"))
_UNCERTAIN = select(letters.c.uncertain).where(letters.c.id == bindparam("letter_id"))


class OutboxStore(PostingStore):
    """See `bot.domain.outbox.ports.Outbox`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def post(self, letter: Letter, also: Sequence[Job] = ()) -> bool:
        """Queues a letter and its delivery; False if its key was queued before. `also` is queued either way."""
        new = insert_if_absent(self.connection, letters, letter_row(letter), "key")
        self.queue(*([delivery_of(letter)] if new else ()), *also)
        return new

    def change_waiting(self, letter: Letter) -> bool:
        """Changes the text and time of a waiting letter; False if its delivery has already begun."""
        waits = (jobs.c.id == delivery_of(letter).id, jobs.c.attempts == 0)
        if not self.connection.execute(update(jobs).where(*waits), {"due": letter.queued_at}).rowcount:
            return False
        values = {"content": letter.content, "queued_at": letter.queued_at}
        self.connection.execute(update(letters).where(letters.c.id == letter.id), values)
        return True

    def post_all(self, new: Sequence[Letter]) -> None:
        """Queues many letters in two statements. None of their keys may have been used before."""
        if new:
            self.connection.execute(insert(letters), [letter_row(letter) for letter in new])
            self.connection.execute(insert(jobs), [job_row(delivery_of(letter)) for letter in new])

    def queue(self, *new: Job) -> None:
        """Queues jobs in one statement, except those whose key waits already; one that was given up restarts."""
        rows = [job_row(job) for job in new]
        if not rows or insert_absent(self.connection, jobs, rows, "key"):
            return
        for job in new:
            given_up = self.connection.execute(_GIVEN_UP_AS, {"key": job.key}).first()
            if given_up:
                self._restart(given_up.id, details_of(job.task), given_up.attempts, job.due)

    def _restart(self, job_id: UUID, details: Details, attempts: int, now: datetime) -> None:
        """Restarts a job as if new, except for its fence: a worker that lost it must not be taken for its holder.

        So `attempts` goes on counting, and the attempts so far are recorded as no tries.
        """
        row = {
            "details": json.dumps({**details, WAITS: str(attempts)}),
            "failures": attempts,
            "due": now,
            "dead": False,
            "error": None,
        }
        self.connection.execute(update(jobs).where(jobs.c.id == job_id), row)

    def retry(self, organisation_id: UUID, job_ids: Sequence[UUID], now: datetime) -> Sequence[UUID]:
        """Restarts jobs that were given up; returns the ids of those that were."""
        found = self.connection.execute(
            _GIVEN_UP, {"organisation_id": organisation_id, "ids": list(job_ids)}
        ).all()
        for row in found:
            details = json.loads(row.details)
            self._restart(row.id, details, row.attempts, now)
            if row.work == JobKind.DELIVER:
                letter_id = task_of(DeliverLetter, details).letter_id
                again = update(letters).where(letters.c.id == letter_id)
                self.connection.execute(again, {"ended_at": None, "ending": None})
        return [row.id for row in found]

    def count_stuck(self, organisation_id: UUID) -> int:
        """Jobs that failed too often, and wait for a person."""
        return int(self.connection.execute(_STUCK, {"organisation_id": organisation_id}).scalar_one())

    def letter(self, letter_id: UUID) -> Letter | None:
        """The letter, if it is still to be sent."""
        row = self.connection.execute(_LETTER, {"letter_id": letter_id}).first()
        return letter_of(row) if row and row.ended_at is None else None

    def end(self, letter_id: UUID, ending: str, now: datetime, uncertain: bool | None = None) -> None:
        """A letter's end: sent, dropped (nothing to say any more), closed, dead, or for now: unmet.

        None keeps the uncertainty of its delivery as it is.
        """
        doubt = {} if uncertain is None else {"uncertain": uncertain}
        query = update(letters).where(letters.c.id == letter_id)
        self.connection.execute(query, {"ended_at": now, "ending": ending, **doubt})

    def requeue_letters_to(self, person_id: UUID) -> None:
        """The person has an account now: letters that waited for one are queued again."""
        addressee = json.dumps(addressee_values(ToPerson(person_id)))
        found = [letter_of(row) for row in self.connection.execute(_UNMET, {"to": addressee})]
        if found:
            waits = (letters.c.addressee == addressee, letters.c.ending == NO_ACCOUNT)
            self.connection.execute(update(letters).where(*waits), {"ended_at": None, "ending": None})
        self.queue(*(delivery_of(letter) for letter in found))

    def requeue_unmet(self, organisation_id: UUID, before: datetime, most: int) -> None:
        """Queues some letters again whose addressees no platform knew at that time: one may know them by now."""
        waits = (
            letters.c.organisation_id == organisation_id,
            letters.c.ending == NO_ACCOUNT,
            letters.c.ended_at < before,
        )
        query = select(letters).where(*waits).order_by(letters.c.ended_at).limit(most)
        found = [letter_of(row) for row in self.connection.execute(query)]
        ids = [letter.id for letter in found]
        if ids:
            again = update(letters).where(letters.c.id.in_(ids))
            self.connection.execute(again, {"ended_at": None, "ending": None})
        self.queue(*(delivery_of(letter) for letter in found))

    def mark_delivery_uncertain(self, letter_id: UUID) -> None:
        """Delivery outcome unknown: the letter may have been posted, and may be a duplicate until it is found there."""
        self.connection.execute(update(letters).where(letters.c.id == letter_id), {"uncertain": True})

    def is_delivery_uncertain(self, letter_id: UUID) -> bool:
        """Whether an attempt may have posted it."""
        return bool(self.connection.execute(_UNCERTAIN, {"letter_id": letter_id}).scalar())

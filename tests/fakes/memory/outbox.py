"""Letters and jobs in memory, as the use cases queue them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from bot.domain.outbox.model import Job, Letter, ToPerson
from tests.fakes.memory.tables import StoredJob, StoredLetter, Tables

NO_ACCOUNT = "unmet"
"""How a letter ends for now if no workspace knows its addressee yet."""


class OutboxInMemory:
    """Implements `bot.domain.outbox.ports.Outbox`. A letter waits until `end`; no job stands for its delivery."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def post(self, letter: Letter, also: Sequence[Job] = ()) -> bool:
        new = all(stored.letter.key != letter.key for stored in self.tables.letters.values())
        if new:
            self.tables.letters[letter.id] = StoredLetter(letter)
        self.queue(*also)
        return new

    def queue(self, *new: Job) -> None:
        for job in new:
            waiting = next((row for row in self.tables.jobs.values() if row.job.key == job.key), None)
            if waiting is None:
                self.tables.jobs[job.id] = StoredJob(job)
            elif waiting.dead:
                restarted = replace(waiting.job, due=job.due, details=job.details)
                self.tables.jobs[waiting.job.id] = StoredJob(restarted)

    def retry(self, organisation_id: UUID, job_ids: Sequence[UUID], now: datetime) -> Sequence[UUID]:
        retried = [
            row.job
            for row in self.tables.jobs.values()
            if row.dead and row.job.organisation_id == organisation_id and row.job.id in job_ids
        ]
        for job in retried:
            self.tables.jobs[job.id] = StoredJob(replace(job, due=now))
        return [job.id for job in retried]

    def letter(self, letter_id: UUID) -> Letter | None:
        stored = self.tables.letters.get(letter_id)
        return stored.letter if stored and stored.ending is None else None

    def end(self, letter_id: UUID, ending: str) -> None:
        """How a letter ended: sent, dropped, or for now without an account."""
        self.tables.letters[letter_id] = replace(self.tables.letters[letter_id], ending=ending)

    def requeue_letters_to(self, person_id: UUID) -> None:
        """The person has an account now: letters that waited for one are queued again."""
        for stored in list(self.tables.letters.values()):
            if stored.ending == NO_ACCOUNT and stored.letter.addressee == ToPerson(person_id):
                self.tables.letters[stored.letter.id] = replace(stored, ending=None)

    def waiting(self) -> Sequence[Letter]:
        """Letters to be sent, oldest first."""
        return [stored.letter for stored in self.tables.letters.values() if stored.ending is None]

    def due(self, now: datetime) -> Sequence[Job]:
        """Jobs that are due, in their order."""
        due = [row.job for row in self.tables.jobs.values() if not row.dead and row.job.due <= now]
        return sorted(due, key=lambda job: (job.due, job.id))

    def finish(self, job: Job) -> None:
        """Removes a job that is done."""
        del self.tables.jobs[job.id]

    def give_up(self, job: Job) -> None:
        """Keeps a job that failed too often, for an operator to try again."""
        self.tables.jobs[job.id] = StoredJob(job, dead=True)

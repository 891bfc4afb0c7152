"""Letters and jobs in memory, as the use cases queue them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from bot.domain.outbox.model import Job, Letter, NotificationKind, ToPerson
from tests.fakes.memory.tables import StoredJob, StoredLetter, Tables, UniqueViolation

NO_ACCOUNT = "unmet"
"""How a letter ends for now if no workspace knows its addressee yet."""
DEAD = "dead"
"""How a letter ends that could not be delivered."""


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

    def post_all(self, new: Sequence[Letter]) -> None:
        for letter in new:
            if not self.post(letter):
                raise UniqueViolation(f"found another letter of the key {letter.key}")

    def queue(self, *new: Job) -> None:
        for job in new:
            waiting = next((row for row in self.tables.jobs.values() if row.job.key == job.key), None)
            if waiting is None:
                self.tables.jobs[job.id] = StoredJob(job)
            elif waiting.dead:
                restarted = replace(waiting.job, due=job.due, task=job.task)
                self.tables.jobs[waiting.job.id] = StoredJob(restarted)

    def retry(self, organisation_id: UUID, job_ids: Sequence[UUID], now: datetime) -> Sequence[UUID]:
        retried = [
            row.job
            for row in self.tables.jobs.values()
            if row.dead and row.job.organisation_id == organisation_id and row.job.id in job_ids
        ]
        for job in retried:
            self.tables.jobs[job.id] = StoredJob(replace(job, due=now))
        dead = (stored.letter for stored in self.tables.letters.values() if stored.ending == DEAD)
        letters = [
            letter for letter in dead if letter.organisation_id == organisation_id and letter.id in job_ids
        ]
        for letter in letters:
            self.tables.letters[letter.id] = StoredLetter(letter)
        return [*(job.id for job in retried), *(letter.id for letter in letters)]

    def count_stuck(self, organisation_id: UUID) -> int:
        jobs = [row.dead and row.job.organisation_id == organisation_id for row in self.tables.jobs.values()]
        letters = [
            row.ending == DEAD and row.letter.organisation_id == organisation_id
            for row in self.tables.letters.values()
        ]
        return sum(jobs) + sum(letters)

    def letter(self, letter_id: UUID) -> Letter | None:
        stored = self.tables.letters.get(letter_id)
        return stored.letter if stored and stored.ending is None else None

    def posted_letter(self, workspace_id: UUID, conversation: str, message: str) -> Letter | None:
        place = (workspace_id, conversation, message)
        for posting in self.tables.postings.values():
            if (posting.workspace_id, posting.conversation, posting.message) == place:
                return posting.letter
        return None

    def rewrite_reply(self, workspace_id: UUID, conversation: str, message: str, content: str) -> None:
        """Replies are not remembered here."""

    def was_sent(self, topic: NotificationKind, subject_id: UUID) -> bool:
        about = (topic, subject_id)
        return any(
            about == (row.letter.topic, row.letter.subject_id) for row in self.tables.postings.values()
        )

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

    def give_up(self, job_id: UUID) -> None:
        """Keeps a job that failed too often, or the letter of that id, for an owner to try again."""
        if job_id in self.tables.letters:
            self.end(job_id, DEAD)
        else:
            self.tables.jobs[job_id] = replace(self.tables.jobs[job_id], dead=True)

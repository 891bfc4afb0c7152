"""Dead jobs: records that a job is given up for good, and tells the owners.

An owner learns the addressee and the error, never the content of the letter.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never
from uuid import UUID

from adapters.database.queue.jobs import ClaimedJob
from adapters.worker.job_transaction import JobTransaction
from bot.context.context import UseCaseContext
from bot.context.ids import IdGenerator
from bot.context.store import Store
from bot.dispatch.notifications import NOTIFICATIONS, LetterSubject
from bot.domain.outbox.model import Letter, NotificationKind, ToCaller, ToConversation, ToPerson
from bot.domain.outbox.tasks import DeliverLetter, SignCredential
from bot.domain.people.model import Person
from bot.messages.card_json import to_json
from bot.messages.cards import Card
from bot.messages.languages import Languages
from bot.messages.wording import Wording
from bot.presenting.owners.retries import stuck_letter, stuck_signature, stuck_work

MOST_TOLD = 3
"""Owners who are told."""


@dataclass(frozen=True)
class DeadLetters:
    """Records jobs that will not be retried."""

    languages: Languages
    ids: IdGenerator
    now: Callable[[], datetime]

    def give_up_letter(self, job: ClaimedJob, transaction: JobTransaction) -> None:
        """A letter that cannot be delivered. A failed notice of this kind is not reported again."""
        outbox, store = transaction.outbox, transaction.store
        letter = store.outbox.letter(job.task(DeliverLetter).letter_id)
        if letter is None:
            return
        outbox.end(letter.id, "dead", self.now())
        if letter.topic is NotificationKind.NOTICE:
            return
        row = NOTIFICATIONS[letter.topic]
        if row.tell_others and row.about is LetterSubject.CASE:  # others can decide
            workspace = store.people.workspace_by_id(letter.workspace_id)
            row.tell_others(UseCaseContext(workspace, None, self.now(), store, self.ids), letter)
        person = _addressee(letter, store)
        why = transaction.jobs.error(job.id)
        self._tell(store, letter.workspace_id, job, lambda say: stuck_letter(say, person, why, job.id.hex))

    def give_up_signature(self, job: ClaimedJob, transaction: JobTransaction) -> None:
        """A credential that cannot be signed."""
        store = transaction.store
        credential = store.credentials.get(job.task(SignCredential).credential_id)
        achievement = store.catalogue.get(credential.achievement_id)
        recipient = store.people.get(credential.recipient_id)
        why = transaction.jobs.error(job.id)
        self._tell(
            store,
            credential.workspace_id,
            job,
            lambda say: stuck_signature(say, recipient, achievement, why, job.id.hex),
        )

    def give_up_job(self, job: ClaimedJob, transaction: JobTransaction) -> None:
        """Any other job. It belongs to no workspace, so it is reported in the organisation's first."""
        places = transaction.people.workspaces_of(job.organisation_id)
        if places:
            why = transaction.jobs.error(job.id)
            self._tell(transaction.store, places[0].id, job, lambda say: stuck_work(say, job.work, why))

    def _tell(
        self, store: Store, workspace_id: UUID, job: ClaimedJob, card: Callable[[Wording], Card]
    ) -> None:
        language = store.people.organisation(job.organisation_id).language
        for owner in list(store.people.owners(job.organisation_id))[:MOST_TOLD]:
            notice = Letter(
                self.ids.new_id(),
                job.organisation_id,
                workspace_id,
                NotificationKind.NOTICE,
                job.id,
                ToPerson(owner.id),
                f"stuck:{job.id}:{owner.id}:{self.now().isoformat()}",
                self.now(),
                content=json.dumps(to_json(card(self.languages.best(owner.language, language)))),
            )
            store.outbox.post(notice)


def _addressee(letter: Letter, store: Store) -> Person | None:
    """The person that a letter was for; None for a channel."""
    match letter.addressee:
        case ToPerson(person_id):
            return store.people.get(person_id)
        case ToCaller(external_id):
            known = store.people.identities(letter.workspace_id, [external_id]).get(external_id)
            return known.person if known else None
        case ToConversation():
            return None
        case _:
            assert_never(letter.addressee)

"""Updates posted cards: every copy shows decisions, withdrawals and undone awards."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import Connection

from adapters.database.engine.engine import Database
from adapters.database.people.people import PeopleStore
from adapters.database.queue.jobs import ClaimedJob
from adapters.database.queue.outbox import OutboxStore, PostedLetter
from adapters.database.unit_of_work import store_of
from adapters.gateway.platforms import ClosedConversation, Names, PlatformClient, PostedCard, Undeliverable
from adapters.worker.delivery import hash_card
from adapters.worker.loop import Finish
from bot.dispatch.notifications import compose
from bot.domain.organisations import Workspace
from bot.domain.outbox.tasks import RefreshCards
from bot.messages.cards import Card, people_in
from bot.messages.forms import as_card
from bot.messages.languages import Languages
from bot.messages.platforms import Platform
from bot.presenting.letters import wording_for

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class DueUpdate:
    """A posted card that should now show something else."""

    posted: PostedLetter
    workspace: Workspace
    card: Card
    names: Names


@dataclass(frozen=True)
class CardRefresher:
    """Runs the jobs that update posted cards."""

    database: Database
    clients: Mapping[Platform, PlatformClient]
    languages: Languages

    async def run(self, job: ClaimedJob) -> Finish:
        """Updates every posted card about one subject; a deleted card is skipped."""
        subject = job.task(RefreshCards).subject_id
        due = await self.database.in_read(
            lambda connection: self._due_updates(connection, subject), job.organisation_id
        )
        # Waits for all of them, even if one fails: an update still under way while this job is retried
        # could arrive last. (Jobs about one subject share a lane, so that they do not overlap either.)
        ended = await asyncio.gather(
            *(self._update(due_update) for due_update in due), return_exceptions=True
        )
        for problem in ended:
            if problem is not None:
                raise problem
        hashes = {due_update.posted.letter.id: hash_card(due_update.card) for due_update in due}
        return lambda transaction: _remember(transaction.outbox, hashes)

    def _due_updates(self, connection: Connection, subject: UUID) -> list[DueUpdate]:
        store, people = store_of(connection), PeopleStore(connection)
        found = []
        for posted in OutboxStore(connection).postings_about(subject):
            say = wording_for(posted.letter, store, self.languages, posted.conversation)
            card = as_card(compose(posted.letter, store, say))
            if hash_card(card) == posted.shown_hash:
                continue
            workspace = people.workspace_by_id(posted.workspace_id)
            found.append(DueUpdate(posted, workspace, card, people.names(workspace.id, people_in(card))))
        return found

    async def _update(self, due: DueUpdate) -> None:
        client = self.clients[due.workspace.platform]
        place = PostedCard(due.posted.conversation, due.posted.message)
        try:
            await client.update(due.workspace, place, due.card, due.names)
        except (Undeliverable, ClosedConversation) as gone:
            log.info("posted card not updated", letter=str(due.posted.letter.id), reason=str(gone))


def _remember(outbox: OutboxStore, hashes: Mapping[UUID, str]) -> None:
    for letter_id, shown in hashes.items():
        outbox.record_shown(letter_id, shown)

"""Updates posted cards: every copy shows decisions, withdrawals and undone awards."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import Connection

from adapters.database.engine.engine import Database
from adapters.database.engine.unit_of_work import store_of
from adapters.database.people.people import PeopleStore
from adapters.database.queue.jobs import Claimed
from adapters.database.queue.outbox import OutboxStore, PostedLetter
from adapters.gateway.platforms import ClosedConversation, Names, PlatformClient, Posted, Undeliverable
from adapters.worker.delivery import shown_hash
from adapters.worker.loop import Finish
from bot.domain.organisations import Workspace
from bot.messages.cards import Card, people_in
from bot.messages.forms import as_card
from bot.messages.platforms import Platform
from bot.messages.wording import Wording
from bot.presenting.letters import compose

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Due:
    """A posted card that should now show something else."""

    posted: PostedLetter
    workspace: Workspace
    card: Card
    names: Names


@dataclass(frozen=True)
class Refreshing:
    """Runs the jobs that update posted cards."""

    database: Database
    clients: Mapping[Platform, PlatformClient]
    say: Wording

    async def run(self, job: Claimed) -> Finish:
        """Updates every posted card about one subject; a deleted card is skipped."""
        subject = UUID(job.details["subject"])
        due = await self.database.in_read(
            lambda connection: self._due(connection, subject), job.organisation_id
        )
        # Waits for all of them, even if one fails: an update still under way while this job is retried
        # could arrive last. (Jobs about one subject share a lane, so that they do not overlap either.)
        ended = await asyncio.gather(*(self._update(one) for one in due), return_exceptions=True)
        for problem in ended:
            if problem is not None:
                raise problem
        hashes = {one.posted.letter.id: shown_hash(one.card) for one in due}
        return lambda _store, connection: _remember(connection, hashes)

    def _due(self, connection: Connection, subject: UUID) -> list[Due]:
        store, people = store_of(connection), PeopleStore(connection)
        found = []
        for posted in OutboxStore(connection).posted_about(subject):
            card = as_card(compose(posted.letter, store, self.say))
            if shown_hash(card) == posted.shown_hash:
                continue
            workspace = people.workspace_by_id(posted.workspace_id)
            found.append(Due(posted, workspace, card, people.names(workspace.id, people_in(card))))
        return found

    async def _update(self, due: Due) -> None:
        client = self.clients[due.workspace.platform]
        place = Posted(due.posted.conversation, due.posted.message)
        try:
            await client.update(due.workspace, place, due.card, due.names)
        except (Undeliverable, ClosedConversation) as gone:
            log.info("posted card not updated", letter=str(due.posted.letter.id), reason=str(gone))


def _remember(connection: Connection, hashes: Mapping[UUID, str]) -> None:
    outbox = OutboxStore(connection)
    for letter_id, shown in hashes.items():
        outbox.shown(letter_id, shown)

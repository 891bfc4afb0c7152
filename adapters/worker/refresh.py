"""Updates posted cards: every copy shows decisions, withdrawals and undone awards, and loses what has passed."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import Connection

from adapters.database.engine.engine import Database
from adapters.database.people.people import PeopleStore
from adapters.database.queue.jobs import ClaimedJob
from adapters.database.queue.outbox import OutboxStore
from adapters.database.queue.postings import PostedLetter
from adapters.database.unit_of_work import store_of
from adapters.gateway.platforms import ClosedConversation, Names, PlatformClient, PostedCard, Undeliverable
from adapters.worker.delivery import expiry_jobs, hash_card
from adapters.worker.loop import Finish
from bot.context.ids import IdGenerator
from bot.dispatch.notifications import compose, has_vanished
from bot.domain.organisations import Workspace
from bot.domain.outbox.tasks import RefreshCards
from bot.messages.cards import Card, at_moment, people_in
from bot.messages.forms import as_card
from bot.messages.languages import Languages
from bot.messages.platforms import Platform
from bot.presenting.letters import wording_for

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class DueUpdate:
    """A posted card that should now show something else, or nothing at all."""

    posted: PostedLetter
    workspace: Workspace
    card: Card
    names: Names
    gone: bool = False
    """Whether it is to be deleted; `card` is shown where it cannot be."""

    @property
    def place(self) -> PostedCard:
        """Where it is."""
        return PostedCard(self.posted.conversation, self.posted.message, files=self.posted.files)


@dataclass(frozen=True)
class CardRefresher:
    """Runs the jobs that update posted cards."""

    database: Database
    clients: Mapping[Platform, PlatformClient]
    languages: Languages
    ids: IdGenerator
    now: Callable[[], datetime]

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
        shown: list[tuple[DueUpdate, PostedCard | None]] = []
        for due_update, outcome in zip(due, ended, strict=True):
            if isinstance(outcome, BaseException):
                raise outcome
            shown.append((due_update, outcome))
        return lambda transaction: self._remember(transaction.outbox, shown)

    def _due_updates(self, connection: Connection, subject: UUID) -> list[DueUpdate]:
        store, people, now = store_of(connection), PeopleStore(connection), self.now()
        found = []
        for posted in OutboxStore(connection).postings_about(subject):
            say = wording_for(posted.letter, store, self.languages, posted.conversation)
            card = at_moment(as_card(compose(posted.letter, store, say)), now)
            gone = has_vanished(posted.letter, store)
            if hash_card(card) == posted.shown_hash and not gone:
                continue
            workspace = people.workspace_by_id(posted.workspace_id)
            names = people.names(workspace.id, people_in(card))
            found.append(DueUpdate(posted, workspace, card, names, gone))
        return found

    async def _update(self, due: DueUpdate) -> PostedCard | None:
        """Where the card is now; None if it is deleted."""
        client = self.clients[due.workspace.platform]
        if due.gone:
            try:
                await client.delete(due.workspace, due.place)
            except (Undeliverable, ClosedConversation) as kept:
                log.info("posted card not deleted", letter=str(due.posted.letter.id), reason=str(kept))
            else:
                return None
        try:
            return await client.update(due.workspace, due.place, due.card, due.names)
        except (Undeliverable, ClosedConversation) as gone:
            log.info("posted card not updated", letter=str(due.posted.letter.id), reason=str(gone))
            return due.place

    def _remember(self, outbox: OutboxStore, shown: Sequence[tuple[DueUpdate, PostedCard | None]]) -> None:
        for update, place in shown:
            letter = update.posted.letter
            if place is None:
                outbox.forget_posting(letter.id)
            else:
                outbox.record_shown(letter.id, hash_card(update.card), place.files)
                outbox.queue(*expiry_jobs(letter, update.card, self.ids))

"""Asks an addressee's platforms about them before a letter goes out: what waited for a leaver goes on to others."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Connection

from adapters.database.engine.engine import Database
from adapters.database.people.people import PeopleStore
from adapters.database.queue.jobs import ClaimedJob
from adapters.database.queue.outbox import OutboxStore
from adapters.gateway.look_ups import LookUps
from adapters.gateway.platforms import RetryLater
from adapters.worker.delivery import Delivery
from adapters.worker.loop import Finish
from bot.context.context import FACTS_MAX_AGE
from bot.domain.organisations import Workspace
from bot.domain.outbox.model import ToPerson
from bot.domain.outbox.tasks import DeliverLetter

log = structlog.get_logger(__name__)

SECONDS = 3.0
"""A letter waits no longer for a report."""


@dataclass(frozen=True)
class DeliveryToMembers:
    """Runs delivery jobs, each after a look at its addressee."""

    delivery: Delivery
    look_ups: LookUps
    database: Database
    now: Callable[[], datetime]

    async def run(self, job: ClaimedJob) -> Finish:
        """Posts one letter, if it still counts for what is reported now."""
        stale = await self.database.in_read(
            lambda connection: self._stale_accounts(connection, job), job.organisation_id
        )
        for workspace, external_ids in stale:
            try:
                await self.look_ups.refresh(workspace, external_ids, self.now(), SECONDS)
            except RetryLater as problem:  # the app is refused; the letter will meet that itself
                log.info("addressee_not_looked_up", why=str(problem))
        return await self.delivery.run(job)

    def _stale_accounts(self, connection: Connection, job: ClaimedJob) -> list[tuple[Workspace, list[str]]]:
        letter = OutboxStore(connection).letter(job.task(DeliverLetter).letter_id)
        if letter is None or not isinstance(letter.addressee, ToPerson):
            return []
        people = PeopleStore(connection)
        stale = people.stale_accounts([people.get(letter.addressee.person_id).id], self.now() - FACTS_MAX_AGE)
        return [(people.workspace_by_id(account.workspace_id), [account.external_id]) for account in stale]

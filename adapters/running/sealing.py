"""Seals the audit trail, a minute after another, and signs how far it has come once a day.

The head also goes to the log, which is kept elsewhere: who changes the database and the signatures in it would have
to change that as well.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import Connection

from adapters.database.jobs import Claimed
from adapters.database.outbox import OutboxStore
from adapters.database.sealing import AT_ONCE, Head, SealStore
from adapters.issuers import Issuers
from adapters.running.worker import Finish
from bot.auditing.chain import head_statement
from bot.outbox import Job, Work
from bot.ports import Chance, Store

log = structlog.get_logger(__name__)

EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Sealing:
    """Runs the job that seals; it queues itself again, sooner if it could not seal all."""

    issuers: Issuers
    chance: Chance
    now: Callable[[], datetime]

    async def run(self, job: Claimed) -> Finish:
        """Nothing to prepare: sealing touches our own rows alone."""

        def finish(store: Store, connection: Connection) -> None:
            count = seal(connection, self.issuers, job.organisation_id, self.now())
            due = self.now() + (EVERY if count < AT_ONCE else timedelta())
            store.outbox.queue(seal_job(self.chance, job.organisation_id, due))

        return finish


def start_sealing(connection: Connection, chance: Chance, now: datetime) -> None:
    """Has the trail of every organisation sealed from now on, unless it is already."""
    for organisation_id in SealStore(connection).organisations():
        OutboxStore(connection).queue(seal_job(chance, organisation_id, now))


def seal_job(chance: Chance, organisation_id: UUID, due: datetime) -> Job:
    """The one job of an organisation that seals."""
    return Job(chance.new_id(), organisation_id, Work.SEAL, f"seal:{organisation_id}", due)


def seal(connection: Connection, issuers: Issuers, organisation_id: UUID, now: datetime) -> int:
    """Seals what waits, and signs the head of a day that has none yet; returns how many rows were sealed."""
    store = SealStore(connection)
    count = store.seal_some(organisation_id)
    day, last = now.date().isoformat(), store.last(organisation_id)
    before = store.heads(organisation_id)
    if last.number and (not before or before[-1].day < day):
        pair = issuers.key_pair(connection, organisation_id)
        statement = head_statement(str(organisation_id), day, last)
        signature = urlsafe_b64encode(pair.sign(statement)).decode().rstrip("=")
        head = Head(organisation_id, day, last.number, last.hash, pair.multikey, signature, now)
        store.add_head(head)
        log.info(
            "audit_head",
            organisation=str(organisation_id),
            day=day,
            number=last.number,
            hash=last.hash,
            kid=pair.multikey,
            signature=signature,
        )
    return count

"""Seals the audit trail once a minute, and signs its newest hash once a day.

The head also goes to the log, which is stored elsewhere: an attacker who changes the database and its signatures
would have to change the log as well.
"""

import asyncio
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import Connection

from adapters.database.audit.chain import AT_ONCE, AuditChainStore, SignedHead
from adapters.database.engine.engine import Database
from adapters.database.queue.jobs import ClaimedJob
from adapters.database.queue.outbox import OutboxStore
from adapters.keystores.issuers import Issuers
from adapters.keystores.keyring import OwnSigner
from adapters.worker.job_transaction import JobTransaction
from adapters.worker.loop import Finish
from bot.context.ids import IdGenerator
from bot.domain.audit.chain import ChainLink, head_statement
from bot.domain.outbox.model import Job
from bot.domain.outbox.tasks import SealTrail

log = structlog.get_logger(__name__)

EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class DueHead:
    """A day without a signed head: the newest seal, and the signer."""

    organisation_id: UUID
    day: str
    last: ChainLink
    signer: OwnSigner


@dataclass(frozen=True)
class AuditSealer:
    """Runs the sealing job; it queues itself again, sooner if rows are left."""

    database: Database
    issuers: Issuers
    ids: IdGenerator
    now: Callable[[], datetime]

    async def run(self, job: ClaimedJob) -> Finish:
        """Seals pending rows, then signs the day's head if there is none, outside any transaction, as it may hang."""
        scope, now = job.organisation_id, self.now()
        count = await self.database.in_write(lambda connection: seal(connection, scope), scope)
        due = await self.database.in_read(
            lambda connection: due_head(connection, self.issuers, scope, now), scope
        )
        head = await asyncio.to_thread(sign_head, due, now) if due else None

        def finish(transaction: JobTransaction) -> None:
            if head:
                store_head(transaction.connection, head)
            again = self.now() + (EVERY if count < AT_ONCE else timedelta())
            transaction.outbox.queue(seal_job(self.ids, scope, again))

        return finish


def start_sealing(connection: Connection, ids: IdGenerator, now: datetime) -> None:
    """Starts sealing the trail of every organisation, unless it is started already."""
    for organisation_id in AuditChainStore(connection).organisations():
        OutboxStore(connection).queue(seal_job(ids, organisation_id, now))


def seal_job(ids: IdGenerator, organisation_id: UUID, due: datetime) -> Job:
    """The one sealing job of an organisation."""
    return Job(ids.new_id(), organisation_id, SealTrail(), f"seal:{organisation_id}", due)


def seal(connection: Connection, organisation_id: UUID) -> int:
    """Seals pending rows; returns how many were sealed."""
    return AuditChainStore(connection).seal_batch(organisation_id)


def due_head(
    connection: Connection, issuers: Issuers, organisation_id: UUID, now: datetime
) -> DueHead | None:
    """The head to sign for this day; None if no row is sealed yet, or the day has its head."""
    store = AuditChainStore(connection)
    day, last, before = now.date().isoformat(), store.last_link(organisation_id), store.heads(organisation_id)
    if not last.number or (before and before[-1].day >= day):
        return None
    return DueHead(organisation_id, day, last, issuers.key_pair(connection, organisation_id))


def sign_head(due: DueHead, now: datetime) -> SignedHead:
    """The head, signed; raises `SignerUnavailable`."""
    statement = head_statement(str(due.organisation_id), due.day, due.last)
    signature = urlsafe_b64encode(due.signer.sign(statement)).decode().rstrip("=")
    return SignedHead(
        due.organisation_id, due.day, due.last.number, due.last.hash, due.signer.multikey, signature, now
    )


def store_head(connection: Connection, head: SignedHead) -> None:
    """Stores a head and logs it, unless another process stored one for that day."""
    store = AuditChainStore(connection)
    before = store.heads(head.organisation_id)
    if (before and before[-1].day >= head.day) or not store.add_head(head):
        return
    log.info(
        "audit_head",
        organisation=str(head.organisation_id),
        day=head.day,
        number=head.number,
        hash=head.hash,
        kid=head.kid,
        signature=head.signature,
    )

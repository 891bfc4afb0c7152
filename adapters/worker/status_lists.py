"""Status lists: signs a list again when an entry changes or its time runs out.

A revocation rewrites one shard: the new list is signed first, and stored in the transaction that records the
change, unless another process changed the list meanwhile. So a key store that hangs blocks no other work, and later
requests get the new list.

Decision: docs/decisions/0112.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.credentials.credentials import CredentialStore
from adapters.database.credentials.status_lists import GOOD, REVOKED, StatusEntry, StatusList, StatusStore
from adapters.database.engine.engine import Database
from adapters.database.queue.jobs import ClaimedJob
from adapters.database.queue.outbox import OutboxStore
from adapters.keystores.keyring import OwnSigner
from adapters.worker.loop import Finish
from adapters.worker.status_places import TRIES, StatusListSlots
from bot.context.store import Stale
from bot.domain.outbox.model import Job
from bot.domain.outbox.tasks import PublishStatus, RenewStatusList, StatusTask
from issuer.messages import Message, MessageError


class CannotChange(MessageError):
    """A credential's status that cannot be changed as requested; the message says why."""


@dataclass(frozen=True)
class StatusChange:
    """A requested status change; the reason is not published."""

    credential_id: UUID
    state: str
    reason: str | None = None


@dataclass(frozen=True)
class ListRewrite:
    """A list to sign again: as it was read, its new bits, and the changed entry, if any."""

    before: StatusList
    positions: Sequence[int]
    signer: OwnSigner
    entry: StatusEntry | None
    changed: StatusEntry | None


@dataclass(frozen=True)
class StatusLists(StatusListSlots):
    """Runs status jobs."""

    database: Database
    _in_turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self, job: ClaimedJob) -> Finish:
        """Changes a credential's status, or signs a list again. Signing comes before any lock."""
        asked, scope = _requested_change(job), job.organisation_id
        async with self._in_turn:
            for _ in range(TRIES):
                rewrite = await self.database.in_read(
                    lambda connection: self._rewrite(connection, asked), scope
                )
                if rewrite is None:
                    return lambda _: None
                signed = await asyncio.to_thread(self._sign_rewrite, rewrite)
                store = partial(self._store, rewrite=rewrite, signed=signed)
                if await self.database.in_write(store, scope):
                    break
            else:
                raise Stale("the list was changed by others each time")
        return lambda transaction: self._queue_refresh(transaction.connection, signed)

    def change(self, asked: StatusChange, also: Callable[[Connection], None]) -> bool:
        """Changes a credential's status and signs its list again; False if it has no entry, as in trial mode.

        `also` is saved in the same transaction. Raises `CannotChange`: a revocation is final, and only a
        suspension can be lifted. For the command line; the worker has `run`.
        """
        for _ in range(TRIES):
            with self.database.read() as connection:
                if StatusStore(connection).entry(asked.credential_id) is None:
                    return False
                rewrite = self._rewrite(connection, asked)
            signed = self._sign_rewrite(rewrite) if rewrite else None
            with self.database.write() as connection:
                if rewrite is None or signed is None or self._store(connection, rewrite, signed):
                    also(connection)
                    return True
        raise Stale("the list was changed by others each time")

    def revoke_all(
        self, connection: Connection, credential_ids: Sequence[UUID], reason: str | None
    ) -> Sequence[UUID]:
        """Revokes many; returns their lists, which the worker signs again unless `publish` did so before it.

        Those without an entry, as in trial mode, are left out.
        """
        store = StatusStore(connection)
        found = [entry for credential_id in credential_ids if (entry := store.entry(credential_id))]
        changed = []
        for list_id in sorted(
            {status_entry.list_id for status_entry in found}
        ):  # in one order: two runs never wait for each other
            before = store.lock_list(list_id)
            if before is None:
                continue
            for status_entry in (entry for entry in found if entry.list_id == list_id):
                entry = store.entry(status_entry.credential_id) or status_entry  # read again under the lock
                if entry.state != REVOKED:
                    store.change(replace(entry, state=REVOKED, changed_at=self.now(), reason=reason))
            self._queue_now(connection, before.organisation_id, list_id, str(self.ids.new_id()))
            changed.append(list_id)
        return changed

    def publish(self, list_id: UUID) -> None:
        """Signs a list with its current bits, at once."""
        for _ in range(TRIES):
            with self.database.read() as connection:
                rewrite = self._rewrite(connection, list_id)
            if rewrite is None:
                return
            signed = self._sign_rewrite(rewrite)
            with self.database.write() as connection:
                if self._store(connection, rewrite, signed):
                    return
        raise Stale("the list was changed by others each time")

    def _queue_now(self, connection: Connection, organisation_id: UUID, list_id: UUID, why: str) -> None:
        key, task = f"status:{list_id}:{why}", RenewStatusList(list_id)
        OutboxStore(connection).queue(Job(self.ids.new_id(), organisation_id, task, key, self.now()))

    def _rewrite(self, connection: Connection, asked: StatusChange | UUID) -> ListRewrite | None:
        """The new content of a list; None if it is current. Raises `CannotChange`."""
        store = StatusStore(connection)
        entry = None if isinstance(asked, UUID) else store.entry(asked.credential_id)
        list_id = asked if isinstance(asked, UUID) else entry.list_id if entry else None
        before = store.list(list_id) if list_id else None
        if before is None:
            return None
        positions = frozenset(store.set_positions(before.id))
        changed = None
        if isinstance(asked, StatusChange) and entry:
            if entry.state == asked.state:
                return None
            _refuse_impossible(entry, asked.state, before.purpose)
            changed = replace(entry, state=asked.state, changed_at=self.now(), reason=asked.reason)
            positions = positions - {entry.position} if asked.state == GOOD else positions | {entry.position}
        signer = self.issuers.key_pair(connection, before.organisation_id)
        return ListRewrite(before, sorted(positions), signer, entry, changed)

    def _sign_rewrite(self, rewrite: ListRewrite) -> StatusList:
        return self._sign_list(rewrite.before, rewrite.positions, rewrite.signer)

    def _store(self, connection: Connection, rewrite: ListRewrite, signed: StatusList) -> bool:
        """Publishes a signed list; False if it changed since it was read."""
        store = StatusStore(connection)
        found = store.lock_list(signed.id)
        if found is None or found.body != rewrite.before.body:
            return False
        if rewrite.changed:
            if store.entry(rewrite.changed.credential_id) != rewrite.entry:
                return False
            store.change(rewrite.changed)
        store.publish(signed.id, signed.body, signed.signed_at, signed.valid_until)
        self._queue_refresh(connection, signed)
        return True

    def revoked_entries(self, connection: Connection, organisation_id: UUID) -> dict[UUID, StatusEntry]:
        """An organisation's revoked entries, by the credential's public id."""
        credentials = CredentialStore(connection)
        lost = StatusStore(connection).revoked_or_suspended(organisation_id)
        return {
            credentials.get(status_entry.credential_id).public_id: status_entry
            for status_entry in lost
            if status_entry.state == REVOKED
        }


def _requested_change(job: ClaimedJob) -> StatusChange | UUID:
    """A status change, or the list to sign again."""
    match job.task(StatusTask):
        case RenewStatusList(list_id):
            return list_id
        case PublishStatus(credential_id, state, reason):
            return StatusChange(credential_id, state, reason or None)
        case task:
            raise TypeError(f"found {task}, expected RenewStatusList or PublishStatus")


def _refuse_impossible(entry: StatusEntry, state: str, purpose: str) -> None:
    if entry.state == REVOKED:
        raise CannotChange(Message("shell.credential.revoked"))
    if state != REVOKED and purpose != "suspension":
        raise CannotChange(Message("shell.credential.no_suspension"))

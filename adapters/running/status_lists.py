"""Status lists: gives new credentials their entries, and signs a list again when an entry changes or its time runs out.

An entry is a random free one, so its number tells nothing about when a badge was given. A revocation rewrites one
shard: the new list is signed first, and stored in the transaction that records the change, unless somebody else
changed the list meanwhile. So a key store that hangs holds nobody up, and whoever asks afterwards gets the new list.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.credentials import CredentialStore
from adapters.database.engine import Database
from adapters.database.jobs import Claimed
from adapters.database.outbox import OutboxStore
from adapters.database.status_lists import GOOD, REVOKED, StatusEntry, StatusList, StatusStore
from adapters.issuers import Issuers
from adapters.keyring import OwnSigner
from adapters.running.worker import Finish
from bot.outbox import Job, Work
from bot.ports import Chance, Stale
from issuer.credential.model import ListEntry
from issuer.credential.status_list import Validity
from issuer.proofs.bitstring import LIST_LENGTH

LASTS = timedelta(days=7)
"""How long a signed list counts. It is signed again at half of that."""
_FULL = LIST_LENGTH * 9 // 10
"""Beyond this a new list is begun: random places in a full list are hard to find."""
_TRIES = 200


class CannotChange(Exception):
    """A credential's status that cannot become what was asked; the message says why."""


@dataclass(frozen=True)
class Place:
    """The entry a credential will have, and the list to begin if none had room."""

    entry: StatusEntry
    named: ListEntry
    begun: StatusList | None


@dataclass(frozen=True)
class Change:
    """A credential that is to stand otherwise; the reason is kept inside."""

    credential_id: UUID
    state: str
    reason: str | None = None


@dataclass(frozen=True)
class Rewrite:
    """A list to be signed again: as it was read, its bits as they will be, and the entry that changes, if one does."""

    before: StatusList
    positions: Sequence[int]
    signer: OwnSigner
    entry: StatusEntry | None
    changed: StatusEntry | None


@dataclass(frozen=True)
class StatusLists:
    """Runs the jobs about status, and finds places."""

    database: Database
    issuers: Issuers
    chance: Chance
    now: Callable[[], datetime]
    _in_turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def place(
        self, connection: Connection, organisation_id: UUID, purpose: str, credential_id: UUID
    ) -> Place:
        """The entry this credential has, or a free one; nothing is stored yet."""
        store = StatusStore(connection)
        entry, begun = store.entry(credential_id), None
        if entry is None:
            newest = store.newest(organisation_id, purpose)
            if newest is None or newest.used >= _FULL:
                newest = begun = self._begun(connection, organisation_id, purpose)
            entry = StatusEntry(credential_id, newest.id, self._free(store, newest.id))
        found = begun or store.list(entry.list_id)
        if found is None:
            raise LookupError(f"the status list {entry.list_id} is gone")
        return self._named(entry, found, begun)

    def places(
        self, connection: Connection, organisation_id: UUID, purpose: str, new: Sequence[UUID]
    ) -> Sequence[Place]:
        """Free entries for many new credentials, in a few statements; nothing is stored yet."""
        store = StatusStore(connection)
        found, begun = store.newest(organisation_id, purpose), None
        if found is None or found.used + len(new) > _FULL:
            found = begun = self._begun(connection, organisation_id, purpose)
        positions = self._many_free(store, found.id, len(new))
        return [
            self._named(StatusEntry(credential_id, found.id, position), found, begun)
            for credential_id, position in zip(new, positions, strict=True)
        ]

    def begin(self, connection: Connection, new: StatusList) -> None:
        """Stores a new list, and has it signed again before it runs out."""
        StatusStore(connection).add_list(new)
        self._queue_refresh(connection, new)

    def take(self, connection: Connection, place: Place) -> None:
        """Stores a place that was found; raises `Stale` if somebody else was given it meanwhile."""
        store = StatusStore(connection)
        if place.begun is not None:
            self.begin(connection, place.begun)
        if store.entry(place.entry.credential_id) is None and not store.add_entry(place.entry):
            raise Stale(f"entry {place.entry.position} of list {place.entry.list_id} was taken meanwhile")

    def take_all(self, connection: Connection, places: Sequence[Place]) -> None:
        """Stores places that were found; raises `Stale` if somebody else was given one of them meanwhile."""
        store = StatusStore(connection)
        for begun in {one.begun.id: one.begun for one in places if one.begun}.values():
            self.begin(connection, begun)
        if not store.add_entries([one.entry for one in places]):
            raise Stale("some of these entries were taken meanwhile")

    async def run(self, job: Claimed) -> Finish:
        """Changes a credential's status, or signs a list anew. What is signed is signed before anything is locked."""
        asked, scope = _asked_by(job), job.organisation_id
        async with self._in_turn:
            for _ in range(_TRIES):
                rewrite = await self.database.in_read(
                    lambda connection: self._rewrite(connection, asked), scope
                )
                if rewrite is None:
                    return lambda _store, _connection: None
                signed = await asyncio.to_thread(self._rewritten, rewrite)
                store = partial(self._stored, rewrite=rewrite, signed=signed)
                if await self.database.in_write(store, scope):
                    break
            else:
                raise Stale("the list was changed by others each time")
        return lambda _store, connection: self._queue_refresh(connection, signed)

    def change(self, asked: Change, also: Callable[[Connection], None]) -> bool:
        """Changes how a credential stands and signs its list again; False if it has no entry, as in trial mode.

        `also` is saved in the same transaction. Raises `CannotChange`: what is revoked stays so, and only a
        suspension can be lifted. For the command line; the background has `run`.
        """
        for _ in range(_TRIES):
            with self.database.read() as connection:
                if StatusStore(connection).entry(asked.credential_id) is None:
                    return False
                rewrite = self._rewrite(connection, asked)
            signed = self._rewritten(rewrite) if rewrite else None
            with self.database.write() as connection:
                if rewrite is None or signed is None or self._stored(connection, rewrite, signed):
                    also(connection)
                    return True
        raise Stale("the list was changed by others each time")

    def queue_all(self, connection: Connection, organisation_id: UUID, why: str) -> None:
        """Has every list signed again, as when the key that signed them is not believed any more."""
        for list_id in StatusStore(connection).of_organisation(organisation_id):
            key, details = f"status:{list_id}:{why}", {"list": str(list_id)}
            job = Job(self.chance.new_id(), organisation_id, Work.STATUS, key, self.now(), details=details)
            OutboxStore(connection).queue(job)

    def _rewrite(self, connection: Connection, asked: Change | UUID) -> Rewrite | None:
        """What a list is to say; None if it says so already. Raises `CannotChange`."""
        store = StatusStore(connection)
        entry = None if isinstance(asked, UUID) else store.entry(asked.credential_id)
        list_id = asked if isinstance(asked, UUID) else entry.list_id if entry else None
        before = store.list(list_id) if list_id else None
        if before is None:
            return None
        positions = frozenset(store.set_positions(before.id))
        changed = None
        if isinstance(asked, Change) and entry:
            if entry.state == asked.state:
                return None
            _refuse_impossible(entry, asked.state, before.purpose)
            changed = replace(entry, state=asked.state, changed_at=self.now(), reason=asked.reason)
            positions = positions - {entry.position} if asked.state == GOOD else positions | {entry.position}
        signer = self.issuers.key_pair(connection, before.organisation_id)
        return Rewrite(before, sorted(positions), signer, entry, changed)

    def _rewritten(self, rewrite: Rewrite) -> StatusList:
        return self._signed(rewrite.before, rewrite.positions, rewrite.signer)

    def _stored(self, connection: Connection, rewrite: Rewrite, signed: StatusList) -> bool:
        """Publishes a list that was signed; False if it is not any more as it was when it was read."""
        store = StatusStore(connection)
        found = store.locked(signed.id)
        if found is None or found.body != rewrite.before.body:
            return False
        if rewrite.changed:
            if store.entry(rewrite.changed.credential_id) != rewrite.entry:
                return False
            store.change(rewrite.changed)
        store.publish(signed.id, signed.body, signed.signed_at, signed.valid_until)
        self._queue_refresh(connection, signed)
        return True

    def revoked(self, connection: Connection, organisation_id: UUID) -> dict[UUID, StatusEntry]:
        """What an organisation has revoked, by the credential's public id."""
        credentials = CredentialStore(connection)
        lost = StatusStore(connection).lost(organisation_id)
        return {credentials.get(one.credential_id).public_id: one for one in lost if one.state == REVOKED}

    def _begun(self, connection: Connection, organisation_id: UUID, purpose: str) -> StatusList:
        now = self.now()
        empty = StatusList(self.chance.public_id(), organisation_id, purpose, 0, b"", now, now, now)
        return self._signed(empty, (), self.issuers.key_pair(connection, organisation_id))

    def _signed(self, one: StatusList, positions: Sequence[int], signer: OwnSigner) -> StatusList:
        now = self.now()
        template = self.issuers.list_template(signer.controller, one.id, one.purpose)
        body = template.publish(positions, signer, Validity(now, now + LASTS, now))
        return replace(one, body=body, signed_at=now, valid_until=now + LASTS)

    def _named(self, entry: StatusEntry, found: StatusList, begun: StatusList | None) -> Place:
        purposes: Mapping[str, ListEntry] = {
            one: ListEntry(self.issuers.list_address(found.id), entry.position, one)
            for one in ("revocation", "suspension")
        }
        return Place(entry, purposes[found.purpose], begun)

    def _many_free(self, store: StatusStore, list_id: UUID, count: int) -> Sequence[int]:
        free: set[int] = set()
        for _ in range(_TRIES):
            if len(free) >= count:
                break
            drawn = {self.chance.public_id().int % LIST_LENGTH for _ in range(count - len(free))}
            free |= drawn - store.taken_of(list_id, drawn)
        else:
            raise RuntimeError(f"found no {count} free entries in list {list_id} in {_TRIES} tries")
        return list(free)

    def _free(self, store: StatusStore, list_id: UUID) -> int:
        for _ in range(_TRIES):
            position = self.chance.public_id().int % LIST_LENGTH
            if not store.taken(list_id, position):
                return position
        raise RuntimeError(f"found no free entry in list {list_id} in {_TRIES} tries")

    def _queue_refresh(self, connection: Connection, one: StatusList) -> None:
        key, due = f"status:{one.id}", one.signed_at + LASTS / 2
        details = {"list": str(one.id)}
        job = Job(self.chance.new_id(), one.organisation_id, Work.STATUS, key, due, details=details)
        OutboxStore(connection).queue(job)


def _asked_by(job: Claimed) -> Change | UUID:
    """A change, or the list that is to be signed again."""
    if "list" in job.details:
        return UUID(job.details["list"])
    return Change(UUID(job.details["credential"]), job.details["state"], job.details.get("reason") or None)


def _refuse_impossible(entry: StatusEntry, state: str, purpose: str) -> None:
    if entry.state == REVOKED:
        raise CannotChange("found a credential that is revoked, which is for ever; award the badge anew")
    if state != REVOKED and purpose != "suspension":
        raise CannotChange(
            "found a credential that can be revoked but not suspended, because its achievement's file says so; "
            'set `status = "suspension"` there for badges given from then on'
        )

"""Slots in status lists: each new credential gets an entry.

An entry is a random free one, so its number does not reveal when a badge was awarded.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.credentials.status_lists import StatusEntry, StatusList, StatusStore
from adapters.database.queue.outbox import OutboxStore
from adapters.keystores.issuers import Issuers
from adapters.keystores.keyring import OwnSigner
from bot.context.ids import Chance
from bot.context.store import Stale
from bot.domain.outbox.model import Job, Work
from issuer.issuing.status_list import Validity
from issuer.openbadges.model import ListEntry
from issuer.proofs.bitstring import LIST_LENGTH

LASTS = timedelta(days=7)
"""How long a signed list is valid. It is signed again at half of that."""
_FULL = LIST_LENGTH * 9 // 10
"""Above this a new list is begun: random free entries in a full list are hard to find."""
TRIES = 200


@dataclass(frozen=True)
class Place:
    """The entry a credential will have, and the list to begin if none had room."""

    entry: StatusEntry
    named: ListEntry
    begun: StatusList | None


@dataclass(frozen=True)
class StatusPlaces:
    """Finds free entries, and begins lists."""

    issuers: Issuers
    chance: Chance
    now: Callable[[], datetime]

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
        """Stores a new list, and schedules its next signature before it expires."""
        StatusStore(connection).add_list(new)
        self._queue_refresh(connection, new)

    def take(self, connection: Connection, place: Place) -> None:
        """Stores an entry that was found; raises `Stale` if another credential got it meanwhile."""
        store = StatusStore(connection)
        if place.begun is not None:
            self.begin(connection, place.begun)
        if store.entry(place.entry.credential_id) is None and not store.add_entry(place.entry):
            raise Stale(f"entry {place.entry.position} of list {place.entry.list_id} was taken meanwhile")

    def take_all(self, connection: Connection, places: Sequence[Place]) -> None:
        """Stores entries that were found; raises `Stale` if another credential got one of them meanwhile."""
        store = StatusStore(connection)
        for begun in {one.begun.id: one.begun for one in places if one.begun}.values():
            self.begin(connection, begun)
        if not store.add_entries([one.entry for one in places]):
            raise Stale("some of these entries were taken meanwhile")

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
        for _ in range(TRIES):
            if len(free) >= count:
                break
            drawn = {self.chance.public_id().int % LIST_LENGTH for _ in range(count - len(free))}
            free |= drawn - store.taken_of(list_id, drawn)
        else:
            raise RuntimeError(f"found no {count} free entries in list {list_id} in {TRIES} tries")
        return list(free)

    def _free(self, store: StatusStore, list_id: UUID) -> int:
        for _ in range(TRIES):
            position = self.chance.public_id().int % LIST_LENGTH
            if not store.taken(list_id, position):
                return position
        raise RuntimeError(f"found no free entry in list {list_id} in {TRIES} tries")

    def _queue_refresh(self, connection: Connection, one: StatusList) -> None:
        key, due = f"status:{one.id}", one.signed_at + LASTS / 2
        details = {"list": str(one.id)}
        job = Job(self.chance.new_id(), one.organisation_id, Work.STATUS, key, due, details=details)
        OutboxStore(connection).queue(job)

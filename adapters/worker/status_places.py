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
from bot.context.ids import IdGenerator
from bot.context.store import Stale
from bot.domain.outbox.model import Job
from bot.domain.outbox.tasks import RenewStatusList
from issuer.issuing.status_list import StatusListValidity
from issuer.openbadges.model import StatusListEntry
from issuer.proofs.bitstring import LIST_LENGTH

LIST_LIFETIME = timedelta(days=7)
"""How long a signed list is valid. It is signed again at half of that."""
_FULL = LIST_LENGTH * 9 // 10
"""Above this a new list is begun: random free entries in a full list are hard to find."""
TRIES = 200


@dataclass(frozen=True)
class StatusListSlot:
    """The entry a credential will have, and the list to begin if none had room."""

    entry: StatusEntry
    list_entry: StatusListEntry
    new_list: StatusList | None


@dataclass(frozen=True)
class StatusListSlots:
    """Finds free entries, and begins lists."""

    issuers: Issuers
    ids: IdGenerator
    now: Callable[[], datetime]

    def find_slot(
        self, connection: Connection, organisation_id: UUID, purpose: str, credential_id: UUID
    ) -> StatusListSlot:
        """The entry this credential has, or a free one; nothing is stored yet."""
        store = StatusStore(connection)
        entry, begun = store.entry(credential_id), None
        if entry is None:
            newest = store.newest(organisation_id, purpose)
            if newest is None or newest.used >= _FULL:
                newest = begun = self._new_list(connection, organisation_id, purpose)
            entry = StatusEntry(credential_id, newest.id, self._free(store, newest.id))
        found = begun or store.list(entry.list_id)
        if found is None:
            raise LookupError(f"the status list {entry.list_id} is gone")
        return self._slot_at(entry, found, begun)

    def find_slots(
        self, connection: Connection, organisation_id: UUID, purpose: str, new: Sequence[UUID]
    ) -> Sequence[StatusListSlot]:
        """Free entries for many new credentials, in a few statements; nothing is stored yet."""
        store = StatusStore(connection)
        found, begun = store.newest(organisation_id, purpose), None
        if found is None or found.used + len(new) > _FULL:
            found = begun = self._new_list(connection, organisation_id, purpose)
        positions = self._many_free(store, found.id, len(new))
        return [
            self._slot_at(StatusEntry(credential_id, found.id, position), found, begun)
            for credential_id, position in zip(new, positions, strict=True)
        ]

    def begin_list(self, connection: Connection, new: StatusList) -> None:
        """Stores a new list, and schedules its next signature before it expires."""
        StatusStore(connection).add_list(new)
        self._queue_refresh(connection, new)

    def take_slot(self, connection: Connection, place: StatusListSlot) -> None:
        """Stores an entry that was found; raises `Stale` if another credential got it meanwhile."""
        store = StatusStore(connection)
        if place.new_list is not None:
            self.begin_list(connection, place.new_list)
        if store.entry(place.entry.credential_id) is None and not store.add_entry(place.entry):
            raise Stale(f"entry {place.entry.position} of list {place.entry.list_id} was taken meanwhile")

    def take_slots(self, connection: Connection, places: Sequence[StatusListSlot]) -> None:
        """Stores entries that were found; raises `Stale` if another credential got one of them meanwhile."""
        store = StatusStore(connection)
        for begun in {place.new_list.id: place.new_list for place in places if place.new_list}.values():
            self.begin_list(connection, begun)
        if not store.add_entries([place.entry for place in places]):
            raise Stale("some of these entries were taken meanwhile")

    def _new_list(self, connection: Connection, organisation_id: UUID, purpose: str) -> StatusList:
        now = self.now()
        empty = StatusList(self.ids.public_id(), organisation_id, purpose, 0, b"", now, now, now)
        return self._sign_list(empty, (), self.issuers.key_pair(connection, organisation_id))

    def _sign_list(self, status_list: StatusList, positions: Sequence[int], signer: OwnSigner) -> StatusList:
        now = self.now()
        template = self.issuers.list_template(signer.controller, status_list.id, status_list.purpose)
        body = template.publish(positions, signer, StatusListValidity(now, now + LIST_LIFETIME, now))
        return replace(status_list, body=body, signed_at=now, valid_until=now + LIST_LIFETIME)

    def _slot_at(self, entry: StatusEntry, found: StatusList, begun: StatusList | None) -> StatusListSlot:
        purposes: Mapping[str, StatusListEntry] = {
            literal: StatusListEntry(self.issuers.list_address(found.id), entry.position, literal)
            for literal in ("revocation", "suspension")
        }
        return StatusListSlot(entry, purposes[found.purpose], begun)

    def _many_free(self, store: StatusStore, list_id: UUID, count: int) -> Sequence[int]:
        free: set[int] = set()
        for _ in range(TRIES):
            if len(free) >= count:
                break
            drawn = {self.ids.public_id().int % LIST_LENGTH for _ in range(count - len(free))}
            free |= drawn - store.taken_positions(list_id, drawn)
        else:
            raise RuntimeError(f"found no {count} free entries in list {list_id} in {TRIES} tries")
        return list(free)

    def _free(self, store: StatusStore, list_id: UUID) -> int:
        for _ in range(TRIES):
            position = self.ids.public_id().int % LIST_LENGTH
            if not store.is_taken(list_id, position):
                return position
        raise RuntimeError(f"found no free entry in list {list_id} in {TRIES} tries")

    def _queue_refresh(self, connection: Connection, status_list: StatusList) -> None:
        key, due = f"status:{status_list.id}", status_list.signed_at + LIST_LIFETIME / 2
        task = RenewStatusList(status_list.id)
        job = Job(self.ids.new_id(), status_list.organisation_id, task, key, due)
        OutboxStore(connection).queue(job)

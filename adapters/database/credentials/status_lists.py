"""Status lists, a row per shard, and the entry of each credential."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from adapters.database.engine.columns import Utc, insert_if_absent, metadata
from issuer.proofs.bitstring import LIST_LENGTH

status_lists = Table(
    "status_lists",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("used", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("signed_at", Utc, nullable=False),
    Column("valid_until", Utc, nullable=False),
    Index("ix_status_lists_newest", "organisation_id", "purpose", "created_at"),
)
status_entries = Table(
    "status_entries",
    metadata,
    Column("credential_id", Uuid, ForeignKey("credentials.id"), primary_key=True),
    Column("list_id", Uuid, ForeignKey("status_lists.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("changed_at", Utc),
    Column("reason", Text),
    UniqueConstraint("list_id", "position"),
)

GOOD, REVOKED, SUSPENDED = "good", "revoked", "suspended"

_NEWEST = (
    select(status_lists)
    .where(
        status_lists.c.organisation_id == bindparam("organisation_id"),
        status_lists.c.purpose == bindparam("purpose"),
    )
    .order_by(status_lists.c.created_at.desc())
    .limit(1)
)
_LIST = select(status_lists).where(status_lists.c.id == bindparam("list_id"))
_LOCKED = _LIST.with_for_update()
_TAKEN = select(status_entries.c.credential_id).where(
    status_entries.c.list_id == bindparam("list_id"), status_entries.c.position == bindparam("position")
)
_TAKEN_OF = select(status_entries.c.position).where(
    status_entries.c.list_id == bindparam("list_id"),
    status_entries.c.position.in_(bindparam("positions", expanding=True)),
)
_ENTRY = select(status_entries).where(status_entries.c.credential_id == bindparam("credential_id"))
_SET = select(status_entries.c.position).where(
    status_entries.c.list_id == bindparam("list_id"), status_entries.c.state != GOOD
)


@dataclass(frozen=True, slots=True)
class StatusList:
    """One shard: the document at its address, and how many entries are given out."""

    id: UUID
    organisation_id: UUID
    purpose: str
    used: int
    body: bytes
    created_at: datetime
    signed_at: datetime
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """A credential's position in a list, and its state: good, revoked or suspended."""

    credential_id: UUID
    list_id: UUID
    position: int
    state: str = GOOD
    changed_at: datetime | None = None
    reason: str | None = None


class StatusStore:
    """Lists and entries, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def newest(self, organisation_id: UUID, purpose: str) -> StatusList | None:
        """The list that new credentials go into."""
        asked = {"organisation_id": organisation_id, "purpose": purpose}
        return _list(self.connection.execute(_NEWEST, asked).first())

    def list(self, list_id: UUID) -> StatusList | None:
        """One list."""
        return _list(self.connection.execute(_LIST, {"list_id": list_id}).first())

    def lock_list(self, list_id: UUID) -> StatusList | None:
        """One list, locked against other rewrites until this transaction ends."""
        return _list(self.connection.execute(_LOCKED, {"list_id": list_id}).first())

    def of_organisation(self, organisation_id: UUID) -> Sequence[UUID]:
        """Every list's id."""
        query = select(status_lists.c.id).where(status_lists.c.organisation_id == organisation_id)
        return self.connection.execute(query).scalars().all()

    def add_list(self, status_list: StatusList) -> None:
        """A new shard."""
        self.connection.execute(
            insert(status_lists), {f.name: getattr(status_list, f.name) for f in fields(StatusList)}
        )

    def is_taken(self, list_id: UUID, position: int) -> bool:
        """Whether a credential has that entry."""
        return self.connection.execute(_TAKEN, {"list_id": list_id, "position": position}).first() is not None

    def taken_positions(self, list_id: UUID, positions: Collection[int]) -> frozenset[int]:
        """Those of these positions that credentials have."""
        asked = {"list_id": list_id, "positions": list(positions)}
        return frozenset(self.connection.execute(_TAKEN_OF, asked).scalars())

    def add_entries(self, entries: Sequence[StatusEntry]) -> bool:
        """Gives many out; False, with some of them given, if another process got one meanwhile."""
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        rows = [
            {field.name: getattr(status_entry, field.name) for field in fields(StatusEntry)}
            for status_entry in entries
        ]
        query = dialect.insert(status_entries).on_conflict_do_nothing().returning(status_entries.c.list_id)
        given = Counter(self.connection.execute(query, rows).scalars())
        for list_id, count in given.items():
            change = update(status_lists).where(status_lists.c.id == list_id)
            self.connection.execute(change.values(used=status_lists.c.used + count))
        return given.total() == len(entries)

    def add_entry(self, entry: StatusEntry) -> bool:
        """Gives an entry out; False if another process got it meanwhile."""
        row = {field.name: getattr(entry, field.name) for field in fields(StatusEntry)}
        if not insert_if_absent(self.connection, status_entries, row, "list_id", "position"):
            return False
        query = update(status_lists).where(status_lists.c.id == entry.list_id)
        self.connection.execute(query.values(used=status_lists.c.used + 1))
        return True

    def close_all_lists(self) -> None:
        """Closes existing lists to further credentials; the next credential begins a new list."""
        self.connection.execute(update(status_lists).values(used=LIST_LENGTH))

    def entry(self, credential_id: UUID) -> StatusEntry | None:
        """A credential's entry, if it has one."""
        row = self.connection.execute(_ENTRY, {"credential_id": credential_id}).first()
        return StatusEntry(**row._mapping) if row else None

    def change(self, entry: StatusEntry) -> None:
        """Saves the state of an entry; its list is to be signed again."""
        values = {"state": entry.state, "changed_at": entry.changed_at, "reason": entry.reason}
        self.connection.execute(
            update(status_entries).where(status_entries.c.credential_id == entry.credential_id), values
        )

    def set_positions(self, list_id: UUID) -> Sequence[int]:
        """The entries whose bit is 1."""
        return self.connection.execute(_SET, {"list_id": list_id}).scalars().all()

    def publish(self, list_id: UUID, body: bytes, signed_at: datetime, valid_until: datetime) -> None:
        """Stores the document that the list's address serves from now on."""
        values = {"body": body, "signed_at": signed_at, "valid_until": valid_until}
        self.connection.execute(update(status_lists).where(status_lists.c.id == list_id), values)

    def revoked_or_suspended(self, organisation_id: UUID) -> Sequence[StatusEntry]:
        """Every revoked or suspended entry of an organisation, for lists that name them."""
        query = (
            select(status_entries)
            .join(status_lists, status_lists.c.id == status_entries.c.list_id)
            .where(status_lists.c.organisation_id == organisation_id, status_entries.c.state != GOOD)
        )
        return [StatusEntry(**row._mapping) for row in self.connection.execute(query)]


def _list(row: Row[tuple[object, ...]] | None) -> StatusList | None:
    return StatusList(**row._mapping) if row else None

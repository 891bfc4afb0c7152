"""The audit trail as the sealer, the verifier and the auditor use it."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from adapters.database.auditing import audit, heads
from adapters.database.columns import insert_unless_there
from adapters.database.places import organisations
from bot.auditing.chain import START, Seal, Sealed, sealed
from bot.auditing.model import Entry

AT_ONCE = 500
"""Rows sealed in one transaction."""

_ENTRY = tuple(field.name for field in fields(Entry))
_LAST = (
    select(audit.c.number, audit.c.hash)
    .where(audit.c.organisation_id == bindparam("organisation_id"), audit.c.number.is_not(None))
    .order_by(audit.c.number.desc())
    .limit(1)
)
_UNSEALED = (
    select(audit)
    .where(audit.c.organisation_id == bindparam("organisation_id"), audit.c.number.is_(None))
    .order_by(audit.c.id)
    .limit(AT_ONCE)
)
_ALONE = (
    select(organisations.c.id)
    .where(organisations.c.id == bindparam("organisation_id"))
    .with_for_update(key_share=True)  # in nobody's way but another sealer's
)
_SEAL = (
    update(audit)
    .where(audit.c.id == bindparam("entry_id"), audit.c.number.is_(None))
    .values(number=bindparam("new_number"), hash=bindparam("new_hash"))
)


@dataclass(frozen=True, slots=True)
class Head:
    """How far the chain had come on a day, signed by the key that signs badges."""

    organisation_id: UUID
    day: str
    number: int
    hash: str
    kid: str
    signature: str
    at: datetime


class SealStore:
    """The chain of each organisation."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def organisations(self) -> list[UUID]:
        """Whose trails there are."""
        return list(self.connection.execute(select(organisations.c.id)).scalars())

    def last(self, organisation_id: UUID) -> Seal:
        """The newest sealed row."""
        row = self.connection.execute(_LAST, {"organisation_id": organisation_id}).first()
        return Seal(row.number, row.hash) if row else Seal(0, START)

    def seal_some(self, organisation_id: UUID) -> int:
        """Chains rows that are not yet; returns how many. One sealer at a time, the worker or a command."""
        self.connection.execute(_ALONE, {"organisation_id": organisation_id})
        rows = self.connection.execute(_UNSEALED, {"organisation_id": organisation_id}).all()
        entries = [Entry(**{name: row._mapping[name] for name in _ENTRY}) for row in rows]
        chained = [
            {"entry_id": one.entry.id, "new_number": one.seal.number, "new_hash": one.seal.hash}
            for one in sealed(entries, self.last(organisation_id))
        ]
        if chained:
            self.connection.execute(_SEAL, chained)
        return len(chained)

    def rows(self, organisation_id: UUID) -> Iterator[Sealed]:
        """Every sealed row, by number, a page at a time."""
        after = 0
        while True:
            query = (
                select(audit)
                .where(audit.c.organisation_id == organisation_id, audit.c.number > after)
                .order_by(audit.c.number)
                .limit(AT_ONCE)
            )
            found = self.connection.execute(query).all()
            for row in found:
                entry = Entry(**{name: row._mapping[name] for name in _ENTRY})
                yield Sealed(entry, Seal(row.number, row.hash))
            if len(found) < AT_ONCE:
                return
            after = found[-1].number

    def heads(self, organisation_id: UUID) -> list[Head]:
        """Every signed head, oldest first."""
        query = select(heads).where(heads.c.organisation_id == organisation_id).order_by(heads.c.day)
        return [Head(**row._mapping) for row in self.connection.execute(query)]

    def add_head(self, head: Head) -> bool:
        """A day's head; False if that day has one. It is made once a day."""
        row = {field.name: getattr(head, field.name) for field in fields(Head)}
        return insert_unless_there(self.connection, heads, row, "organisation_id", "day")

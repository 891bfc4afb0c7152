"""The audit trail as its sealer, verifier and auditor use it."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from adapters.database.audit.trail import audit, heads
from adapters.database.engine.columns import insert_if_absent
from adapters.database.people.workspaces import organisations
from bot.domain.audit.chain import START, ChainLink, SealedEntry, chain_entries
from bot.domain.audit.model import AuditEntry

AT_ONCE = 500
"""Rows sealed in one transaction."""

_ENTRY = tuple(field.name for field in fields(AuditEntry))
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
    .with_for_update(key_share=True)  # blocks only another sealer
)
_SEAL = (
    update(audit)
    .where(audit.c.id == bindparam("entry_id"), audit.c.number.is_(None))
    .values(number=bindparam("new_number"), hash=bindparam("new_hash"))
)


@dataclass(frozen=True, slots=True)
class SignedHead:
    """How far the chain had come on a day, signed by the key that signs badges."""

    organisation_id: UUID
    day: str
    number: int
    hash: str
    kid: str
    signature: str
    at: datetime


class AuditChainStore:
    """The hash chain of each organisation."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def organisations(self) -> list[UUID]:
        """The organisations that have a trail."""
        return list(self.connection.execute(select(organisations.c.id)).scalars())

    def last_link(self, organisation_id: UUID) -> ChainLink:
        """The newest sealed row."""
        row = self.connection.execute(_LAST, {"organisation_id": organisation_id}).first()
        return ChainLink(row.number, row.hash) if row else ChainLink(0, START)

    def seal_batch(self, organisation_id: UUID) -> int:
        """Chains unsealed rows; returns how many. One sealer at a time, the worker or a command."""
        self.connection.execute(_ALONE, {"organisation_id": organisation_id})
        rows = self.connection.execute(_UNSEALED, {"organisation_id": organisation_id}).all()
        entries = [AuditEntry(**{name: row._mapping[name] for name in _ENTRY}) for row in rows]
        chained = [
            {
                "entry_id": sealed_entry.entry.id,
                "new_number": sealed_entry.seal.number,
                "new_hash": sealed_entry.seal.hash,
            }
            for sealed_entry in chain_entries(entries, self.last_link(organisation_id))
        ]
        if chained:
            self.connection.execute(_SEAL, chained)
        return len(chained)

    def rows(self, organisation_id: UUID) -> Iterator[SealedEntry]:
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
                entry = AuditEntry(**{name: row._mapping[name] for name in _ENTRY})
                yield SealedEntry(entry, ChainLink(row.number, row.hash))
            if len(found) < AT_ONCE:
                return
            after = found[-1].number

    def heads(self, organisation_id: UUID) -> list[SignedHead]:
        """Every signed head, oldest first."""
        query = select(heads).where(heads.c.organisation_id == organisation_id).order_by(heads.c.day)
        return [SignedHead(**row._mapping) for row in self.connection.execute(query)]

    def add_head(self, head: SignedHead) -> bool:
        """Adds a day's head; False if that day has one."""
        row = {field.name: getattr(head, field.name) for field in fields(SignedHead)}
        return insert_if_absent(self.connection, heads, row, "organisation_id", "day")

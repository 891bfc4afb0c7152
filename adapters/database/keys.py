"""Signing keys, sealed under the operator's secret."""

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Connection, ForeignKey, LargeBinary, String, Table, Uuid, insert, select

from adapters.database.columns import Utc, metadata

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("kid", String(80), primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", Utc, nullable=False),
)


@dataclass(frozen=True, slots=True)
class SealedKey:
    """A private key that only the operator's secret opens. `kid` is its public key as multibase."""

    kid: str
    organisation_id: UUID
    sealed: bytes
    created_at: datetime


class KeyStore:
    """The keys of organisations."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, key: SealedKey) -> None:
        """A new key, from now on the one that signs."""
        self.connection.execute(
            insert(signing_keys), {f.name: getattr(key, f.name) for f in fields(SealedKey)}
        )

    def all(self, organisation_id: UUID) -> list[SealedKey]:
        """Every key, newest first; old badges need the old ones."""
        query = (
            select(signing_keys)
            .where(signing_keys.c.organisation_id == organisation_id)
            .order_by(signing_keys.c.created_at.desc(), signing_keys.c.kid)
        )
        return [SealedKey(**row._mapping) for row in self.connection.execute(query)]

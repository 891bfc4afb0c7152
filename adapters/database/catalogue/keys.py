"""Signing keys: encrypted under the operator's secret, or referred to by label in an external key store."""

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    LargeBinary,
    String,
    Table,
    Text,
    Uuid,
    insert,
    select,
    update,
)

from adapters.database.engine.columns import Utc, metadata

ED25519 = "Ed25519"

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("kid", String(80), primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("algorithm", String(16), nullable=False, server_default=ED25519),
    Column("public", Text),
    Column("external", String(255)),
    Column("retired_at", Utc),
    Column("compromised_since", Utc),
)


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A private key, encrypted under the operator's secret.

    `kid` is its public key as multibase, or the thumbprint of a key for tokens; `public` then holds the public half as
    JSON. `external` is the label of a key in a key store; then nothing is encrypted.
    """

    kid: str
    organisation_id: UUID
    sealed: bytes
    created_at: datetime
    algorithm: str = ED25519
    public: str | None = None
    external: str | None = None
    retired_at: datetime | None = None
    """It does not sign since then; its earlier signatures still count."""
    compromised_since: datetime | None = None
    """A third party may have signed with it since then."""

    @property
    def may_sign(self) -> bool:
        """Whether it may sign now."""
        return self.retired_at is None and self.compromised_since is None


class SigningKeyStore:
    """The keys of organisations."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, key: StoredKey) -> None:
        """Adds a key, from now on the one that signs by its algorithm."""
        self.connection.execute(
            insert(signing_keys), {f.name: getattr(key, f.name) for f in fields(StoredKey)}
        )

    def all(self, organisation_id: UUID) -> list[StoredKey]:
        """Every key, newest first; old badges need the old ones."""
        query = (
            select(signing_keys)
            .where(signing_keys.c.organisation_id == organisation_id)
            .order_by(signing_keys.c.created_at.desc(), signing_keys.c.kid)
        )
        return [StoredKey(**row._mapping) for row in self.connection.execute(query)]

    def of_all_organisations(self) -> list[StoredKey]:
        """Every key of every organisation, for a change of the secret."""
        return [StoredKey(**row._mapping) for row in self.connection.execute(select(signing_keys))]

    def change(self, key: StoredKey) -> None:
        """Saves the encrypted key and its state."""
        values = {name: getattr(key, name) for name in ("sealed", "retired_at", "compromised_since")}
        self.connection.execute(update(signing_keys).where(signing_keys.c.kid == key.kid), values)

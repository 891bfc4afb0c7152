"""The keys of awards: a row of a file, or a request repeated by a program, is awarded once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Connection, ForeignKey, String, Table, Uuid, bindparam, column, select, table
from sqlalchemy.dialects import postgresql, sqlite

from adapters.database.engine.columns import Utc, metadata
from adapters.database.people.tables import identities
from adapters.database.people.workspaces import workspaces
from bot.messages.platforms import Platform

award_rows = Table(
    "award_rows",
    metadata,
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("credential_id", Uuid, ForeignKey("credentials.id", deferrable=True, initially="DEFERRED")),
    Column("at", Utc, nullable=False),
)
_credentials = table("credentials", column("id", Uuid), column("public_id", Uuid))
"""Named here, for the module of that table imports this one."""
_PLACES = (
    select(identities.c.person_id, identities.c.workspace_id)
    .join(workspaces, workspaces.c.id == identities.c.workspace_id)
    .where(
        identities.c.person_id.in_(bindparam("people", expanding=True)),
        workspaces.c.platform.in_(bindparam("platforms", expanding=True)),
    )
    .order_by(identities.c.seen_at)
)
_DONE = (
    select(award_rows.c.key, _credentials.c.public_id)
    .outerjoin(_credentials, _credentials.c.id == award_rows.c.credential_id)
    .where(
        award_rows.c.organisation_id == bindparam("organisation_id"),
        award_rows.c.key.in_(bindparam("keys", expanding=True)),
    )
)


class AwardKeyStore:
    """The part of `bot.domain.credentials.ports.CredentialRepository` about the keys of awards."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def awarded_by_keys(self, organisation_id: UUID, keys: Sequence[str]) -> Mapping[str, UUID | None]:
        """The credentials, by their public ids, that were awarded under these keys before."""
        rows = self.connection.execute(_DONE, {"organisation_id": organisation_id, "keys": list(keys)})
        return {row.key: row.public_id for row in rows}

    def claim_keys(self, organisation_id: UUID, claims: Mapping[str, UUID], now: datetime) -> frozenset[str]:
        """Claims the keys of awards for new credentials, by their inner ids; returns the keys that were free."""
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        rows = [
            {"organisation_id": organisation_id, "key": key, "credential_id": credential_id, "at": now}
            for key, credential_id in claims.items()
        ]
        query = dialect.insert(award_rows).values(rows).on_conflict_do_nothing()
        return frozenset(self.connection.execute(query.returning(award_rows.c.key)).scalars())


class RecipientQueries:
    """Queries about many people at once, in one statement each."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def chat_workspaces(self, wanted: Sequence[UUID], platforms: Sequence[Platform]) -> Mapping[UUID, UUID]:
        """For each of those people, a workspace on one of those platforms where they have an account."""
        asked = {"people": list(wanted), "platforms": [platform.value for platform in platforms]}
        return {row.person_id: row.workspace_id for row in self.connection.execute(_PLACES, asked)}

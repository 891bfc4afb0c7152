"""Celebrations: what their earners agreed to show, and the addresses of their pictures."""

from dataclasses import fields
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Row,
    String,
    Table,
    Uuid,
    bindparam,
    insert,
    select,
    text,
)

from adapters.database.engine.columns import Utc, metadata
from bot.domain.credentials.celebrations import CelebrationConsent

celebrations = Table(
    "celebrations",
    metadata,
    Column("token", String(32), primary_key=True),
    Column("credential_id", Uuid, ForeignKey("credentials.id"), nullable=False, index=True),
    Column("at", Utc, nullable=False),
    Column("words", Boolean, nullable=False, server_default=text("false")),
    Column("givers", Boolean, nullable=False, server_default=text("false")),
)
"""A celebration that was taken back keeps its row: its picture's address answers that it is gone."""
_NAMES = tuple(field.name for field in fields(CelebrationConsent))
_LAST = (
    select(celebrations)
    .where(celebrations.c.credential_id == bindparam("credential_id"))
    .order_by(celebrations.c.at.desc())
    .limit(1)
)
_BY_TOKEN = select(celebrations).where(celebrations.c.token == bindparam("token"))


class CelebrationStore:
    """The part of `bot.domain.credentials.ports.CredentialRepository` about celebrations."""

    connection: Connection

    def add_celebration(self, celebration: CelebrationConsent) -> None:
        """Adds the consent to a celebration."""
        self.connection.execute(insert(celebrations), {name: getattr(celebration, name) for name in _NAMES})

    def celebration(self, credential_id: UUID) -> CelebrationConsent | None:
        """The last celebration of a credential."""
        row = self.connection.execute(_LAST, {"credential_id": credential_id}).first()
        return _consent(row) if row else None

    def celebration_by_token(self, token: str) -> CelebrationConsent | None:
        """The celebration whose picture has that address."""
        row = self.connection.execute(_BY_TOKEN, {"token": token}).first()
        return _consent(row) if row else None


def _consent(row: Row[tuple[object, ...]]) -> CelebrationConsent:
    return CelebrationConsent(**{name: getattr(row, name) for name in _NAMES})

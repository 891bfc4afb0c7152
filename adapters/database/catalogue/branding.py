"""The logo and the accent of an organisation. The logo itself is stored with the other pictures, by its hash."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Column, Connection, ForeignKey, String, Table, Uuid, delete, insert, select

from adapters.database.catalogue.pictures import pictures
from adapters.database.engine.columns import metadata

brands = Table(
    "brands",
    metadata,
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), primary_key=True),
    Column("logo", String(64), ForeignKey("pictures.content_hash")),
    Column("accent", String(7)),
)


@dataclass(frozen=True, slots=True)
class StoredBrand:
    """How an organisation looks, as far as it said: its logo as a PNG, its accent as #rrggbb."""

    logo: bytes | None = None
    accent: str | None = None


class BrandStore:
    """Reads and stores brands."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def brand(self, organisation_id: UUID) -> StoredBrand:
        """The brand."""
        query = (
            select(pictures.c.png, brands.c.accent)
            .select_from(brands.outerjoin(pictures, brands.c.logo == pictures.c.content_hash))
            .where(brands.c.organisation_id == organisation_id)
        )
        row = self.connection.execute(query).first()
        return StoredBrand(row.png, row.accent) if row else StoredBrand()

    def set_brand(self, organisation_id: UUID, logo: str | None, accent: str | None) -> None:
        """Sets the picture that is the logo, by its hash, and the accent; None removes it."""
        self.connection.execute(delete(brands).where(brands.c.organisation_id == organisation_id))
        if logo is not None or accent is not None:
            row = {"organisation_id": organisation_id, "logo": logo, "accent": accent}
            self.connection.execute(insert(brands), row)

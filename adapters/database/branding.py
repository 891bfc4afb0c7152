"""Which logo an organisation has. The picture itself is kept with the others, by its hash."""

from uuid import UUID

from sqlalchemy import Column, Connection, ForeignKey, String, Table, Uuid, delete, insert, select

from adapters.database.columns import metadata
from adapters.database.pictures import pictures

brands = Table(
    "brands",
    metadata,
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), primary_key=True),
    Column("logo", String(64), ForeignKey("pictures.content_hash"), nullable=False),
)


class BrandStore:
    """Reads and keeps it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def logo(self, organisation_id: UUID) -> bytes | None:
        """The logo as a PNG; None without one."""
        query = (
            select(pictures.c.png)
            .join(brands, brands.c.logo == pictures.c.content_hash)
            .where(brands.c.organisation_id == organisation_id)
        )
        return self.connection.execute(query).scalar()

    def put(self, organisation_id: UUID, logo: str | None) -> None:
        """Says which picture is the logo; None: there is none."""
        self.connection.execute(delete(brands).where(brands.c.organisation_id == organisation_id))
        if logo is not None:
            self.connection.execute(insert(brands), {"organisation_id": organisation_id, "logo": logo})

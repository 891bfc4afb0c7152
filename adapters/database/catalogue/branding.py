"""The logo of an organisation. The picture itself is stored with the others, by its hash."""

from uuid import UUID

from sqlalchemy import Column, Connection, ForeignKey, String, Table, Uuid, delete, insert, select

from adapters.database.catalogue.pictures import pictures
from adapters.database.engine.columns import metadata

brands = Table(
    "brands",
    metadata,
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), primary_key=True),
    Column("logo", String(64), ForeignKey("pictures.content_hash"), nullable=False),
)


class BrandStore:
    """Reads and stores logos."""

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

    def set_logo(self, organisation_id: UUID, logo: str | None) -> None:
        """Sets the picture that is the logo; None removes it."""
        self.connection.execute(delete(brands).where(brands.c.organisation_id == organisation_id))
        if logo is not None:
            self.connection.execute(insert(brands), {"organisation_id": organisation_id, "logo": logo})

"""Rendered pictures, kept by what they show, so that each is drawn once."""

from sqlalchemy import Column, Connection, LargeBinary, String, Table, select

from adapters.database.columns import insert_unless_there, metadata

pictures = Table(
    "pictures",
    metadata,
    Column("content_hash", String(64), primary_key=True),
    Column("png", LargeBinary, nullable=False),
)


class PictureStore:
    """Reads and keeps them."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def get(self, content_hash: str) -> bytes | None:
        """The picture of that content."""
        query = select(pictures.c.png).where(pictures.c.content_hash == content_hash)
        return self.connection.execute(query).scalar()

    def keep(self, content_hash: str, png: bytes) -> None:
        """Keeps it, unless somebody else has just done so."""
        row = {"content_hash": content_hash, "png": png}
        insert_unless_there(self.connection, pictures, row, "content_hash")

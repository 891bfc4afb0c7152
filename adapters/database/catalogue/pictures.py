"""Rendered pictures, stored by a hash of what they show, so that each is drawn once."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Column, Connection, ForeignKey, LargeBinary, String, Table, Uuid, select

from adapters.database.engine.columns import insert_if_absent, metadata

pictures = Table(
    "pictures",
    metadata,
    Column("content_hash", String(64), primary_key=True),
    Column("png", LargeBinary, nullable=False),
)
public_pictures = Table(
    "public_pictures",
    metadata,
    Column("achievement_id", Uuid, ForeignKey("achievements.id"), primary_key=True),
    Column("png", LargeBinary, nullable=False),
)
"""The picture at an achievement's public address. Credentials contain its digest, so it never changes."""


class PictureStore:
    """Reads and stores pictures."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def get(self, content_hash: str) -> bytes | None:
        """The picture of that content."""
        query = select(pictures.c.png).where(pictures.c.content_hash == content_hash)
        return self.connection.execute(query).scalar()

    def stored(self, content_hashes: Collection[str]) -> set[str]:
        """Those of them that are stored."""
        query = select(pictures.c.content_hash).where(pictures.c.content_hash.in_(content_hashes))
        return set(self.connection.execute(query).scalars())

    def published(self, achievement_ids: Collection[UUID]) -> set[UUID]:
        """Those of them whose permanent picture is fixed."""
        query = select(public_pictures.c.achievement_id)
        found = self.connection.execute(query.where(public_pictures.c.achievement_id.in_(achievement_ids)))
        return set(found.scalars())

    def keep(self, content_hash: str, png: bytes) -> None:
        """Stores it, unless another process just did."""
        row = {"content_hash": content_hash, "png": png}
        insert_if_absent(self.connection, pictures, row, "content_hash")

    def public(self, achievement_id: UUID) -> bytes | None:
        """The permanent picture at the achievement's address, once there is one."""
        query = select(public_pictures.c.png).where(public_pictures.c.achievement_id == achievement_id)
        return self.connection.execute(query).scalar()

    def publish(self, achievement_id: UUID, png: bytes) -> bytes:
        """Fixes the permanent picture, unless there is one; returns the one that counts."""
        row = {"achievement_id": achievement_id, "png": png}
        insert_if_absent(self.connection, public_pictures, row, "achievement_id")
        return self.public(achievement_id) or png

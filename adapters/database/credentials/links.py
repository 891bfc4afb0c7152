"""Links that open one download: of a badge, or of all badges of a person as one record."""

from dataclasses import fields
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Column, Connection, ForeignKey, String, Table, Uuid, bindparam, delete, insert, select

from adapters.database.engine.columns import Utc, metadata
from bot.domain.credentials.downloads import DownloadLink, RecordLink

download_links = Table(
    "download_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("credential_id", Uuid, ForeignKey("credentials.id"), nullable=False),
    Column("expires_at", Utc, nullable=False, index=True),
)
record_links = Table(
    "record_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.id"), nullable=False),
    Column("expires_at", Utc, nullable=False, index=True),
)
_KEPT = timedelta(days=1)
_LINK = select(download_links.c.credential_id).where(
    download_links.c.token_hash == bindparam("token_hash"), download_links.c.expires_at > bindparam("now")
)


class LinkStore:
    """The part of `bot.context.store.CredentialRepository` about these links."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add_link(self, link: DownloadLink) -> None:
        """Adds a private link; deletes those that expired long ago."""
        self.connection.execute(
            delete(download_links).where(download_links.c.expires_at < link.expires_at - _KEPT)
        )
        self.connection.execute(
            insert(download_links), {f.name: getattr(link, f.name) for f in fields(DownloadLink)}
        )

    def peek_link(self, token_hash: str, now: datetime) -> UUID | None:
        """The credential that a link would open. Changes nothing."""
        return self.connection.execute(_LINK, {"token_hash": token_hash, "now": now}).scalar()

    def take_link(self, token_hash: str, now: datetime, further_hash: str) -> UUID | None:
        """Uses a link up: one caller gets its credential, every other one None.

        A further link takes its place until it would have expired, for the same caller.
        """
        columns = download_links.c
        query = (
            delete(download_links)
            .where(columns.token_hash == token_hash, columns.expires_at > now)
            .returning(columns.credential_id, columns.expires_at)
        )
        row = self.connection.execute(query).first()
        if row is None:
            return None
        self.add_link(DownloadLink(further_hash, row.credential_id, row.expires_at))
        return UUID(str(row.credential_id))

    def add_record_link(self, link: RecordLink) -> None:
        """Adds a private link; deletes those that expired long ago."""
        old = delete(record_links).where(record_links.c.expires_at < link.expires_at - _KEPT)
        self.connection.execute(old)
        row = {field.name: getattr(link, field.name) for field in fields(RecordLink)}
        self.connection.execute(insert(record_links), row)

    def peek_record_link(self, token_hash: str, now: datetime) -> UUID | None:
        """The person whose record a link would open. Changes nothing."""
        query = select(record_links.c.person_id).where(
            record_links.c.token_hash == token_hash, record_links.c.expires_at > now
        )
        return self.connection.execute(query).scalar()

    def take_record_link(self, token_hash: str, now: datetime) -> UUID | None:
        """Uses a link up: one caller gets its person, every other one None."""
        query = (
            delete(record_links)
            .where(record_links.c.token_hash == token_hash, record_links.c.expires_at > now)
            .returning(record_links.c.person_id)
        )
        return self.connection.execute(query).scalar()

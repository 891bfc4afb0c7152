"""What people call the channels that requests came from."""

from uuid import UUID

from sqlalchemy import Column, Connection, ForeignKey, String, Table, Text, Uuid, bindparam, select, update

from adapters.database.engine.columns import insert_if_absent, metadata

channel_names = Table(
    "channel_names",
    metadata,
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), primary_key=True),
    Column("external_id", String(255), primary_key=True),
    Column("name", Text, nullable=False),
)
_HERE = (
    channel_names.c.organisation_id == bindparam("organisation"),
    channel_names.c.external_id == bindparam("channel"),
)
_NAME = select(channel_names.c.name).where(*_HERE)
_RENAME = update(channel_names).where(*_HERE).values(name=bindparam("called"))


class ChannelStore:
    """See `bot.domain.sharing.ports.ChannelRepository`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def name(self, organisation_id: UUID, external_id: str) -> str:
        """The channel's name, "" if it is not known."""
        found = self.connection.execute(
            _NAME, {"organisation": organisation_id, "channel": external_id}
        ).scalar()
        return found or ""

    def remember(self, organisation_id: UUID, external_id: str, name: str) -> None:
        """Saves a channel's name, unless it is known."""
        row = {"organisation_id": organisation_id, "external_id": external_id, "name": name}
        known = self.name(organisation_id, external_id)
        if known == name:
            return
        if known or not insert_if_absent(
            self.connection, channel_names, row, "organisation_id", "external_id"
        ):
            self.connection.execute(
                _RENAME, {"organisation": organisation_id, "channel": external_id, "called": name}
            )

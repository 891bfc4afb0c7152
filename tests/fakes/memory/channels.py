"""Names of channels, in memory."""

from uuid import UUID

from tests.fakes.memory.tables import Tables


class ChannelsInMemory:
    """Implements `bot.domain.sharing.ports.ChannelRepository`."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def name(self, organisation_id: UUID, external_id: str) -> str:
        return self.tables.channel_names.get((organisation_id, external_id), "")

    def remember(self, organisation_id: UUID, external_id: str, name: str) -> None:
        self.tables.channel_names[organisation_id, external_id] = name

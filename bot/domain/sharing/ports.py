"""What celebrating needs of stored channels."""

from typing import Protocol
from uuid import UUID


class ChannelRepository(Protocol):
    """What people call the channels that requests came from, as platforms reported it."""

    def name(self, organisation_id: UUID, external_id: str) -> str:
        """The channel's name, "" if it is not known."""

    def remember(self, organisation_id: UUID, external_id: str, name: str) -> None: ...

"""A celebration: what its earner agreed to show in the channel, and the address of its picture."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.domain.addresses import CELEBRATION


@dataclass(frozen=True, slots=True)
class CelebrationConsent:
    """The earner's consent to one celebration. It counts while the credential is celebrated since `at`."""

    credential_id: UUID
    at: datetime
    token: str
    """128 random bits, which the picture's address needs."""
    words: bool = False
    givers: bool = False

    @property
    def picture_path(self) -> str:
        """The path of the picture below the public URL."""
        return CELEBRATION.path(token=self.token)

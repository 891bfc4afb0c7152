"""A private, single-use way to take a badge along."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

LINK_LASTS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class DownloadLink:
    """Opens one download. The token itself is never stored, only its SHA-256."""

    token_hash: str
    credential_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RecordLink:
    """Opens one download of everything a person earned. Its token, too, is stored as its SHA-256 alone."""

    token_hash: str
    person_id: UUID
    expires_at: datetime

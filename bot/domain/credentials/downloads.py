"""Private, single-use download links."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

LINK_LIFETIME = timedelta(minutes=15)


def hash_token(secret: str) -> str:
    """The stored form of a link's token: SHA-256, in hex. The token is random, so it needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class DownloadLink:
    """Allows one download. The token itself is never stored, only its SHA-256."""

    token_hash: str
    credential_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RecordLink:
    """Allows one download of all badges of a person. Again only the SHA-256 of the token is stored."""

    token_hash: str
    person_id: UUID
    expires_at: datetime

"""The content of a credential, as values (Open Badges 3.0, §B Data Model).

By default a credential holds no citation, no evidence, no recipient's name and no chat id: a signature cannot be
taken back, so it covers only facts that may be public for ever. The recipient may add evidence, piece by piece.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from issuer.openbadges.achievement import ACHIEVEMENT_TYPES, AchievementImage, OpenBadgeAchievement

__all__ = [
    "ACHIEVEMENT_TYPES",
    "AchievementImage",
    "AchievementResult",
    "CredentialFacts",
    "Evidence",
    "HashedEmail",
    "IssuerProfile",
    "OpenBadgeAchievement",
    "RevocationList",
    "StatusListEntry",
    "hash_email",
]


RESULT_STATUSES = frozenset(
    {"Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew"}
)
"""The statuses of a result that Open Badges 3.0 names."""


@dataclass(frozen=True)
class IssuerProfile:
    """The signing issuer. `id` is the DID (or https URL) whose document lists the signing keys."""

    id: str
    name: str
    url: str | None = None
    email: str | None = None
    phone: str | None = None
    description: str | None = None
    image: str | None = None


@dataclass(frozen=True)
class HashedEmail:
    """The salted hash of an e-mail address, to be compared with a known address (IdentityObject)."""

    identity_hash: str
    salt: str


@dataclass(frozen=True)
class Evidence:
    """One piece of work behind the award. Only evidence that the recipient agreed to show."""

    id: str | None = None
    name: str | None = None
    narrative: str | None = None
    description: str | None = None
    genre: str | None = None
    audience: str | None = None


@dataclass(frozen=True)
class AchievementResult:
    """A measured result. `result_description` and `achieved_level` are ids from the achievement."""

    result_description: str | None = None
    value: str | None = None
    achieved_level: str | None = None
    status: str | None = None


@dataclass(frozen=True)
class StatusListEntry:
    """The credential's entry in a BitstringStatusList (§2.1 of that standard)."""

    list_address: str
    index: int
    purpose: Literal["revocation", "suspension"] = "revocation"


@dataclass(frozen=True)
class RevocationList:
    """The address of a 1EdTechRevocationList, which publicly names revoked credentials."""

    address: str


@dataclass(frozen=True)
class CredentialFacts:
    """What differs from one credential of an achievement to the next.

    `id` and `subject_id` are fresh `urn:uuid:` (or https) ids. An amended credential keeps its `id` and gets
    a newer `valid_from`; `awarded_on` then keeps the first date. `schema` is the address of the JSON schema it
    fits, `refresh` where a newer edition of it can be fetched.
    """

    id: str
    subject_id: str
    valid_from: datetime
    hashed_email: HashedEmail | None
    awarded_on: datetime | None = None
    valid_until: datetime | None = None
    evidence: tuple[Evidence, ...] = ()
    results: tuple[AchievementResult, ...] = ()
    status: StatusListEntry | RevocationList | None = None
    schema: str | None = None
    refresh: str | None = None


def hash_email(email: str, salt: str) -> HashedEmail:
    """Hash an address with its salt as the IdentityHash of Open Badges 3.0.

    The standard does not say how to normalise an address; we trim and lower-case it, here and in every lookup. Give
    each credential a fresh salt of 128 random bits: then no two credentials of a person share a value.
    """
    normal = email.strip().lower()
    return HashedEmail("sha256$" + hashlib.sha256((normal + salt).encode()).hexdigest(), salt)

"""A credential, from the award to the signature."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bot.domain.addresses import CREDENTIAL


class CredentialStage(StrEnum):
    """The state of a credential in its life cycle."""

    AWARDED = "awarded"
    """Awarded; the background is signing it."""
    ISSUED = "issued"
    UNDONE = "undone"
    """Taken back within a day by its awarder or an owner."""
    REVOKED = "revoked"
    """Taken back later, for a reason."""
    TURNED_DOWN = "turned_down"
    """Turned down by its earner."""

    @property
    def is_active(self) -> bool:
        """Whether it is still valid."""
        return self in (CredentialStage.AWARDED, CredentialStage.ISSUED)


@dataclass(frozen=True, slots=True)
class Credential:
    """One achievement of one recipient. `public_id` is the only id shown outside."""

    id: UUID
    public_id: UUID
    organisation_id: UUID
    workspace_id: UUID
    achievement_id: UUID
    recipient_id: UUID
    awarder_id: UUID
    """The person who decided: the awarder, or the approver of the nomination."""
    nomination_id: UUID | None
    citation: str
    conversation: str | None
    """The channel where it was awarded, if any: the first choice for a celebration."""
    awarded_at: datetime
    stage: CredentialStage = CredentialStage.AWARDED
    undone_at: datetime | None = None
    """When it was undone, revoked or turned down, if it was."""
    ended_reason: str = ""
    """Why it was revoked; shown to its earner and to people who may revoke."""
    amended_at: datetime | None = None
    """When it was last amended; an earlier signature is out of date."""
    celebrated_at: datetime | None = None
    shared_at: datetime | None = None
    citation_included_at: datetime | None = None
    """When its earner chose to include the citation, and its links, in the signed file; None: not included."""
    givers_included_at: datetime | None = None
    """When its earner chose to show who gave it, on its page and in the signed file; None: not shown."""
    citation_by_id: UUID | None = None
    """Who wrote the citation when it was amended; None while it is the awarder's or the nominators' own."""
    kept_private_at: datetime | None = None
    """When its earner chose to keep it private."""
    was_shared: bool = False
    """Whether its page was ever shared: a page no longer shared is gone (410), one never shared is unknown (404)."""
    revision: int = 0
    """Counts changes, for optimistic locking: a save over a concurrent change is refused and retried."""

    @property
    def token(self) -> str:
        """Its id on buttons."""
        return self.public_id.hex

    @property
    def path(self) -> str:
        """The path of its page below the public URL."""
        return CREDENTIAL.path(public_id=self.public_id)


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """A signed credential as handed out, with the fields that a re-issue must keep."""

    credential_id: UUID
    subject_id: UUID
    salt: str | None
    body: bytes
    kid: str
    signed_at: datetime
    jwt: bytes | None = None
    """The same credential as a token; None if it was signed before tokens existed."""
    token_kid: str | None = None
    """The key that signed the token; None in rows written before it was recorded."""


@dataclass(frozen=True, slots=True)
class AwardCountFilter:
    """Which active credentials to count: by achievement (all versions), by direct awarder, by recipient.

    None does not restrict.
    """

    slug: str | None = None
    awarder_id: UUID | None = None
    recipient_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class HeldSummary:
    """How many badges a person holds, and how many of them others can see."""

    total: int = 0
    shared: int = 0
    """Open to anyone with the link."""
    celebrated: int = 0
    private: int = 0
    signed: int = 0
    """Ready to be downloaded."""

"""A credential, from the award to the signature."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Stage(StrEnum):
    """How far a credential is."""

    AWARDED = "awarded"
    """Granted; the background is signing it."""
    ISSUED = "issued"
    UNDONE = "undone"
    """Taken back within a day by whoever gave it."""
    REVOKED = "revoked"
    """Taken back later, for a reason."""
    TURNED_DOWN = "turned_down"
    """Refused by its earner."""

    @property
    def stands(self) -> bool:
        """Whether it still is somebody's."""
        return self in (Stage.AWARDED, Stage.ISSUED)


@dataclass(frozen=True, slots=True)
class Credential:
    """One achievement of one recipient. `public_id` is the only id that leaves the house."""

    id: UUID
    public_id: UUID
    organisation_id: UUID
    workspace_id: UUID
    achievement_id: UUID
    recipient_id: UUID
    awarder_id: UUID
    """Who decided: the awarder, or the approver of its nomination."""
    nomination_id: UUID | None
    citation: str
    conversation: str | None
    """Where it was given, if that was a channel: the first choice for a celebration."""
    awarded_at: datetime
    stage: Stage = Stage.AWARDED
    undone_at: datetime | None = None
    """When it ended, if it did: undone, revoked or turned down."""
    ended_reason: str = ""
    """Why it was revoked; for its earner, and whoever may revoke."""
    amended_at: datetime | None = None
    """When it was last corrected; a signature from before that is out of date."""
    celebrated_at: datetime | None = None
    shared_at: datetime | None = None
    worded_at: datetime | None = None
    """Since when its earner wants the citation, and the links in it, inside the signed file; None: they do not."""
    was_shared: bool = False
    """Whether its page was ever open: a page taken back is gone (410), one never opened is unknown (404)."""
    revision: int = 0
    """Counts changes; saving over somebody else's change is refused and tried again."""

    @property
    def token(self) -> str:
        """How a button names it."""
        return self.public_id.hex

    @property
    def path(self) -> str:
        """Its page below the public URL."""
        return f"/credentials/{self.public_id}"


@dataclass(frozen=True, slots=True)
class Tally:
    """What to count: credentials of an achievement (all versions), given directly by somebody, to somebody.

    None counts all.
    """

    slug: str | None = None
    awarder_id: UUID | None = None
    recipient_id: UUID | None = None

"""An achievement: what can be earned, what it takes, and who may award it."""

import hashlib
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bot.cards import Picture
from bot.catalogue.measures import Measure, RelatedTo
from bot.catalogue.rules import Rules


@dataclass(frozen=True, slots=True)
class Look:
    """How its picture is drawn (`issuer/artwork` knows the names)."""

    shape: str
    icon: str
    accent: str
    level: str
    finish: str = "flat"
    ribbon: str | None = None
    """A colour, or "none"; without it the ribbon has the accent's colour."""
    picture: str | None = None
    """A picture of the organisation's own instead: in a file its name, once read the hash of what is kept."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """An entry of a competency framework that an achievement speaks for."""

    name: str
    url: str
    code: str | None = None
    framework: str | None = None
    type: str | None = None
    """The AlignmentTargetType of Open Badges 3.0, or `ext:…`."""
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Achievement:
    """One version of an achievement. Versions never change; a change makes a new one."""

    id: UUID
    organisation_id: UUID
    slug: str
    version: int
    name: str
    description: str
    behaviour: str
    goal: str
    criteria: str
    look: Look
    skills: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    awarders: tuple[str, ...] = ()
    """E-mail addresses of people who may award it directly, beside managers and owners."""
    rules: Rules = field(default_factory=Rules)
    kind: str = "Badge"
    """The AchievementType of Open Badges 3.0."""
    language: str | None = None
    expires_after_months: int | None = None
    status: str = "revocation"
    """What its status list can say: `revocation`, for ever, or `suspension`, which can be lifted."""
    alignments: tuple[Alignment, ...] = ()
    related: tuple[RelatedTo, ...] = ()
    results: tuple[Measure, ...] = ()
    """What it takes, measured; what one person reached is not in their badge."""

    def expires_after(self, awarded_at: datetime) -> datetime | None:
        """When a badge given then ends; None if it never does. A day that its month lacks becomes the month's last."""
        if self.expires_after_months is None:
            return None
        months = awarded_at.month - 1 + self.expires_after_months
        year, month = awarded_at.year + months // 12, months % 12 + 1
        day = min(awarded_at.day, monthrange(year, month)[1])
        return awarded_at.replace(year=year, month=month, day=day)

    @property
    def path(self) -> str:
        """Its page below the public URL."""
        return f"/achievements/{self.slug}/{self.version}"

    @property
    def edition(self) -> str:
        """Which rules and words these are, as the audit trail names them."""
        return f"{self.slug}@{self.version}"

    @property
    def picture(self) -> Picture:
        """Its picture, and what that shows."""
        return Picture(f"{self.path}.png", f"{self.name} badge, {self.look.level}")

    @property
    def tile(self) -> Picture:
        """Its picture on a 16:9 ground: chat platforms crop large pictures to that."""
        return Picture(f"{self.path}/tile.png", self.picture.alt)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything people may call it."""
        return (self.slug, self.name, *self.aliases)


MOST_IN_COLLAGE = 8
"""Badges in one collage (`issuer/artwork/tiles.py` draws no more)."""


def collage(achievements: Sequence[Achievement]) -> Picture:
    """The picture of several badges. Its address lists achievements, and tells nothing about whose they are.

    A digest of their ids, which nobody outside knows, ends the address: only what Laurel put together is drawn.
    """
    some = achievements[:MOST_IN_COLLAGE]
    names = "+".join(f"{one.slug}.{one.version}" for one in some)
    key = hashlib.sha256(b"".join(one.id.bytes for one in some)).hexdigest()[:20]
    return Picture(f"/collage/{names}/{key}.png", ", ".join(one.picture.alt for one in some))

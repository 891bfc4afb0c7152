"""An achievement: its description, criteria, design, and the people who may award it."""

import hashlib
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bot.domain.addresses import ACHIEVEMENT, COLLAGE
from bot.domain.catalogue.award_policy import Rules
from bot.domain.catalogue.measures import Measure, RelatedTo


@dataclass(frozen=True, slots=True)
class BadgeDesign:
    """How its picture is drawn (`issuer/artwork` defines the names)."""

    shape: str
    icon: str
    accent: str
    level: str
    finish: str = "flat"
    ribbon: str | None = None
    """A colour, or "none"; without it the ribbon has the accent's colour."""
    picture: str | None = None
    """The organisation's own picture instead: in a catalogue file its name, once stored its hash."""


@dataclass(frozen=True, slots=True)
class FrameworkAlignment:
    """An entry of a competency framework that an achievement aligns with."""

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
    look: BadgeDesign
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
    """The purpose of its status list: `revocation`, permanent, or `suspension`, which can be lifted."""
    alignments: tuple[FrameworkAlignment, ...] = ()
    related: tuple[RelatedTo, ...] = ()
    results: tuple[Measure, ...] = ()
    """The measured results it requires; the results of one person are not in their badge."""

    def expires_after(self, awarded_at: datetime) -> datetime | None:
        """When a badge awarded then expires; None if never. A day missing in the month becomes the month's last."""
        if self.expires_after_months is None:
            return None
        months = awarded_at.month - 1 + self.expires_after_months
        year, month = awarded_at.year + months // 12, months % 12 + 1
        day = min(awarded_at.day, monthrange(year, month)[1])
        return awarded_at.replace(year=year, month=month, day=day)

    @property
    def path(self) -> str:
        """The path of its page below the public URL."""
        return ACHIEVEMENT.path(slug=self.slug, version=self.version)

    @property
    def edition(self) -> str:
        """The achievement and its version, as the audit trail names them."""
        return f"{self.slug}@{self.version}"

    @property
    def picture_description(self) -> str:
        """What its picture shows, in English, as the signed badge says it."""
        return f"{self.name} badge, {self.look.level}"

    @property
    def names(self) -> tuple[str, ...]:
        """Its slug, name and aliases."""
        return (self.slug, self.name, *self.aliases)


MOST_IN_COLLAGE = 8
"""Badges in one collage (`issuer/artwork/pictures/tiles.py` draws no more)."""


def collage_path(achievements: Sequence[Achievement]) -> str:
    """The path of the picture of several badges. It lists achievements and does not reveal the earner.

    The path ends with a digest of their ids, which are secret, so only collages that Laurel composed are drawn.
    """
    some = achievements[:MOST_IN_COLLAGE]
    names = "+".join(f"{achievement.slug}.{achievement.version}" for achievement in some)
    key = hashlib.sha256(b"".join(achievement.id.bytes for achievement in some)).hexdigest()[:20]
    return COLLAGE.path(names=names, digest=key)

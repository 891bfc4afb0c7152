"""An achievement: what can be earned, what it takes, and who may award it."""

from dataclasses import dataclass, field
from uuid import UUID

from bot.cards import Picture
from bot.catalogue.rules import Rules


@dataclass(frozen=True, slots=True)
class Look:
    """How its picture is drawn (`issuer/artwork` knows the names)."""

    shape: str
    icon: str
    accent: str
    level: str
    finish: str = "flat"


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
    def names(self) -> tuple[str, ...]:
        """Everything people may call it."""
        return (self.slug, self.name, *self.aliases)

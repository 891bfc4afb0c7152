"""A person, and the identities they have on platforms."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bot.cards import PersonName


class Standing(StrEnum):
    """What kind of account a person has; only members take part."""

    MEMBER = "member"
    GUEST = "guest"
    STRANGER = "stranger"
    BOT = "bot"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Person:
    """One human being in one organisation, whatever platforms they are on."""

    id: UUID
    organisation_id: UUID
    name: str
    email: str | None = None
    manager_id: UUID | None = None
    standing: Standing = Standing.MEMBER
    owner: bool = False
    timezone: str | None = None
    """The IANA name of their time zone, as a platform told it."""
    approver_id: UUID | None = None
    """Who decides nominations of this person instead of their manager, if the owners named somebody."""

    @property
    def mention(self) -> PersonName:
        """How a card names them."""
        return PersonName(self.id, self.name)


@dataclass(frozen=True, slots=True)
class Identity:
    """A person's account in one workspace, and when the platform last told us about it."""

    workspace_id: UUID
    external_id: str
    person: Person
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class PlatformFacts:
    """What a platform says about one of its users."""

    external_id: str
    name: str
    email: str | None = None
    standing: Standing = Standing.MEMBER
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away until then; their deputy, if they named one, may decide for them meanwhile."""

    person_id: UUID
    until: datetime
    deputy_id: UUID | None = None

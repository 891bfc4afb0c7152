"""A person, and the identities they have on platforms."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class MembershipStatus(StrEnum):
    """The membership of a person; only members may take part."""

    MEMBER = "member"
    GUEST = "guest"
    STRANGER = "stranger"
    BOT = "bot"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Person:
    """One person in one organisation, with one record for all platforms."""

    id: UUID
    organisation_id: UUID
    name: str
    email: str | None = None
    manager_id: UUID | None = None
    standing: MembershipStatus = MembershipStatus.MEMBER
    owner: bool = False
    timezone: str | None = None
    """The IANA name of their time zone, as reported by a platform."""
    approver_id: UUID | None = None
    """The approver named by owners for this person's nominations, in place of the manager."""
    locale: str | None = None
    """The language that a platform reports, as a BCP 47 tag."""
    chosen_language: str | None = None
    """The language that the person chose in place of it."""
    holidays: str | None = None
    """The region whose public holidays count for the person, where that is not the organisation's."""

    @property
    def language(self) -> str | None:
        """The language to speak to them in, where it is available."""
        return self.chosen_language or self.locale


@dataclass(frozen=True, slots=True)
class Identity:
    """A person's account in one workspace, and when the platform last reported on it."""

    workspace_id: UUID
    external_id: str
    person: Person
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class PlatformFacts:
    """What a platform reports about one of its users."""

    external_id: str
    name: str
    email: str | None = None
    standing: MembershipStatus = MembershipStatus.MEMBER
    timezone: str | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """A person is absent until then; their deputy, if named, may decide for them."""

    person_id: UUID
    until: datetime
    deputy_id: UUID | None = None

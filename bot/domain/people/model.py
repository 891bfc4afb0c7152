"""A person, and the accounts they have on platforms.

An account is not a person: membership is a fact about an account. A person's rights at a click are those of the account
that clicked; elsewhere the best of their accounts counts. Who is linked to whom: `linking.py`, docs/people.md.
"""

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from issuer.celebration import Audience

NEVER_SEEN = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of the last report about an account that only a file told of: the platform is asked before its first use."""


class MembershipStatus(StrEnum):
    """The membership of an account, and of the person who has it; only members may take part."""

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
    """The best among their accounts; a member while no account is known; `LEFT` if a people file says so."""
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
    left: bool = False
    """Whether a people file says that they left. Platforms do not bring them back: an account may outlive a job."""
    listed: bool = False
    """Whether a people file lists them: their address and, as the organisation chooses, name come from it."""
    chosen_name: str | None = None
    """The name that the person chose for public pages."""
    merged_into_id: UUID | None = None
    """The person that this one turned out to be."""
    former_email: str | None = None
    """The address that a merged person had: people may still be named by it."""
    named_to: Audience | None = None
    """Who may read their name as a giver of badges, as they chose."""

    @property
    def language(self) -> str | None:
        """The language to speak to them in, where it is available."""
        return self.chosen_language or self.locale

    @property
    def audience(self) -> Audience:
        """Who may read their name as a giver of badges: colleagues, unless they chose otherwise."""
        return self.named_to or Audience.COLLEAGUES

    @property
    def public_name(self) -> str:
        """The name on public pages."""
        return self.chosen_name or self.name


@dataclass(frozen=True, slots=True)
class PlatformFacts:
    """What a platform reports about one of its users."""

    external_id: str
    name: str
    email: str | None = None
    standing: MembershipStatus = MembershipStatus.MEMBER
    timezone: str | None = None
    locale: str | None = None
    directory_id: str | None = None
    """Another id of the same account: Entra's object id on Teams, the organisation-wide id on an enterprise Slack."""
    resembles: str | None = None
    """The id of another account of the workspace, for which this one could be taken."""


class LinkGround(StrEnum):
    """Why an account is linked to its person; the value is stored."""

    NEW = "new"
    """The person was first met by this account."""
    FILE = "file"
    """A people file or a directory names the platform's id of the account."""
    EMAIL = "email"
    """The workspace vouches for the person's address."""
    OWNER = "owner"
    """An owner decided it."""


@dataclass(frozen=True, slots=True)
class AccountLink:
    """Why and since when an account is its person's, and which other person it may be."""

    ground: LinkGround = LinkGround.NEW
    at: datetime = NEVER_SEEN
    by_id: UUID | None = None
    """The owner who decided."""
    candidate_id: UUID | None = None
    """The person that the account may be, while owners have not decided."""
    denied_id: UUID | None = None
    """The person that the account is not, as owners decided."""
    token: str | None = None
    """What the buttons of that decision carry."""


@dataclass(frozen=True, slots=True)
class AccountReference:
    """An account by its id in its workspace."""

    workspace_id: UUID
    external_id: str

    def __str__(self) -> str:
        return f"{self.workspace_id}/{self.external_id}"


@dataclass(frozen=True, slots=True)
class Identity:
    """An account in one workspace, its person, and what the platform last reported about it."""

    workspace_id: UUID
    external_id: str
    person: Person
    seen_at: datetime
    facts: PlatformFacts
    link: AccountLink = AccountLink()

    @property
    def reference(self) -> AccountReference:
        """The account by its id."""
        return AccountReference(self.workspace_id, self.external_id)

    @property
    def is_unreported(self) -> bool:
        """Whether only a file has told of the account so far."""
        never = self.seen_at == NEVER_SEEN or not (self.facts.name or self.facts.email)
        return self.link.ground is LinkGround.FILE and never

    @property
    def acting_person(self) -> Person:
        """The person with the membership of this account, which is what counts when it clicks."""
        standing = MembershipStatus.LEFT if self.person.left else self.facts.standing
        return self.person if self.person.standing is standing else replace(self.person, standing=standing)


@dataclass(frozen=True, slots=True)
class MergedFields:
    """What a merge changes about a person, as it was before."""

    email: str | None
    owner: bool
    left: bool
    listed: bool
    manager_id: UUID | None
    approver_id: UUID | None

    @classmethod
    def of(cls, person: Person) -> "MergedFields":
        """These fields of a person."""
        return cls(*(getattr(person, field.name) for field in fields(cls)))


@dataclass(frozen=True, slots=True)
class Merge:
    """A person who turned out to be another; `kept` and `merged`: both as they were before, `after`: the one then."""

    kept_id: UUID
    merged_id: UUID
    at: datetime
    kept: MergedFields
    merged: MergedFields
    after: MergedFields


@dataclass(frozen=True, slots=True)
class Absence:
    """A person is absent until then; their deputy, if named, may decide for them."""

    person_id: UUID
    until: datetime
    deputy_id: UUID | None = None

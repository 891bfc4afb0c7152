"""The import of a people file as values: its rows, the known people, and the planned changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from bot.domain.catalogue.files import Finding
from bot.domain.events import EventKind
from bot.domain.people.model import AccountReference, Identity, MembershipStatus, Person, PlatformFacts
from bot.messages.platforms import Platform
from issuer.messages import Message

BRAKE_SHARE = 10
"""Percent of the known people: if a file would mark more as left, an operator confirms it."""
BRAKE_LEAST = 5
"""Fewer leavers than that need no confirmation."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One readable row, with its line in the file."""

    line: int
    name: str
    email: str | None
    """In lower case; None where the row names accounts alone, or needs no address."""
    manager_email: str | None = None
    """In lower case; empty: no manager; None: no such column, and the stored manager stays."""
    accounts: Mapping[Platform, str] = field(default_factory=dict)
    left: bool = False
    """Whether the row says that the person left."""
    listed: bool = True
    """False for a person known from platforms alone, in an export: the row changes nothing."""
    holidays: str | None = None
    """The region whose public holidays count; empty: those of the organisation; None: the row does not say."""


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """A whole file. `findings` are about unreadable rows, `notes` are other remarks."""

    file: str
    rows: tuple[PersonRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class AddressAnswers:
    """An operator's answers where a row has the address of a person who left, and another name."""

    another: frozenset[str] = frozenset()
    """Addresses, in lower case, that another person has now."""
    same: frozenset[str] = frozenset()
    """Addresses whose person has another name now."""


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """The known people of an organisation, their accounts, and what platforms say about accounts of the file."""

    organisation_id: UUID
    people: Sequence[Person]
    workspaces: Mapping[Platform, Sequence[UUID]] = field(default_factory=dict)
    accounts: Sequence[Identity] = ()
    aliases: Mapping[str, UUID] = field(default_factory=dict)
    """Addresses of persons who turned out to be another, with that other: they still lead to the person."""
    names: str = "file"
    """Whose spelling of names counts: see `Organisation.names`."""
    unknown: frozenset[AccountReference] = frozenset()
    """Accounts of earlier files that their platform does not know."""
    reports: Mapping[AccountReference, PlatformFacts | None] = field(default_factory=dict)
    """What platforms were asked just now; None: the platform does not know the account."""


@dataclass(frozen=True, slots=True)
class FileAccount:
    """An account that the file names, to be linked to its person."""

    platform: Platform
    reference: AccountReference
    facts: PlatformFacts | None = None
    """What the platform reports; None: it was not asked, and will be before the first use."""


@dataclass(frozen=True, slots=True)
class PersonChange:
    """A person before (None: new) and after, with what changes about their accounts."""

    before: Person | None
    after: Person
    accounts: tuple[FileAccount, ...] = ()
    settled: tuple[Identity, ...] = ()
    """Accounts of this person that waited for the owners: the file decides."""
    dropped: tuple[Identity, ...] = ()
    """Accounts that an earlier file named and this one names otherwise."""
    merged: Person | None = None
    """A person known from a platform alone, who turns out to be this one."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return self.before == self.after and not self.size

    @property
    def size(self) -> int:
        """The changes beside those of the person's own fields."""
        return len(self.accounts) + len(self.settled) + len(self.dropped) + (self.merged is not None)

    @property
    def leaves(self) -> bool:
        """Whether the file says for the first time that the person left."""
        return self.after.left and self.before is not None and not self.before.left

    @property
    def event(self) -> EventKind | None:
        """The domain event of the change of the person; None if only accounts change."""
        return person_event(self.before, self.after)


def person_event(before: Person | None, after: Person) -> EventKind | None:
    """The domain event of a change of a person; None if there is none."""
    if before is None:
        return EventKind.PERSON_JOINED
    was, now = before.standing is MembershipStatus.LEFT, after.standing is MembershipStatus.LEFT
    if was != now:
        return EventKind.PERSON_LEFT if now else EventKind.PERSON_RETURNED
    return EventKind.PERSON_CHANGED if before != after else None


@dataclass(frozen=True, slots=True)
class PeopleImportPlan:
    """The planned changes. Findings name what is not applied as written; all other changes are."""

    changes: tuple[PersonChange, ...] = ()
    absent: tuple[Person, ...] = ()
    """Known, not in the file, and left as they are."""
    findings: tuple[Finding, ...] = ()
    notes: tuple[Message, ...] = ()
    names: Mapping[UUID, str] = field(default_factory=dict)
    present: int = 0
    """The known people who have not left, before the file."""

    @property
    def leavers(self) -> Sequence[PersonChange]:
        """The people that the file marks as left."""
        return [change for change in self.changes if change.leaves]

    @property
    def needs_confirmation(self) -> bool:
        """Whether so many would leave that half a file is the likelier reason."""
        count = len(self.leavers)
        return count >= BRAKE_LEAST and count * 100 > self.present * BRAKE_SHARE

    @property
    def size(self) -> int:
        """The changes that the report counts: a person, and each of their accounts."""
        return sum((change.before != change.after) + change.size for change in self.changes)

    @property
    def accounts(self) -> Sequence[FileAccount]:
        """Every account to be linked."""
        return [account for change in self.changes for account in change.accounts]

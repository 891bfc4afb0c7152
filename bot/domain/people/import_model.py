"""The import of a people file as values: its rows, the known people, and the planned changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from bot.domain.catalogue.files import Finding
from bot.domain.events import EventKind
from bot.domain.people.model import MembershipStatus, Person
from bot.messages.platforms import Platform
from issuer.messages import Message


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One readable row, with its line in the file."""

    line: int
    name: str
    email: str
    """In lower case."""
    manager_email: str | None = None
    """In lower case; empty: no manager; None: no such column, and the stored manager stays."""
    accounts: Mapping[Platform, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """A whole file. `findings` are about unreadable rows, `notes` are other remarks."""

    file: str
    rows: tuple[PersonRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """The known people of an organisation."""

    organisation_id: UUID
    people: Sequence[Person]
    workspaces: Mapping[Platform, Sequence[UUID]] = field(default_factory=dict)
    accounts: Mapping[tuple[Platform, str], UUID] = field(default_factory=dict)
    """The owner of each account, in platforms with one workspace."""


@dataclass(frozen=True, slots=True)
class PersonChange:
    """A person before (None: new) and after."""

    before: Person | None
    after: Person

    @property
    def event(self) -> EventKind:
        """The domain event that the change is."""
        if self.before is None:
            return EventKind.PERSON_JOINED
        was, now = self.before.standing is MembershipStatus.LEFT, self.after.standing is MembershipStatus.LEFT
        if was != now:
            return EventKind.PERSON_LEFT if now else EventKind.PERSON_RETURNED
        return EventKind.PERSON_CHANGED


@dataclass(frozen=True, slots=True)
class Account:
    """An account to be linked to a person."""

    platform: Platform
    workspace_id: UUID
    external_id: str
    person_id: UUID


@dataclass(frozen=True, slots=True)
class PeopleImportPlan:
    """The planned changes. Findings name what is not applied as written; all other changes are."""

    changes: tuple[PersonChange, ...] = ()
    accounts: tuple[Account, ...] = ()
    absent: tuple[Person, ...] = ()
    """Known, not in the file, and left as they are."""
    findings: tuple[Finding, ...] = ()
    notes: tuple[Message, ...] = ()
    names: Mapping[UUID, str] = field(default_factory=dict)

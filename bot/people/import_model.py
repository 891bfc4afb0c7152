"""A list of people as values: what the file says, who is known, and what would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from bot.catalogue.files import Finding
from bot.people.model import Person, Standing
from bot.people.places import Platform


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row that could be read, with its line in the file."""

    line: int
    name: str
    email: str
    """In small letters."""
    manager_email: str | None = None
    """In small letters, as written; empty: has no manager; None: no such column, and what is known stays."""
    accounts: Mapping[Platform, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """A whole file. `findings` are the rows that could not be read, `notes` what else is worth a word."""

    file: str
    rows: tuple[PersonRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """Who is known in an organisation."""

    organisation_id: UUID
    people: Sequence[Person]
    workspaces: Mapping[Platform, Sequence[UUID]] = field(default_factory=dict)
    accounts: Mapping[tuple[Platform, str], UUID] = field(default_factory=dict)
    """Whose each account is, in platforms with one workspace."""


@dataclass(frozen=True, slots=True)
class Change:
    """A person before (None: new) and after."""

    before: Person | None
    after: Person

    @property
    def action(self) -> str:
        """What the audit trail calls it."""
        if self.before is None:
            return "person_added"
        was, now = self.before.standing is Standing.LEFT, self.after.standing is Standing.LEFT
        if was != now:
            return "person_left" if now else "person_returned"
        return "person_changed"


@dataclass(frozen=True, slots=True)
class Account:
    """An account that turns out to be somebody's."""

    platform: Platform
    workspace_id: UUID
    external_id: str
    person_id: UUID


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen. Findings name what was not done as written; all else goes ahead."""

    changes: tuple[Change, ...] = ()
    accounts: tuple[Account, ...] = ()
    absent: tuple[Person, ...] = ()
    """Known, not in the file, and left as they are."""
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    names: Mapping[UUID, str] = field(default_factory=dict)

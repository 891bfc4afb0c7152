"""The rows of the in-memory database, and how stores read and add them.

Every row is an immutable value, so a copy of the tables is a snapshot.
"""

from copy import copy
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.domain.audit.model import AuditEntry
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.celebrations import CelebrationConsent
from bot.domain.credentials.downloads import DownloadLink, RecordLink
from bot.domain.credentials.model import Credential, SignedDocument
from bot.domain.nominations.model import Approval, ApprovalRequest, Case, Nomination
from bot.domain.organisations import Organisation, Workspace
from bot.domain.outbox.model import Job, Letter
from bot.domain.people.model import Absence, AccountLink, Merge, Person, PlatformFacts
from bot.messages.forms import Draft


class NotFound(LookupError):
    """There is no such row."""


class UniqueViolation(Exception):
    """A row with the same unique value exists."""


@dataclass(frozen=True)
class StoredCase:
    """A case and the slug of its achievement."""

    case: Case
    slug: str


@dataclass(frozen=True)
class StoredNomination:
    """A nomination and the slug of its achievement."""

    nomination: Nomination
    slug: str


@dataclass(frozen=True)
class Account:
    """The person behind a platform user, and what the platform last reported about the account."""

    person_id: UUID
    seen_at: datetime
    facts: PlatformFacts
    link: AccountLink


@dataclass(frozen=True)
class StoredMerge:
    """A merge, and the rows that it moved: table, key after the move, the fields that named the person, the row."""

    merge: Merge
    moved: tuple[tuple[str, Any, tuple[str, ...], Any], ...]


@dataclass(frozen=True)
class StoredLetter:
    """A letter, and how it ended, if it has."""

    letter: Letter
    ending: str | None = None


@dataclass(frozen=True)
class StoredPosting:
    """Where a letter's card was posted."""

    letter: Letter
    workspace_id: UUID
    conversation: str
    message: str | None


@dataclass(frozen=True)
class StoredJob:
    """A job; `dead`: given up after too many failures."""

    job: Job
    dead: bool = False


@dataclass
class Tables:
    """The rows of every table, by primary key, under the names that the tables have in the databases."""

    organisations: dict[UUID, Organisation] = field(default_factory=dict)
    workspaces: dict[UUID, Workspace] = field(default_factory=dict)
    people: dict[UUID, Person] = field(default_factory=dict)
    identities: dict[tuple[UUID, str], Account] = field(default_factory=dict)
    absences: dict[UUID, Absence] = field(default_factory=dict)
    merges: dict[UUID, StoredMerge] = field(default_factory=dict)
    achievements: dict[UUID, Achievement] = field(default_factory=dict)
    retired: dict[UUID, datetime] = field(default_factory=dict)
    cases: dict[UUID, StoredCase] = field(default_factory=dict)
    nominations: dict[UUID, StoredNomination] = field(default_factory=dict)
    askings: dict[tuple[UUID, int, UUID], ApprovalRequest] = field(default_factory=dict)
    approvals: dict[tuple[UUID, int, UUID, str], Approval] = field(default_factory=dict)
    credentials: dict[UUID, Credential] = field(default_factory=dict)
    documents: dict[UUID, SignedDocument] = field(default_factory=dict)
    celebrations: dict[str, CelebrationConsent] = field(default_factory=dict)
    channel_names: dict[tuple[UUID, str], str] = field(default_factory=dict)
    award_rows: dict[tuple[UUID, str], UUID] = field(default_factory=dict)
    download_links: dict[str, DownloadLink] = field(default_factory=dict)
    record_links: dict[str, RecordLink] = field(default_factory=dict)
    letters: dict[UUID, StoredLetter] = field(default_factory=dict)
    postings: dict[UUID, StoredPosting] = field(default_factory=dict)
    jobs: dict[UUID, StoredJob] = field(default_factory=dict)
    audit: dict[UUID, AuditEntry] = field(default_factory=dict)
    requests: dict[tuple[UUID, str], str] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)

    def copied(self) -> "Tables":
        """The same rows in tables of their own."""
        return Tables(**{table.name: copy(getattr(self, table.name)) for table in fields(self)})


def found(rows: dict[Any, Any], key: Any) -> Any:
    """The row of that key; raises `NotFound`."""
    if key not in rows:
        raise NotFound(f"found no row {key}")
    return rows[key]


def insert(rows: dict[Any, Any], key: Any, row: Any) -> None:
    """Adds a row; raises `UniqueViolation` if there is one of that key."""
    if key in rows:
        raise UniqueViolation(f"found another row {key}")
    rows[key] = row

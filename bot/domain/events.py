"""The domain events: what Laurel did, as values. Each is recorded once, by its use case, in the use case's transaction.

    ctx.record(EventKind.AWARDED, credential.id, "manager", about_credential(credential, achievement))

The audit trail stores them; notifications, webhooks, figures and earning rules read the same rows. Facts hold ids and
codes only: names and citations stay in their own tables, and go with a person who is erased.

An event of chat also holds the account of each person in it, so what came in under two persons who were one can be told
apart (`bot/use_cases/people/unmerging.py`).

Visits of public pages are no events: they are counted per badge and day.

Decision: docs/decisions/0233.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any
from uuid import UUID


class EventKind(StrEnum):
    """Everything that Laurel records; the value is stored."""

    AWARDED = "awarded"
    ISSUED = "issued"
    """Signed: the credential exists and verifies."""
    UNDONE = "undone"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    RESTORED = "restored"
    AMENDED = "amended"
    TURNED_DOWN = "turned_down"

    KEPT_PRIVATE = "kept_private"
    CELEBRATED = "celebrated"
    CELEBRATION_CLOSED = "celebration_closed"
    """The channel let no card through, so the celebration ended without one."""
    SHARED = "shared"
    UNSHARED = "unshared"
    CITATION_INCLUDED = "citation_included"
    CITATION_LEFT_OUT = "citation_left_out"
    GIVERS_INCLUDED = "givers_included"
    GIVERS_LEFT_OUT = "givers_left_out"
    LOOKED_UP = "looked_up"
    """An owner, manager or operator looked at private things of another person."""

    NOMINATED = "nominated"
    NOMINATION_EDITED = "nomination_edited"
    NUDGED = "nudged"
    WITHDRAWN = "withdrawn"
    APPROVED_STEP = "approved_step"
    """One approval of several that are needed."""
    APPROVED = "approved"
    DECLINED = "declined"
    ESCALATED = "escalated"
    EXPIRED = "expired"
    """The case ended without a decision in time."""

    PERSON_JOINED = "person_joined"
    PERSON_CHANGED = "person_changed"
    PERSON_LEFT = "person_left"
    PERSON_RETURNED = "person_returned"
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_LINKED = "account_linked"
    ACCOUNT_PARTED = "account_parted"
    """The account is another person's, or unknown."""
    ACCOUNT_WAITS = "account_waits"
    """The account may be another person's: the owners are asked."""
    ACCOUNT_DENIED = "account_denied"
    """The owners decided that it is not."""
    ACCOUNT_UNKNOWN = "account_unknown"
    """A file told of an account that its platform does not know."""
    PEOPLE_MERGED = "people_merged"
    PEOPLE_PARTED = "people_parted"
    OWNER_ADDED = "owner_added"
    OWNER_REMOVED = "owner_removed"
    ABSENCE_PLANNED = "absence_planned"
    """It begins on a later day."""
    ABSENCE_BEGUN = "absence_begun"
    ABSENCE_ENDED = "absence_ended"
    APPROVER_NAMED = "approver_named"
    APPROVER_REMOVED = "approver_removed"

    ACHIEVEMENT_PUBLISHED = "achievement_published"
    ACHIEVEMENT_CHANGED = "achievement_changed"
    ACHIEVEMENT_RETIRED = "achievement_retired"
    ORGANISATION_CHANGED = "organisation_changed"

    KEY_ROTATED = "key_rotated"
    KEY_RETIRED = "key_retired"
    KEY_COMPROMISED = "key_compromised"
    ISSUING_STOPPED = "issuing_stopped"
    ISSUING_STARTED = "issuing_started"
    JOB_RETRIED = "job_retried"
    DATABASE_RESTORED = "database_restored"
    REFUSED = "refused"
    """An attempt beyond a person's rights."""


@dataclass(frozen=True, slots=True)
class AboutCredential:
    """The facts of an event whose subject is a credential."""

    recipient_id: UUID
    achievement_id: UUID
    case_id: UUID | None = None
    """The nominations it came of, if any."""


@dataclass(frozen=True, slots=True)
class AboutNomination:
    """The facts of an event whose subject is a nomination."""

    nominee_id: UUID
    achievement_id: UUID
    case_id: UUID


@dataclass(frozen=True, slots=True)
class AboutCase:
    """The facts of an event whose subject is a case: every nomination of one person for one achievement."""

    nominee_id: UUID
    achievement_id: UUID
    credential_id: UUID | None = None
    """What an approval awarded."""


@dataclass(frozen=True, slots=True)
class AboutPerson:
    """The facts of an event whose subject is a person; `other_id`: the deputy or the approver named."""

    other_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class AboutAccount:
    """The facts of an event about an account; the subject is its person. `ground`: a `LinkGround`; `other_id`: the
    person that the account may be, was, or is not."""

    workspace_id: UUID | None = None
    account: str = ""
    ground: str = ""
    other_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class AboutAchievement:
    """The facts of an event whose subject is a version of an achievement."""

    slug: str
    version: int


@dataclass(frozen=True, slots=True)
class AboutInstallation:
    """The facts of an event about keys, jobs, the database or the organisation; `detail` is a code."""

    detail: str = ""


EventFacts = (
    AboutCredential
    | AboutNomination
    | AboutCase
    | AboutPerson
    | AboutAccount
    | AboutAchievement
    | AboutInstallation
)

_BY_SUBJECT: Mapping[type[EventFacts], frozenset[EventKind]] = {
    AboutCredential: frozenset(
        {
            *(EventKind.AWARDED, EventKind.ISSUED, EventKind.UNDONE, EventKind.REVOKED, EventKind.SUSPENDED),
            *(EventKind.RESTORED, EventKind.AMENDED, EventKind.TURNED_DOWN, EventKind.KEPT_PRIVATE),
            *(EventKind.CELEBRATED, EventKind.CELEBRATION_CLOSED, EventKind.SHARED, EventKind.UNSHARED),
            *(EventKind.CITATION_INCLUDED, EventKind.CITATION_LEFT_OUT),
            *(EventKind.GIVERS_INCLUDED, EventKind.GIVERS_LEFT_OUT),
        }
    ),
    AboutNomination: frozenset(
        {EventKind.NOMINATED, EventKind.NOMINATION_EDITED, EventKind.NUDGED, EventKind.WITHDRAWN}
    ),
    AboutCase: frozenset(
        {
            *(EventKind.APPROVED_STEP, EventKind.APPROVED, EventKind.DECLINED),
            *(EventKind.ESCALATED, EventKind.EXPIRED),
        }
    ),
    AboutPerson: frozenset(
        {
            *(EventKind.PERSON_JOINED, EventKind.PERSON_CHANGED, EventKind.PERSON_LEFT),
            *(EventKind.PERSON_RETURNED, EventKind.OWNER_ADDED, EventKind.OWNER_REMOVED),
            *(EventKind.PEOPLE_MERGED, EventKind.PEOPLE_PARTED),
            *(EventKind.ABSENCE_PLANNED, EventKind.ABSENCE_BEGUN, EventKind.ABSENCE_ENDED),
            EventKind.LOOKED_UP,
            *(EventKind.APPROVER_NAMED, EventKind.APPROVER_REMOVED),
        }
    ),
    AboutAccount: frozenset(
        {
            *(EventKind.ACCOUNT_ADDED, EventKind.ACCOUNT_LINKED, EventKind.ACCOUNT_PARTED),
            *(EventKind.ACCOUNT_WAITS, EventKind.ACCOUNT_DENIED, EventKind.ACCOUNT_UNKNOWN),
        }
    ),
    AboutAchievement: frozenset(
        {EventKind.ACHIEVEMENT_PUBLISHED, EventKind.ACHIEVEMENT_CHANGED, EventKind.ACHIEVEMENT_RETIRED}
    ),
    AboutInstallation: frozenset(
        {
            *(EventKind.KEY_ROTATED, EventKind.KEY_RETIRED, EventKind.KEY_COMPROMISED),
            *(EventKind.ISSUING_STOPPED, EventKind.ISSUING_STARTED, EventKind.JOB_RETRIED),
            *(EventKind.DATABASE_RESTORED, EventKind.ORGANISATION_CHANGED, EventKind.REFUSED),
        }
    ),
}
FACTS_OF: Mapping[EventKind, type[EventFacts]] = {
    kind: facts for facts, kinds in _BY_SUBJECT.items() for kind in kinds
}
"""The type of the facts of each kind."""
_FACT_NAMES = {facts: tuple(sorted(field.name for field in fields(facts))) for facts in _BY_SUBJECT}
_ACCOUNTS = "accounts"
_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)

OPERATOR = "operator"
"""The authority of commands run beside the database."""

_FIRST_NAMES: Mapping[str, EventKind] = {
    "award": EventKind.AWARDED,
    "undo": EventKind.UNDONE,
    "revoke": EventKind.REVOKED,
    "status_revoked": EventKind.REVOKED,
    "status_suspended": EventKind.SUSPENDED,
    "status_good": EventKind.RESTORED,
    "amend": EventKind.AMENDED,
    "turn_down": EventKind.TURNED_DOWN,
    "keep_private": EventKind.KEPT_PRIVATE,
    "celebrate": EventKind.CELEBRATED,
    "share": EventKind.SHARED,
    "take_back": EventKind.UNSHARED,
    "include_words": EventKind.CITATION_INCLUDED,
    "leave_words_out": EventKind.CITATION_LEFT_OUT,
    "nominate": EventKind.NOMINATED,
    "edit": EventKind.NOMINATION_EDITED,
    "nudge": EventKind.NUDGED,
    "withdraw": EventKind.WITHDRAWN,
    "approve_step": EventKind.APPROVED_STEP,
    "escalate": EventKind.ESCALATED,
    "person_added": EventKind.PERSON_JOINED,
    "away": EventKind.ABSENCE_BEGUN,
    "back": EventKind.ABSENCE_ENDED,
    "achievement_added": EventKind.ACHIEVEMENT_PUBLISHED,
    "retry": EventKind.JOB_RETRIED,
}
"""What rows of the first release call a kind. Rows are hash-chained, so they keep those names for ever."""


def event_kind(stored: str) -> EventKind:
    """The kind of a stored row, of whichever release."""
    return _FIRST_NAMES.get(stored) or EventKind(stored)


def facts_to_json(kind: EventKind, facts: EventFacts, accounts: Mapping[UUID, str] | None = None) -> str:
    """The facts as they are stored and hashed: canonical JSON without absent members.

    `accounts`: those by which the people concerned act and are mentioned, as `str(AccountReference)`.
    """
    if not isinstance(facts, FACTS_OF[kind]):
        raise TypeError(f"found {type(facts).__name__} for {kind}, expected {FACTS_OF[kind].__name__}")
    values = {name: getattr(facts, name) for name in _FACT_NAMES[type(facts)]}
    if accounts:
        named = {str(person_id): account for person_id, account in accounts.items()}
        values[_ACCOUNTS] = dict(sorted(named.items()))
    return _CANONICAL.encode({name: value for name, value in values.items() if value is not None})


def accounts_of_event(stored: str) -> Mapping[UUID, str]:
    """The account by which each person of a stored event acted or was mentioned, as far as it was recorded."""
    named = json.loads(stored).get(_ACCOUNTS, {}) if stored else {}
    return {UUID(person_id): account for person_id, account in named.items()}


def facts_from_json(kind: EventKind, stored: str) -> EventFacts | None:
    """The facts of a stored row; None for a row of the first release, which stored none."""
    if not stored:
        return None
    facts = FACTS_OF[kind]
    values: Mapping[str, Any] = json.loads(stored)
    read: dict[str, Any] = {
        field.name: UUID(values[field.name]) if field.name.endswith("_id") else values[field.name]
        for field in fields(facts)
        if field.name in values
    }
    return facts(**read)

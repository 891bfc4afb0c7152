"""What the use cases need from outside: a repository per chapter, in one unit of work, and ids.

Every method works inside one transaction. Implemented by `adapters/database`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bot.auditing.model import Entry
from bot.awarding.model import Credential, Tally
from bot.catalogue.model import Achievement
from bot.earning.model import DownloadLink, RecordLink
from bot.forms import Draft
from bot.nominating.model import Approval, Asking, Case, Nomination, Outcome
from bot.nominating.signals import Busy, Saying, Tie
from bot.outbox import Job, Letter
from bot.people.model import Absence, Identity, Person, PlatformFacts
from bot.people.places import Organisation, Platform, Workspace


class Stale(Exception):
    """Another transaction changed what this one had read. Roll back, read again, try again."""


class Chance(Protocol):
    """Fresh ids. `new_id` grows with time (UUIDv7) and stays inside; the others are random and may be shown."""

    def new_id(self) -> UUID: ...
    def public_id(self) -> UUID: ...
    def token(self) -> str: ...


class People(Protocol):
    """Organisations, workspaces, people and their identities."""

    def workspace(self, platform: Platform, external_id: str) -> Workspace | None: ...
    def workspace_by_id(self, workspace_id: UUID) -> Workspace: ...
    def organisation(self, organisation_id: UUID) -> Organisation: ...
    def identities(self, workspace_id: UUID, external_ids: Iterable[str]) -> Mapping[str, Identity]: ...
    def names(self, workspace_id: UUID, wanted: frozenset[UUID]) -> Mapping[UUID, str]:
        """The platform ids of people in one workspace; people without an account there are left out."""

    def get(self, person_id: UUID) -> Person: ...
    def owners(self, organisation_id: UUID) -> Sequence[Person]: ...
    def by_email(self, organisation_id: UUID, email: str) -> Person | None: ...
    def by_emails(self, organisation_id: UUID, emails: Sequence[str]) -> Sequence[Person]:
        """In the order of the addresses; unknown addresses are left out."""

    def absences(self, wanted: Iterable[UUID], now: datetime) -> Mapping[UUID, Absence]:
        """The absences, at that moment, of these people."""

    def set_absence(self, absence: Absence) -> None: ...
    def end_absence(self, person_id: UUID) -> bool:
        """False if the person was not away."""

    def add(self, person: Person) -> None: ...
    def change(self, person: Person) -> None: ...
    def identify(self, workspace_id: UUID, facts: PlatformFacts, person_id: UUID, now: datetime) -> None: ...
    def all(self, organisation_id: UUID) -> Sequence[Person]: ...


class Catalogue(Protocol):
    """Achievements, each in its newest version unless a version is asked for."""

    def current(self, organisation_id: UUID) -> Sequence[Achievement]: ...
    def get(self, achievement_id: UUID) -> Achievement: ...
    def several(self, achievement_ids: Collection[UUID]) -> Mapping[UUID, Achievement]: ...
    def add(self, achievement: Achievement) -> None: ...
    def retire(self, organisation_id: UUID, slug: str, now: datetime) -> None: ...


class Nominations(Protocol):
    """Nominations, the cases that collect them, approval requests, approvals and decisions."""

    def add_case(self, case: Case, slug: str) -> bool:
        """False if there is an open case of this nominee and achievement, in any version."""

    def add(self, nomination: Nomination, slug: str) -> bool:
        """False if the same person already has the same nomination open."""

    def case(self, case_id: UUID) -> Case: ...
    def case_by_token(self, organisation_id: UUID, token: str) -> Case | None: ...
    def open_case(self, organisation_id: UUID, nominee_id: UUID, slug: str) -> Case | None: ...
    def change_case(self, case: Case) -> Case:
        """Saves the decision, if any, and the case's new revision; raises `Stale` if it was changed meanwhile."""

    def get(self, nomination_id: UUID) -> Nomination: ...
    def by_token(self, organisation_id: UUID, token: str) -> Nomination | None: ...
    def of_case(self, case_id: UUID) -> Sequence[Nomination]: ...
    def of_nominator(self, person_id: UUID, most: int) -> Sequence[Nomination]:
        """Newest first."""

    def change(self, nomination: Nomination) -> None:
        """Saves the citation, the outcome and the times of the last edit and nudge."""

    def end(self, case_id: UUID, outcome: Outcome) -> None:
        """Sets the case's outcome on its open nominations."""

    def ask(self, case_id: UUID, asking: Asking) -> bool:
        """False if this person was already asked at this stage."""

    def ask_anew(self, case_id: UUID, asking: Asking) -> None:
        """Records that a person who was asked at this stage before is asked again."""

    def askings(self, case_id: UUID) -> Sequence[Asking]:
        """Oldest first."""

    def asked_of(self, person_id: UUID) -> Sequence[Case]:
        """Open cases with an approval request to this person."""

    def about(self, person_id: UUID) -> Sequence[Case]:
        """Open cases of which this person is the nominee."""

    def approve(self, case_id: UUID, approval: Approval) -> bool:
        """False if this person already approved the same content at this stage."""

    def approvals(self, case_id: UUID) -> Sequence[Approval]: ...
    def waiting(self, organisation_id: UUID, person_id: UUID, everything: bool) -> Sequence[Case]:
        """Open cases, oldest first: all, or those this person was asked about or whose nominee they manage."""

    def ties(self, people: Sequence[UUID], since: datetime) -> Sequence[Tie]:
        """The people these nominated or directly awarded, each pair once."""

    def busy(self, giver_id: UUID, recipient_id: UUID, since: datetime, until: datetime) -> Busy:
        """In that time: nominations and direct awards by the giver, and those for the recipient."""

    def made(self, person_id: UUID, slug: str, since: datetime) -> int:
        """This person's nominations for an achievement since then, without withdrawn and declined ones."""

    def sayings(self, organisation_id: UUID, slug: str, since: datetime, but: UUID) -> Sequence[Saying]:
        """Citations for an achievement in other cases than `but`, newest first, two hundred at most. Withdrawn
        nominations are left out."""


class Credentials(Protocol):
    """Credentials, from the award to the signature and the sharing."""

    def add(self, credential: Credential) -> None: ...
    def get(self, credential_id: UUID) -> Credential: ...
    def by_public_id(self, public_id: UUID) -> Credential | None: ...
    def of_case(self, case_id: UUID) -> Credential | None:
        """The credential of an approved case."""

    def of_recipient(self, person_id: UUID) -> Sequence[Credential]: ...
    def given_since(self, person_id: UUID, since: datetime) -> Sequence[Credential]: ...
    def forget_document(self, credential_id: UUID) -> None: ...
    def holders(self, organisation_id: UUID, slug: str, wanted: Sequence[UUID]) -> frozenset[UUID]:
        """Those of the people that hold the achievement, in any version."""

    def tally(self, organisation_id: UUID, since: datetime, within: Tally) -> int:
        """The number of active credentials awarded since then."""

    def of_achievement(self, organisation_id: UUID, person_id: UUID, slug: str) -> Sequence[Credential]:
        """A person's credentials of one achievement, in any version, newest first."""

    def change(self, credential: Credential) -> Credential:
        """Saves state and sharing; raises `Stale` if it was changed since it was read."""

    def add_link(self, link: DownloadLink) -> None: ...
    def add_record_link(self, link: RecordLink) -> None: ...


class Outbox(Protocol):
    """Letters and jobs, queued in the transaction that causes them."""

    def post(self, letter: Letter, also: Sequence[Job] = ()) -> bool:
        """Queues a letter; False if its key was queued before. `also` is queued in both cases."""

    def queue(self, *new: Job) -> None: ...
    def retry(self, organisation_id: UUID, job_ids: Sequence[UUID], now: datetime) -> Sequence[UUID]:
        """Queues dead-lettered jobs again; returns the ids of those that were dead-lettered."""

    def letter(self, letter_id: UUID) -> Letter | None: ...


class AuditTrail(Protocol):
    """Append-only: actor, action, time and authority."""

    def record(self, entry: Entry) -> None: ...
    def about(self, subjects: Sequence[UUID]) -> Sequence[Entry]:
        """All entries about these subjects, oldest first."""


class Requests(Protocol):
    """Answered requests, so that a platform's second delivery gets the first answer again."""

    def answered(self, workspace_id: UUID, key: str) -> str | None: ...
    def remember(self, workspace_id: UUID, key: str, answer: str, now: datetime) -> None:
        """Raises `Stale` if another transaction answered the same request meanwhile."""


class Drafts(Protocol):
    """Forms that were shown and not yet submitted: their contents stay here, the platform carries a token."""

    def keep(self, draft: Draft, now: datetime) -> None: ...
    def find(self, workspace_id: UUID, token: str, now: datetime) -> Draft | None: ...


@dataclass(frozen=True)
class Store:
    """One unit of work: the repositories of all chapters, in one transaction."""

    people: People
    catalogue: Catalogue
    nominations: Nominations
    credentials: Credentials
    outbox: Outbox
    audit: AuditTrail
    requests: Requests
    drafts: Drafts

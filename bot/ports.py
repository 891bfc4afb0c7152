"""What the rules need from outside: a store per chapter, gathered in one unit of work, and chance.

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
    """Somebody changed meanwhile what this transaction had read. Roll back, read again, try again."""


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
        """The platform ids of people in one workspace; whoever has none there is left out."""

    def get(self, person_id: UUID) -> Person: ...
    def owners(self, organisation_id: UUID) -> Sequence[Person]: ...
    def by_email(self, organisation_id: UUID, email: str) -> Person | None: ...
    def by_emails(self, organisation_id: UUID, emails: Sequence[str]) -> Sequence[Person]:
        """In the order of the addresses; whom nobody knows is left out."""

    def absences(self, wanted: Iterable[UUID], now: datetime) -> Mapping[UUID, Absence]:
        """Who of these is away at that moment."""

    def set_absence(self, absence: Absence) -> None: ...
    def end_absence(self, person_id: UUID) -> bool:
        """False if they were not away."""

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
    """Nominations, the cases that gather them, who was asked, and what was decided."""

    def add_case(self, case: Case, slug: str) -> bool:
        """False if there is an open case of this nominee and achievement, in whatever version."""

    def add(self, nomination: Nomination, slug: str) -> bool:
        """False if the same person already has the same nomination open."""

    def case(self, case_id: UUID) -> Case: ...
    def case_by_token(self, organisation_id: UUID, token: str) -> Case | None: ...
    def open_case(self, organisation_id: UUID, nominee_id: UUID, slug: str) -> Case | None: ...
    def change_case(self, case: Case) -> Case:
        """Saves the decision, if any, and that the case changed; raises `Stale` if somebody else changed it."""

    def get(self, nomination_id: UUID) -> Nomination: ...
    def by_token(self, organisation_id: UUID, token: str) -> Nomination | None: ...
    def of_case(self, case_id: UUID) -> Sequence[Nomination]: ...
    def of_nominator(self, person_id: UUID, most: int) -> Sequence[Nomination]:
        """Newest first."""

    def change(self, nomination: Nomination) -> None:
        """Saves citation, outcome and when it was edited and nudged."""

    def end(self, case_id: UUID, outcome: Outcome) -> None:
        """Gives the open nominations of a case the case's outcome."""

    def ask(self, case_id: UUID, asking: Asking) -> bool:
        """False if this person is asked at this stage already."""

    def ask_anew(self, case_id: UUID, asking: Asking) -> None:
        """They were asked at this stage before, and are asked once more, now."""

    def askings(self, case_id: UUID) -> Sequence[Asking]:
        """Oldest first."""

    def asked_of(self, person_id: UUID) -> Sequence[Case]:
        """Open cases that somebody was asked about."""

    def about(self, person_id: UUID) -> Sequence[Case]:
        """Open cases of which somebody is the nominee."""

    def approve(self, case_id: UUID, approval: Approval) -> bool:
        """False if they approved the same at this stage before."""

    def approvals(self, case_id: UUID) -> Sequence[Approval]: ...
    def waiting(self, organisation_id: UUID, person_id: UUID, everything: bool) -> Sequence[Case]:
        """Open cases, oldest first: all, or those that somebody was asked about or whose nominee they manage."""

    def ties(self, people: Sequence[UUID], since: datetime) -> Sequence[Tie]:
        """Whom these nominated or directly awarded, each once."""

    def busy(self, giver_id: UUID, recipient_id: UUID, since: datetime, until: datetime) -> Busy:
        """How often somebody nominated or directly awarded anybody, and anybody somebody, in that time."""

    def made(self, person_id: UUID, slug: str, since: datetime) -> int:
        """How many nominations for an achievement somebody made since then that were not taken back or declined."""

    def sayings(self, organisation_id: UUID, slug: str, since: datetime, but: UUID) -> Sequence[Saying]:
        """Citations for an achievement in other cases than `but`, newest first, two hundred at most. What was taken
        back is left out."""


class Credentials(Protocol):
    """What was awarded, from the award to its signature and its sharing."""

    def add(self, credential: Credential) -> None: ...
    def get(self, credential_id: UUID) -> Credential: ...
    def by_public_id(self, public_id: UUID) -> Credential | None: ...
    def of_case(self, case_id: UUID) -> Credential | None:
        """What came of a case that was approved."""

    def of_recipient(self, person_id: UUID) -> Sequence[Credential]: ...
    def forget_document(self, credential_id: UUID) -> None: ...
    def holders(self, organisation_id: UUID, slug: str, wanted: Sequence[UUID]) -> frozenset[UUID]:
        """Who of these holds that achievement, in whatever version."""

    def tally(self, organisation_id: UUID, since: datetime, within: Tally) -> int:
        """How many that still stand were awarded since then."""

    def of_achievement(self, organisation_id: UUID, person_id: UUID, slug: str) -> Sequence[Credential]:
        """Somebody's credentials of one achievement, in whatever version, newest first."""

    def change(self, credential: Credential) -> Credential:
        """Saves state and sharing; raises `Stale` if somebody changed it since it was read."""

    def add_link(self, link: DownloadLink) -> None: ...
    def add_record_link(self, link: RecordLink) -> None: ...


class Outbox(Protocol):
    """Letters and jobs, queued in the transaction of what caused them."""

    def post(self, letter: Letter, also: Sequence[Job] = ()) -> bool:
        """Queues a letter; False if its key was queued before. `also` is queued with it either way."""

    def queue(self, *new: Job) -> None: ...
    def retry(self, organisation_id: UUID, job_ids: Sequence[UUID], now: datetime) -> Sequence[UUID]:
        """Queues work that was given up anew; returns what was."""

    def letter(self, letter_id: UUID) -> Letter | None: ...


class AuditTrail(Protocol):
    """Append-only: who did what, when, under which authority."""

    def record(self, entry: Entry) -> None: ...
    def about(self, subjects: Sequence[UUID]) -> Sequence[Entry]:
        """Everything recorded about these, oldest first."""


class Requests(Protocol):
    """Requests answered already, so that a platform's second delivery gets the first answer again."""

    def answered(self, workspace_id: UUID, key: str) -> str | None: ...
    def remember(self, workspace_id: UUID, key: str, answer: str, now: datetime) -> None:
        """Raises `Stale` if the same request was answered meanwhile."""


class Drafts(Protocol):
    """Forms that were shown and not yet sent: what belongs to them stays here, the platform carries a token."""

    def keep(self, draft: Draft, now: datetime) -> None: ...
    def find(self, workspace_id: UUID, token: str, now: datetime) -> Draft | None: ...


@dataclass(frozen=True)
class Store:
    """One unit of work: every chapter's store, in one transaction."""

    people: People
    catalogue: Catalogue
    nominations: Nominations
    credentials: Credentials
    outbox: Outbox
    audit: AuditTrail
    requests: Requests
    drafts: Drafts

"""What the rules need from outside: a store per chapter, gathered in one unit of work, and chance.

Every method works inside one transaction. Implemented by `adapters/database`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bot.auditing.model import Entry
from bot.awarding.model import Credential
from bot.catalogue.model import Achievement
from bot.earning.model import DownloadLink
from bot.nominating.model import Decision, Nomination
from bot.outbox import Job, Letter
from bot.people.model import Identity, Person, PlatformFacts
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
    def organisation(self, organisation_id: UUID) -> Organisation: ...
    def identities(self, workspace_id: UUID, external_ids: Iterable[str]) -> Mapping[str, Identity]: ...
    def get(self, person_id: UUID) -> Person: ...
    def owners(self, organisation_id: UUID) -> Sequence[Person]: ...
    def by_email(self, organisation_id: UUID, email: str) -> Person | None: ...
    def add(self, person: Person) -> None: ...
    def change(self, person: Person) -> None: ...
    def identify(self, workspace_id: UUID, facts: PlatformFacts, person_id: UUID, now: datetime) -> None: ...
    def all(self, organisation_id: UUID) -> Sequence[Person]: ...


class Catalogue(Protocol):
    """Achievements, each in its newest version unless a version is asked for."""

    def current(self, organisation_id: UUID) -> Sequence[Achievement]: ...
    def get(self, achievement_id: UUID) -> Achievement: ...
    def add(self, achievement: Achievement) -> None: ...
    def retire(self, organisation_id: UUID, slug: str, now: datetime) -> None: ...


class Nominations(Protocol):
    """Nominations and what was decided."""

    def add(self, nomination: Nomination) -> bool:
        """False if the same person already has the same nomination open."""

    def by_token(self, organisation_id: UUID, token: str) -> Nomination | None: ...
    def get(self, nomination_id: UUID) -> Nomination: ...
    def decide(self, nomination_id: UUID, decision: Decision) -> bool:
        """True for the first decision only: the first click wins."""

    def waiting(self, organisation_id: UUID) -> Sequence[Nomination]: ...


class Credentials(Protocol):
    """What was awarded, from the award to its signature and its sharing."""

    def add(self, credential: Credential) -> None: ...
    def get(self, credential_id: UUID) -> Credential: ...
    def by_public_id(self, public_id: UUID) -> Credential | None: ...
    def of_recipient(self, person_id: UUID) -> Sequence[Credential]: ...
    def given_since(self, person_id: UUID, since: datetime) -> Sequence[Credential]: ...
    def change(self, credential: Credential) -> Credential:
        """Saves state and sharing; raises `Stale` if somebody changed it since it was read."""

    def add_link(self, link: DownloadLink) -> None: ...


class Outbox(Protocol):
    """Letters and jobs, queued in the transaction of what caused them."""

    def post(self, letter: Letter) -> bool:
        """Queues a letter; False if its key was queued before."""

    def queue(self, job: Job) -> None: ...
    def letter(self, letter_id: UUID) -> Letter | None: ...


class AuditTrail(Protocol):
    """Append-only: who did what, when, under which authority."""

    def record(self, entry: Entry) -> None: ...


class Requests(Protocol):
    """Requests answered already, so that a platform's second delivery gets the first answer again."""

    def answered(self, workspace_id: UUID, key: str) -> str | None: ...
    def remember(self, workspace_id: UUID, key: str, answer: str, now: datetime) -> None:
        """Raises `Stale` if the same request was answered meanwhile."""


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

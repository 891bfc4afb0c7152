"""Organisations, workspaces, people, their accounts and absences, in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from bot.context.store import Stale
from bot.domain.organisations import Organisation, Workspace
from bot.domain.people.model import Absence, Identity, Person, PlatformFacts
from bot.messages.platforms import Platform
from tests.fakes.memory.outbox import OutboxInMemory
from tests.fakes.memory.tables import Account, Tables, UniqueViolation, found, insert


class AbsencesInMemory:
    """The part of `bot.domain.people.ports.PeopleRepository` about absences."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def absences(self, wanted: Iterable[UUID], now: datetime) -> Mapping[UUID, Absence]:
        rows = self.tables.absences
        return {
            person_id: rows[person_id]
            for person_id in wanted
            if person_id in rows and rows[person_id].until > now
        }

    def set_absence(self, absence: Absence) -> None:
        self.tables.absences[absence.person_id] = absence

    def end_absence(self, person_id: UUID) -> bool:
        return self.tables.absences.pop(person_id, None) is not None


class OrganisationsInMemory(AbsencesInMemory):
    """The part of `bot.domain.people.ports.PeopleRepository` about organisations and workspaces."""

    def workspace(self, platform: Platform, external_id: str) -> Workspace | None:
        wanted = (platform, external_id)
        return next((row for row in self._workspaces() if (row.platform, row.external_id) == wanted), None)

    def workspace_by_id(self, workspace_id: UUID) -> Workspace:
        workspace: Workspace = found(self.tables.workspaces, workspace_id)
        return replace(workspace, organisation=self.organisation(workspace.organisation.id))

    def organisation(self, organisation_id: UUID) -> Organisation:
        organisation: Organisation = found(self.tables.organisations, organisation_id)
        return organisation

    def add_organisation(self, organisation: Organisation, now: datetime) -> None:
        insert(self.tables.organisations, organisation.id, organisation)

    def change_organisation(self, organisation: Organisation) -> None:
        self.tables.organisations[organisation.id] = organisation

    def add_workspace(self, workspace: Workspace) -> None:
        if self.workspace(workspace.platform, workspace.external_id):
            raise UniqueViolation(f"found another workspace {workspace.external_id}")
        insert(self.tables.workspaces, workspace.id, workspace)

    def _workspaces(self) -> Iterable[Workspace]:
        return [self.workspace_by_id(workspace_id) for workspace_id in self.tables.workspaces]


class PeopleInMemory(OrganisationsInMemory):
    """Implements `bot.domain.people.ports.PeopleRepository`."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables)
        self._new: set[UUID] = set()

    def identities(self, workspace_id: UUID, external_ids: Iterable[str]) -> Mapping[str, Identity]:
        known = {}
        for external_id in external_ids:
            account = self.tables.identities.get((workspace_id, external_id))
            if account:
                person = self.get(account.person_id)
                known[external_id] = Identity(workspace_id, external_id, person, account.seen_at)
        return known

    def names(self, workspace_id: UUID, wanted: frozenset[UUID]) -> Mapping[UUID, str]:
        accounts = sorted(self.tables.identities.items(), key=lambda row: row[1].seen_at)
        return {
            account.person_id: external_id
            for (place, external_id), account in accounts
            if place == workspace_id and account.person_id in wanted
        }

    def get(self, person_id: UUID) -> Person:
        person: Person = found(self.tables.people, person_id)
        return person

    def owners(self, organisation_id: UUID) -> Sequence[Person]:
        return sorted((row for row in self._of(organisation_id) if row.owner), key=lambda row: row.id)

    def by_email(self, organisation_id: UUID, email: str) -> Person | None:
        return next((row for row in self._of(organisation_id) if row.email == email), None)

    def by_emails(self, organisation_id: UUID, emails: Sequence[str]) -> Sequence[Person]:
        known = {row.email: row for row in self._of(organisation_id)}
        return [known[email] for email in emails if email in known]

    def all(self, organisation_id: UUID) -> Sequence[Person]:
        return sorted(self._of(organisation_id), key=lambda row: row.name)

    def add(self, person: Person) -> None:
        if person.email and self.by_email(person.organisation_id, person.email):
            raise Stale("somebody of the same address was added meanwhile")
        insert(self.tables.people, person.id, person)
        self._new.add(person.id)

    def change(self, person: Person) -> None:
        other = self.by_email(person.organisation_id, person.email) if person.email else None
        if other and other.id != person.id:
            raise UniqueViolation(f"found another person of the address {person.email}")
        self.tables.people[person.id] = person

    def identify(self, workspace_id: UUID, facts: PlatformFacts, person_id: UUID, now: datetime) -> None:
        key = (workspace_id, facts.external_id)
        is_known = key in self.tables.identities
        if is_known and person_id in self._new:
            raise Stale("the same account was added meanwhile")
        self.tables.identities[key] = Account(person_id, now)
        if not is_known:
            OutboxInMemory(self.tables).requeue_letters_to(person_id)

    def _of(self, organisation_id: UUID) -> Sequence[Person]:
        return [row for row in self.tables.people.values() if row.organisation_id == organisation_id]

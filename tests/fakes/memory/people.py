"""Organisations, workspaces, people, their accounts and absences, in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from bot.context.store import Stale
from bot.domain.organisations import Organisation, Workspace
from bot.domain.people.model import Absence, MembershipStatus, Person
from bot.messages.platforms import Platform
from tests.fakes.memory.accounts import AccountsInMemory
from tests.fakes.memory.merging import MergesInMemory
from tests.fakes.memory.tables import Tables, UniqueViolation, found, insert


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

    def workspaces_of(self, organisation_id: UUID) -> Sequence[Workspace]:
        return [row for row in self._workspaces() if row.organisation.id == organisation_id]

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


class PeopleInMemory(OrganisationsInMemory, AccountsInMemory, MergesInMemory):
    """Implements `bot.domain.people.ports.PeopleRepository`."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables)
        self._new = set()

    def get(self, person_id: UUID) -> Person:
        person = self.person_row(person_id)
        return self.get(person.merged_into_id) if person.merged_into_id else person

    def person_row(self, person_id: UUID) -> Person:
        person: Person = found(self.tables.people, person_id)
        return person

    def owners(self, organisation_id: UUID) -> Sequence[Person]:
        return sorted((row for row in self._of(organisation_id) if row.owner), key=lambda row: row.id)

    def reports_of(self, person_id: UUID) -> Sequence[Person]:
        found = (
            row
            for row in self.tables.people.values()
            if (row.manager_id, row.merged_into_id) == (person_id, None)
            and row.standing is not MembershipStatus.LEFT
        )
        return sorted(found, key=lambda row: (row.name, row.id))

    def by_email(self, organisation_id: UUID, email: str) -> Person | None:
        return next((row for row in self._of(organisation_id) if row.email == email), None)

    def by_emails(self, organisation_id: UUID, emails: Sequence[str]) -> Sequence[Person]:
        known = {row.email: row for row in self._of(organisation_id)}
        return [known[email] for email in emails if email in known]

    def former_addresses(self, organisation_id: UUID) -> Mapping[str, UUID]:
        rows = self._of(organisation_id)
        return {row.former_email: self.get(row.id).id for row in rows if row.former_email}

    def addressed(self, organisation_id: UUID, emails: Sequence[str]) -> Mapping[str, Person]:
        shown = {
            account.facts.email: self.get(account.person_id)
            for account in self.tables.identities.values()
            if account.facts.standing is MembershipStatus.MEMBER
        }
        former = {row.former_email: self.get(row.id) for row in self._of(organisation_id)}
        known = {**former, **shown, **{row.email: row for row in self._of(organisation_id)}}
        found = {email: known[email] for email in emails if email in known}
        return {email: row for email, row in found.items() if row.organisation_id == organisation_id}

    def all(self, organisation_id: UUID) -> Sequence[Person]:
        people = [row for row in self._of(organisation_id) if row.merged_into_id is None]
        return sorted(people, key=lambda row: row.name)

    def add(self, person: Person) -> None:
        if person.email and self.by_email(person.organisation_id, person.email):
            raise Stale("somebody of the same address was added meanwhile")
        insert(self.tables.people, person.id, person)
        self._new.add(person.id)

    def change(self, person: Person) -> None:
        others = (row for row in self._of(person.organisation_id) if row.id != person.id)
        if person.email and person.email in {row.email for row in others}:
            raise UniqueViolation(f"found another person of the address {person.email}")
        self.tables.people[person.id] = person

    def _of(self, organisation_id: UUID) -> Sequence[Person]:
        return [row for row in self.tables.people.values() if row.organisation_id == organisation_id]

"""What the rules need of stored people, workspaces and organisations."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bot.domain.organisations import Organisation, Workspace
from bot.domain.people.merging import LaterRow
from bot.domain.people.model import (
    Absence,
    AccountLink,
    AccountReference,
    Identity,
    Merge,
    Person,
    PlatformFacts,
)
from bot.messages.platforms import Platform


class PeopleRepository(Protocol):
    """Organisations, workspaces, people and their identities."""

    def workspace(self, platform: Platform, external_id: str) -> Workspace | None: ...
    def workspace_by_id(self, workspace_id: UUID) -> Workspace: ...
    def workspaces_of(self, organisation_id: UUID) -> Sequence[Workspace]:
        """Oldest first."""

    def organisation(self, organisation_id: UUID) -> Organisation: ...
    def change_organisation(self, organisation: Organisation) -> None: ...
    def identities(self, workspace_id: UUID, external_ids: Iterable[str]) -> Mapping[str, Identity]:
        """The accounts by the ids asked for, which may be their directory ids."""

    def accounts_of(self, people: Iterable[UUID]) -> Sequence[Identity]:
        """Every account of these people, in every workspace, the one linked first comes first."""

    def waiting_accounts(self, organisation_id: UUID) -> Sequence[Identity]:
        """The accounts that wait for the owners' decision, oldest first."""

    def account_by_token(self, organisation_id: UUID, token: str) -> Identity | None: ...
    def stale_accounts(self, people: Iterable[UUID], before: datetime) -> Sequence[AccountReference]:
        """The accounts of these people that no platform has reported on since."""

    def names(self, workspace_id: UUID, wanted: frozenset[UUID]) -> Mapping[UUID, str]:
        """The platform ids of people in one workspace; people without an account there are left out."""

    def get(self, person_id: UUID) -> Person:
        """The person; for a person who turned out to be another, that other."""

    def owners(self, organisation_id: UUID) -> Sequence[Person]: ...
    def reports_of(self, person_id: UUID) -> Sequence[Person]:
        """The people whose manager this is, by name; without those who have left."""

    def by_email(self, organisation_id: UUID, email: str) -> Person | None: ...
    def by_emails(self, organisation_id: UUID, emails: Sequence[str]) -> Sequence[Person]:
        """In the order of the addresses; unknown addresses are left out."""

    def former_addresses(self, organisation_id: UUID) -> Mapping[str, UUID]:
        """The addresses that merged persons had, each with the person who they turned out to be."""

    def addressed(self, organisation_id: UUID, emails: Sequence[str]) -> Mapping[str, Person]:
        """The people of these addresses, or who had them or show them: to name, not for rights."""

    def absences(self, wanted: Iterable[UUID], now: datetime) -> Mapping[UUID, Absence]:
        """The absences, at that moment, of these people."""

    def set_absence(self, absence: Absence) -> None: ...
    def end_absence(self, person_id: UUID) -> bool:
        """False if the person was not away."""

    def add(self, person: Person) -> None: ...
    def change(self, person: Person) -> None: ...
    def identify(
        self,
        workspace_id: UUID,
        facts: PlatformFacts,
        person_id: UUID,
        now: datetime,
        link: AccountLink | None = None,
    ) -> None:
        """Saves an account as reported now; without `link`, the link of a known account stays."""

    def forget_account(self, account: AccountReference) -> None: ...
    def person_row(self, person_id: UUID) -> Person:
        """The person as stored, also one who turned out to be another."""

    def move_rows(self, merge: Merge, organisation_id: UUID) -> None:
        """Everything of the merged person becomes the kept one's, and is remembered; what would stand twice stays."""

    def move_rows_back(self, merge: Merge, holders: Sequence[UUID]) -> None:
        """What the merge moved becomes the merged person's again, whichever of the holders has it now."""

    def rows_since(self, person_id: UUID, since: datetime) -> Sequence[LaterRow]:
        """Every row that names the person since then, oldest first: of a case, one for each nomination."""

    def give_row(self, row: LaterRow, holder_id: UUID, person_id: UUID) -> bool:
        """What names the holder names the other person; False if the same would stand twice."""

    def merge_of(self, merged_id: UUID) -> Merge | None: ...
    def merges_into(self, kept_id: UUID) -> Sequence[Merge]: ...
    def rename_account(self, account: AccountReference, external_id: str) -> None:
        """Gives an account the id by which its platform calls it."""

    def all(self, organisation_id: UUID) -> Sequence[Person]: ...

"""Look-ups that an answer needs outside its use case."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from adapters.database.engine.engine import Database
from adapters.database.engine.tenancy import NO_TENANT
from adapters.database.people.people import PeopleStore
from adapters.gateway.platforms import Names
from bot.domain.organisations import Workspace
from bot.domain.people.ports import PeopleRepository
from bot.messages.platforms import Platform

MOST_NAMED = 3
"""Owners who are named to a person with a question."""


@dataclass(frozen=True)
class DatabaseDirectory:
    """Look-ups on a reading connection; see `adapters.gateway.look_ups.WorkspaceDirectory`."""

    database: Database

    def workspace(self, platform: Platform, external_id: str) -> Workspace | None:
        """The workspace of that platform id."""
        with self._read() as connection:
            return PeopleStore(connection).workspace(platform, external_id)

    def workspaces(self, wanted: Collection[UUID]) -> Mapping[UUID, Workspace]:
        """The workspaces of these ids of ours."""
        with self._read() as connection:
            store = PeopleStore(connection)
            return {workspace_id: store.workspace_by_id(workspace_id) for workspace_id in wanted}

    def listed_addresses(self, workspace: Workspace, external_ids: Sequence[str]) -> Sequence[str]:
        """The addresses of the people of these accounts whom a people file lists."""
        with self._read(workspace.organisation.id) as connection:
            return listed_addresses(PeopleStore(connection), workspace, external_ids)

    def other_accounts(self, workspace: Workspace, emails: Sequence[str], before: datetime) -> Sequence[str]:
        """The accounts of the people of these addresses in that workspace with an older report."""
        if not emails:
            return []
        with self._read(workspace.organisation.id) as connection:
            store = PeopleStore(connection)
            people = [person.id for person in store.by_emails(workspace.organisation.id, emails)]
            stale = store.stale_accounts(people, before) if people else ()
        return [account.external_id for account in stale if account.workspace_id == workspace.id]

    def names(self, platform: Platform, external_id: str, people: frozenset[UUID]) -> Names:
        """Platform ids of people in that workspace; empty if there is no such workspace."""
        with self._read() as connection:
            store = PeopleStore(connection)
            workspace = store.workspace(platform, external_id)
            return store.names(workspace.id, people) if workspace else {}

    def owners(self, workspace: Workspace) -> Sequence[str]:
        """The names of some owners of the workspace's organisation."""
        with self._read(workspace.organisation.id) as connection:
            found = PeopleStore(connection).owners(workspace.organisation.id)
            return [owner.name for owner in list(found)[:MOST_NAMED]]

    @contextmanager
    def _read(self, organisation_id: UUID | None = None) -> Iterator[Connection]:
        """Raises ConnectionError if the database is away."""
        try:
            with self.database.read(organisation_id or NO_TENANT) as connection:
                yield connection
        except (OperationalError, PoolTimeout) as problem:
            raise ConnectionError(f"{type(problem).__name__}: {problem}") from problem


def listed_addresses(
    people: PeopleRepository, workspace: Workspace, external_ids: Sequence[str]
) -> Sequence[str]:
    """The addresses of the people of these accounts whom a people file lists, and who have no living account there."""
    accounts = people.identities(workspace.id, external_ids).values()
    listed = {
        account.person.id: account.person
        for account in accounts
        if account.person.listed and not account.person.left
    }
    living = {
        account.person.id
        for account in people.accounts_of(listed)
        if account.workspace_id == workspace.id and account.external_id not in external_ids
    }
    return [person.email for person in listed.values() if person.email and person.id not in living]

"""Look-ups that an answer needs outside its use case."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from adapters.database.engine.engine import Database
from adapters.database.engine.tenancy import NO_TENANT
from adapters.database.people.people import PeopleStore
from adapters.gateway.platforms import Names
from bot.domain.organisations import Workspace
from bot.messages.platforms import Platform

MOST_NAMED = 3
"""Owners who are named to a person with a question."""


@dataclass(frozen=True)
class DatabaseDirectory:
    """Look-ups on a reading connection; see `adapters.gateway.bot_gateway.WorkspaceDirectory`."""

    database: Database

    def workspace(self, platform: Platform, external_id: str) -> Workspace | None:
        """The workspace of that platform id."""
        with self.database.read(NO_TENANT) as connection:
            return PeopleStore(connection).workspace(platform, external_id)

    def names(self, platform: Platform, external_id: str, people: frozenset[UUID]) -> Names:
        """Platform ids of people in that workspace; empty if there is no such workspace."""
        with self.database.read(NO_TENANT) as connection:
            store = PeopleStore(connection)
            workspace = store.workspace(platform, external_id)
            return store.names(workspace.id, people) if workspace else {}

    def owners(self, workspace: Workspace) -> Sequence[str]:
        """The names of some owners of the workspace's organisation."""
        with self.database.read(workspace.organisation.id) as connection:
            found = PeopleStore(connection).owners(workspace.organisation.id)
            return [owner.name for owner in list(found)[:MOST_NAMED]]

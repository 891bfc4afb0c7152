"""Finds the routes to a letter's addressee: first where the case began, then any other account.

async for way in addressing.ways(letter):
    ...                                   # use the first that works

A letter goes to the workspace where its matter began; if its addressee has no account there, or the platform lets
nothing through, to the organisation's other workspaces in turn.

Decision: docs/decisions/0125.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.engine.engine import Database
from adapters.database.people.people import PeopleStore
from adapters.database.unit_of_work import store_of
from adapters.gateway.platforms import (
    AppRefused,
    Caller,
    Channel,
    Destination,
    Direct,
    Names,
    NoAccount,
    PlatformClient,
)
from bot.context.context import UseCaseContext
from bot.context.ids import IdGenerator
from bot.domain.organisations import Workspace
from bot.domain.outbox.model import Letter, ToCaller, ToConversation, ToPerson
from bot.domain.people.model import Person, PlatformFacts
from bot.messages.platforms import Platform
from bot.use_cases.people.learn import Report, learn_accounts


@dataclass(frozen=True, slots=True)
class DeliveryRoute:
    """A destination, and the workspace it is in."""

    workspace: Workspace
    to: Destination


@dataclass(frozen=True)
class AddresseeLookup:
    """Looks people up in the database first, then on their platforms."""

    database: Database
    clients: Mapping[Platform, PlatformClient]
    ids: IdGenerator
    now: Callable[[], datetime]

    async def delivery_routes(self, letter: Letter) -> AsyncIterator[DeliveryRoute]:
        """Every route, the best first. Raises `NoAccount` if there is none.

        Raises `AppRefused` behind the last one if a platform that refuses the app could know another.
        """
        home, others = await self.database.in_read(
            lambda connection: _workspaces(connection, letter), letter.organisation_id
        )
        match letter.addressee:
            case ToConversation(channel, fallback):
                for external_id in dict.fromkeys([channel, fallback or channel]):
                    yield DeliveryRoute(home, Channel(external_id))
            case ToCaller(external_id, route):  # without a route, in private: the request was answered later
                yield DeliveryRoute(home, Caller(external_id, route) if route else Direct(external_id))
            case ToPerson(person_id):
                async for way in self._to_person(person_id, [home, *others]):
                    yield way

    async def names(self, workspace: Workspace, people: frozenset[UUID]) -> Names:
        """Platform ids of people in a workspace."""
        return await self.database.in_read(
            lambda connection: PeopleStore(connection).names(workspace.id, people), workspace.organisation.id
        )

    async def _to_person(self, person_id: UUID, workspaces: list[Workspace]) -> AsyncIterator[DeliveryRoute]:
        person = await self.database.in_read(
            lambda connection: PeopleStore(connection).get(person_id), workspaces[0].organisation.id
        )
        nowhere, refused = True, None
        for workspace in workspaces:
            if workspace.platform not in self.clients:
                continue
            try:
                external_id = await self._account(person, workspace)
            except AppRefused as no:
                refused = no
                continue
            if external_id:
                nowhere = False
                yield DeliveryRoute(workspace, Direct(external_id))
        if refused:
            raise refused
        if nowhere:
            raise NoAccount(f"person {person_id} has no account in any workspace of the organisation")

    async def _account(self, person: Person, workspace: Workspace) -> str | None:
        known = await self.names(workspace, frozenset({person.id}))
        if person.id in known:
            return known[person.id]
        client = self.clients[workspace.platform]
        found = await client.find(workspace, person.email) if person.email else None
        if found is None:
            return None
        await self.database.in_write(
            lambda connection: self._learn(connection, workspace, found), workspace.organisation.id
        )
        known = await self.names(workspace, frozenset({person.id}))
        return known.get(person.id)

    def _learn(self, connection: Connection, workspace: Workspace, facts: PlatformFacts) -> None:
        """An account of the addressee's address is theirs only under the rules of linking."""
        ctx = UseCaseContext(workspace, None, self.now(), store_of(connection), self.ids)
        learn_accounts(ctx, Report((facts,)))


def _workspaces(connection: Connection, letter: Letter) -> tuple[Workspace, list[Workspace]]:
    people = PeopleStore(connection)
    home = people.workspace_by_id(letter.workspace_id)
    others = people.workspaces_of(letter.organisation_id)
    return home, [workspace for workspace in others if workspace.id != home.id]

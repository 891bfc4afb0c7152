"""Everyone and every account of an organisation, as a list of people is compared with them."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, select

from adapters.database.people.people import PeopleStore
from adapters.database.people.tables import identities
from adapters.database.people.workspaces import workspaces
from bot.domain.organisations import Organisation
from bot.domain.people.import_model import KnownPeople
from bot.messages.platforms import Platform


def load_known_people(connection: Connection, organisation: Organisation) -> KnownPeople:
    """The people, their workspaces, and the accounts in platforms with one workspace."""
    places = select(workspaces.c.id, workspaces.c.platform).where(
        workspaces.c.organisation_id == organisation.id
    )
    by_platform: dict[Platform, list[UUID]] = {}
    for row in connection.execute(places.order_by(workspaces.c.id)):
        by_platform.setdefault(Platform(row.platform), []).append(row.id)
    only = {ids[0]: platform for platform, ids in by_platform.items() if len(ids) == 1}
    people = PeopleStore(connection).all(organisation.id)
    return KnownPeople(organisation.id, people, by_platform, _accounts(connection, only))


def _accounts(connection: Connection, only: Mapping[UUID, Platform]) -> dict[tuple[Platform, str], UUID]:
    query = select(identities.c.workspace_id, identities.c.external_id, identities.c.person_id).where(
        identities.c.workspace_id.in_(only)
    )
    return {(only[row.workspace_id], row.external_id): row.person_id for row in connection.execute(query)}

"""Adds workspaces as they are first met."""

from sqlalchemy import Connection

from adapters.database.engine.engine import advisory_lock
from adapters.database.people.people import PeopleStore
from adapters.system import SystemIdGenerator
from bot.domain.organisations import Organisation, Workspace
from bot.messages.platforms import Platform


def ensure_workspace(
    connection: Connection, organisation: Organisation, platform: Platform, external_id: str
) -> Workspace:
    """The workspace of that platform id, added if it is new."""
    people = PeopleStore(connection)
    found = people.workspace(platform, external_id)
    if found is None:
        advisory_lock(connection)
        found = people.workspace(platform, external_id)
    if found:
        return found
    made = Workspace(SystemIdGenerator().new_id(), organisation, platform, external_id)
    people.add_workspace(made)
    return made

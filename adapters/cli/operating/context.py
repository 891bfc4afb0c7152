"""The context of an operator: no actor, in the workspace of the command line."""

from datetime import datetime

from sqlalchemy import Connection

from adapters.database.engine.unit_of_work import store_of
from adapters.system import SystemIdGenerator
from bot.context.context import UseCaseContext
from bot.context.ids import IdGenerator
from bot.domain.organisations import Organisation, Workspace
from bot.messages.platforms import Platform


def operator_context(
    connection: Connection, organisation: Organisation, now: datetime, ids: IdGenerator | None = None
) -> UseCaseContext:
    """The workspace need not be stored: nobody can be written to in it."""
    store, ids, name = store_of(connection), ids or SystemIdGenerator(), str(organisation.id)
    shell = store.people.workspace(Platform.CLI, name)
    return UseCaseContext(
        shell or Workspace(ids.new_id(), organisation, Platform.CLI, name), None, now, store, ids
    )

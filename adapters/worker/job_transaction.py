"""The transaction in which a job ends."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from adapters.database.people.people import PeopleStore
from adapters.database.queue.jobs import JobStore
from adapters.database.queue.outbox import OutboxStore
from adapters.database.unit_of_work import store_of
from bot.context.store import Store


@dataclass(frozen=True)
class JobTransaction:
    """The stores of the use cases, and what the worker alone does with the queue and with people."""

    connection: Connection
    """For status lists, the heads of the audit trail, and locks."""

    @cached_property
    def store(self) -> Store:
        """What use cases get."""
        return store_of(self.connection)

    @cached_property
    def outbox(self) -> OutboxStore:
        """How letters ended, and where they were posted."""
        return OutboxStore(self.connection)

    @cached_property
    def people(self) -> PeopleStore:
        """Accounts and workspaces of people."""
        return PeopleStore(self.connection)

    @cached_property
    def jobs(self) -> JobStore:
        """Claims, ends and errors of jobs."""
        return JobStore(self.connection)

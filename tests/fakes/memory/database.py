"""An in-memory database behind the ports of `bot`: transactions that commit or roll back as a whole.

    database = DatabaseInMemory()
    with database() as store:                # a transaction, as `bot.dispatch` begins them
        store.people.add(person)

A transaction works on a copy of the tables, and puts it in their place at its end. One transaction runs at a time, as
on SQLite. A store refuses what the databases refuse: a unique value that is taken (`Stale` or False where the port says
so, `UniqueViolation` elsewhere) and a row that is not there (`NotFound`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from bot.context.store import Store
from tests.fakes.memory.audit import AuditInMemory, DraftsInMemory, RequestsInMemory
from tests.fakes.memory.catalogue import CatalogueInMemory
from tests.fakes.memory.channels import ChannelsInMemory
from tests.fakes.memory.credentials import CredentialsInMemory
from tests.fakes.memory.nominations import NominationsInMemory
from tests.fakes.memory.outbox import OutboxInMemory
from tests.fakes.memory.people import PeopleInMemory
from tests.fakes.memory.tables import Tables


class DatabaseInMemory:
    """Begins transactions; implements `bot.dispatch.dispatcher.BeginTransaction`."""

    def __init__(self) -> None:
        self.tables = Tables()
        self._writing = RLock()

    @contextmanager
    def __call__(self) -> Iterator[Store]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        with self.change() as tables:
            yield store_in_memory(tables)

    @contextmanager
    def change(self) -> Iterator[Tables]:
        """The tables of one transaction."""
        with self._writing:
            working = self.tables.copied()
            yield working
            self.tables = working

    @contextmanager
    def read(self) -> Iterator[Store]:
        """A snapshot of what is committed; changes to it are lost."""
        yield store_in_memory(self.tables.copied())


def store_in_memory(tables: Tables) -> Store:
    """The stores of one transaction."""
    return Store(
        people=PeopleInMemory(tables),
        catalogue=CatalogueInMemory(tables),
        nominations=NominationsInMemory(tables),
        credentials=CredentialsInMemory(tables),
        outbox=OutboxInMemory(tables),
        audit=AuditInMemory(tables),
        requests=RequestsInMemory(tables),
        drafts=DraftsInMemory(tables),
        channels=ChannelsInMemory(tables),
    )

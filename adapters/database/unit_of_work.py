"""One transaction with every chapter's store in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from adapters.database.audit.trail import AuditStore, RequestStore
from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.credentials.credentials import CredentialStore
from adapters.database.engine.engine import Database
from adapters.database.engine.tenancy import NO_TENANT
from adapters.database.nominations.drafts import DraftStore
from adapters.database.nominations.nominations import NominationStore
from adapters.database.people.channel_names import ChannelStore
from adapters.database.people.people import PeopleStore
from adapters.database.queue.outbox import OutboxStore
from bot.context.store import Store


def store_of(connection: Connection) -> Store:
    """The stores of one connection."""
    return Store(
        people=PeopleStore(connection),
        catalogue=CatalogueStore(connection),
        nominations=NominationStore(connection),
        credentials=CredentialStore(connection),
        outbox=OutboxStore(connection),
        audit=AuditStore(connection),
        requests=RequestStore(connection),
        drafts=DraftStore(connection),
        channels=ChannelStore(connection),
    )


class UnitOfWork:
    """Begins transactions. `committed` is called after each that may have written, to wake the worker."""

    def __init__(self, database: Database, committed: Callable[[], None] = lambda: None) -> None:
        self.database = database
        self.committed = committed

    @contextmanager
    def write(self) -> Iterator[Store]:
        """One transaction: committed when the block ends, rolled back when it raises. Its workspace sets its tenant.

        Raises ConnectionError if the database is locked, full or away, and then nothing was changed;
        ConnectionAbortedError if that happened during the commit, and then the outcome is unknown.
        """
        error = ConnectionError
        try:
            with self.database.write(NO_TENANT) as connection:
                yield store_of(connection)
                error = ConnectionAbortedError
        except (OperationalError, PoolTimeout) as problem:
            raise error(f"{type(problem).__name__}: {problem}") from problem
        self.committed()

    @contextmanager
    def read(self) -> Iterator[Store]:
        """One snapshot that waits for no writer, and writes nothing. Raises ConnectionError if the database is away."""
        try:
            with self.database.read(NO_TENANT) as connection:
                yield store_of(connection)
        except (OperationalError, PoolTimeout) as problem:
            raise ConnectionError(f"{type(problem).__name__}: {problem}") from problem

"""Connections: one writer queue and separate readers, on SQLite and PostgreSQL alike.

SQLite has one writer, so writing runs in one thread: a fair queue instead of a busy wait. Reads have an engine of
their own, which cannot write, so `/mybadges` never waits behind a writer. WAL with synchronous=FULL: an acknowledged
commit survives a power cut. A failing statement is logged and stored with its job; its parameters, which may hold
people's words, are not.

Decision: docs/decisions/0001.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from sqlite3 import Connection as SqliteConnection
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine, event

from adapters.database.engine.tenancy import ALL_TENANTS, enter_tenant

T = TypeVar("T")
Scope = UUID | str
"""The tenant of a transaction: an organisation's id, `ALL_TENANTS`, or `NO_TENANT` until it is known."""

READERS = 4
WRITERS = 8
PATIENCE = 30.0
POOL_SECONDS = 2.0
SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON")


class TransactionRolledBack(ConnectionError):
    """A full disk made the database roll back a whole transaction, earlier statements included. Nothing was changed."""


class Database:
    """The engines of one database, and the threads to use them in."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.patience = PATIENCE
        """Seconds a writer waits for another process on SQLite. Processes that answer people wait less."""
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            self.writer = _sqlite(url, 1)
            event.listen(self.writer, "begin", self._begin_writing)
            self.reader = _sqlite(url, READERS, "query_only=ON")
            event.listen(self.reader, "begin", _begin_reading)
        else:
            self.writer = _postgresql(url, WRITERS)
            self.reader = _postgresql(url, READERS).execution_options(postgresql_readonly=True)
        self.writing = ThreadPoolExecutor(1 if self.is_sqlite else WRITERS, "writing")
        self.reading = ThreadPoolExecutor(READERS, "reading")
        self._around = threading.local()

    def _begin_writing(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={int(self.patience * 1000)}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @contextmanager
    def write(self, scope: Scope = ALL_TENANTS) -> Iterator[Connection]:
        """One transaction that may write, in the name of `scope`; call it on a `writing` thread.

        Inside `one_transaction` a savepoint of that.
        """
        around: Connection | None = getattr(self._around, "connection", None)
        if around is not None:
            _refuse_rolled_back(around)
            with around.begin_nested():
                enter_tenant(around, scope)
                yield around
            return
        with self.writer.begin() as connection:
            if scope:
                enter_tenant(connection, scope)
            yield connection

    @contextmanager
    def one_transaction(self) -> Iterator[None]:
        """Every `write()` of this thread inside the block is a savepoint of one transaction, committed at its end.

        Raises `TransactionRolledBack` if the database rolled all of it back meanwhile.
        """
        with self.writer.begin() as connection:
            self._around.connection = connection
            try:
                yield
                _refuse_rolled_back(connection)
            finally:
                self._around.connection = None

    @contextmanager
    def read(self, scope: Scope = ALL_TENANTS) -> Iterator[Connection]:
        """One consistent snapshot, in the name of `scope`."""
        with self.reader.connect() as connection:
            if scope:
                enter_tenant(connection, scope)
            yield connection

    async def in_write(self, work: Callable[[Connection], T], scope: Scope = ALL_TENANTS) -> T:
        """Runs `work` in one writing transaction, on a writing thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.writing, self._run_in, self.write, work, scope)

    async def in_read(self, work: Callable[[Connection], T], scope: Scope = ALL_TENANTS) -> T:
        """Runs `work` on a reading thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.reading, self._run_in, self.read, work, scope)

    def _run_in(
        self,
        begin: Callable[[Scope], AbstractContextManager[Connection]],
        work: Callable[[Connection], T],
        scope: Scope,
    ) -> T:
        with begin(scope) as connection:
            return work(connection)

    def close(self) -> None:
        """Drains the pools and closes the engines."""
        self.writing.shutdown()
        self.reading.shutdown()
        self.writer.dispose()
        self.reader.dispose()


def _postgresql(url: str, pool_size: int) -> Engine:
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        pool_timeout=POOL_SECONDS,
        hide_parameters=True,
        # An unreachable server must not hold a thread for minutes.
        connect_args={"connect_timeout": 2, "tcp_user_timeout": 5000, "client_encoding": "utf8"},
    )


def advisory_lock(connection: Connection) -> None:
    """Until this transaction ends, no other process gets past here: a look-up followed by a creation creates one row.
    SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(5063194)")


def _refuse_rolled_back(connection: Connection) -> None:
    """SQLite rolls back a transaction by itself where it cannot undo the one statement that failed, and does not report
    it: the next savepoint would begin another, and the commit would find nothing to do."""
    driver = connection.connection.driver_connection
    if isinstance(driver, SqliteConnection) and not driver.in_transaction:
        raise TransactionRolledBack(
            "the database undid the transaction: its disk is full, or does not answer"
        )


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _sqlite(url: str, pool_size: int, *more: str) -> Engine:
    engine = create_engine(url, pool_size=pool_size, max_overflow=0, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: SqliteConnection, _record: Any) -> None:
        connection.isolation_level = None  # we send BEGIN ourselves
        for pragma in (*SQLITE_PRAGMAS, *more):
            connection.execute(f"PRAGMA {pragma}")

    return engine

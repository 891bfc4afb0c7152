"""Connections: one writer queue and separate readers, on SQLite and PostgreSQL alike.

SQLite has one writer, so writing runs in one thread: a fair queue instead of a busy wait. Reads have an engine of
their own, so `/mybadges` never waits behind a writer. WAL with synchronous=FULL: an acknowledged commit survives
a power cut. What a statement failed on is logged and kept with its job; what people wrote (its parameters) is not.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from sqlite3 import Connection as SqliteConnection
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event

T = TypeVar("T")

READERS = 4
WRITERS = 8
SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON")


class Database:
    """The engines of one database, and the threads to use them in."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            self.writer = _sqlite(url, "BEGIN IMMEDIATE", pool_size=1)
            self.reader = _sqlite(url, "BEGIN", pool_size=READERS)
        else:
            self.writer = _postgresql(url, WRITERS)
            self.reader = _postgresql(url, READERS)
        self.writing = ThreadPoolExecutor(1 if self.is_sqlite else WRITERS, "writing")
        self.reading = ThreadPoolExecutor(READERS, "reading")
        self._around = threading.local()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may write; call it on a `writing` thread. Inside `one_transaction` a part of that."""
        around: Connection | None = getattr(self._around, "connection", None)
        if around is not None:
            with around.begin_nested():
                yield around
            return
        with self.writer.begin() as connection:
            yield connection

    @contextmanager
    def one_transaction(self) -> Iterator[None]:
        """Every `write()` of this thread inside the block is a savepoint of one transaction, committed at its end."""
        with self.writer.begin() as connection:
            self._around.connection = connection
            try:
                yield
            finally:
                self._around.connection = None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent look."""
        with self.reader.connect() as connection:
            yield connection

    async def in_write(self, work: Callable[[Connection], T]) -> T:
        """Runs `work` in one writing transaction, on a writing thread."""
        return await asyncio.get_running_loop().run_in_executor(self.writing, self._within, self.write, work)

    async def in_read(self, work: Callable[[Connection], T]) -> T:
        """Runs `work` on a reading thread."""
        return await asyncio.get_running_loop().run_in_executor(self.reading, self._within, self.read, work)

    def _within(
        self, begin: Callable[[], AbstractContextManager[Connection]], work: Callable[[Connection], T]
    ) -> T:
        with begin() as connection:
            return work(connection)

    def close(self) -> None:
        """Finishes what runs and lets go."""
        self.writing.shutdown()
        self.reading.shutdown()
        self.writer.dispose()
        self.reader.dispose()


def _postgresql(url: str, pool_size: int) -> Engine:
    return create_engine(url, pool_size=pool_size, max_overflow=0, pool_pre_ping=True, hide_parameters=True)


def _sqlite(url: str, begin: str, pool_size: int) -> Engine:
    engine = create_engine(url, pool_size=pool_size, max_overflow=0, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: SqliteConnection, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine

"""Receives PostgreSQL's NOTIFY when another process queues jobs. Only a hint: workers look once a second anyway.

A pooler that hands out connections by the transaction drops LISTEN; then the worker is up to a second later.

A trigger on `jobs` notifies, so no code can forget it; workers look once a second all the same.
"""

import asyncio
from collections.abc import Callable

import structlog

from adapters.database.engine.engine import Database

log = structlog.get_logger(__name__)

CHANNEL = "laurel_jobs"
AGAIN_SECONDS = 10.0
"""Before a lost connection is reopened."""


async def listen(database: Database, wake: Callable[[], None]) -> None:
    """Calls `wake` for every notification, until cancelled. Returns at once on SQLite, which has one process."""
    if database.is_sqlite:
        return
    while True:
        try:
            await _listen_postgresql(database, wake)
        except OSError as problem:
            log.info("not listening", error=f"{type(problem).__name__}: {problem}")
        await asyncio.sleep(AGAIN_SECONDS)


async def _listen_postgresql(database: Database, wake: Callable[[], None]) -> None:
    import psycopg  # noqa: PLC0415 - installed with PostgreSQL support only

    url = database.writer.url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = await psycopg.AsyncConnection.connect(url, autocommit=True)
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            wake()
            async for _ in connection.notifies():
                wake()
    except psycopg.Error as problem:
        raise ConnectionError(str(problem)) from problem
